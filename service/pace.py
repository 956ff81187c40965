"""How many vectors all processes together made in the last minutes, for the state that people look at."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

_MINUTES = 5


class Shared(Protocol):
    def add(self, key: str, number: int, seconds: int) -> int | None:
        """The sum; None while it cannot be reached."""

    def sums(self, keys: Sequence[str]) -> list[int] | None:
        """The sum behind each key, 0 where nothing was added; None while it cannot be reached."""


class Pace:
    """Counts by minute of the clock; in this process alone where nothing is shared. Thread-safe."""

    def __init__(self, shared: Shared | None = None, now: Callable[[], float] = time.time) -> None:
        self._shared, self._now = shared, now
        self._counts: dict[int, int] = {}
        self._lock = threading.Lock()

    def note(self, number: int) -> None:
        minute = int(self._now() // 60)
        if self._shared is not None:
            self._shared.add(_key(minute), number, (_MINUTES + 1) * 60)
            return
        with self._lock:
            self._counts[minute] = self._counts.get(minute, 0) + number
            self._counts = {one: count for one, count in self._counts.items() if one > minute - _MINUTES}

    def per_second(self) -> float | None:
        """Vectors a second over this minute and the four before; None while nobody can be asked."""
        now = self._now()
        minute = int(now // 60)
        minutes = range(minute - _MINUTES + 1, minute + 1)
        if self._shared is not None:
            counts = self._shared.sums([_key(one) for one in minutes])
        else:
            with self._lock:
                counts = [self._counts.get(one, 0) for one in minutes]
        return None if counts is None else round(sum(counts) / (now - minutes[0] * 60), 3)


def _key(minute: int) -> str:
    return f"embedded:{minute}"
