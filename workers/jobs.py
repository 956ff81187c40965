"""Job names and the functions behind them. Each is safe to run twice, late, or not at all."""

import threading
from collections.abc import Callable, Mapping
from functools import partial

from service.api.importing import CREATORS
from service.backends import Backends
from service.delivering import deliver
from service.import_jobs.running import run_imports
from service.jobs import DELIVER, IMPORT, REFRESH, TIDY
from service.refresh import refresh
from service.tidying import tidy

Job = Callable[[Backends, threading.Event], object]

JOBS: Mapping[str, Job] = {REFRESH: refresh, DELIVER: deliver, TIDY: tidy,
                            IMPORT: partial(run_imports, contract=CREATORS)}  # fmt: skip
