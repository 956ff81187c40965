"""FAISS over a base's joint vectors: a flat fp16 scan that is exact, and an inverted file for large selections.

Both are read-only and mapped from disk: adding to a mapped index kills the process, so nothing here can.
"""

from pathlib import Path
from typing import Any

import faiss as untyped_faiss
import numpy as np
import numpy.typing as npt

faiss: Any = untyped_faiss  # its stubs describe the C++ side, not what Python offers

faiss.omp_set_num_threads(1)  # one core a query; gunicorn's threads are the parallelism

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_BLOCK = 65_536
_TRAIN_ROWS_PER_LIST = 64


def write_flat(path: Path, joint: npt.NDArray[np.float16]) -> None:
    index = faiss.IndexScalarQuantizer(joint.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    for start in range(0, len(joint), _BLOCK):
        index.add(joint[start : start + _BLOCK].astype(np.float32))
    faiss.write_index(index, str(path))


def write_inverted(path: Path, joint: npt.NDArray[np.float16]) -> None:
    """IVF with 8-bit codes; about 4 x sqrt(n) lists, trained on a fixed sample so that builds agree."""
    lists = int(4 * np.sqrt(len(joint)))
    quantizer = faiss.IndexFlatIP(joint.shape[1])
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, joint.shape[1], lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    sample = min(len(joint), lists * _TRAIN_ROWS_PER_LIST)
    chosen = np.sort(np.random.default_rng(0).choice(len(joint), sample, replace=False))
    index.train(joint[chosen].astype(np.float32))
    for start in range(0, len(joint), _BLOCK):
        index.add(joint[start : start + _BLOCK].astype(np.float32))
    faiss.write_index(index, str(path))


class _Codes:
    """An index's fp16 codes as an array that keeps the index, and so the mapped file, as long as anyone has it."""

    def __init__(self, index: Any) -> None:
        self._index = index
        codes = faiss.rev_swig_ptr(index.codes.data(), index.ntotal * index.d * 2)
        self.__array_interface__ = codes.view(np.float16).reshape(index.ntotal, index.d).__array_interface__


class Flat:
    """Exact inner products; `vectors` is a zero-copy fp16 view of the same mapped bytes."""

    def __init__(self, path: Path) -> None:
        self._index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        self.vectors: npt.NDArray[np.float16] = np.asarray(_Codes(self._index))
        self.vectors.flags.writeable = False

    def products(self, query: Floats, rows: Rows) -> Floats:
        """Inner product with each of the given rows, in their order."""
        if len(rows) == 0:
            return np.empty(0, dtype=np.float32)
        bits = bitmap(rows, self._index.ntotal)
        parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        scores, found = self._index.search(query[None, :], len(rows), params=parameters)
        by_row = np.zeros(self._index.ntotal, dtype=np.float32)
        by_row[found[0]] = scores[0]
        return by_row[rows]


class Inverted:
    """Approximate nearest rows inside a selection."""

    def __init__(self, path: Path) -> None:
        self._index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)

    def nearest(self, query: Floats, rows: Rows, count: int) -> Rows:
        """Up to `count` of the given rows, nearest first; fewer when the probed lists hold fewer."""
        selectivity = len(rows) / self._index.ntotal
        # The lists hold a selection's rows in proportion: the fewer match, the more lists must be read.
        holding_enough = 3 * count * self._index.nlist // len(rows)
        probes = min(self._index.nlist, max(32, int(32 / np.sqrt(selectivity)), holding_enough))
        bits = bitmap(rows, self._index.ntotal)
        parameters = faiss.SearchParametersIVF(sel=faiss.IDSelectorBitmap(bits), nprobe=probes)
        _, found = self._index.search(query[None, :], min(count, len(rows)), params=parameters)
        nearest: Rows = found[0][found[0] >= 0]
        return nearest


def bitmap(rows: Rows, total: int) -> npt.NDArray[np.uint8]:
    """What IDSelectorBitmap reads: one bit a row, lowest first. A bool array would be misread, silently."""
    mask = np.zeros(total, dtype=bool)
    mask[rows] = True
    return np.packbits(mask, bitorder="little")
