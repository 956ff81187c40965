"""Qdrant's engine in this process: HNSW with payload indexes, which its filters use while they walk the graph."""

import os
import shutil
import tempfile
from functools import singledispatchmethod
from importlib.metadata import version
from typing import Any

import numpy as np
import qdrant_edge as q

from benchmarks.peers.filters import AllOf, Filter, In, Missing, Not, OneOf, Range
from benchmarks.peers.peer import Floats
from benchmarks.peers.rows import FlatRows

_BATCH = 2_000
_EF = 128


class Qdrant:
    name = f"qdrant-edge {version('qdrant-edge-py')} (HNSW m 16, ef {_EF}, fp16, payload indexes)"

    def load(self, rows: FlatRows) -> None:
        self._folder = tempfile.mkdtemp()
        vectors = q.EdgeVectorParams(
            size=rows.vectors.shape[1], distance=q.Distance.Dot, datatype=q.VectorStorageDatatype.Float16
        )
        self._shard = q.EdgeShard.create(self._folder, q.EdgeConfig(
            vectors=vectors,
            hnsw_config=q.HnswIndexConfig(m=16, ef_construct=100, full_scan_threshold=10_000),
            optimizers=q.EdgeOptimizersConfig(default_segment_number=1, max_segment_size=100_000_000,
                                              indexing_threshold=10_000),
            max_search_threads=os.cpu_count() or 1,
        ))  # fmt: skip
        self._keys = {column: f"c{place}" for place, column in enumerate([*rows.numbers, *rows.holders])}
        for column, key in self._keys.items():
            kind = q.PayloadSchemaType.Float if column in rows.numbers else q.PayloadSchemaType.Keyword
            self._shard.update(q.UpdateOperation.create_field_index(key, kind))
        for start in range(0, len(rows), _BATCH):
            points = [self._point(rows, place) for place in range(start, min(start + _BATCH, len(rows)))]
            self._shard.update(q.UpdateOperation.upsert_points(points))
        self._shard.flush()
        self._shard.optimize()

    def _point(self, rows: FlatRows, place: int) -> Any:
        payload: dict[str, Any] = {self._keys[column]: held[place] for column, held in rows.words.items()}
        for column, values in rows.numbers.items():
            if not np.isnan(values[place]):
                payload[self._keys[column]] = float(values[place])
        return q.Point(place, rows.vectors[place].astype(np.float32).tolist(), payload)

    def search(self, query: Floats, wanted: Filter, count: int) -> list[int]:
        found = self._shard.search(q.SearchRequest(
            q.Query.Nearest(query.tolist()), count, filter=q.Filter(must=[self._condition(wanted)]),
            params=q.SearchParams(hnsw_ef=_EF), with_payload=False, with_vector=False,
        ))  # fmt: skip
        return [int(point.id) for point in found]

    def close(self) -> None:
        self._shard.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @singledispatchmethod
    def _condition(self, found: Any) -> Any:
        raise TypeError(found)

    @_condition.register
    def _(self, found: Range) -> Any:
        return q.FieldCondition(self._keys[found.column], range=q.RangeFloat(gte=found.low, lte=found.high))

    @_condition.register
    def _(self, found: In) -> Any:
        return q.FieldCondition(self._keys[found.column], match=q.MatchAny(list(found.words)))

    @_condition.register
    def _(self, found: Missing) -> Any:
        return q.IsEmptyCondition(self._keys[found.column])

    @_condition.register
    def _(self, found: Not) -> Any:
        return q.Filter(must_not=[self._condition(found.of)])

    @_condition.register
    def _(self, found: AllOf) -> Any:
        return q.Filter(must=[self._condition(part) for part in found.of])

    @_condition.register
    def _(self, found: OneOf) -> Any:
        return q.Filter(should=[self._condition(part) for part in found.of])
