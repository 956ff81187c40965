"""LanceDB in this process: IVF lists of HNSW graphs, scalar indexes, filters applied before the search."""

import shutil
import tempfile
from collections.abc import Sequence
from importlib.metadata import version

import lancedb
import numpy as np
import pyarrow as pa

from benchmarks.peers.filters import Filter
from benchmarks.peers.peer import Floats
from benchmarks.peers.rows import FlatRows
from benchmarks.peers.sql import quoted, where

_EF = 128
_PROBES = 4
_REFINE = 4


class Lance:
    name = f"LanceDB {version('lancedb')} (IVF_HNSW_SQ m 16, ef {_EF}, refine {_REFINE}, scalar indexes, prefilter)"

    def load(self, rows: FlatRows) -> None:
        self._folder = tempfile.mkdtemp()
        self._names = {column: f"c{place}" for place, column in enumerate([*rows.numbers, *rows.holders])}
        flat = pa.array(np.asarray(rows.vectors, dtype=np.float32).ravel())
        columns = {"id": pa.array(np.arange(len(rows))),
                   "vector": pa.FixedSizeListArray.from_arrays(flat, rows.vectors.shape[1])}  # fmt: skip
        columns |= {self._names[name]: pa.array(values, from_pandas=True) for name, values in rows.numbers.items()}
        columns |= {self._names[name]: pa.array(held, pa.list_(pa.string())) for name, held in rows.words.items()}
        self._table = lancedb.connect(self._folder).create_table("rows", pa.table(columns))
        self._table.create_index(
            metric="dot", index_type="IVF_HNSW_SQ", num_partitions=max(1, len(rows) // 1_000_000), m=16,
            ef_construction=100,
        )  # fmt: skip
        for column, name in self._names.items():
            self._table.create_scalar_index(name, index_type="BTREE" if column in rows.numbers else "LABEL_LIST")

    def search(self, query: Floats, wanted: Filter, count: int) -> list[int]:
        asked = self._table.search(query).metric("dot").where(where(wanted, self._names, _has_any), prefilter=True)
        found = (
            asked.nprobes(_PROBES).ef(_EF).refine_factor(_REFINE).limit(count).select(["id", "_distance"]).to_arrow()
        )
        places: list[int] = found["id"].to_pylist()
        return places

    def close(self) -> None:
        del self._table
        shutil.rmtree(self._folder, ignore_errors=True)


def _has_any(column: str, words: Sequence[str]) -> str:
    return f"array_has_any({column}, [{quoted(words)}])"
