"""What every handler needs: the backends, answers through orjson, opaque cursors."""

import base64
import datetime
from typing import Any, cast

import orjson
from flask import Response, current_app, g, request

from service.backends import Backends
from service.errors import Invalid, Problem

MAX_LIMIT = 200


def backends() -> Backends:
    """What this request works with. Its exchange rates stay as they were when it began."""
    found: Backends | None = g.get("backends")
    if found is None:
        found = g.backends = cast(Backends, current_app.extensions["creatormatch"]).holding_rates()
    return found


def requested_view() -> Any:
    """The function or method that will answer; None when the route or method does not exist."""
    function: Any = current_app.view_functions.get(request.endpoint or "")
    if (view_class := getattr(function, "view_class", None)) is None:
        return function
    return getattr(view_class, "get" if request.method == "HEAD" else request.method.lower(), None)


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


def to_cursor(value: str | int) -> str:
    return base64.urlsafe_b64encode(str(value).encode()).decode().rstrip("=")


def from_cursor(cursor: str) -> str:
    try:
        value = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode("ascii")
    except (ValueError, UnicodeError):
        raise bad_cursor() from None
    if not value or not value.isprintable():
        raise bad_cursor()
    return value


def number_cursor(cursor: str | None) -> int:
    if cursor is None:
        return 0
    value = from_cursor(cursor)
    if not value.isdecimal() or len(value) > 18:
        raise bad_cursor()
    return int(value)


def bad_cursor() -> Invalid:
    return Invalid(
        "the cursor was not given out by this list", (Problem("query/cursor", "is not a cursor of this list"),)
    )
