"""Bodies that nobody sends by mistake."""

import json
import random
from collections.abc import Iterator
from typing import Any

_IN = b'{"x": %b}'
_DEEP = 100_000

# No JSON text as RFC 8259 has it, whatever the operation.
MALFORMED = {
    "nothing": b"",
    "a space": b" ",
    "half an object": b'{"name": "Lena"',
    "half a string": b'{"name": "Lena',
    "half an escape": rb'{"name": "\u00"}',
    "an unknown escape": rb'{"name": "\x41"}',
    "a bare word": b"undefined",
    "a key without quotes": b'{name: "Lena"}',
    "single quotes": b"{'name': 'Lena'}",
    "a comma at the end": b'{"name": "Lena",}',
    "a comment": b'{"name": "Lena"} // hello',
    "a raw line break in a string": b'{"name": "Le\nna"}',
    "a raw NUL in a string": b'{"name": "Le\x00na"}',
    "NUL": b"\x00",
    "not UTF-8": b'{"name": "L\xffna"}',
    "overlong UTF-8": b'{"name": "\xc0\xaf"}',
    "a surrogate in UTF-8": b'{"name": "\xed\xa0\x80"}',
    "beyond Unicode": b'{"name": "\xf4\x90\x80\x80"}',
    "Latin-1": b'{"name": "Le\xe9"}',
    "UTF-16": '{"name": "Lena"}'.encode("utf-16"),
    "UTF-32": '{"name": "Lena"}'.encode("utf-32"),
    "UTF-7 with a mark": b"+/v8-{}",
    "byte order mark": b"\xef\xbb\xbf{}",
    "two documents": b"{}{}",
    "two documents on two lines": b"{}\n{}",
    "garbage behind": b"{} x",
    "a form": b"name=Lena&text=Bakes",
    "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "YAML": b"a: &a [*a]",
    "a pickle": b"\x80\x04\x95\x0c\x00\x00\x00\x00\x00\x00\x00\x8c\x08builtins\x94.",
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
    "NaN": _IN % b"NaN",
    "Infinity": _IN % b"Infinity",
    "-Infinity": _IN % b"-Infinity",
    "a number beyond all numbers": _IN % b"1e999",
    "a long exponent": _IN % (b"1e" + b"9" * 5000),
    "an integer of 5,000 digits": _IN % (b"9" * 5000),
    "an integer of a million digits": _IN % (b"9" * 1_000_000),
    "a leading zero": _IN % b"007",
    "a leading plus": _IN % b"+7",
    "hexadecimal": _IN % b"0x7f",
    "100,000 nested arrays": _IN % (b"[" * _DEEP + b"]" * _DEEP),
    "100,000 nested objects": b'{"a":' * _DEEP + b"1" + b"}" * _DEEP,
    "100,000 open arrays": b"[" * _DEEP,
    "33 nested arrays": _IN % (b"[" * 33 + b"]" * 33),
    "a key that stands twice": b'{"name": "Lena", "name": "Mia"}',
    "a key that stands twice, once escaped": rb'{"name": "Lena", "n\u0061me": "Mia"}',
    "a key that stands twice inside": _IN % b'{"y": 1, "y": 2}',
    "the last of 20,000 keys that stands twice": b"{%b}" % b",".join(b'"k%d":1' % (n % 19_999) for n in range(20_000)),
}
# JSON that no operation takes.
NO_OBJECT = {
    "an array": b"[]", "a string": b'"Lena"', "a number": b"5", "true": b"true", "null": b"null",
    "an array of a million": b"[" + b"1," * 499_999 + b"1]",
}  # fmt: skip
# Keys that no schema has, with values that hurt.
UNKNOWN = {
    "__proto__": rb'{"__proto__": {"admin": true}}',
    "constructor": rb'{"constructor": {"prototype": {"admin": true}}}',
    "$ref": rb'{"$ref": "file:///etc/passwd"}',
    "an operator": rb'{"$where": "sleep(1000)"}',
    "the empty key": rb'{"": 1}',
    "a lone surrogate as a key": rb'{"\ud800": 1}',
    "a NUL as a key": rb'{"\u0000": 1}',
    "a text direction override as a key": rb'{"\u202ename": 1}',
    "a key of a million characters": b'{"%b": 1}' % (b"k" * 1_000_000),
    "20,000 unknown keys": b"{%b}" % b",".join(b'"k%d":1' % n for n in range(20_000)),
    "an unknown key with a null": b'{"colour": null}',
}
# What stands where another value belongs: one of each type, and then the odd ones.
_TYPES: tuple[Any, ...] = (None, True, -1, 1.5, "x", [], {})
_ODD: tuple[Any, ...] = (
    2**63, -(2**63) - 1, 2**64, 10**15, 10**400, 1e308, -0.0, 5e-324, "", " ", "\u0000", "\ud800", "\udfff\ud800",
    "\u202e", "\u2066", "\ufeff", "\U0010ffff", "\uffff", "a" + "\u0301" * 100, "\U0001f468\u200d\U0001f469" * 50, "٣",
    "1", "1e3", "NaN", "true", "null", "0001-01-01", "9999-12-31", "2026-02-30", "2026-W10-1", "2026-06-30T23:59:60Z",
    "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "http://[::1", "javascript:alert(1)", "file:///etc/passwd",
    "'; DROP TABLE creators; --", "${jndi:ldap://x}", "{{7*7}}", "%s%n", "../../etc/passwd", "=cmd|' /C calc'!A0",
    "x" * 5000, [None], [[]], [{}], ["x", "x"], ["x"] * 300, {"": {}}, {"__proto__": {}}, {"x": "\ud800"},
    {"\ud800": 1}, {"any_of": "x"}, {"min": "x", "max": []},
)  # fmt: skip
_KEYS = ("", "__proto__", "\u202e", "\ud800", "x" * 300)


def with_wrong_values(body: Any, rng: random.Random) -> Iterator[bytes]:
    """The body again and again, each time with something else at one of its places: a value of each type, two odd ones
    and, of an object, a key that it does not have."""
    for changed in _changed(body, rng):
        yield json.dumps(changed).encode()


def _changed(value: Any, rng: random.Random) -> Iterator[Any]:
    if isinstance(value, dict):
        yield value | {rng.choice(_KEYS): 1}
        for key, inner in value.items():
            yield from (value | {key: wrong} for wrong in (*_TYPES, *rng.sample(_ODD, 2)))
            yield from (value | {key: changed} for changed in _changed(inner, rng))
    elif isinstance(value, list):
        yield from ([wrong, *value] for wrong in (None, [], {}, 5, "x", *value[:1]))
        yield value * 1_000
        for place, inner in enumerate(value):
            yield from ([*value[:place], changed, *value[place + 1 :]] for changed in _changed(inner, rng))


# Words for the reader of briefs, as many as a brief takes: each of them begins something that it looks for.
TEXT_LENGTH = 20_000
FLOODING_TEXTS = {
    words.strip(): (words * TEXT_LENGTH)[:TEXT_LENGTH]
    for words in ("9", "$1,000 ", "5 € ", "per reel per post ", "10k-50k followers ", "no not without ", "1-", "x ",
                  "(", "Germany Austria ", "1,2.3-4k% ", "between 1 and ", "2026-11-30 to ", "½ million ", "@a ", "_",
                  "twenty hundred ", "٣", "e" + "\u0301" * 30)
}  # fmt: skip
