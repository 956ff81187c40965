"""Merge patches (RFC 7396) as requests: what the contract says of them, and how they are read and checked."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from marshmallow import Schema, fields

from service.api.fields import Code
from service.api.parsing import read_json
from service.errors import Invalid, Problem

Document = dict[str, Any]
Load = Callable[[Any], Document]

_SAYS = ("What is left out stays as it is, null removes or returns to the default, objects are patched in turn, "
         "lists are replaced whole")  # fmt: skip


class MergePatch:
    """The patches of one kind of document. `schema` comes of `patch_of`; `load` reads a whole document."""

    def __init__(self, schema: type[Schema], load: Load) -> None:
        content = {media: {"schema": schema} for media in ("application/merge-patch+json", "application/json")}
        self.body: Document = {"required": True, "description": _SAYS, "content": content}
        self._schema, self._load = schema(), load

    def read(self) -> Document:
        """The request's patch; raises Invalid for what is no object."""
        patch = read_json(request)
        if not isinstance(patch, dict):
            raise Invalid("a merge patch is a JSON object", (Problem("", "must be an object"),))
        return patch

    def outcome_of(self, patch: Document) -> Load:
        """How what comes of a patch is loaded: raises Invalid with every offence, those of the patch too that left no
        trace, since null takes an unknown key out as it does a known one."""

        def load(merged: Document) -> Document:
            _put_back(self._schema, patch, merged)
            return self._load(merged)

        return load


def _put_back(schema: Schema, patch: Document, merged: Document) -> None:
    """Unknown keys that are null in the patch, where the merged document can be refused for them."""
    known = {field.data_key or name: field for name, field in schema.load_fields.items()}
    for key, value in patch.items():
        if value is None and key not in known:
            merged[key] = None
        elif isinstance(value, Mapping):
            _put_back_below(known.get(key), value, merged[key])


def _put_back_below(field: fields.Field[Any] | None, patch: Any, merged: Document) -> None:
    if isinstance(field, fields.Nested):
        _put_back(field.schema, patch, merged)
    elif isinstance(field, fields.Dict):
        for key, value in patch.items():
            if isinstance(value, Mapping):
                _put_back_below(field.value_field, value, merged[key])
            elif value is None and isinstance(field.key_field, Code) and key not in field.key_field.allowed():
                merged[key] = None
