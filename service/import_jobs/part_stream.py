"""The parts of an import as one stream of bytes."""

import io
from collections.abc import Sequence
from typing import BinaryIO, cast

from service.store import imports
from service.store.engine import Store
from service.store.imports import Part

_BUFFER = 256 * 1024


def open_parts(store: Store, import_id: str, begin: int = 0) -> BinaryIO:
    """A stream that stands at the byte `begin` and ends where a part is missing. One is held in memory at a time."""
    with store.read() as connection:
        found = imports.parts(connection, import_id)
    parts = [part for number, part in enumerate(found, 1) if part.number == number]
    return cast(BinaryIO, io.BufferedReader(_Parts(store, import_id, parts, begin), _BUFFER))


class _Parts(io.RawIOBase):
    def __init__(self, store: Store, import_id: str, parts: Sequence[Part], begin: int) -> None:
        self._store, self._import_id = store, import_id
        self._numbers: list[int] = []
        self._skip = begin
        for part in parts:
            if self._numbers or self._skip < part.size:
                self._numbers.append(part.number)
            else:
                self._skip -= part.size
        self._held = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._held:
            if not self._numbers:
                return 0
            self._held = self._next()
        count = min(len(buffer), len(self._held))
        buffer[:count] = self._held[:count]
        self._held = self._held[count:]
        return count

    def _next(self) -> memoryview:
        number = self._numbers.pop(0)
        with self._store.read() as connection:
            content = imports.content(connection, self._import_id, number)
        if content is None:
            raise PartGone(f"part {number} of {self._import_id} holds nothing any more")
        held, self._skip = memoryview(content)[self._skip :], 0
        return held


class PartGone(Exception):
    """Another worker has read further, or the import was removed."""
