"""Work on many rows, a piece for each core: one question then takes the time of half of them on two.

Whoever asks works too, and takes back what nobody has begun: with more questions than cores nobody waits for another.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

# Handing a piece over takes some fifty microseconds: as long as several thousand rows.
_LEAST = 8_192
# Pieces begin at multiples of this, a cache line of a mask, so that no two cores write to the same one.
_LINE = 64


def in_pieces(count: int, work: Callable[[slice], T]) -> list[T]:
    """Results of the pieces of range(count), in order. Worth it for what runs without the interpreter's lock."""
    first, *others = _pieces(count, min(_cores(), max(1, count // _LEAST)))
    handed = [(piece, _helpers(os.getpid()).submit(work, piece)) for piece in others]
    found = [work(first)]
    found += [work(piece) if future.cancel() else future.result() for piece, future in handed]
    return found


def _pieces(count: int, number: int) -> list[slice]:
    size = max(1, -(-count // (number * _LINE))) * _LINE
    return [slice(start, min(start + size, count)) for start in range(0, max(1, count), size)]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@lru_cache(maxsize=1)
def _helpers(process: int) -> ThreadPoolExecutor:
    """Threads do not survive a fork: each process has its own."""
    return ThreadPoolExecutor(max(1, _cores() - 1), thread_name_prefix="pieces")
