"""Headers that every answer has: the request's id, what the key has left, the end of what is deprecated."""

import datetime
import random
import re
from email.utils import format_datetime

from flask import Flask, Response, g, request

from service.api.context import requested_view
from service.api.operation import Deprecated
from service.meter import WINDOW_SECONDS, Left
from service.observability import request_id

REQUEST_ID = "X-Request-Id"
_POLICY = "requests"
_ID_BITS = 96
_SAFE_ID = re.compile(r"[A-Za-z0-9._~+/=:-]{1,128}\Z")


# Ids are no secrets. Asking the system for each one's bits would hand the interpreter to another thread in the middle
# of every request.
_random = random.Random()


def register(app: Flask) -> None:
    _random.seed()  # anew after a fork, so that no two processes name requests alike
    app.before_request(_name_request)
    app.after_request(_tell)


def _name_request() -> None:
    """The caller's own name for the request, or a new one; it stands in the answer, in problems and in logs."""
    given = request.environ.get("HTTP_X_REQUEST_ID", "")
    name = g.request_id = given if given and _SAFE_ID.match(given) else f"{_random.getrandbits(_ID_BITS):024x}"
    request_id.set(name)


def _tell(response: Response) -> Response:
    response.headers.add("X-Content-Type-Options", "nosniff")
    here = vars(g._get_current_object())
    if "request_id" in here:
        response.headers.add(REQUEST_ID, here["request_id"])
    if (left := here.get("left")) is not None:
        _tell_what_is_left(response, left)
    if (deprecated := getattr(requested_view(), "deprecated", None)) is not None:
        _tell_the_end(response, deprecated)
    return response


def _tell_what_is_left(response: Response, left: Left) -> None:
    """draft-ietf-httpapi-ratelimit-headers-08."""
    response.headers.add("RateLimit-Policy", f'"{_POLICY}";q={left.most};w={WINDOW_SECONDS}')
    response.headers.add("RateLimit", f'"{_POLICY}";r={left.remaining};t={left.seconds}')
    if not left.allowed:
        response.headers["Retry-After"] = str(left.seconds)


def _tell_the_end(response: Response, deprecated: Deprecated) -> None:
    """RFC 9745 and RFC 8594."""
    sunset = datetime.datetime.fromtimestamp(deprecated.sunset, datetime.UTC)
    response.headers["Deprecation"] = f"@{deprecated.since}"
    response.headers["Sunset"] = format_datetime(sunset, usegmt=True)
    response.headers.add("Link", f'<{deprecated.link}>; rel="deprecation"')
