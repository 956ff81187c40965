"""`/metrics` and `/healthz` of a worker process, for Prometheus and whoever restarts it; off unless an address is
set."""

import json
import socket
import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from service import metrics, probes
from service.backends import Backends

Start = Callable[[str, list[tuple[str, str]]], Any]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Silent(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:
        """Who scrapes is nobody's business."""


def serve(backends: Backends, host: str, port: int) -> WSGIServer:
    """Answer in a thread until the process ends; raises OSError where the address is taken."""
    server = make_server(host, port, application(backends), _Server6 if ":" in host else _Server, _Silent)
    threading.Thread(target=server.serve_forever, name="scraped", daemon=True).start()
    return server


def application(backends: Backends) -> Callable[[dict[str, Any], Start], Iterable[bytes]]:
    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/metrics":
            start("200 OK", [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")])
            return [metrics.render()]
        if environ["PATH_INFO"] == "/healthz":
            checks = probes.liveness(backends)
            alive = all(check.ok for check in checks)
            start("200 OK" if alive else "503 Service Unavailable", [("Content-Type", "application/json")])
            body = {"status": "alive" if alive else "broken", "checks": probes.shown(checks)}
            return [json.dumps(body).encode()]
        start("404 Not Found", [("Content-Type", "text/plain")])
        return [b"/metrics and /healthz are here\n"]

    return answer
