"""Who asks, and for which brand. Every route needs a key unless it is marked public."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, g, request

from service.api.blueprint import Blueprint
from service.api.context import backends, requested_view
from service.errors import Forbidden, Invalid, NotFound, Problem, Unauthenticated
from service.keys import Access, check_key

F = TypeVar("F", bound=Callable[..., Any])

BRAND_HEADER = "Creatormatch-Brand"
BRAND_PARAMETER = {
    "in": "header",
    "name": BRAND_HEADER,
    "schema": {"type": "string"},
    "description": "The brand that a marketplace key acts for; a brand's own key implies it",
}


def public(view: F) -> F:
    documented: F = Blueprint.doc(security=[])(view)
    documented.is_public = True  # type: ignore[attr-defined]
    return documented


def marketplace_only(view: F) -> F:
    view.roles = ("marketplace",)  # type: ignore[attr-defined]
    return view


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
    if brand_id is None:
        raise NotFound(f"no brand has the id {slug[:64]!r}; PUT /v1/brands/{{brand_id}} creates one")
    return brand_id


def _authenticate() -> None:
    view = requested_view()
    if view is None or getattr(view, "is_public", False) or request.method == "OPTIONS":
        return
    scheme, _, presented = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not presented:
        raise Unauthenticated("send an API key in the header Authorization: Bearer …")
    g.access = check_key(backends(), presented.strip(), request.headers.get(BRAND_HEADER, ""))
    roles = getattr(view, "roles", None)
    if roles is not None and g.access.role not in roles:
        raise Forbidden(f"this needs a key with the role {' or '.join(roles)}")
