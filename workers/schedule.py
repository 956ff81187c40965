"""What runs from time to time without being told: the sweep behind every message that got lost."""

import threading
import time

from service.backends import Backends
from service.jobs import REFRESH


def periodic(backends: Backends) -> tuple[tuple[float, str], ...]:
    """Every how many seconds, which job."""
    return ((backends.config.sweep_seconds, REFRESH),)


def run_schedule(backends: Backends, stopping: threading.Event) -> None:
    """Run each job at its interval until told to stop; here and not through the queue, which may be away."""
    due = {job: time.monotonic() + every for every, job in periodic(backends)}
    while not stopping.wait(0.2):
        for every, job in periodic(backends):
            if time.monotonic() >= due[job]:
                backends.jobs.handlers[job]()
                due[job] = time.monotonic() + every
