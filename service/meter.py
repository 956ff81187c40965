"""How many requests each key has made in the running window. Own code: a request has a few microseconds for it.

A process counts for itself and tells the others what it has counted, through the shared cache, a few times a second;
so several processes together may let through what comes within that time. Without a shared cache, or while it is away,
a process counts alone.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

# Adds to a shared counter that lives for so many seconds; its value, or None when it cannot be reached.
Share = Callable[[str, int, int], int | None]

WINDOW_SECONDS = 60
_SHARE_SECONDS = 0.25
_SILENCE_SECONDS = 5.0  # a cache that hangs is not asked again for so long
_MOST = 10_000


class Left(NamedTuple):
    """What a key has left: of `most` requests a window, until the window ends."""

    allowed: bool
    most: int
    remaining: int
    seconds: int


@dataclass
class _Count:
    window: int
    known: int = 0  # of all processes, when they were last asked
    untold: int = 0  # by this one since then
    asked_at: float = 0.0


class Meter:
    """Fixed windows of a minute of the clock; thread-safe."""

    def __init__(self, share: Share | None = None, now: Callable[[], float] = time.time) -> None:
        self._share, self._now = share, now
        self._counts: dict[str, _Count] = {}
        self._lock = threading.Lock()
        self._telling = threading.Lock()  # one request at most waits for a cache that hangs
        self._silent_until = 0.0

    def take(self, key: str, most: int) -> Left:
        """Count one request, unless the window is used up. `most` 0 is no limit."""
        now = self._now()
        window = int(now // WINDOW_SECONDS)
        seconds = WINDOW_SECONDS - int(now % WINDOW_SECONDS)
        with self._lock:
            count = self._counts.get(key)
            if count is None or count.window != window:
                count = self._begin(key, window)
            used = count.known + count.untold
            if used < most:
                count.untold += 1
                used += 1
                allowed = True
            else:
                allowed = False
            told = self._due(count)
        if told is not None:
            self._tell(key, count, told)
        return Left(allowed, most, most - used if used < most else 0, seconds)

    def _begin(self, key: str, window: int) -> _Count:
        if len(self._counts) >= _MOST:
            self._counts = {name: count for name, count in self._counts.items() if count.window == window}
        count = self._counts[key] = _Count(window)
        return count

    def _due(self, count: _Count) -> int | None:
        """How many to tell the others of now, and then the turn to tell; the caller holds the lock."""
        now = time.monotonic()
        if self._share is None or now < max(count.asked_at + _SHARE_SECONDS, self._silent_until):
            return None
        if not self._telling.acquire(blocking=False):
            return None
        count.asked_at = now
        return count.untold

    def _tell(self, key: str, count: _Count, told: int) -> None:
        assert self._share is not None
        try:
            known = self._share(f"used:{key}:{count.window}", told, 2 * WINDOW_SECONDS)
        finally:
            self._telling.release()
        if known is None:
            self._silent_until = time.monotonic() + _SILENCE_SECONDS
            return
        with self._lock:  # a cache that was emptied knows less than we do
            count.known, count.untold = max(known, count.known + told), count.untold - told
