"""A real server under raw sockets and floods: it goes on answering, in bounded memory."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from service.api.parsing import MAX_BODY_BYTES
from tests.hostile.bodies import MALFORMED, UNKNOWN
from tests.reliability.harness import Stack

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 20.0
# What the server may grow by, over what it takes after a few ordinary requests.
MOST_GROWTH_BYTES = 200 * 1024 * 1024

_GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
_PUT = (b"PUT /v1/creators/lena HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Authorization: Bearer %b\r\n")  # fmt: skip
HOSTILE = {
    "nothing": b"",
    "a line that never ends": b"GET /" + b"x" * 100_000,
    "a header that never ends": _GET + b"X: " + b"x" * 1_000_000,
    "a million headers": _GET + b"X: y\r\n" * 1_000_000,
    "NUL": b"\x00" * 10_000,
    "TLS": bytes.fromhex("16030100c4010000c00303") + bytes(200),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"GET /healthz\r\n",
    "HTTP/9.9": b"GET /healthz HTTP/9.9\r\n\r\n",
    "a header without a colon": _GET + b"nonsense\r\n\r\n",
    "a folded header": _GET + b"X: a\r\n b\r\n\r\n",
    "a space before the colon": _GET + b"Content-Length : 5\r\n\r\nhello",
    "a NUL in a header": _GET + b"X: a\x00b\r\n\r\n",
    "two lengths": _PUT + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
    "a length and chunks": _PUT + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a negative length": _PUT + b"Content-Length: -1\r\n\r\n{}",
    "a length in words": _PUT + b"Content-Length: two\r\n\r\n{}",
    "a length with a sign": _PUT + b"Content-Length: +2\r\n\r\n{}",
    "100 MB that do not come": _PUT + b"Content-Length: 100000000\r\n\r\n{}",
    "10**30 bytes that do not come": _PUT + b"Content-Length: 1" + b"0" * 30 + b"\r\n\r\n{}",
    "more than was said": _PUT + b"Content-Length: 2\r\n\r\n" + b"{}" * 10_000,
    "a chunk of nonsense": _PUT + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "a chunk that is too long": _PUT + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n",
    "a chunk with a negative length": _PUT + b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
    "a chunk that is cut off": _PUT + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}",
    "100,000 chunks of a byte": _PUT + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n[\r\n" * 100_000 + b"0\r\n\r\n",
    "chunks without an end": _PUT + b"Transfer-Encoding: chunked\r\n\r\n" + (b"400\r\n" + b"x" * 1024 + b"\r\n") * 4096,
    "an unknown coding": _PUT + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "garbage behind a request": _GET + b"\r\n" + b"\xff" * 10_000,
    "1,000 requests at once": (_GET + b"\r\n") * 1_000,
    "a request inside a body": _PUT + b"Content-Length: 60\r\n\r\nGET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack(tmp_path_factory.mktemp("hostile"), import_max_bytes=32 * 1024 * 1024)
    stack.wait_ready()
    yield stack
    stack.end()


def test_whatever_a_connection_sends_the_next_one_is_served(stack: Stack, count: Any) -> None:
    connections = {name: _connection(stack) for name in HOSTILE}
    for name, connection in connections.items():
        with contextlib.suppress(OSError):  # the server may hang up in the middle
            connection.sendall(HOSTILE[name].replace(b"%b", stack.key.encode()))
        assert httpx.get(f"{stack.address}/healthz", timeout=PATIENCE_SECONDS).status_code == 200, name
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
    for name, connection in connections.items():
        assert not _answer(connection).startswith(b"HTTP/1.1 5"), name
    with stack.client() as client:
        assert client.get("/v1/creators/lena").status_code == 404  # none of it was a document
    count("hostile connections", len(HOSTILE))


def test_slow_and_silent_connections_leave_room_for_others(stack: Stack) -> None:
    silent = [_connection(stack) for _ in range(200)]
    slow = [_connection(stack) for _ in range(6)]  # of the eight threads
    for number, connection in enumerate(slow):
        connection.sendall((b"G", _GET, _PUT + b"Content-Length: 10\r\n")[number % 3])
    assert httpx.get(f"{stack.address}/healthz", timeout=PATIENCE_SECONDS).status_code == 200
    for connection in silent + slow:
        connection.close()
    assert httpx.get(f"{stack.address}/healthz", timeout=PATIENCE_SECONDS).status_code == 200


def test_probes_and_scrapes_are_answered_while_every_thread_waits(stack: Stack) -> None:
    """Nobody who waits for a thread would be answered before the silence of those who have one is over, in 30 s."""
    slow = [_connection(stack) for _ in range(8)]
    for connection in slow:
        connection.sendall(_PUT.replace(b"%b", stack.key.encode()) + b"Content-Length: 10\r\n\r\n{")
    with httpx.Client(base_url=stack.address, timeout=PATIENCE_SECONDS) as client:
        for _ in range(2):
            assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/metrics")] == [200] * 3
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{stack.address}/v1/creators", timeout=1)
    for connection in slow:
        connection.close()
    assert httpx.get(f"{stack.address}/v1/creators", timeout=PATIENCE_SECONDS).status_code == 401


def test_floods_are_refused_in_bounded_memory(stack: Stack, count: Any) -> None:
    with stack.client() as client:
        for _ in range(20):
            assert client.post("/v1/match", json={"text": "anybody"}).status_code == 200
        before = _peak(stack)
        for name, body in _floods().items():
            response = client.put("/v1/creators/lena", content=body, headers={"Content-Type": "application/json"})
            assert 400 <= response.status_code < 500, (name, response.status_code, response.text[:300])
        lines = b"".join(line[:200_000].replace(b"\n", b"") + b"\n" for line in MALFORMED.values()) * 20
        response = client.post("/v1/creators:import", content=lines, headers={"Content-Type": "application/x-ndjson"})
        assert response.status_code == 200
        growth = _peak(stack) - before
    assert growth < MOST_GROWTH_BYTES
    grew = f"and {len(lines) >> 20} MiB of hostile lines: the server grew by {growth >> 20} MiB"
    count("bodies in a flood", len(_floods()), f"{grew}, it may by {MOST_GROWTH_BYTES >> 20} MiB")


def _floods() -> dict[str, bytes]:
    """Bodies as large as they may be."""
    room = MAX_BODY_BYTES - 100

    def within(field: str, value: Any) -> bytes:
        return orjson.dumps({"name": "Lena", "text": "Bakes.", field: value})

    return {
        **{name: body for name, body in (MALFORMED | UNKNOWN).items() if len(body) > 10_000},
        "a long text": within("text", "x" * room),
        "combining marks": within("text", "a" + "\u0301\u0316" * (room // 5)),
        "combining marks out of order": within("name", "a" + "\u0301" * (room // 4) + "\u0316" * (room // 5)),
        "emoji": within("text", "\U0001f468\u200d\U0001f469" * (room // 11)),
        "text direction overrides": within("text", "\u202e" * (room // 3)),
        "escaped": b'{"name": "' + rb"\u0041" * (room // 6) + b'"}',
        "many accounts": within("accounts", [{}] * (room // 3)),
        "many wrong accounts": within("accounts", [{"platform": "x"}] * (room // 17)),
        "many languages": within("languages", ["x"] * (room // 4)),
        "many samples": within("content_samples", ["x"] * (room // 4)),
        "many rates": within("rate_card", {"currency": "EUR", "rates": {f"k{n}": "1" for n in range(room // 14)}}),
        "many shares": within("audience", {"countries": {f"k{n}": 1 for n in range(room // 12)}}),
        "many attributes": within("attributes", {f"k{n}": n for n in range(room // 16)}),
        "an address of dots": within("avatar_url", "http://" + "a." * (room // 2)),
        "an address of signs": within("profile_url", "http://a:" + "a:" * (room // 2) + "@"),
        "a long time": within("last_post_at", "2" * room),
        "a long amount": within("rate_card", {"currency": "EUR", "rates": {"ig_reel": "9" * room}}),
        "a long country": within("country", "D" * room),
    }


def _connection(stack: Stack) -> socket.socket:
    host, _, port = stack.address.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)


def _answer(connection: socket.socket) -> bytes:
    """The beginning of what it says, if it says anything."""
    with connection, contextlib.suppress(OSError):
        return connection.recv(200)
    return b""


def _peak(stack: Stack) -> int:
    """The most memory that gunicorn's worker has held, in bytes."""
    (worker,) = stack.server.children
    status = Path(f"/proc/{worker}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024
