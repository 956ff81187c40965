"""JSON as RFC 8259 has it and nothing more: no NaN, no infinities, no duplicate keys, no bottomless nesting."""

import json
import math
from typing import Any

import orjson

from service.errors import CreatormatchError

MAX_DEPTH = 32
_PLAIN_FLOATS = 2.0**63


class MalformedJson(CreatormatchError):
    code = "malformed_json"


def loads(data: bytes | str) -> Any:
    """Parse, or raise MalformedJson saying where it breaks."""
    if isinstance(data, bytes) and (plain := _plain(data)) is not None:
        return plain
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_number)
    except UnicodeDecodeError as error:
        raise MalformedJson(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise MalformedJson(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise MalformedJson(f"nested deeper than {MAX_DEPTH} levels") from None
    except ValueError as error:
        raise MalformedJson(str(error)) from None
    _check_depth(value)
    return value


def _plain(data: bytes) -> Any | None:
    """The same for most documents, in a fraction of the time; None for what the reading below must judge.

    orjson refuses what RFC 8259 does not have, but keeps the last of duplicate keys and makes floats of integers
    beyond 64 bits. Each string takes two quotes in the text, so that a lost key shows in their number (an escaped
    quote looks alike, and costs only time).
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    strings = 0
    level: list[Any] = [[value]]
    for _ in range(MAX_DEPTH + 1):
        inner: list[Any] = []
        for parent in level:
            children = parent
            if type(parent) is dict:
                strings += len(parent)
                children = parent.values()
            for child in children:
                kind = type(child)
                if kind is str:
                    strings += 1
                elif kind is dict or kind is list:
                    inner.append(child)
                elif kind is float and not -_PLAIN_FLOATS < child < _PLAIN_FLOATS:
                    return None
        if not inner:
            return value if data.count(b'"') == 2 * strings else None
        level = inner
    return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {twice[:80]!r} stands twice in one object")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"the number {text[:40]} is too large")
    return value


def _check_depth(value: Any) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise MalformedJson(f"nested deeper than {MAX_DEPTH} levels")
        level = [
            child
            for parent in level
            if isinstance(parent, dict | list)
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, dict | list)
        ]
