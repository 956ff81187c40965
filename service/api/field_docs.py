"""What the OpenAPI document says of our own fields: no less than they check, so that clients get types from it."""

from collections.abc import Callable
from typing import Any

from marshmallow import fields, validate

from service.api.fields import AMOUNT, Address, Amount, Code, unique


def properties_of(list_schema: Callable[[Code], str]) -> Callable[..., dict[str, Any]]:
    """A function for apispec's converter. `list_schema` gives the reference of a closed list, each once in the
    document under a name of its own."""

    def properties(converter: Any, field: fields.Field[Any], *, ret: dict[str, Any]) -> dict[str, Any]:
        if isinstance(field, Code):
            return _code(list_schema(field), field, ret)
        if isinstance(field, Amount):
            # JSON Schema's patterns are JavaScript's, which end with $.
            return {"pattern": AMOUNT.replace(r"\Z", "$")}
        if isinstance(field, Address):
            return {"format": "uri"}
        if isinstance(field, fields.Dict):
            keys = field.key_field
            named = {"propertyNames": {"$ref": list_schema(keys)}} if isinstance(keys, Code) else {}
            return named | _sizes(field)
        if field.allow_none and "oneOf" in ret:
            return {"oneOf": [*ret["oneOf"], {"type": "null"}]}
        if type(field) is fields.Raw and not field.allow_none:
            return {"type": ["string", "number", "boolean", "object", "array"]}
        if isinstance(field, fields.List) and unique in field.validators:
            return {"uniqueItems": True}
        return {}

    return properties


def _code(reference: str, field: Code, said: dict[str, Any]) -> dict[str, Any]:
    if not field.allow_none:
        return {"$ref": reference}
    del said["type"]
    return {"anyOf": [{"$ref": reference}, {"type": "null"}]}


def _sizes(field: fields.Dict) -> dict[str, Any]:
    """apispec says lengths of strings and lists only."""
    lengths = [check for check in field.validators if isinstance(check, validate.Length)]
    sizes = {"minProperties": lengths[0].min, "maxProperties": lengths[0].max} if lengths else {}
    return {name: size for name, size in sizes.items() if size is not None}


def list_name(code: Code) -> str:
    """The name of a closed list's schema: CountryCode, AgeBandCode, ..."""
    words = [word for word in code.what.replace("alpha-2", "").replace("-", " ").split() if word.islower()]
    return "".join(word.capitalize() for word in words) + "Code"


def list_of(code: Code) -> dict[str, Any]:
    """Its schema."""
    allowed = code.allowed()
    return {"type": "string", "enum": sorted(allowed) if isinstance(allowed, set | frozenset) else [*allowed]}
