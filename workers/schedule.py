"""What runs from time to time without being told: the sweep behind every message that got lost."""

import threading
from collections.abc import Callable, Mapping

from service.config import Config
from service.jobs import DELIVER, IMPORT, REFRESH, TIDY

_TIDY_SECONDS = 3600.0


def periodic(config: Config) -> Mapping[str, float]:
    """Every how many seconds each job runs."""
    every = config.sweep_seconds
    return {REFRESH: every, DELIVER: every, IMPORT: every, TIDY: _TIDY_SECONDS}


def run_every(seconds: float, job: Callable[[], None], stopping: threading.Event) -> None:
    """Run a job at its interval until told to stop; here and not through the queue, which may be away."""
    while not stopping.wait(seconds):
        job()
