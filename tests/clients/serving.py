"""What stands between a client and the service in tests: a server, and a wire that breaks."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Flask
from werkzeug.serving import make_server


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application behind a port of this machine; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class BreakingWire:
    """Hands requests on to a server, and drops the first answers: the client cannot know what became of them."""

    def __init__(self, port: int, breaks: int) -> None:
        self._port, self.left_to_break = port, breaks
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(connection,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        broken = self.left_to_break > 0
        self.left_to_break -= broken
        with client, socket.create_connection(("127.0.0.1", self._port)) as server:
            threading.Thread(target=_pump, args=(client, server), daemon=True).start()
            while piece := server.recv(65536):  # the server closes behind each answer
                if not broken:
                    client.sendall(piece)
            client.shutdown(socket.SHUT_RDWR)  # closing alone would wait for the thread that reads


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)


@contextmanager
def breaking_wire(url: str, breaks: int = 1) -> Iterator[BreakingWire]:
    """An address in front of the server at `url`, the first `breaks` answers of which are lost."""
    wire = BreakingWire(int(url.rpartition(":")[2]), breaks)
    try:
        yield wire
    finally:
        wire.close()
