"""What each field of a document is, by dotted path, read off its schema: what columns of other tools become."""

from collections.abc import Iterator
from typing import Any

from marshmallow import Schema, fields

from service.api.fields import Amount, Code, IsoDate, Timestamp, Whole

_KINDS: tuple[tuple[type[Any], str], ...] = (
    (IsoDate, "date"), (Timestamp, "time"), (Amount, "amount"), (Whole, "whole"), (fields.Integer, "whole"),
    (fields.Float, "number"), (fields.Boolean, "boolean"), (fields.String, "text"),
)  # fmt: skip


def field_kinds(schema: Schema) -> dict[str, str]:
    """As `Contract.kinds` has it: "0" for any place in a list, a last "*" for any key."""
    return dict(_of_schema(schema, ""))


def _of_schema(schema: Schema, before: str) -> Iterator[tuple[str, str]]:
    for name, field in schema.load_fields.items():
        yield from _of_field(field, f"{before}{field.data_key or name}")


def _of_field(field: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(field, fields.Nested):
        yield from _of_schema(field.schema, f"{path}.")
    elif isinstance(field, fields.List) and isinstance(field.inner, fields.Nested):
        yield from _of_field(field.inner, f"{path}.0")
    elif isinstance(field, fields.List):
        yield path, f"{_kind(field.inner)}[]"
    elif isinstance(field, fields.Dict) and isinstance(field.key_field, Code):
        yield from ((f"{path}.{key}", _kind(field.value_field)) for key in field.key_field.allowed())
    elif isinstance(field, fields.Dict):
        yield f"{path}.*", "any"
    else:
        yield path, _kind(field)


def _kind(field: Any) -> str:
    return next(kind for cls, kind in _KINDS if isinstance(field, cls))
