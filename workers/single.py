"""One run of a job at a time in this process, whoever asks for it."""

import secrets
import threading
import time
from collections.abc import Callable

from service.metrics import job_runs_total, job_seconds
from service.observability import job_context, log


class Single:
    """A job that never runs twice at once. Who asks while it runs does not wait: it runs once more afterwards, so that
    what was written before the request is always seen by a run that began after it."""

    def __init__(self, name: str, job: Callable[[], object]) -> None:
        self._name, self._job = name, job
        self._lock = threading.Lock()
        self._running = self._again = False
        # Shown as 0 from the start: an increase from nothing is none to Prometheus.
        self._runs = {result: job_runs_total.labels(name, result) for result in ("ok", "failed")}

    def __call__(self) -> None:
        with self._lock:
            self._again = True
            if self._running:
                return
            self._running = True
        while self._take():
            with job_context(self._name, secrets.token_hex(6)):
                self._run()

    def _run(self) -> None:
        started, result = time.perf_counter(), "ok"
        try:
            self._job()
        except Exception as error:
            result = "failed"
            log.error("job_failed", exc_info=error)
        self._runs[result].inc()
        job_seconds.labels(self._name).observe(time.perf_counter() - started)

    def _take(self) -> bool:
        """Whether to run (again)."""
        with self._lock:
            self._running, self._again = self._again, False
            return self._running
