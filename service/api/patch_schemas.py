"""What a merge patch (RFC 7396) of a document may hold, derived from the document's schema: for the contract alone."""

import copy
from functools import cache
from typing import Any

from marshmallow import Schema, fields, missing

from service.api.strict import Strict


@cache
def patch_of(schema: type[Strict], name: str = "") -> type[Schema]:
    """The schema of patches of a schema's documents; `name` instead of `BriefPatch` for `BriefSchema`.

    Every key may be left out. null removes what need not be there, objects are patched in turn, lists are replaced
    whole, and keys that the document does not have are as unknown here.
    """
    parts = {key: _patched(field, removable=not field.required) for key, field in schema._declared_fields.items()}
    return Strict.from_dict(parts, name=name or f"{schema.__name__.removesuffix('Schema')}Patch")


def _patched(field: fields.Field[Any], *, removable: bool) -> fields.Field[Any]:
    patched = copy.copy(field)
    patched.required, patched.allow_none, patched.load_default = False, removable, missing
    if isinstance(patched, fields.Nested):
        assert isinstance(patched.nested, type)
        assert issubclass(patched.nested, Strict)
        patched.nested = patch_of(patched.nested)
    if isinstance(patched, fields.Dict):
        patched.validators = []  # how many entries there are is known once they are merged
        if patched.value_field is not None:
            patched.value_field = _patched(patched.value_field, removable=True)
    return patched
