"""Documents that are plainly right, loaded by functions made from the schema once.

An import validates thousands of documents a second, and nearly all of them fit. What is not plain (wrong, or merely
unusual) is loaded by marshmallow itself, which alone says what is wrong. The schema stays the only contract: a field
without a quick reading of its own is read by its own `deserialize`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, missing
from marshmallow.decorators import POST_LOAD, PRE_LOAD, VALIDATES, VALIDATES_SCHEMA

from service.api.fields import NotPlain, Quick
from service.api.strict import Strict, load

Document = dict[str, Any]
Read = Callable[[Any], Any]


class PlainLoader:
    """Loads what the schema loads, and refuses what it refuses, only sooner."""

    def __init__(self, schema: Strict) -> None:
        self._schema = schema
        self._read = _of_schema(schema)

    def load(self, data: Any) -> Document:
        """The canonical document; raises Invalid with every offence."""
        return self.load_plain(data) or load(self._schema, data)

    def load_plain(self, data: Any) -> Document | None:
        """The same, or None for what is not plain."""
        try:
            found: Document = self._read(data)
            return found
        except (NotPlain, ValidationError, ValueError, TypeError, OverflowError):
            return None


def _of_schema(schema: Schema) -> Read:
    if not isinstance(schema, Strict) or any(schema._hooks[kind] for kind in (POST_LOAD, VALIDATES)):
        return schema.load
    assert [hook[0] for hook in schema._hooks[PRE_LOAD]] == ["drop_nulls"], "nulls are passed over below"
    known = {field.data_key or name: (field.attribute or name, _of_field(field))
             for name, field in schema.load_fields.items()}  # fmt: skip
    required = [field.attribute or name for name, field in schema.load_fields.items() if field.required]
    defaults = [(field.attribute or name, field.load_default) for name, field in schema.load_fields.items()
                if field.load_default is not missing]  # fmt: skip
    checks = [getattr(schema, hook[0]) for hook in schema._hooks[VALIDATES_SCHEMA]]

    def read(data: Any) -> Document:
        if type(data) is not dict:
            raise NotPlain
        found = {}
        for key, value in data.items():
            if key not in known:
                raise NotPlain
            if value is None:
                continue
            name, read_value = known[key]
            found[name] = read_value(value)
        for name in required:
            if name not in found:
                raise NotPlain
        for name, default in defaults:
            if name not in found:
                found[name] = default() if callable(default) else default
        for check in checks:
            check(found)
        return found

    return read


def _of_field(field: fields.Field[Any]) -> Read:
    if isinstance(field, Quick):
        return field.quick if field.checks_itself else _checked(field.quick, field)
    if type(field) is fields.Nested:
        return _of_schema(field.schema)
    if type(field) is fields.List:
        return _checked(_of_list(_of_field(field.inner)), field)
    if type(field) is fields.Dict and field.key_field and field.value_field:
        return _checked(_of_dict(_of_field(field.key_field), _of_field(field.value_field)), field)
    return field.deserialize


def _of_list(read_one: Read) -> Read:
    def read(value: Any) -> list[Any]:
        if type(value) is not list:
            raise NotPlain
        return [read_one(one) for one in value]

    return read


def _of_dict(read_key: Read, read_value: Read) -> Read:
    def read(value: Any) -> Mapping[str, Any]:
        if type(value) is not dict:
            raise NotPlain
        return {read_key(key): read_value(one) for key, one in value.items()}

    return read


def _checked(read_value: Read, field: fields.Field[Any]) -> Read:
    """A field's validators raise ValidationError themselves."""
    if not field.validators:
        return read_value

    def read(value: Any) -> Any:
        found = read_value(value)
        for check in field.validators:
            check(found)
        return found

    return read
