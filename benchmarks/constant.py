"""The real server with two things more: a constant body through the same middleware, the floor for every other answer;
and under /bare the same application without what access costs (key, scopes, limit, request id and their headers).

Loaded by gunicorn as `benchmarks.constant:wsgi()`; no installation has it.
"""

from functools import cache
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import service.app
from service.api import auth, headers
from service.api.auth import BRAND_HEADER
from service.api.operation import operation
from service.backends import Backends
from service.keyring import Access

_HOOKS = (auth._authenticate, headers._name_request, headers._tell)


def wsgi() -> Flask:
    app = service.app.wsgi()
    app.add_url_rule("/constant/<int:size>", view_func=_constant)
    bare = _without_access(app.extensions["creatormatch"])
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/bare": bare})  # type: ignore[method-assign]
    return app


@operation("constant", needs=None)
def _constant(size: int) -> Response:
    return Response(_body(size), content_type="application/json")


@cache
def _body(size: int) -> bytes:
    return b'"' + b"x" * (size - 2) + b'"'


def _without_access(backends: Backends) -> Flask:
    """It knows who asks without looking: whoever asked first with the same header."""
    app = service.app.create_app(backends)
    for functions in (app.before_request_funcs[None], app.after_request_funcs[None]):
        hooks: Any = functions
        hooks[:] = [hook for hook in hooks if hook not in _HOOKS]
    known: dict[str, Access] = {}

    def remember() -> None:
        presented = request.environ["HTTP_AUTHORIZATION"]
        if (found := known.get(presented)) is None:
            slug = request.headers.get(BRAND_HEADER, "")
            found = known[presented] = backends.keyring.check(presented.removeprefix("Bearer "), slug)
        g.access, g.request_id = found, ""

    app.before_request_funcs[None].insert(0, remember)
    return app
