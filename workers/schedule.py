"""What runs from time to time without being told: only wake-ups, the jobs decide whether there is work."""

import threading
import time

from service.backends import Backends
from service.jobs import REFRESH


def periodic(backends: Backends) -> tuple[tuple[float, str], ...]:
    """Every how many seconds, which job."""
    return ((backends.config.sweep_seconds, REFRESH),)


def run_schedule(backends: Backends, stopping: threading.Event) -> None:
    """Enqueue each job at its interval until told to stop."""
    due = {job: time.monotonic() + every for every, job in periodic(backends)}
    while not stopping.wait(0.2):
        for every, job in periodic(backends):
            if time.monotonic() >= due[job]:
                backends.jobs.wake(job)
                due[job] = time.monotonic() + every
