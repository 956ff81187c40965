"""What is noted of every request: counted and timed by its route, and told in the log if it failed, was slow, or if
every one is wanted there."""

import time
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from service.config import Config
from service.metrics import request_seconds, requests_total
from service.observability import log


def register(app: Flask) -> None:
    """Before everything else that is asked of a request, so that checking its key is timed too."""
    app.before_request_funcs.setdefault(None, []).insert(0, _start)
    app.after_request(partial(_finish, app.extensions["creatormatch"].config))


def _start() -> None:
    g._get_current_object().started = time.perf_counter()


def _finish(config: Config, response: Response) -> Response:
    now, status = time.perf_counter(), response.status_code
    # Each way through a proxy takes as long as what is asked for.
    asked = request._get_current_object()  # type: ignore[attr-defined]
    rule, method = asked.url_rule, asked.method
    route = rule.rule if rule else "none"
    seconds = now - vars(g._get_current_object()).get("started", now)
    answered, times = _metrics(route, method, status)
    answered.inc()
    times.observe(seconds)
    if (tell := _teller(config, status, seconds)) is not None:
        tell(route, method, status, seconds)
    return response


@lru_cache(maxsize=1000)
def _metrics(route: str, method: str, status: int) -> tuple[Counter, Histogram]:
    """What counts and times such requests; looking it up takes longer than using it."""
    return requests_total.labels(route, method, status), request_seconds.labels(route)


def _teller(config: Config, status: int, seconds: float) -> Callable[[str, str, int, float], None] | None:
    """How a request is told of, if it is."""
    if status >= 500:
        return _failed
    if config.slow_seconds and seconds > config.slow_seconds:
        return _slow
    return _answered if config.access_log == "on" else None


def _failed(route: str, method: str, status: int, seconds: float) -> None:
    log.error("request_failed", code=g.get("problem", ""), **_facts(route, method, status, seconds))


def _slow(route: str, method: str, status: int, seconds: float) -> None:
    log.warning("request_slow", **_facts(route, method, status, seconds))


def _answered(route: str, method: str, status: int, seconds: float) -> None:
    log.info("request_answered", **_facts(route, method, status, seconds))


def _facts(route: str, method: str, status: int, seconds: float) -> dict[str, Any]:
    access = g.get("access")
    return {"route": route, "method": method, "status": status, "ms": round(seconds * 1000, 3),
            "key_id": access.key_id if access is not None else ""}  # fmt: skip
