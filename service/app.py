"""create_app(backends): routes, errors, access. `wsgi()` is what gunicorn loads, after the fork."""

import atexit
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask

from service import metrics, observability
from service.api import (
    access,
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
    niches,
    observed,
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
from service.api.openapi import Completing
from service.backends import Backends
from service.bootstrap import build_backends
from service.briefing.reader import read
from service.config import load_config
from service.console import blueprint as console
from service.embeddings.encoder import HASH_ENCODER
from service.errors import ConfigError
from service.http_server.broken_bodies import BrokenBodies
from service.instance import claim_data_folder
from service.refresh import register_encoder
from service.serving import Follower
from service.store import deliveries, idempotency, stale, standing
from service.store import imports as stored_imports
from service.store.migrate import is_current, migrate
from service.version import VERSION
from service.watching import Watcher

_BLUEPRINTS = (creators, briefs, feedback, plans, outcomes, imports, brands, rates, price_calibration, vocabulary,
               niches, webhooks, personal_data, access, keys, audit, error_pages, system)  # fmt: skip


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
    observed.register(app)  # last, to stand first
    api = Api(app, spec_kwargs={"extra_plugins": [Completing(app)]})
    for module in _BLUEPRINTS:
        api.register_blueprint(module.blueprint)
    app.register_blueprint(docs_page.blueprint)
    app.register_blueprint(console)
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
    metrics.note_process()
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


class _Synchronous(Flask):
    """No view or hook is a coroutine, and finding that out took as long, request by request, as checking the key."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func
