"""Items of answers as JSON, by everything that they were made from, so that none has to be forgotten: what has changed
is asked for under another key. The oldest go first."""

import threading
from collections.abc import Hashable

_OVERHEAD_BYTES = 500  # of a key and its place


class ItemCache:
    def __init__(self, max_bytes: int = 64 * 1024 * 1024) -> None:
        self._items: dict[Hashable, bytes] = {}
        self.hits = self.misses = 0  # without the lock: one that is lost now and then does no harm
        self._bytes, self._max_bytes = 0, max_bytes
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> bytes | None:
        item = self._items.get(key)
        if item is None:
            self.misses += 1
        else:
            self.hits += 1
        return item

    def clear(self) -> None:
        with self._lock:
            self._items.clear()
            self._bytes = 0

    def put(self, key: Hashable, item: bytes) -> None:
        with self._lock:
            if key in self._items:  # equal keys hold equal items
                return
            self._items[key] = item
            self._bytes += len(item) + _OVERHEAD_BYTES
            while self._bytes > self._max_bytes:
                oldest = next(iter(self._items))
                self._bytes -= len(self._items.pop(oldest)) + _OVERHEAD_BYTES
