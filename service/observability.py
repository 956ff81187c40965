"""Structured logs (constant event names, identifiers only) and metrics."""

import logging
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()

requests_total = Counter(
    "creatormatch_requests_total", "Requests answered", ["route", "method", "status"], registry=REGISTRY
)
request_seconds = Histogram("creatormatch_request_seconds", "Time to answer", ["route"], registry=REGISTRY)
embedded_total = Counter("creatormatch_embedded_total", "Creators embedded by this process", registry=REGISTRY)
embed_failures_total = Counter(
    "creatormatch_embed_failures_total", "Creators that could not be embedded", registry=REGISTRY
)
bell_failures_total = Counter("creatormatch_bell_failures_total", "Wake-ups that could not be sent", registry=REGISTRY)
creators_indexed = Gauge("creatormatch_creators_indexed", "Creators that matches can return", registry=REGISTRY)
creators_stale = Gauge("creatormatch_creators_stale", "Creators waiting for a vector", registry=REGISTRY)
creators_failed = Gauge("creatormatch_creators_failed", "Creators whose text could not be embedded", registry=REGISTRY)
stale_oldest_seconds = Gauge(
    "creatormatch_stale_oldest_seconds", "Age of the oldest waiting creator", registry=REGISTRY
)
feed_lag = Gauge("creatormatch_feed_lag", "Changes committed but not yet visible here", registry=REGISTRY)
delta_rows = Gauge("creatormatch_delta_rows", "Rows held in memory beside the generation", registry=REGISTRY)
generation_seq = Gauge("creatormatch_generation_seq", "Change up to which the generation was built", registry=REGISTRY)
builds_total = Counter("creatormatch_builds_total", "Generation builds", ["result"], registry=REGISTRY)
webhook_attempts_total = Counter(
    "creatormatch_webhook_attempts_total", "Attempts to deliver a webhook", ["result"], registry=REGISTRY
)
webhook_seconds = Histogram("creatormatch_webhook_seconds", "Time that an attempt took", registry=REGISTRY)
webhooks_waiting = Gauge(
    "creatormatch_webhooks_waiting", "Deliveries that wait for their first or next attempt", registry=REGISTRY
)
webhooks_oldest_seconds = Gauge(
    "creatormatch_webhooks_oldest_seconds", "Age of the oldest waiting delivery", registry=REGISTRY
)


# Of the request that is being answered here; empty elsewhere.
request_id: ContextVar[str] = ContextVar("request_id", default="")


def _name_request(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if found := request_id.get():
        event["request_id"] = found
    return event


def configure_logs(pretty: bool) -> None:
    """JSON lines on standard error, or coloured ones for a person at a terminal."""
    renderer = structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _name_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def render_metrics() -> bytes:
    return generate_latest(REGISTRY)
