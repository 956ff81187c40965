"""API keys. A marketplace's admin key sees all of them, a brand's those of its brand."""

import datetime
import time
from collections.abc import Mapping
from typing import Any

from flask import Response
from flask.views import MethodView

from service import keys
from service.api import key_schemas
from service.api.auth import access
from service.api.blueprint import Blueprint
from service.api.context import (
    answer,
    backends,
    bad_cursor,
    from_cursor,
    no_content,
    rfc3339,
    rfc3339_or_null,
    to_cursor,
)
from service.api.idempotency import once
from service.api.key_schemas import KeyPatch, KeyRotationSchema, KeySchema, load_changed_key
from service.api.merge_patches import MergePatch
from service.api.operation import operation
from service.api.preconditions import expected, versioned
from service.api.queries import PageQuery
from service.errors import Invalid, Problem
from service.keys import Shown, Wanted
from service.store.keys import StoredKey

blueprint = Blueprint("keys", __name__, url_prefix="/v1", description="API keys: scopes, limits, rotation")
_PATCH = MergePatch(KeyPatch, load_changed_key)


@blueprint.route("/keys")
class Keys(MethodView):
    @operation("listKeys", needs="admin")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, key_schemas.KeyPage)
    def get(self, query: dict[str, Any]) -> Response:
        """List keys in the order of their making, without their secrets."""
        limit = query["limit"]
        found = keys.list_keys(backends(), access().brand_id, _after(query.get("cursor")), limit)
        cursor = to_cursor(f"{found[-1].created_at!r} {found[-1].id}") if len(found) == limit else None
        return answer({"items": [_shown(key) for key in found], "next_cursor": cursor})

    @operation("createKey", needs="admin", once=True)
    @blueprint.arguments(KeySchema)
    @blueprint.response(201, key_schemas.NewKey)
    def post(self, document: dict[str, Any]) -> Response:
        """Make a key. The answer shows it, and nothing does so again."""
        wanted = _wanted(document)
        return once(lambda b: keys.make_key(b, wanted), _created, lambda made: _created(Shown(made.stored, "")))


@blueprint.route("/keys/<key_id>")
class OneKey(MethodView):
    @operation("getKey", needs="admin", if_none_match=True)
    @blueprint.response(200, key_schemas.StoredKey)
    def get(self, key_id: str) -> Response:
        """One key, without its secret."""
        stored = keys.get_key(backends(), access().brand_id, key_id)
        return versioned(_shown(stored), stored.version)

    @operation("updateKey", needs="admin", if_match=True)
    @blueprint.response(200, key_schemas.StoredKey)
    @blueprint.doc(requestBody=_PATCH.body)
    def patch(self, key_id: str) -> Response:
        """Change label, scopes, origins, limit or expiry of a key by a JSON merge patch (RFC 7396)."""
        values = _columns(_PATCH.read())
        stored = keys.change_key(backends(), access().brand_id, key_id, values, expected())
        return versioned(_shown(stored), stored.version)

    @operation("revokeKey", needs="admin")
    @blueprint.response(204)
    def delete(self, key_id: str) -> Response:
        """Revoke a key: it stops working at once, on other processes within a second."""
        keys.revoke_key(backends(), key_id, access().brand_id)
        return no_content()


@blueprint.route("/keys/<key_id>:rotate")
class RotateKey(MethodView):
    @operation("rotateKey", needs="admin", once=True, if_match=True)
    @blueprint.arguments(KeyRotationSchema)
    @blueprint.response(200, key_schemas.NewKey)
    def post(self, document: dict[str, Any], key_id: str) -> Response:
        """Give a key another secret; the one before stays good for a while, so that programs can change over."""
        brand_id, overlap, known = access().brand_id, document["overlap_seconds"], expected()
        return once(lambda b: keys.rotate_key(b, brand_id, key_id, overlap, known), _rotated,
                    lambda made: _rotated(Shown(made.stored, "")))  # fmt: skip


def _created(made: Shown) -> Response:
    return _answer(made, 201, Location=f"/v1/keys/{made.stored.id}")


def _rotated(made: Shown) -> Response:
    return _answer(made, 200)


def _answer(made: Shown, status: int, **headers: str) -> Response:
    return versioned(_shown(made.stored) | {"key": made.key or None}, made.stored.version, status, **headers)


def _wanted(document: dict[str, Any]) -> Wanted:
    """A brand's own admin makes keys of its brand."""
    given = dict(document)
    own = access().brand
    role, brand = given.pop("role", None), given.pop("brand_id", None)
    if own is not None:
        strange = [name for name, value, right in (("role", role, "brand"), ("brand_id", brand, own))
                   if value not in (None, right)]  # fmt: skip
        if strange:
            problems = tuple(Problem(f"/{name}", "a brand's key makes keys of its own brand") for name in strange)
            raise Invalid("a brand's key makes keys of its own brand", problems)
        role, brand = "brand", own
    if role is None:
        raise Invalid("a key has a role", (Problem("/role", "Missing data for required field.", "required"),))
    return Wanted(role, brand, **{**given, **_times(given)})


def _columns(patch: Mapping[str, Any]) -> dict[str, Any]:
    """A patch as columns; null is "none" where there can be none."""
    emptied: dict[str, Any] = {"label": "", "origins": [], "requests_per_minute": None, "expires_at": None}
    loaded = load_changed_key(patch)
    if "scopes" in patch and patch["scopes"] is None:
        raise Invalid("a key has scopes", (Problem("/scopes", "cannot be removed", "required"),))
    removed = {name: emptied[name] for name, value in patch.items() if value is None}
    return removed | loaded | _times(loaded)


def _times(values: Mapping[str, Any]) -> dict[str, Any]:
    if values.get("expires_at") is None:
        return {}
    moment = datetime.datetime.fromisoformat(values["expires_at"]).replace(microsecond=0).timestamp()
    if moment <= time.time():
        raise Invalid("a key expires in the future", (Problem("/expires_at", "lies in the past; DELETE revokes"),))
    return {"expires_at": moment}


def _after(cursor: str | None) -> tuple[float, str]:
    if cursor is None:
        return 0.0, ""
    created_at, _, key_id = from_cursor(cursor).partition(" ")
    try:
        return float(created_at), key_id
    except ValueError:
        raise bad_cursor() from None


def _shown(key: StoredKey) -> dict[str, Any]:
    now = time.time()
    is_expired = key.expires_at is not None and key.expires_at <= now
    rotating = key.former_until if key.former_until is not None and key.former_until > now else None
    return {
        "id": key.id,
        "role": key.role,
        "brand_id": key.brand,
        "label": key.label,
        "publishable": key.publishable,
        "scopes": key.scopes.split(),
        "origins": key.origins.split(),
        "requests_per_minute": key.requests_per_minute,
        "created_at": rfc3339(key.created_at),
        "expires_at": rfc3339_or_null(key.expires_at),
        "last_used_at": rfc3339_or_null(key.last_used_at),
        "rotating_until": rfc3339_or_null(rotating),
        "revoked_at": rfc3339_or_null(key.revoked_at),
        "state": "revoked" if key.revoked_at is not None else "expired" if is_expired else "active",
        "version": key.version,
    }
