"""Job names and the functions behind them. Each is safe to run twice, late, or not at all."""

import threading
from collections.abc import Callable, Mapping

from service.backends import Backends
from service.jobs import REFRESH
from service.refresh import refresh

Job = Callable[[Backends, threading.Event], object]

JOBS: Mapping[str, Job] = {REFRESH: refresh}
