"""What a value has to be for its field: cells are texts, fields are numbers, amounts, lists."""

import re
from typing import Any

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")


def shaped(value: Any, kind: str) -> Any:
    """The value as its field wants it; ValueError says why it cannot be. What fits already stays as it is."""
    if kind.endswith("[]"):
        values = value if isinstance(value, list) else _split(value)
        found = [_one(one, kind[:-2]) for one in values]
        return list(dict.fromkeys(found)) if all(isinstance(one, str) for one in found) else found
    if isinstance(value, list):
        raise ValueError("is a list, where one value is wanted")
    return _one(value, kind)


def _split(value: Any) -> list[Any]:
    if not isinstance(value, str):
        return [value]
    return [piece.strip() for piece in value.split(";") if piece.strip()]


def _one(value: Any, kind: str) -> Any:
    if isinstance(value, str):
        return _of_text(value, kind)
    if kind in ("text", "amount", "date", "time") and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _of_text(value: str, kind: str) -> Any:
    if kind == "whole":
        if not _WHOLE.fullmatch(value):
            raise ValueError('is no whole number; the transform "number" reads 12.4K and 1,234')
        return int(value)
    if kind == "number":
        if not _NUMBER.fullmatch(value):
            raise ValueError('is no number; the transforms "number" and "percent" read 12.4K, 1,234 and 3.4%')
        return float(value)
    if kind == "boolean":
        if value.lower() not in _TRUE + _FALSE:
            raise ValueError("is neither true nor false")
        return value.lower() in _TRUE
    return value
