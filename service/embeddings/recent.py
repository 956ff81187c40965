"""Vectors of texts that were asked for lately, so that a brief is not encoded at every request."""

from collections import OrderedDict
from threading import Lock

from service.embeddings.encoder import Vectors

_Key = tuple[str, str]


class RecentVectors:
    """The least recently used goes first; keyed by encoder fingerprint and text."""

    def __init__(self, most: int = 512) -> None:
        self._vectors: OrderedDict[_Key, Vectors] = OrderedDict()
        self._lock = Lock()
        self.hits = self.misses = 0
        self._most = most

    def get(self, fingerprint: str, text: str) -> Vectors | None:
        with self._lock:
            vector = self._vectors.get((fingerprint, text))
            if vector is None:
                self.misses += 1
            else:
                self.hits += 1
                self._vectors.move_to_end((fingerprint, text))
            return vector

    def put(self, fingerprint: str, text: str, vector: Vectors) -> None:
        with self._lock:
            self._vectors[fingerprint, text] = vector
            while len(self._vectors) > self._most:
                self._vectors.popitem(last=False)
