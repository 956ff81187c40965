"""SIGTERM to a server at work: whoever was let in gets an answer."""

import os
import random
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from tests.reliability.harness import Drafts, Model, Run, Stack, eventually

pytestmark = pytest.mark.slow
IDS = [f"imported-{n}" for n in range(500)]


@pytest.fixture
def run(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Run]:
    rng = random.Random(20261126)
    stack = Stack(tmp_path, **getattr(request, "param", {}))
    stack.wait_ready()
    yield Run(stack, Model(), Drafts(rng), rng)
    stack.end()


class HalfSent:
    """A PUT whose last byte is still to come."""

    def __init__(self, run: Run, external_id: str) -> None:
        self._run, self._document = run, run.drafts.make(external_id)
        body = orjson.dumps({name: value for name, value in self._document.items() if name != "external_id"})
        head = (f"PUT /v1/creators/{external_id} HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {run.stack.key}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n")  # fmt: skip
        host, _, port = run.stack.address.removeprefix("http://").partition(":")
        self._socket = socket.create_connection((host, int(port)), timeout=30)
        self._socket.sendall(head.encode() + body[:-1])
        self._rest = body[-1:]

    def finish(self) -> None:
        """Send the rest; the answer has to be a promise."""
        with self._socket:
            self._socket.sendall(self._rest)
            assert self._socket.recv(4096).startswith(b"HTTP/1.1 201 ")
        self._run.model.acknowledged(self._document["external_id"], self._document)


def test_requests_that_were_let_in_are_answered_after_sigterm(run: Run) -> None:
    with run.stack.client() as client:
        importing, body = run.import_held(client, IDS)
        half_sent = [HalfSent(run, f"half-{n}") for n in range(3)]
        # Connections are let in by turns: the answer to this one says that those before it were.
        eventually("the first lines are stored", lambda: client.get("/v1/creators/imported-0").is_success)
        run.stack.server.process.send_signal(signal.SIGTERM)
        eventually("no newcomer is let in", lambda: not listens(run))
        for put in half_sent:
            put.finish()
        body.let_go.set()
        importing.join()
    assert run.stack.server.process.wait(timeout=40) == 0
    assert all(run.model.known(external_id) for external_id in IDS)
    run.stack.server.start()
    run.stack.wait_ready()
    run.check()


@pytest.mark.parametrize("run", [{"drain_seconds": 600}], indirect=True)
def test_at_sigterm_readiness_ends_while_newcomers_are_served_until_the_waiting_is_over(run: Run) -> None:
    with run.stack.client() as client:
        half_sent = HalfSent(run, "half")
        (serving,) = run.stack.server.children
        for pid in (run.stack.server.process.pid, serving):  # as systemd tells all processes of a service
            os.kill(pid, signal.SIGTERM)
        eventually("it says that it is not ready", lambda: client.get("/readyz").json().get("code") == "draining")
    with run.stack.client() as newcomer:
        assert newcomer.get("/readyz").status_code == 503
        assert newcomer.get("/healthz").json() == {"status": "alive", "checks": {}}
        created = newcomer.put("/v1/creators/new", json={"name": "Lena", "text": "Quick dinners"})
        assert created.status_code == 201, "it works as before"
        assert newcomer.get("/v1/creators").status_code == 200

    def let_in_after_another_signal() -> bool:
        os.kill(serving, signal.SIGTERM)  # as the time being up does
        return listens(run)

    eventually("no newcomer is let in", lambda: not let_in_after_another_signal())
    half_sent.finish()
    assert run.stack.server.process.wait(timeout=40) == 0


def listens(run: Run) -> bool:
    host, _, port = run.stack.address.removeprefix("http://").partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True
