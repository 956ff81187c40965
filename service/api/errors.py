"""Errors as RFC 9457 problem details, with one table from error class to status."""

from typing import Any

import orjson
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from service.api.strict_json import MalformedJson
from service.errors import (
    Conflict,
    CreatormatchError,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)
from service.observability import log

STATUS: dict[type[CreatormatchError], int] = {
    MalformedJson: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Gone: 410,
    TooLarge: 413,
    UnsupportedMedia: 415,
    Invalid: 422,
    Unavailable: 503,
    CreatormatchError: 500,
}
_TITLES = {400: "Malformed", 401: "Unauthenticated", 403: "Forbidden", 404: "Not found", 405: "Method not allowed",
           409: "Conflict", 410: "Gone", 413: "Too large", 415: "Unsupported media type", 422: "Invalid input",
           500: "Internal error", 503: "Unavailable"}  # fmt: skip
_HTTP_CODES = {400: "bad_request", 404: "no_such_route", 405: "method_not_allowed", 408: "timeout", 413: "too_large",
               415: "unsupported_media_type"}  # fmt: skip


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    body = {"type": f"urn:creatormatch:error:{code}", "title": _TITLES.get(status, "Error"), "status": status,
            "code": code, "detail": detail, **more}  # fmt: skip
    return Response(orjson.dumps(body), status, content_type="application/problem+json")


def register(app: Flask) -> None:
    app.register_error_handler(CreatormatchError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _known(error: CreatormatchError) -> Response:
    status = next(status for cls, status in STATUS.items() if isinstance(error, cls))
    more: dict[str, Any] = {"errors": [p.to_json() for p in error.problems]} if error.problems else {}
    response = problem(status, error.code, error.detail, **more)
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, Unauthenticated):
        response.headers["WWW-Authenticate"] = 'Bearer realm="creatormatch"'
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    response = problem(status, _HTTP_CODES.get(status, "http_error"), error.description or error.name)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    log.error("request_failed", exc_info=error)
    return problem(500, "internal_error", "something went wrong here; the request can be tried again")
