"""create_app(backends): routes, errors, access. `wsgi()` is what gunicorn loads, after the fork."""

import atexit
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from service import observability
from service.api import (
    audit,
    auth,
    brands,
    briefs,
    cors,
    creators,
    docs_page,
    error_pages,
    errors,
    feedback,
    headers,
    imports,
    keys,
    outcomes,
    parsing,
    personal_data,
    plans,
    price_calibration,
    rates,
    system,
    vocabulary,
    webhooks,
)
from service.api.blueprint import Api
from service.api.broken_bodies import BrokenBodies
from service.api.openapi import Completing
from service.backends import Backends
from service.bootstrap import build_backends
from service.briefing.reader import read
from service.config import load_config
from service.embeddings.encoder import HASH_ENCODER
from service.errors import ConfigError
from service.instance import claim_data_folder
from service.observability import request_seconds, requests_total
from service.refresh import register_encoder
from service.serving import Follower
from service.store import deliveries, idempotency, stale, standing
from service.store import imports as stored_imports
from service.store.migrate import is_current, migrate
from service.version import VERSION
from service.watching import Watcher

_BLUEPRINTS = (creators, briefs, feedback, plans, outcomes, imports, brands, rates, price_calibration, vocabulary,
               webhooks, personal_data, keys, audit, error_pages, system)  # fmt: skip


_ABOUT = """Brand briefs in; ranked, priced, explained creators out.

Send `Authorization: Bearer KEY`; the scope that an operation needs stands beside it. Every error is problem details
(RFC 9457) with a stable `code`, and `type` leads to a page about it. Unknown keys are errors, in bodies and query
strings. `X-Request-Id` may be sent, and is always answered.
"""


def create_app(backends: Backends) -> Flask:
    """The Flask application over given backends; starts nothing."""
    app = _Synchronous("creatormatch", static_folder=None)
    app.url_map.strict_slashes = True
    app.config |= {
        "API_TITLE": "creatormatch",
        "API_VERSION": VERSION,
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_JSON_SORT_KEYS": False,
        "API_SPEC_OPTIONS": {
            "info": {"description": _ABOUT,
                     "license": {"name": "MIT", "identifier": "MIT"}},
            "servers": [{"url": "/"}],
            "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
            "security": [{"key": []}],
        },
    }  # fmt: skip
    app.extensions["creatormatch"] = backends
    errors.register(app)
    cors.register(app)
    headers.register(app)
    auth.register(app)
    parsing.register(app)
    _measure_requests(app)
    api = Api(app, spec_kwargs={"extra_plugins": [Completing(app)]})
    for module in _BLUEPRINTS:
        api.register_blueprint(module.blueprint)
    app.register_blueprint(docs_page.blueprint)
    app.extensions["creatormatch_api"] = api
    return app


def wsgi() -> Flask:
    """One serving process: opened, brought up to date, following the feed. Called after the fork."""
    observability.configure_logs(pretty=False)
    config = load_config()
    backends = build_backends(config)
    claim_data_folder(config)
    if config.is_sqlite:
        migrate(backends.store)
        for leases in (stale, stored_imports, deliveries, standing, idempotency):
            backends.store.write(leases.free_all)
    elif not is_current(backends.store):
        raise ConfigError("the database is not at this version's schema; run: creatormatch migrate")
    register_encoder(backends)
    follower = Follower(backends)
    follower.start()
    atexit.register(follower.stop)
    watcher = Watcher(backends)
    watcher.start()
    atexit.register(watcher.stop)
    if config.encoder != HASH_ENCODER:
        threading.Thread(target=_warm, args=(backends,), name="warm", daemon=True).start()
    app = create_app(backends)
    app.wsgi_app = BrokenBodies(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _warm(backends: Backends) -> None:
    """Load in the background what the first new brief would wait for: encoder, glossary, the reader's words."""
    backends.encoders.warm(backends.encoder_spec)
    read("8 creators in Germany, 300 EUR per reel", backends.now().date())


@lru_cache(maxsize=1000)
def _metrics(route: str, method: str, status: int) -> tuple[Counter, Histogram]:
    """What counts and times such requests; looking it up takes longer than using it."""
    return requests_total.labels(route, method, status), request_seconds.labels(route)


class _Synchronous(Flask):
    """No view or hook is a coroutine, and finding that out took as long, request by request, as checking the key."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def _measure_requests(app: Flask) -> None:
    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        asked = request._get_current_object()  # type: ignore[attr-defined]
        route = asked.url_rule.rule if asked.url_rule else "none"
        answered, seconds = _metrics(route, asked.method, response.status_code)
        answered.inc()
        seconds.observe(time.perf_counter() - g.get("started", time.perf_counter()))
        response.headers.add("X-Content-Type-Options", "nosniff")
        return response

    _ordered: Any = app.before_request_funcs[None]
    _ordered.insert(0, _ordered.pop())  # time the key check too
