"""gunicorn's settings for creatormatch: one process with threads unless the environment says otherwise."""

import errno
import gc
import math
import os
import re
import selectors
import shutil
import socket
import struct
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import TConn, ThreadWorker

from service.observability import json_lines

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


_DRAIN_SECONDS = _seconds("CREATORMATCH_DRAIN_SECONDS")
# After it, running requests may take so long to end, and then background jobs so long to end their batches.
_REQUEST_SECONDS = 30
_JOB_SECONDS = 12

# A request that stops in the middle holds its thread for so long: seconds and microseconds of a timeval.
_SILENCE = struct.pack("ll", 30, 0)

wsgi_app = "service.app:wsgi()"
proc_name = "creatormatch"
bind = os.environ.get("CREATORMATCH_BIND", "").strip() or "127.0.0.1:8000"


class ServerLog(Logger):
    """gunicorn's own lines as JSON like all others, without what they would quote of requests and errors."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(json_lines("server_message", filled=True))

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().warning(*_without_quotes(msg, args), **kwargs)

    def error(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().error(*_without_quotes(msg, args), **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().exception(*_without_quotes(msg, args), **kwargs)


def _without_quotes(msg: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """A message and what is put into it: numbers and names of signals are, nothing else."""
    text = msg if isinstance(msg, str) else type(msg).__name__
    if text.startswith("Invalid request from ip="):  # the address and what it sent are in it already
        return ("Invalid request",)
    known = [one if isinstance(one, int) or re.fullmatch("SIG[A-Z0-9]+", str(one)) else "..." for one in args]
    return (text, *known)


class QueueServingWorker(ThreadWorker):
    """Silent connections cost no thread. At SIGTERM the process says that it is not ready, and serves newcomers for as
    long as a load balancer needs to see that (CREATORMATCH_DRAIN_SECONDS). Then whoever has connected already is
    served, and the port is closed, so that newcomers are refused at once. gthread leaves them waiting, for as long as
    the last request takes, to be reset."""

    _port_closed = False
    _told_at = 0.0
    _at_work = 0

    def init_process(self) -> None:
        self._probes = ThreadPoolExecutor(1, thread_name_prefix="probes")
        super().init_process()

    def enqueue_req(self, conn: TConn) -> None:
        """While every thread is at work (the database hangs, say), probes and scrapes have one of their own: who waits
        with everybody else would be taken for dead."""
        pool = self._probes if self._at_work >= self.cfg.threads and _is_probe(conn.sock) else self.tpool
        self._at_work += 1
        asked = pool.submit(self.handle, conn)
        asked.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def finish_request(self, conn: TConn, fs: Any) -> None:
        self._at_work -= 1
        super().finish_request(conn, fs)

    def handle_exit(self, sig: int, frame: Any) -> None:
        application = getattr(self, "wsgi", None)
        health = application.extensions["creatormatch"].health if application is not None else None
        if health is None or not _DRAIN_SECONDS:
            self._close(sig, frame)
            return
        if health.draining:
            # systemd tells every process of a service, and then the master tells its workers: that is one signal.
            if time.monotonic() - self._told_at > _ONE_SIGNAL_SECONDS:
                self._close(sig, frame)
            return
        health.draining, self._told_at = True, time.monotonic()
        waiting = threading.Timer(_DRAIN_SECONDS, self._close, (sig, frame))
        waiting.daemon = True
        waiting.start()

    def _close(self, sig: int, frame: Any) -> None:
        if (application := getattr(self, "wsgi", None)) is not None:
            application.extensions["creatormatch"].health.draining = True
        self.cfg.set("graceful_timeout", _REQUEST_SECONDS)  # the master also waits for the rest
        super().handle_exit(sig, frame)

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


_PROBES = (b"GET /healthz ", b"GET /readyz ", b"GET /metrics ")


_MOST_PROBE_BYTES = 4096


def _is_probe(client: socket.socket) -> bool:
    """By what it said, which is left for whoever reads the request. All of it: nobody is to be waited for there."""
    try:
        said = client.recv(_MOST_PROBE_BYTES, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        return False
    return said.startswith(_PROBES) and b"\r\n\r\n" in said


worker_class = QueueServingWorker
workers = _count("CREATORMATCH_WORKERS", 1)
threads = _count("CREATORMATCH_THREADS", 8)
# torch and FAISS do not survive a fork: every worker loads its own, after it.
preload_app = False
# Recycling a worker resets its live connections and loads the encoder again.
max_requests = 0
# A heartbeat, not a request's deadline: a gthread worker beats while its requests run.
timeout = 30
graceful_timeout = math.ceil(_DRAIN_SECONDS) + _REQUEST_SECONDS + _JOB_SECONDS
_ORPHAN_SECONDS = 2.0
_ONE_SIGNAL_SECONDS = 1.0
keepalive = 5
# Its thread in the master and fork can deadlock a start, and it offers shutdown to the same user.
control_socket_disable = True
# Heartbeat files on a slow disk block a worker until the master takes it for dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None

accesslog = None
errorlog = "-"
logger_class = ServerLog

# One process counts in its memory; several count into files, which whoever is asked adds up (service/metrics.py).
_COUNTS = "creatormatch-metrics-"
# This file is read again at SIGHUP, when the folder in use is this master's own.
if f"/{_COUNTS}{os.getpid()}-" not in os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""):
    os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)


def when_ready(server: Any) -> None:
    """The port is open, and no worker runs yet."""
    if server.num_workers > 1:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = _folder_for_counts()
    _show_banner(server)


def _folder_for_counts() -> str:
    """A new one of this master; those of masters that were killed are removed."""
    root = worker_tmp_dir or tempfile.gettempdir()
    for left in Path(root).glob(f"{_COUNTS}*"):
        pid = left.name.removeprefix(_COUNTS).partition("-")[0]
        # Anybody may put something of such a name where all can write.
        if pid.isdecimal() and left.stat(follow_symlinks=False).st_uid == os.geteuid() and not _lives(int(pid)):
            shutil.rmtree(left, ignore_errors=True)
    return tempfile.mkdtemp(prefix=f"{_COUNTS}{os.getpid()}-", dir=root)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def child_exit(server: Any, worker: Any) -> None:
    """What a process that ended had counted stays; how things stood with it does not."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        shutil.rmtree(folder, ignore_errors=True)


def _show_banner(server: Any) -> None:
    """Show what the starting command left in a pipe (address, keys)."""
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
