"""Errors as RFC 9457 problem details; their codes, statuses and titles stand in error_codes.toml."""

from typing import Any

import orjson
from flask import Flask, Response, g
from werkzeug.exceptions import HTTPException

from service.api.error_codes import PROBLEMS
from service.errors import CreatormatchError, Unauthenticated, Unavailable
from service.observability import log

# What the HTTP layer itself answers, by status.
HTTP_CODES = {400: "bad_request", 404: "no_such_route", 405: "method_not_allowed", 408: "timeout", 413: "too_large",
              415: "unsupported_media_type"}  # fmt: skip


def problem(code: str, detail: str, status: int | None = None, **more: Any) -> Response:
    """Problem details; the status is that of the code, if none is given."""
    g.problem = code
    body = PROBLEMS[code].body(detail, status) | more
    if request_id := g.get("request_id"):
        body["request_id"] = request_id
    return Response(orjson.dumps(body), body["status"], content_type="application/problem+json")


def register(app: Flask) -> None:
    app.register_error_handler(CreatormatchError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _known(error: CreatormatchError) -> Response:
    more: dict[str, Any] = {"errors": [p.to_json() for p in error.problems]} if error.problems else {}
    response = problem(_listed_code(error), error.detail, **more)
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, Unauthenticated):
        response.headers["WWW-Authenticate"] = 'Bearer realm="creatormatch"'
    return response


def _listed_code(error: CreatormatchError) -> str:
    """Its code; where the table lacks it, that of its class or of the nearest one above, for an answer all the same."""
    codes = (error.code, *(getattr(cls, "code", "") for cls in type(error).__mro__))
    return next(code for code in codes if code in PROBLEMS)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    response = problem(HTTP_CODES.get(status, "http_error"), error.description or error.name, status)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    log.error("unexpected_error", exc_info=error)
    return problem("internal_error", "something went wrong here; the request can be tried again")
