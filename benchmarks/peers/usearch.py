"""USearch: HNSW that knows no filters. More and more is fetched until enough of it passes."""

from importlib.metadata import version

import numpy as np
from usearch.index import Index

from benchmarks.peers.filters import Filter
from benchmarks.peers.peer import Floats
from benchmarks.peers.rows import FlatRows

_BLOCK = 65_536
_FIRST, _MOST = 100, 10_000


class USearch:
    name = f"USearch {version('usearch')} (HNSW, fp16, filtered afterwards, up to {_MOST:,} fetched)"

    def load(self, rows: FlatRows) -> None:
        self._rows = rows
        self._index = Index(ndim=rows.vectors.shape[1], metric="ip", dtype="f16")
        for start in range(0, len(rows), _BLOCK):
            block = rows.vectors[start : start + _BLOCK].astype(np.float32)
            self._index.add(np.arange(start, start + len(block)), block)

    def search(self, query: Floats, wanted: Filter, count: int) -> list[int]:
        mask, fetched = self._rows.mask(wanted), _FIRST
        while True:
            keys = self._index.search(query, fetched, threads=0).keys.astype(np.int64)
            passing = keys[mask[keys]]
            if len(passing) >= count or fetched >= min(_MOST, len(mask)):
                found: list[int] = passing[:count].tolist()
                return found
            fetched *= 10

    def close(self) -> None:
        del self._index, self._rows
