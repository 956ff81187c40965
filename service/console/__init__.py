"""GET /: the console, a page for people over the public API alone. What lies in page/ is served as it is: no build
step, nothing from elsewhere, nothing inline."""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

blueprint = Blueprint("console", __name__)

_PAGE = Path(__file__).parent / "page"
_POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
           "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")  # fmt: skip


@blueprint.get("/")
def page() -> Response:
    response = send_from_directory(_PAGE, "index.html", max_age=0)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.get("/console/<path:name>")
def part(name: str) -> Response:
    """A script or style sheet; browsers ask each time whether theirs is still the same, and upgrades show at once."""
    response = send_from_directory(_PAGE, name, max_age=0)
    response.vary.add("Accept-Encoding")
    if response.status_code == 200 and request.accept_encodings.quality("gzip"):
        return _compressed(response)
    return response


def _compressed(response: Response) -> Response:
    """A quarter of the bytes; another representation, so another tag."""
    response.direct_passthrough = False
    response.set_data(_gzip(response.get_data()))
    response.content_encoding = "gzip"
    response.set_etag(f"{response.get_etag()[0]}-gzip")
    response.make_conditional(request)
    return response


@lru_cache(maxsize=256)
def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


page.is_public = part.is_public = True  # type: ignore[attr-defined]
