"""Finds what is left of something on disk, down to 16 bytes of it."""

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

LENGTH = 16
_CHUNK = 1 << 22
# Fewer different bytes in a fragment, and it may stand anywhere: zeros, say.
_DISTINCT = 8


class Fragments:
    """Every run of 16 bytes of what was marked, by the kind of thing it belongs to."""

    def __init__(self) -> None:
        self._kinds: dict[bytes, str] = {}

    def mark_text(self, kind: str, text: str) -> None:
        """Also as it stands in UTF-16 and in JSON that escapes what is not ASCII."""
        for form in (text.encode(), text.encode("utf-16-le"), json.dumps(text)[1:-1].encode()):
            self.mark(kind, form)

    def mark(self, kind: str, content: bytes) -> None:
        for start in range(len(content) - LENGTH + 1):
            fragment = content[start : start + LENGTH]
            if len({*fragment}) >= _DISTINCT:
                self._kinds[fragment] = kind

    def found(self, folders: Iterable[Path]) -> dict[str, set[str]]:
        """Names of the files in which fragments stand, by kind."""
        found: dict[str, set[str]] = {}
        starts = np.zeros(1 << 24, dtype=bool)
        starts[[int.from_bytes(fragment[:3], "little") for fragment in self._kinds]] = True
        for path in (path for folder in folders for path in sorted(folder.rglob("*"))):
            for kind in self._kinds_in(path, starts):
                found.setdefault(kind, set()).add(path.name)
        return found

    def _kinds_in(self, path: Path, starts: np.ndarray) -> set[str]:
        try:
            content = path.read_bytes() if path.is_file() else b""
        except FileNotFoundError:  # removed meanwhile, as PostgreSQL's and SQLite's own files are
            return set()
        every = np.frombuffer(content, dtype=np.uint8)
        kinds = set()
        for begin in range(0, max(len(every) - LENGTH + 1, 0), _CHUNK):
            piece = every[begin : begin + _CHUNK + LENGTH - 1].astype(np.uint32)
            first = len(piece) - LENGTH + 1
            places = np.flatnonzero(starts[piece[:first] | piece[1 : first + 1] << 8 | piece[2 : first + 2] << 16])
            windows = (content[begin + place : begin + place + LENGTH] for place in places.tolist())
            kinds |= {kind for window in windows if (kind := self._kinds.get(window)) is not None}
        return kinds
