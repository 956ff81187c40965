"""Receivers of webhooks: real HTTP servers on loopback that do as a test says."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

WAIT_SECONDS = 20.0  # a busy machine is slow, not wrong


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = orjson.loads(self.body)
        return event

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


Answer = Callable[[BaseHTTPRequestHandler], None]


def status(code: int, **headers: str) -> Answer:
    """An answer without a body."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in {"Content-Length": "0", **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()

    return answer


@dataclass
class Hook:
    """A receiver: what it got, and how it answers from now on."""

    port: int = 0
    answer: Answer = field(default_factory=lambda: status(204))
    got: list[Received] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def note(self, received: Received) -> None:
        with self.changed:
            self.got.append(received)
            self.changed.notify_all()

    def wait(self, count: int) -> list[Received]:
        """What has arrived, once it is so much."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.got) >= count, WAIT_SECONDS), [r.event for r in self.got]
            return list(self.got)

    def events(self, count: int, kind: str | None = None) -> list[dict[str, Any]]:
        """Type and data of so many events (of a kind)."""

        def found() -> list[dict[str, Any]]:
            return [one.event for one in self.got if kind is None or one.event["type"] == kind]

        with self.changed:
            assert self.changed.wait_for(lambda: len(found()) >= count, WAIT_SECONDS), [r.event for r in self.got]
            return found()


def eventually(found: Callable[[], Any]) -> Any:
    """What is found, as soon as it is anything."""
    until = time.monotonic() + WAIT_SECONDS
    while not (value := found()):
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.02)
    return value


@contextmanager
def hook(tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0) -> Iterator[Hook]:
    here = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            here.note(Received(self.path, headers, body))
            with suppress(OSError):  # the sender has hung up
                here.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:
            pass  # a handshake that was refused

    with Server((host, port), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        here.port = server.server_port
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield here
        server.shutdown()
