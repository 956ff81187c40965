"""Which web pages may call: those of CREATORMATCH_CORS_ORIGINS and of publishable keys. Own code: flask-cors takes
origins that are known at the start, and keys come and go."""

from flask import Flask, Response, request

from service.api.auth import BRAND_HEADER
from service.api.context import opened
from service.errors import Unavailable

_ASKED = ", ".join(("Authorization", "Content-Type", BRAND_HEADER, "Idempotency-Key", "If-Match", "If-None-Match",
                    "X-Request-Id"))  # fmt: skip
_SHOWN = ", ".join(("Creatormatch-Erasure", "Creatormatch-Indexed", "Deprecation", "ETag", "Idempotency-Replayed",
                    "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "Sunset",
                    "X-Request-Id"))  # fmt: skip
_PREFLIGHT_SECONDS = "600"


def register(app: Flask) -> None:
    app.after_request(_allow)


def _allow(response: Response) -> Response:
    environ = request.environ
    if not environ["PATH_INFO"].startswith("/v1/"):
        return response
    response.headers.add("Vary", "Origin")
    origin = environ.get("HTTP_ORIGIN")
    if not origin or not _is_known(origin):
        return response
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = _SHOWN
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
        response.headers["Access-Control-Allow-Headers"] = _ASKED
        response.headers["Access-Control-Max-Age"] = _PREFLIGHT_SECONDS
    return response


def _is_known(origin: str) -> bool:
    """A page that no key names learns nothing, not even why."""
    if origin in opened().config.cors_origins.split(","):
        return True
    try:
        return origin in opened().keyring.origins()
    except Unavailable:
        return False
