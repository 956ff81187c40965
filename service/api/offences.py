"""Marshmallow's nested messages as our flat list: JSON pointers, stable codes, and what was probably meant."""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from marshmallow import Schema, fields

from service.api.fields import Code
from service.api.nearest import nearest
from service.errors import Problem

# Nobody reads more, and a body of 1 MiB can hold a hundred thousand.
MOST_OFFENCES = 1000
_MOST_LOOKUPS = 20  # for what was meant, each of which may take milliseconds
_UNKNOWN = "Unknown field."
# How marshmallow's own messages begin, the first that fits counts.
_CODES = (
    (_UNKNOWN, "unknown_key"),
    ("Missing data for required field", "required"),
    (re.compile("Not a valid (URL|date|time|UUID|email)"), "bad_format"),
    ("Not a valid ", "wrong_type"),
    ("Invalid input type", "wrong_type"),
    ("Invalid type", "wrong_type"),
    ("Field may not be null", "wrong_type"),
    ("Must be one of", "unknown_value"),
    ("Must be ", "out_of_range"),
    ("Number too large", "out_of_range"),
    ("Special numeric values", "out_of_range"),
    ("Shorter than", "too_short"),
    ("Longer than", "too_long"),
    ("String does not match", "bad_format"),
)
_BETWEEN = re.compile(r"Length must be between \d+ and (\d+)")


def offences(messages: Any, schema: Schema, data: Any, path: str = "") -> list[Problem]:
    """`messages` of a ValidationError that `schema` raised for `data`; `path` comes before every pointer."""
    return list(itertools.islice(_Walk().through(messages, path, schema, data), MOST_OFFENCES))


class _Walk:
    """Goes down messages, schema and data together: what was wrong says the first, what would be right the second."""

    def __init__(self) -> None:
        self._lookups_left = _MOST_LOOKUPS

    def through(self, messages: Any, path: str, spot: Any, value: Any) -> Iterator[Problem]:
        if isinstance(messages, dict):
            for step, inner in messages.items():
                yield from self._below(step, inner, path, spot, value)
        elif isinstance(messages, list):
            for message in messages:
                yield from self.through(message, path, spot, value)
        else:
            yield self._problem(str.__str__(messages), path, spot, value, getattr(messages, "code", None))

    def _below(self, step: Any, inner: Any, path: str, spot: Any, value: Any) -> Iterable[Problem]:
        if step == "_schema" and inner != [_UNKNOWN]:
            return self.through(inner, path, spot, value)
        if isinstance(spot, _Entry):  # marshmallow says whether a mapping's key or its value is wrong
            part, found = (spot.key, spot.name) if step == "key" else (spot.value, value)
            return self.through(inner, path, _inside(part), found)
        below = f"{path}/{_escaped(str(step))}"
        if isinstance(spot, Schema) and inner == [_UNKNOWN]:
            return [self._unknown_key(below, str(step), spot)]
        return self.through(inner, below, _spot_below(spot, step), _value_below(value, step))

    def _unknown_key(self, path: str, key: str, schema: Schema) -> Problem:
        keys = [field.data_key or name for name, field in schema.load_fields.items()]
        return self._suggesting(Problem(path, _UNKNOWN, "unknown_key"), key, keys)

    def _problem(self, text: str, path: str, spot: Any, value: Any, code: str | None) -> Problem:
        code = code or _code_of(text, value)
        if code == "unknown_value" and isinstance(value, str):
            return self._suggesting(Problem(path, text, code), value, _allowed(spot))
        return Problem(path, text, code)

    def _suggesting(self, problem: Problem, word: str, known: Collection[str]) -> Problem:
        self._lookups_left -= 1
        if self._lookups_left < 0 or (meant := nearest(word, known)) is None:
            return problem
        text = f"{problem.message.rstrip('.')}. Did you mean {meant!r}?"
        return Problem(problem.path, text, problem.code, meant)


class _Entry:
    """The place of one entry of a mapping: its key, and the fields that key and value have."""

    def __init__(self, name: str, field: fields.Dict) -> None:
        self.name, self.key, self.value = name, field.key_field, field.value_field


def _spot_below(spot: Any, step: Any) -> Any:
    """The schema or field of a key or list index, as far as one is known."""
    field: Any = None
    if isinstance(spot, Schema):
        named = (one for name, one in spot.load_fields.items() if step in (one.data_key or name, name))
        field = next(named, None)
    elif isinstance(spot, fields.List):
        field = spot.inner
    elif isinstance(spot, fields.Dict):
        return _Entry(step, spot)
    return _inside(field)


def _inside(field: Any) -> Any:
    return field.schema if isinstance(field, fields.Nested) else field


def _value_below(value: Any, step: Any) -> Any:
    if isinstance(value, Mapping):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None


def _allowed(spot: Any) -> Collection[str]:
    if isinstance(spot, Code):
        return spot.allowed()
    choices = [choice for check in getattr(spot, "validators", ()) for choice in getattr(check, "choices", ())]
    return [choice for choice in choices if isinstance(choice, str)]


def _code_of(text: str, value: Any) -> str:
    if between := _BETWEEN.match(text):
        return "too_long" if hasattr(value, "__len__") and len(value) > int(between[1]) else "too_short"
    for beginning, code in _CODES:
        if text.startswith(beginning) if isinstance(beginning, str) else beginning.match(text):
            return code
    return "invalid"


def _escaped(step: str) -> str:
    sayable = step.encode("utf-8", "backslashreplace").decode()  # a key may hold a lone surrogate
    return sayable.replace("~", "~0").replace("/", "~1")
