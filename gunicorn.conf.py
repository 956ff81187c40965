"""gunicorn's settings for creatormatch: one process with threads unless the environment says otherwise."""

import errno
import gc
import os
import selectors
import socket
import struct
import sys
import threading
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

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


# A request that stops in the middle holds its thread for so long: seconds and microseconds of a timeval.
_SILENCE = struct.pack("ll", 30, 0)

wsgi_app = "service.app:wsgi()"
proc_name = "creatormatch"
bind = os.environ.get("CREATORMATCH_BIND", "").strip() or "127.0.0.1:8000"


class QueueServingWorker(ThreadWorker):
    """Silent connections cost no thread. At SIGTERM whoever has connected already is served; then the port is closed,
    so that newcomers are refused at once. gthread leaves them waiting, for as long as the last request takes, to be
    reset."""

    _port_closed = False

    def accept(self, listener: Any) -> None:
        """A newcomer takes a thread once it says something; gthread would give one to the silent too, for seconds."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                return
            raise
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _SILENCE)
        connection = TConn(self.cfg, client, address, listener.getsockname())
        self.nr_conns += 1
        connection.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(connection)
        self.poller.register(client, selectors.EVENT_READ, partial(self.on_pending_socket_readable, connection))

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if enabled or self.alive or self._port_closed:
            return
        self._port_closed = True
        for listener in self.sockets:
            served = None
            while served != self.nr_conns:
                served = self.nr_conns
                self.accept(listener)
            listener.close()


worker_class = QueueServingWorker
workers = _count("CREATORMATCH_WORKERS", 1)
threads = _count("CREATORMATCH_THREADS", 8)
# torch and FAISS do not survive a fork: every worker loads its own, after it.
preload_app = False
# Recycling a worker resets its live connections and loads the encoder again.
max_requests = 0
# A heartbeat, not a request's deadline: a gthread worker beats while its requests run.
timeout = 30
graceful_timeout = 30
_ORPHAN_SECONDS = 2.0
keepalive = 5
# Its thread in the master and fork can deadlock a start, and it offers shutdown to the same user.
control_socket_disable = True
# Heartbeat files on a slow disk block a worker until the master takes it for dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None

accesslog = None
errorlog = "-"


def when_ready(server: Any) -> None:
    """Show what the starting command left in a pipe (address, keys), now that the port is open."""
    # Taken out of the environment: workers and a re-executed master must not find the number again.
    descriptor = os.environ.pop("CREATORMATCH_BANNER_FD", "")
    if not descriptor:
        return
    try:
        with open(int(descriptor), "rb") as pipe:
            banner = pipe.read()
    except (OSError, ValueError) as error:
        server.log.warning("CREATORMATCH_BANNER_FD=%s cannot be read: %s", descriptor, error)
        return
    sys.stdout.buffer.write(banner)
    sys.stdout.flush()


def post_worker_init(worker: Any) -> None:
    """Without Redis the background jobs run in threads of the one serving process, started after the fork."""
    from workers.consumer import Workers

    # What is loaded now stays: walking through it in a full collection would hold every request up for 0.1 s.
    gc.collect()
    gc.freeze()
    threading.Thread(target=_follow_master, args=(worker.ppid,), daemon=True).start()
    backends = worker.wsgi.extensions["creatormatch"]
    if backends.jobs.in_process:
        worker.background = Workers(backends)
        worker.background.start()


def _follow_master(master: int) -> None:
    """Nobody ends a worker whose master was killed: a client that never finishes its request would have it hold
    the port and the data folder against the next start for ever."""
    while os.getppid() == master:
        time.sleep(0.5)
    time.sleep(_ORPHAN_SECONDS)
    os._exit(1)


def worker_exit(server: Any, worker: Any) -> None:
    """Let the running batch end; what was not finished is found by its lease."""
    if background := getattr(worker, "background", None):
        background.stop()
