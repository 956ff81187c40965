"""Who asks, for which brand, and whether the key's scopes allow it. Every route needs a key unless it is public."""

from flask import Flask, g, request

from service.api.context import opened, requested_view
from service.backends import Backends
from service.errors import Forbidden, Invalid, NotFound, Problem, RateLimited, Unauthenticated
from service.keyring import Access
from service.metrics import rate_limited_total
from service.store import audit
from service.store.audit import Entry
from service.store.engine import Connection

BRAND_HEADER = "Creatormatch-Brand"
_BRAND_VARIABLE = "HTTP_CREATORMATCH_BRAND"  # as WSGI has it
_ERASURE = "eraseCreator"
BRAND_PARAMETER = {
    "in": "header",
    "name": BRAND_HEADER,
    "schema": {"type": "string"},
    "description": "The brand that a marketplace key acts for; a brand's own key implies it",
}


def register(app: Flask) -> None:
    app.before_request(_authenticate)


def access() -> Access:
    found: Access = g.access
    return found


def acting_brand() -> int:
    """The brand's own id, or the one that a marketplace names in a header."""
    slug, own = request.headers.get(BRAND_HEADER), access().brand_id
    if slug is None and own is not None:
        return own
    if slug is None:
        where = Problem(f"header/{BRAND_HEADER}", "is missing", "required")
        raise Invalid(f"a marketplace key names the brand it acts for in the header {BRAND_HEADER}", (where,))
    brand_id = access().named_brand_id
    if own is not None and brand_id != own:
        raise Forbidden("a brand's key acts for its own brand only")
    if own is None and access().publishable:
        raise Forbidden("whoever reads a publishable key could name any brand; this needs one of the brand itself")
    if brand_id is None:
        raise NotFound(f"no brand has the id {slug[:64]!r}; PUT /v1/brands/{{brand_id}} creates one")
    return brand_id


def concerned_brand() -> int | None:
    """The same, but None for a marketplace key that names no brand: the marketplace itself."""
    if access().brand_id is None and BRAND_HEADER not in request.headers:
        return None
    return acting_brand()


def _authenticate() -> None:
    view, environ = requested_view(), request.environ
    if view is None or getattr(view, "is_public", False) or environ["REQUEST_METHOD"] == "OPTIONS":
        return
    scheme, _, presented = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not presented:
        raise Unauthenticated("send an API key in the header Authorization: Bearer …")
    process = opened()
    found = g.access = process.keyring.check(presented.strip(), environ.get(_BRAND_VARIABLE, ""))
    _meter(process, found)
    roles = getattr(view, "roles", None)
    if roles is not None and found.role not in roles:
        raise Forbidden(f"this needs a key with the role {' or '.join(roles)}")
    needs = getattr(view, "needs", None)
    if needs and needs not in found.scopes:
        raise Forbidden(f"this needs a key with the scope {needs}", code="insufficient_scope")
    if found.publishable:
        if roles is not None:
            raise Forbidden("this is not for publishable keys, which anybody can read")
        _check_origin(found)
    if getattr(view, "changes", False):
        g.also = _note_change


def _meter(process: Backends, found: Access) -> None:
    """Count the request; raises RateLimited. What is left goes into the answer's headers."""
    own = found.requests_per_minute
    most = process.config.requests_per_minute if own is None else own
    if most:
        left = g.left = process.meter.take(found.key_id, most)
        if not left.allowed:
            rate_limited_total.inc()
            raise RateLimited(f"this key may make {most} requests a minute; the next one in {left.seconds} seconds")


def _check_origin(found: Access) -> None:
    """A page of the same origin need not name it."""
    origin = request.headers.get("Origin")
    if origin is None and request.headers.get("Sec-Fetch-Site") == "same-origin":
        origin = request.host_url.rstrip("/")
    if origin not in found.origins:
        allowed = ", ".join(sorted(found.origins))
        raise Forbidden(f"this publishable key is for pages of {allowed}", code="origin_not_allowed")


def _note_change(connection: Connection, result: object) -> None:
    if result is False:  # a write says so when there was nothing to change
        return
    ids = dict(request.view_args or {})
    external_id = ids.pop("external_id", None)
    found = access()
    brand_id = found.brand_id if found.brand_id is not None else found.named_brand_id
    name = getattr(requested_view(), "operation", request.endpoint or "")
    external_id = None if name == _ERASURE else external_id  # the log must not keep what it removes
    audit.add(connection, Entry(found.key_id, brand_id, name, ids, external_id, g.request_id))

