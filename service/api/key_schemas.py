"""API keys: what is sent, and what is shown."""

import re
from typing import Any

from marshmallow import Schema, fields, validate

from service.api.fields import Code, Flag, Text, Timestamp, Whole, refused
from service.api.patch_schemas import patch_of
from service.api.strict import Strict, listed, load
from service.domain.access import ORIGIN, SCOPES
from service.domain.vocabulary import BRAND_ID
from service.keys import OVERLAP_SECONDS, ROLES

_MOST_A_MINUTE = 10_000_000
_MOST_OVERLAP_SECONDS = 30 * 86_400


def _origin() -> Text:
    return Text(200, checks=[_check_origin], metadata={"pattern": f"^{ORIGIN}$"})


def _check_origin(value: str) -> None:
    if not re.fullmatch(ORIGIN, value):
        raise refused("bad_format", "must be an origin such as https://shop.example")


def _scopes(**options: Any) -> fields.List[Any]:
    return listed(Code(lambda: SCOPES, "scope"), len(SCOPES), 1, **options)


class _Settable(Strict):
    label = Text(200, min_length=0, metadata={"description": "A note to tell keys apart"})
    scopes = _scopes()
    origins = listed(_origin(), 50, metadata={"description": "Of the pages that use a publishable key"})
    requests_per_minute = Whole(0, _MOST_A_MINUTE, metadata={"description": "0: no limit; without one, the setting's"})
    expires_at = Timestamp()


class KeySchema(_Settable):
    """A key to be made. Without scopes it gets all that its role usually has."""

    role = Code(lambda: ROLES, "role", metadata={"description": "For a brand's own admin key always brand"})
    brand_id = fields.String(
        validate=validate.Regexp(rf"{BRAND_ID}\Z"),
        metadata={"pattern": f"^{BRAND_ID}$", "description": "Whose key it is; a brand's own admin key need not say"},
    )
    publishable = Flag(metadata={"description": "May stand in a web page: it reads, and from its origins only"})


class ChangedKeySchema(_Settable):
    """What can be changed of a key; null puts a limit or an expiry back to none."""

    scopes = _scopes(required=True)  # a key has some; a change, which is loaded in part, need not name them


KeyPatch = patch_of(ChangedKeySchema, "KeyPatch")


class KeyRotationSchema(Strict):
    overlap_seconds = Whole(
        0, _MOST_OVERLAP_SECONDS, load_default=OVERLAP_SECONDS,
        metadata={"description": "For so long the secret before stays good beside the new one"},
    )  # fmt: skip


class StoredKey(Schema):
    id = fields.String(required=True)
    role = fields.String(required=True, metadata={"enum": list(ROLES)})
    brand_id = fields.String(required=True, allow_none=True)
    label = fields.String(required=True)
    publishable = fields.Boolean(required=True)
    scopes = fields.List(fields.String(metadata={"enum": list(SCOPES)}), required=True)
    origins = fields.List(fields.String(), required=True)
    requests_per_minute = fields.Integer(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True, allow_none=True)
    last_used_at = fields.DateTime(required=True, allow_none=True, metadata={"description": "To the minute"})
    rotating_until = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "Until then the secret before is good too"}
    )
    revoked_at = fields.DateTime(required=True, allow_none=True)
    state = fields.String(required=True, metadata={"enum": ["active", "expired", "revoked"]})
    version = fields.Integer(required=True)


class NewKey(StoredKey):
    key = fields.String(
        required=True, allow_none=True,
        metadata={"description": "Shown once: null where an Idempotency-Key repeats the request"},
    )  # fmt: skip


class KeyPage(Schema):
    items = fields.List(fields.Nested(StoredKey), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AuditEntry(Schema):
    id = fields.Integer(required=True)
    at = fields.DateTime(required=True)
    key_id = fields.String(required=True)
    brand_id = fields.String(required=True, allow_none=True)
    operation = fields.String(required=True, metadata={"description": "Its operationId in this document"})
    ids = fields.Dict(keys=fields.String(), values=fields.String(), required=True,
                      metadata={"description": "What it concerned, by the names of the path"})  # fmt: skip
    external_id = fields.String(
        required=True, allow_none=True, metadata={"description": "Of a creator; null too once that one is erased"}
    )
    request_id = fields.String(required=True)


class AuditPage(Schema):
    items = fields.List(fields.Nested(AuditEntry), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


_CHANGED = ChangedKeySchema(partial=True)


def load_changed_key(document: Any) -> dict[str, Any]:
    return load(_CHANGED, document)
