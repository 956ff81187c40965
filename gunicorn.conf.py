"""gunicorn's settings for creatormatch: one process with threads unless the environment says otherwise."""

import gc
import math
import os
import re
from typing import Any

from service.http_server import banner, metric_files, orphans
from service.http_server.server_log import ServerLog
from service.http_server.worker import REQUEST_SECONDS, QueueServingWorker

# Read by OpenMP, MKL and tokenizers as they are imported, so set before anything else. Request threads
# are the parallelism here: a native pool under each of them would only have them fight for the cores.
for _name, _value in {
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
}.items():
    os.environ.setdefault(_name, _value)


def _count(name: str, default: int) -> int:
    """A positive whole number from the environment; anything else stops the start, by name."""
    raw = os.environ.get(name, "").strip() or str(default)
    if not (raw.isascii() and raw.isdecimal() and int(raw) > 0):
        raise SystemExit(f"{name} must be a whole number of at least 1, not {raw!r}")
    return int(raw)


def _seconds(name: str) -> float:
    """A number of seconds from the environment, 0 without one; anything else stops the start, by name."""
    raw = os.environ.get(name, "").strip() or "0"
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", raw):
        raise SystemExit(f"{name} must be a number of seconds, not {raw!r}")
    return float(raw)


# Background jobs may take so long to end their batches, once the requests have ended.
_JOB_SECONDS = 12

wsgi_app = "service.app:wsgi()"
proc_name = "creatormatch"
bind = os.environ.get("CREATORMATCH_BIND", "").strip() or "127.0.0.1:8000"
worker_class = QueueServingWorker
workers = _count("CREATORMATCH_WORKERS", 1)
threads = _count("CREATORMATCH_THREADS", 8)
# torch and FAISS do not survive a fork: every worker loads its own, after it.
preload_app = False
# Recycling a worker resets its live connections and loads the encoder again.
max_requests = 0
# A heartbeat, not a request's deadline: a gthread worker beats while its requests run.
timeout = 30
graceful_timeout = math.ceil(_seconds("CREATORMATCH_DRAIN_SECONDS")) + REQUEST_SECONDS + _JOB_SECONDS
keepalive = 5
# Its thread in the master and fork can deadlock a start, and it offers shutdown to the same user.
control_socket_disable = True
# Heartbeat files on a slow disk block a worker until the master takes it for dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None

accesslog = None
errorlog = "-"
logger_class = ServerLog

metric_files.forget_others()


def when_ready(server: Any) -> None:
    """The port is open, and no worker runs yet."""
    if server.num_workers > 1:  # one process counts in its memory
        metric_files.make(worker_tmp_dir)
    banner.show(server)


def child_exit(server: Any, worker: Any) -> None:
    metric_files.mark_ended(worker.pid)


def on_exit(server: Any) -> None:
    metric_files.remove()


def post_worker_init(worker: Any) -> None:
    """Without Redis the background jobs run in threads of the one serving process, started after the fork."""
    from workers.consumer import Workers

    # What is loaded now stays: walking through it in a full collection would hold every request up for 0.1 s.
    gc.collect()
    gc.freeze()
    orphans.follow(worker.ppid)
    backends = worker.wsgi.extensions["creatormatch"]
    if backends.jobs.in_process:
        worker.background = Workers(backends)
        worker.background.start()


def worker_exit(server: Any, worker: Any) -> None:
    """Let the running batch end; what was not finished is found by its lease."""
    if background := getattr(worker, "background", None):
        background.stop()
