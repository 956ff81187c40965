"""What is derived from a segment's columns when it is first asked for, and kept beside them: segments never change."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from service.index.segment import Segment

T = TypeVar("T")
Rows = npt.NDArray[np.int64]


def derived(segment: Segment, name: Hashable, make: Callable[[Segment], T]) -> T:
    """Made once. Two threads may both make it: the same."""
    if name not in segment.kept:
        segment.kept[name] = make(segment)
    found: T = segment.kept[name]
    return found


class Recent(Generic[T]):
    """Values by what they were made for; the one that was not asked for the longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = make()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found


def lately(segment: Segment, name: str, most: int, key: Hashable, make: Callable[[], T]) -> T:
    """One of the values of a name, of which the `most` asked for last are kept."""
    kept: Recent[T] = derived(segment, name, lambda _: Recent(most))
    return kept.get(key, make)


def starts(segment: Segment, label: str) -> npt.NDArray[np.int32]:
    """Where each row's entries begin in a table that is ordered by row, shape (n + 1,): those of row i are
    starts[i] to starts[i + 1]. `label` is the table's column of rows."""

    def make(segment: Segment) -> npt.NDArray[np.int32]:
        counts = np.bincount(segment.columns[label], minlength=len(segment))
        found = np.zeros(len(segment) + 1, dtype=np.int32)
        np.cumsum(counts, out=found[1:])
        return found

    return derived(segment, ("starts", label), make)


def all_rows(segment: Segment) -> Rows:
    return np.arange(len(segment))
