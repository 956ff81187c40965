"""Schemas as TypedDicts. Own code: datamodel-code-generator makes five times as many lines of it."""

import json
import keyword
import textwrap
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_WIDTH = 120
_HEADER = '''"""What is sent and answered. Made from the OpenAPI document by `python -m clients.generate`."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict
'''


def types_module(document: Json) -> str:
    """The module with a type for each schema of the document."""
    schemas = document["components"]["schemas"]
    return "\n\n".join([_HEADER, *(_definition(name, schema) for name, schema in schemas.items())]) + "\n"


def python_type(schema: Json, prefix: str = "") -> str:
    """A type expression; `prefix` stands before the names of schemas."""
    if "$ref" in schema:
        return prefix + str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return f"Literal[{_literal(schema['const'])}]"
    if "enum" in schema:
        return f"Literal[{', '.join(_literal(value) for value in schema['enum'])}]"
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(python_type(one, prefix) for one in schema[several]))
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return " | ".join(python_type({**schema, "type": kind}, prefix) for kind in kinds)
    if kinds == "array":
        return f"list[{python_type(schema.get('items', {}), prefix)}]"
    if kinds == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {python_type(values, prefix) if isinstance(values, dict) else 'Any'}]"
    return _PLAIN.get(str(kinds), "Any")


def _literal(value: Any) -> str:
    return "None" if value is None else json.dumps(value, ensure_ascii=False)


def _definition(name: str, schema: Json) -> str:
    fields = schema.get("properties")
    if fields is None:
        return f"{name} = {_forward(python_type(schema))}"
    if all(field.isidentifier() and not keyword.iskeyword(field) for field in fields):
        return "\n".join([f"class {name}(TypedDict):", *_documentation(schema), *_fields(schema)])
    # Names that Python keeps for itself; in a call, types that stand further down have to be in quotes.
    items = [f"    {json.dumps(field)}: {json.dumps(_field(schema, field))}," for field in fields]
    return "\n".join([f'{name} = TypedDict("{name}", {{', *items, "})"])


def _forward(expression: str) -> str:
    return expression if expression.startswith("Literal") else json.dumps(expression)


def _documentation(schema: Json) -> list[str]:
    return [documentation(schema["description"], 4), ""] if "description" in schema else []


def _fields(schema: Json) -> Iterator[str]:
    for name, field in schema["properties"].items():
        yield f"    {name}: {_field(schema, name)}"
        if "description" in field:
            yield documentation(field["description"], 4)
    if not schema["properties"]:
        yield "    pass"


def _field(schema: Json, name: str) -> str:
    found = python_type(schema["properties"][name])
    return found if name in schema.get("required", []) else f"NotRequired[{found}]"


def documentation(text: str, indent: int) -> str:
    """A docstring of the text, in lines that are not too long."""
    sentence = text if text.endswith((".", "?", "!")) else f"{text}."
    lines = textwrap.wrap(sentence, _WIDTH - indent - 6, break_long_words=False, break_on_hyphens=False)
    closing = "\n" if len(lines) > 1 else ""
    return textwrap.indent('"""' + "\n".join(lines) + closing + '"""', " " * indent)
