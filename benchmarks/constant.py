"""The real server with one route more, the floor for every other: a constant body through the same middleware.

Loaded by gunicorn as `benchmarks.constant:wsgi()`; no installation has it.
"""

from functools import cache

from flask import Flask, Response

import service.app
from service.api.auth import public


def wsgi() -> Flask:
    app = service.app.wsgi()
    app.add_url_rule("/constant/<int:size>", view_func=_constant)
    return app


@public
def _constant(size: int) -> Response:
    return Response(_body(size), content_type="application/json")


@cache
def _body(size: int) -> bytes:
    return b'"' + b"x" * (size - 2) + b'"'
