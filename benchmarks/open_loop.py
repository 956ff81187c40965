"""Requests at a constant rate over kept connections, each timed from the moment it was due: a server that falls
behind shows it, where clients that wait for their answers would ask less."""

import asyncio
import itertools
import time
from collections.abc import Sequence


class _Connection:
    """One kept connection; raw, because an HTTP library's own work would be measured too."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def get(self, request: bytes) -> None:
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        await self._reader.readexactly(int(length))


async def open_loop(host: str, port: int, paths: Sequence[str], headers: dict[str, str], rate: float,
                    seconds: float) -> list[float]:  # fmt: skip
    """Seconds that each request took, in the order of their ends; `rate` in requests a second."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in {"Host": host, **headers}.items())
    requests = itertools.cycle([f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode() for path in paths])
    free: list[_Connection] = []
    took: list[float] = []

    async def opened() -> _Connection:
        return _Connection(*await asyncio.open_connection(host, port, limit=2**20))

    async def one(due: float, request: bytes) -> None:
        try:
            connection = free.pop() if free else await opened()
            await connection.get(request)
        except (asyncio.IncompleteReadError, ConnectionError):  # closed by the server while nobody used it
            connection = await opened()
            await connection.get(request)
        took.append(time.perf_counter() - due)
        free.append(connection)

    start, pending = time.perf_counter(), []
    for number in range(int(rate * seconds)):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        pending.append(asyncio.create_task(one(due, next(requests))))
    await asyncio.gather(*pending)
    return took
