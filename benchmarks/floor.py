"""What any engine must do, done bare: masks by numpy over plain columns, FAISS with a bitmap selector, and a weighted
sum of figures that were worked out beforehand. Nothing is explained, counted or checked; no delta, no unknown policy.
"""

from pathlib import Path
from typing import Any

import faiss as untyped_faiss
import numpy as np
import numpy.typing as npt

from benchmarks.peers.filters import Filter
from benchmarks.peers.rows import FlatRows, Mask

faiss: Any = untyped_faiss
Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_BLOCK = 65_536
_EXACT = 1_500  # up to so many matching rows a scan of them is faster than lists
_FIGURES = 8
_SCORED, _SAMPLED = 1_000, 25_000


class Floor:
    """The parts, to be timed one by one; `search` is mask and nearest neighbours, as the peers have it."""

    name = "plain FAISS and numpy"

    def __init__(self, kept_at: Path | None = None) -> None:
        faiss.omp_set_num_threads(1)
        self._kept_at = kept_at
        self._rows: FlatRows
        self._inverted: Any = None
        self._figures: Floats

    def load(self, rows: FlatRows) -> None:
        numbers = {name: values.astype(np.float32) for name, values in rows.numbers.items()}
        self._rows = FlatRows(rows.vectors, numbers, rows.holders)
        if len(rows) > _EXACT:
            self._inverted = self._read_or_make(rows)
        self._figures = np.random.default_rng(0).random((len(rows), _FIGURES), dtype=np.float32)

    def mask(self, wanted: Filter) -> Mask:
        return self._rows.mask(wanted)

    def nearest(self, query: Floats, mask: Mask, count: int) -> Rows:
        """Rows of the nearest that pass, by lists where many do and by a scan where few do."""
        matching = np.flatnonzero(mask)
        if self._inverted is None or len(matching) <= _EXACT:
            products = self._rows.vectors[matching].astype(np.float32) @ query
            kept = min(count, len(matching))
            rows: Rows = matching[np.argpartition(products, len(matching) - kept)[len(matching) - kept :]]
            return rows
        probes = min(self._inverted.nlist, int(32 / np.sqrt(len(matching) / len(mask))))
        selector = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        parameters = faiss.SearchParametersIVF(sel=selector, nprobe=probes)
        found = self._inverted.search(query[None], count, params=parameters)[1][0]
        rows = found[found >= 0]
        return rows

    def score(self, mask: Mask) -> Rows:
        """About the best thousand of all matching rows by a weighted sum: above a bound that a sample shows."""
        rows, weights = np.flatnonzero(mask), np.full(_FIGURES, 1 / _FIGURES, dtype=np.float32)
        if len(rows) > len(mask) / 5:  # reading everybody's figures in order is faster than picking theirs
            scores = self._figures @ weights
            scores = scores if len(rows) == len(mask) else scores[rows]
        else:
            scores = self._figures.take(rows, axis=0) @ weights
        if len(rows) <= 2 * _SCORED:
            return rows
        sample = scores[:: max(1, len(rows) // _SAMPLED)]
        above = max(1, 2 * _SCORED * len(sample) // len(rows))
        best: Rows = rows[scores >= np.partition(sample, len(sample) - above)[len(sample) - above]]
        return best

    def search(self, query: Floats, wanted: Filter, count: int) -> list[int]:
        found: list[int] = self.nearest(query, self.mask(wanted), count).tolist()
        return found

    def close(self) -> None:
        del self._rows, self._inverted

    def _read_or_make(self, rows: FlatRows) -> Any:
        if self._kept_at is not None and self._kept_at.is_file():
            return faiss.read_index(str(self._kept_at))
        dimension, lists = rows.vectors.shape[1], int(4 * np.sqrt(len(rows)))
        index = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(dimension), dimension, lists,
                                              faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)  # fmt: skip
        sample = np.random.default_rng(0).choice(len(rows), min(len(rows), 40 * lists), replace=False)
        index.train(rows.vectors[np.sort(sample)].astype(np.float32))
        _added(index, rows)
        if self._kept_at is not None:
            faiss.write_index(index, str(self._kept_at))
        return index


def _added(index: Any, rows: FlatRows) -> Any:
    for start in range(0, len(rows), _BLOCK):
        index.add(rows.vectors[start : start + _BLOCK].astype(np.float32))
    return index
