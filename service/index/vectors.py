"""FAISS over a base's joint vectors: a flat fp16 index, which is exact.

It is read-only and mapped from disk: adding to a mapped index kills the process, so nothing here can.
"""

from pathlib import Path
from typing import Any

import faiss as untyped_faiss
import numpy as np
import numpy.typing as npt

from service.index.halves import singles

faiss: Any = untyped_faiss  # its stubs describe the C++ side, not what Python offers

faiss.omp_set_num_threads(1)  # one core a query; gunicorn's threads are the parallelism

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_BLOCK = 65_536
_SCANNED = 1_024  # rows that fit into a core's cache


def write_flat(path: Path, joint: npt.NDArray[np.float16]) -> None:
    index = faiss.IndexScalarQuantizer(joint.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
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
        found = np.empty(len(rows), dtype=np.float32)
        for start in range(0, len(rows), _SCANNED):
            block = slice(start, start + _SCANNED)
            found[block] = singles(self.vectors, rows[block]) @ query
        return found
