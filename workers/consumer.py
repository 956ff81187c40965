"""Huey's consumer: in threads of the serving process, or a process of its own."""

import signal
import threading
import time
from functools import partial
from wsgiref.simple_server import WSGIServer

from huey.consumer import Consumer

from service import metrics
from service.backends import Backends
from service.config import host_and_port
from service.errors import ConfigError
from service.health import ENDED
from service.observability import log
from workers import scraping
from workers.jobs import JOBS
from workers.schedule import periodic, run_every
from workers.single import Single

# Between looks at an empty in-process queue; with huey's default a wake-up takes seconds.
_MAX_DELAY_SECONDS = 0.05
# A queue in Redis is waited for, not looked at: there this is the pause after an error.
_RETRY_SECONDS = 2.0
_STOP_SECONDS = 10.0


class QuietConsumer(Consumer):
    """Runs beside another main loop: leaves the process's signal handlers alone."""

    def _set_signal_handlers(self) -> None:
        pass


class Workers:
    """The consumer and the schedule, with one way to stop both. Jobs are independent of one another: each has a thread
    of its own here and there, so that none waits for another."""

    def __init__(self, backends: Backends, consumer: type[Consumer] = QuietConsumer) -> None:
        self._stopping = threading.Event()
        self._health = backends.health
        handlers = {name: Single(name, partial(job, backends, self._stopping)) for name, job in JOBS.items()}
        backends.jobs.handlers.update(handlers)
        self.consumer = consumer(
            backends.jobs.huey,
            workers=len(JOBS),
            worker_type="thread",
            periodic=False,
            initial_delay=0.01,
            max_delay=_MAX_DELAY_SECONDS if backends.jobs.in_process else _RETRY_SECONDS,
            backoff=1.2,
            check_worker_health=False,
            shutdown_timeout=_STOP_SECONDS,
        )
        self._schedules = [
            threading.Thread(target=run_every, args=(every, handlers[name], self._stopping), name=name, daemon=True)
            for name, every in periodic(backends.config).items()
        ]

    def start(self) -> None:
        for schedule in self._schedules:
            schedule.start()
        self.consumer.start()
        self._health.watch("jobs", self.trouble)

    def trouble(self) -> str | None:
        """Whether one of the threads that run jobs ended."""
        running = [thread for _, thread in self.consumer.worker_threads]
        return None if all(thread.is_alive() for thread in (*running, *self._schedules)) else ENDED

    def stop(self) -> None:
        self._health.forget("jobs")
        self._stopping.set()
        self.consumer.stop(graceful=True)
        until = time.monotonic() + _STOP_SECONDS
        for schedule in self._schedules:
            if schedule.is_alive():
                schedule.join(max(0.0, until - time.monotonic()))


def run_worker(backends: Backends) -> None:
    """A worker process: until SIGINT or SIGTERM, then the running batch is finished or given back by its lease."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    metrics.note_process()
    scraped = _scraped(backends)
    workers = Workers(backends)
    workers.start()
    log.info("worker_started")
    stopped.wait()
    backends.health.draining = True
    workers.stop()
    if scraped is not None:
        scraped.shutdown()
    log.info("worker_stopped")


def _scraped(backends: Backends) -> WSGIServer | None:
    """What answers scrapes, if it is to; raises ConfigError where its address cannot be had."""
    if not (bind := backends.config.worker_metrics_bind):
        return None
    try:
        return scraping.serve(backends, *host_and_port(bind))
    except OSError as error:
        raise ConfigError(f"cannot listen on CREATORMATCH_WORKER_METRICS_BIND={bind}: {error.strerror}") from error
