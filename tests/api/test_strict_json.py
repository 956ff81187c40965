"""Strict JSON: the quick reading and the judging one agree."""

import json
from typing import Any

import orjson
import pytest

from service import sample
from service.api import strict_json
from tests.hostile.bodies import MALFORMED

NESTED = b"[" * strict_json.MAX_DEPTH + b"]" * strict_json.MAX_DEPTH


def _judged(data: bytes) -> Any:
    """What the judging reading, which alone takes strings, makes of it."""
    return strict_json.loads(data.decode())


@pytest.mark.parametrize("data", [
    b"1", b"-0", b"-0.0", b"1e5", b"1e20", b"18446744073709551616", b"123456789.123456789", b'"a"', rb'"\"quoted\""',
    rb'"\u00e9"', rb'"\ud83d\ude00"', b"[]", b"null", b'{"a": {"b": [1, "c", null, true]}}', rb'{"\"": "\\", "a": 1}',
    NESTED,
])  # fmt: skip
def test_it_reads_what_python_reads(data: bytes) -> None:
    found = strict_json.loads(data)
    assert repr(found) == repr(_judged(data)) == repr(json.loads(data))


def test_most_documents_are_read_quickly() -> None:
    documents = [orjson.dumps(document) for document in sample.creators(count=50)]
    assert [strict_json._plain(document) for document in documents] == [_judged(d) for d in documents]


@pytest.mark.parametrize("data", [*MALFORMED.values(), rb'{"a": 1, "b": "\"", "a": 2}', rb'{"\u0061": 1, "a": 2}',
                                  b'{"a": "x", "a" :"y"}', b"[%b]" % NESTED],
                         ids=lambda data: str(data[:40]))  # fmt: skip
def test_it_refuses_what_is_no_strict_json(data: bytes) -> None:
    with pytest.raises(strict_json.MalformedJson):
        strict_json.loads(data)
