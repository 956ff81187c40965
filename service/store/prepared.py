"""SELECTs that every request makes: written with SQLAlchemy as all others, compiled once, executed by the driver.

SQLAlchemy's own execution takes five times what SQLite takes to find a row by its key: about 100 µs a statement, of
which a request would make several.
"""

import select
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Dialect, Engine, Select
from sqlalchemy.engine import Compiled

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Prepared:
    """A SELECT with named parameters, over columns that drivers give back as they are (numbers, texts, bytes)."""

    statement: Select[Any]
    _compiled: dict[str, Compiled] = field(default_factory=dict)

    def compiled(self, dialect: Dialect) -> Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = self.statement.compile(dialect=dialect)
        return found


class Look:
    """A connection for a few such reads. Each sees the database as it is at its own moment."""

    def __init__(self, engine: Engine) -> None:
        self._dialect = engine.dialect
        self._connection = engine.raw_connection()
        driver: Any = self._connection.driver_connection
        self._connection.detach()  # the pool would ping it, begin and roll back: four trips to a server for one
        if engine.dialect.name == "postgresql":
            driver.autocommit = True
        self._driver = driver
        self._cursor = self._connection.cursor()

    @property
    def is_alive(self) -> bool:
        """False once a server has hung up: nothing else is to be read from a connection that asks for nothing."""
        if self._dialect.name != "postgresql":
            return True
        poll = select.poll()
        poll.register(self._driver.fileno(), select.POLLIN)
        return not poll.poll(0)

    def rows(self, prepared: Prepared, **values: Any) -> list[Row]:
        compiled: Any = prepared.compiled(self._dialect)
        names = compiled.positiontup
        self._cursor.execute(compiled.string, [values[name] for name in names] if names else values)
        return list(self._cursor.fetchall())

    def close(self) -> None:
        self._connection.close()

    def row(self, prepared: Prepared, **values: Any) -> Row | None:
        """The first row."""
        found = self.rows(prepared, **values)
        return found[0] if found else None
