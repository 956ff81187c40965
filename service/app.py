"""create_app(backends): routes, errors, access. `wsgi()` is what gunicorn loads, after the fork."""

import atexit
import time
from typing import Any

from flask import Flask, Response, g, request

from service import observability
from service.api import (
    auth,
    brands,
    briefs,
    creators,
    errors,
    feedback,
    outcomes,
    parsing,
    plans,
    price_calibration,
    rates,
    system,
    vocabulary,
)
from service.api.blueprint import Api
from service.backends import Backends
from service.bootstrap import build_backends
from service.config import load_config
from service.errors import ConfigError
from service.instance import claim_data_folder
from service.observability import request_seconds, requests_total
from service.refresh import register_encoder
from service.serving import Follower
from service.store import stale
from service.store.migrate import is_current, migrate
from service.version import VERSION

_BLUEPRINTS = (creators, briefs, feedback, plans, outcomes, brands, rates, price_calibration, vocabulary, system)


def create_app(backends: Backends) -> Flask:
    """The Flask application over given backends; starts nothing."""
    app = Flask("creatormatch", static_folder=None)
    app.url_map.strict_slashes = True
    app.config |= {
        "API_TITLE": "creatormatch",
        "API_VERSION": VERSION,
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_JSON_SORT_KEYS": False,
        "API_SPEC_OPTIONS": {
            "info": {"description": "Brand briefs in; ranked, priced, explained creators out.",
                     "license": {"name": "MIT", "identifier": "MIT"}},
            "servers": [{"url": "/"}],
            "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
            "security": [{"key": []}],
        },
    }  # fmt: skip
    app.extensions["creatormatch"] = backends
    errors.register(app)
    auth.register(app)
    parsing.register(app)
    _measure_requests(app)
    api = Api(app)
    for module in _BLUEPRINTS:
        api.register_blueprint(module.blueprint)
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
        backends.store.write(stale.free_all)
    elif not is_current(backends.store):
        raise ConfigError("the database is not at this version's schema; run: creatormatch migrate")
    register_encoder(backends)
    follower = Follower(backends)
    follower.start()
    atexit.register(follower.stop)
    return create_app(backends)


def _measure_requests(app: Flask) -> None:
    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        requests_total.labels(route, request.method, response.status_code).inc()
        request_seconds.labels(route).observe(time.perf_counter() - g.get("started", time.perf_counter()))
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    _ordered: Any = app.before_request_funcs[None]
    _ordered.insert(0, _ordered.pop())  # time the key check too
