"""What every handler needs: the backends, answers through orjson, opaque cursors."""

import base64
import datetime
import hmac
from functools import lru_cache
from typing import Any, cast

import orjson
from flask import Response, current_app, g, request

from service.backends import Backends
from service.errors import Invalid, Problem

MAX_LIMIT = 200
_SIGNATURE_BYTES = 16
# How long a page is may change on the way; what pages of rankings refuse to change, they say themselves.
_NOT_FILTERS = {"cursor", "limit", "sort", "diversity", "explain", "facets"}


def opened() -> Backends:
    """What the process works with."""
    return cast(Backends, current_app.extensions["creatormatch"])


def backends() -> Backends:
    """What this request works with. Its exchange rates stay as they were when it began; a change of it is noted in the
    change's own transaction."""
    found: Backends | None = g.get("backends")
    if found is None:
        found = opened().holding_rates()
        if (also := g.get("also")) is not None:
            found = found.with_store(found.store.joined(also))
        g.backends = found
    return found


def before_writing() -> None:
    """From here on the request may work things out inside a transaction of its own."""
    g.backends = backends().holding_calibration()


def noted() -> Backends:
    """For work in many transactions: the change is noted before them, once."""
    backends().store.write(lambda _: None)
    return backends().with_store(backends().store.bare)


def requested_view() -> Any:
    """The function or method that will answer; None when the route or method does not exist."""
    here = g._get_current_object()  # each way through the proxy takes as long as what is asked for
    try:
        return here.view
    except AttributeError:
        asked = request._get_current_object()  # type: ignore[attr-defined]
        here.view = _view(current_app.view_functions.get(asked.endpoint or ""), asked.method)
        return here.view


@lru_cache(maxsize=1000)
def _view(function: Any, method: str) -> Any:
    if (view_class := getattr(function, "view_class", None)) is None:
        return function
    return getattr(view_class, "get" if method == "HEAD" else method.lower(), None)


def answer(body: Any, status: int = 200, **headers: str) -> Response:
    response = Response(orjson.dumps(body), status, content_type="application/json")
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


def no_content() -> Response:
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def rfc3339(epoch_seconds: float) -> str:
    moment = datetime.datetime.fromtimestamp(epoch_seconds, datetime.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def rfc3339_or_null(epoch_seconds: float | None) -> str | None:
    return None if epoch_seconds is None else rfc3339(epoch_seconds)


def to_cursor(value: str | int) -> str:
    """A place in the list at hand, signed, so that it leads nowhere else: not to another list, other filters, or
    another brand's list."""
    place = str(value).encode()
    return base64.urlsafe_b64encode(_signature(place) + place).decode().rstrip("=")


def from_cursor(cursor: str) -> str:
    """The place that a cursor names; raises Invalid for those that this list has not given out."""
    try:
        signed = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except (ValueError, UnicodeError):
        raise bad_cursor() from None
    place = signed[_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signed[:_SIGNATURE_BYTES], _signature(place)):
        raise bad_cursor()
    return place.decode()


def _signature(place: bytes) -> bytes:
    filters = sorted((name, value) for name, value in request.args.items() if name not in _NOT_FILTERS)
    access = g.get("access")
    who = (access.brand_id, access.named_brand_id) if access is not None else ()
    of = repr((request.path, filters, who)).encode("utf-8", "replace")
    return hmac.digest(opened().secrets.get("cursors"), of + b"\0" + place, "sha256")[:_SIGNATURE_BYTES]


def number_cursor(cursor: str | None) -> int:
    if cursor is None:
        return 0
    value = from_cursor(cursor)
    if not value.isdecimal() or len(value) > 18:
        raise bad_cursor()
    return int(value)


def bad_cursor() -> Invalid:
    where = Problem("query/cursor", "is not a cursor of this list", "bad_format")
    return Invalid("the cursor was not given out by this list", (where,))
