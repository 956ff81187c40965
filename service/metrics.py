"""What is measured, for Prometheus: every metric is defined here, and rendered for a whole host.

Where a host has several API processes each writes its numbers into files of its own, in the folder that
PROMETHEUS_MULTIPROC_DIR names (gunicorn.conf.py does, before prometheus_client is imported), and whichever answers a
scrape adds them up. Numbers that are the same for every process, because they come from the database, are not added:
they are those of the process that answers, as it measured them last, and none once that is too long ago.
"""

import os
import threading
import time
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Protocol
from weakref import WeakKeyDictionary

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from service.version import VERSION

REGISTRY = CollectorRegistry()

# From a kept answer to a plan that takes all the time it may.
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_LONG_BUCKETS = (0.01, 0.05, 0.25, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0)
# What was measured last is shown for so long: the follower measures every few seconds, or waits fifty times what
# measuring takes, but never longer than a minute.
_GOOD_SECONDS = 120.0


def _counter(name: str, meaning: str, *labels: str) -> Counter:
    return Counter(f"creatormatch_{name}", meaning, labels, registry=REGISTRY)


def _histogram(name: str, meaning: str, *labels: str, buckets: tuple[float, ...] = _BUCKETS) -> Histogram:
    return Histogram(f"creatormatch_{name}", meaning, labels, buckets=buckets, registry=REGISTRY)


def _lowest(name: str, meaning: str) -> Gauge:
    """Of several processes that live, the lowest counts."""
    return Gauge(f"creatormatch_{name}", meaning, multiprocess_mode="livemin", registry=REGISTRY)


def _highest(name: str, meaning: str) -> Gauge:
    return Gauge(f"creatormatch_{name}", meaning, multiprocess_mode="livemax", registry=REGISTRY)


# --- the process

info = Gauge("creatormatch_info", "1, with the version that runs", ["version"], multiprocess_mode="livemax",
             registry=REGISTRY)  # fmt: skip
processes = Gauge("creatormatch_processes", "Processes that this answer is of", multiprocess_mode="livesum",
                  registry=REGISTRY)  # fmt: skip

# --- requests

requests_total = _counter("requests_total", "Requests answered", "route", "method", "status")
request_seconds = _histogram("request_seconds", "Time to answer", "route")
rate_limited_total = _counter("rate_limited_total", "Requests refused because their key had made too many")
step_seconds = _histogram("step_seconds", "Time of each step of matching and planning", "step")
write_seconds = _histogram("write_seconds", "Time of a write transaction, with its wait for the writer before it")
cache_requests_total = _counter("cache_requests_total", "What was asked of a cache", "cache", "result")
plans_total = _counter("plans_total", "Plans solved", "status")

# --- embedding and jobs

embedded_total = _counter("embedded_total", "Creators embedded")
embed_failures_total = _counter("embed_failures_total", "Creators that could not be embedded, by attempt")
embed_seconds = _histogram("embed_seconds", "Time from the claim of a batch to its stored vectors",
                           buckets=_LONG_BUCKETS)  # fmt: skip
bell_failures_total = _counter("bell_failures_total", "Wake-ups that could not be sent or listened for")
job_runs_total = _counter("job_runs_total", "Runs of background jobs", "name", "result")
job_seconds = _histogram("job_seconds", "Time that a run of a background job took", "name", buckets=_LONG_BUCKETS)
webhook_attempts_total = _counter("webhook_attempts_total", "Attempts to deliver a webhook", "result")
webhook_seconds = _histogram("webhook_seconds", "Time that an attempt to deliver a webhook took")

# --- the index that is served

creators_indexed = _lowest("creators_indexed", "Creators that matches can return")
delta_rows = _highest("delta_rows", "Rows held in memory beside the generation")
feed_lag_changes = _highest("feed_lag_changes", "Changes committed but not yet visible")
feed_lag_seconds = _highest("feed_lag_seconds", "Age of the oldest change that is not yet visible")
follower_round_timestamp_seconds = _lowest(
    "follower_round_timestamp_seconds", "When the change feed was last followed to its end"
)
generation_seq = _lowest("generation_seq", "Change up to which the generation was built")
generation_built_timestamp_seconds = _lowest(
    "generation_built_timestamp_seconds", "When the generation was built; 0 while there is none"
)
generation_rows = _lowest("generation_rows", "Creators in the generation")
generation_bytes = _highest("generation_bytes", "Size of the generation on disk")
builds_total = _counter("builds_total", "Generation builds", "result")
build_seconds = _histogram("build_seconds", "Time that a generation build took", buckets=_LONG_BUCKETS)

# --- the same for every process

SHARED: Mapping[str, str] = {
    "creatormatch_creators": "Creators stored",
    "creatormatch_creators_stale": "Creators waiting for a vector, by what made them wait: edit or import",
    "creatormatch_creators_failed": "Creators whose text could not be embedded",
    "creatormatch_stale_oldest_seconds": "Age of the oldest waiting creator, by what made it wait",
    "creatormatch_imports": "Imports that wait for a worker or are being read, by state",
    "creatormatch_webhooks_waiting": "Deliveries that wait for their first or next attempt",
    "creatormatch_webhooks_oldest_seconds": "Age of the oldest waiting delivery",
    "creatormatch_disk_free_bytes": "Space left where the data folder lies",
}
SHARED_LABELS: Mapping[str, str] = {
    "creatormatch_creators_stale": "urgency",
    "creatormatch_stale_oldest_seconds": "urgency",
    "creatormatch_imports": "state",
}


class Shared(Collector):
    """Numbers of the database and the disk, as long as they are fresh."""

    def __init__(self) -> None:
        self._numbers: Mapping[tuple[str, str], float] = {}
        self._measured_at = 0.0

    def show(self, numbers: Mapping[tuple[str, str], float]) -> None:
        """By name and label, "" where it has none."""
        self._numbers, self._measured_at = numbers, time.monotonic()

    def collect(self) -> Iterable[Metric]:
        fresh = time.monotonic() - self._measured_at < _GOOD_SECONDS
        numbers = self._numbers if fresh else {}
        for name, meaning in SHARED.items():
            found = {label: value for (of, label), value in numbers.items() if of == name}
            labels = [SHARED_LABELS[name]] if name in SHARED_LABELS else []
            family = GaugeMetricFamily(name, meaning, labels=labels)
            for label, value in found.items():
                family.add_metric([label] if labels else [], value)
            if found:
                yield family


shared = Shared()
REGISTRY.register(shared)

# --- steps

STEPS = ("read", "encode", "refine", "select", "search", "score", "present", "gather_plan", "solve_plan",
         "explore_plan")  # fmt: skip
_steps = {name: step_seconds.labels(name) for name in STEPS}


class timed:
    """`with timed("encode"):` — one step, whether it ends well or not."""

    __slots__ = ("_of", "_started")

    def __init__(self, step: str) -> None:
        self._of = _steps[step]

    def __enter__(self) -> None:
        self._started = time.perf_counter()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        self._of.observe(time.perf_counter() - self._started)


# --- caches


class Counted(Protocol):
    """A cache counts for itself in plain numbers, which costs a request some nanoseconds; they are passed on from time
    to time."""

    hits: int
    misses: int


_told: WeakKeyDictionary[Counted, tuple[int, int]] = WeakKeyDictionary()
_telling = threading.Lock()


def note_caches(caches: Mapping[str, Counted]) -> None:
    """Pass on what caches have counted since this was called last."""
    with _telling:
        for name, cache in caches.items():
            hits, misses = cache.hits, cache.misses
            before = _told.get(cache, (0, 0))
            _told[cache] = (hits, misses)
            cache_requests_total.labels(name, "hit").inc(hits - before[0])
            cache_requests_total.labels(name, "miss").inc(misses - before[1])


# --- rendering


def note_process() -> None:
    """This process serves or works: it counts from now on."""
    info.labels(VERSION).set(1)
    processes.set(1)


def registry() -> CollectorRegistry:
    """What a scrape is answered from: this process, or all processes of the host."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not folder:
        return REGISTRY
    found = CollectorRegistry()
    MultiProcessCollector(found, folder)  # type: ignore[no-untyped-call]
    found.register(shared)
    return found


def render() -> bytes:
    """Everything in Prometheus's text format."""
    return generate_latest(registry())
