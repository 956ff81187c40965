"""A serving process: whom it gives a thread, and how it ends."""

import errno
import selectors
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

# After the drain, running requests may take so long to end.
REQUEST_SECONDS = 30
# A request that stops in the middle holds its thread for so long: seconds and microseconds of a timeval.
_SILENCE = struct.pack("ll", 30, 0)
_ONE_SIGNAL_SECONDS = 1.0
_PROBES = (b"GET /healthz ", b"GET /readyz ", b"GET /metrics ")
_MOST_PROBE_BYTES = 4096


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

    def handle_exit(self, sig: int, frame: Any) -> None:
        backends = self._backends()
        if backends is None or not backends.config.drain_seconds:
            self._close(sig, frame)
        elif not backends.health.draining:
            backends.health.draining, self._told_at = True, time.monotonic()
            waiting = threading.Timer(backends.config.drain_seconds, self._close, (sig, frame))
            waiting.daemon = True
            waiting.start()
        # systemd tells every process of a service, and then the master tells its workers: that is one signal.
        elif time.monotonic() - self._told_at > _ONE_SIGNAL_SECONDS:
            self._close(sig, frame)

    def _backends(self) -> Any:
        """Of the application, once it is loaded."""
        application = getattr(self, "wsgi", None)
        return None if application is None else application.extensions["creatormatch"]

    def _close(self, sig: int, frame: Any) -> None:
        if (backends := self._backends()) is not None:
            backends.health.draining = True
        self.cfg.set("graceful_timeout", REQUEST_SECONDS)  # the master also waits for the rest
        super().handle_exit(sig, frame)

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


def _is_probe(client: socket.socket) -> bool:
    """By what it said, which is left for whoever reads the request. All of it: nobody is to be waited for there."""
    try:
        said = client.recv(_MOST_PROBE_BYTES, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        return False
    return said.startswith(_PROBES) and b"\r\n\r\n" in said
