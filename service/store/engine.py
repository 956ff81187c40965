"""Engines and transactions. One writer at a time on SQLite; short transactions on PostgreSQL."""

import copy
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import orjson
import pysqlite3
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    String,
    Table,
    Text,
    cast,
    column,
    create_engine,
    event,
    func,
    literal,
    make_url,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.errors import Unavailable
from service.metrics import write_seconds
from service.observability import error_kind, log
from service.store.prepared import Look

__all__ = ["Connection", "Store", "database_time", "insert_short", "upsert"]

T = TypeVar("T")

_RETRIES = 5
# Serialization failure, deadlock, and a unique key that another writer took first.
_RETRY_STATES = {"40001", "40P01", "23505"}
# No connection, connection exceptions, insufficient resources, operator intervention (a server that stops).
_AWAY_CLASSES = {"", "08", "53", "57"}
_BUSY_MILLISECONDS = 30_000
# WAL databases may be corrupted by SQLite before this version when two connections write.
SAFE_SQLITE = (3, 51, 3)


# What else belongs into a write's transaction; it is given the write's result.
Also = Callable[[Connection, Any], None]


class Store:
    """The database behind two doors: `read()` and `write()`."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self._engine = _sqlite_engine(url) if self.is_sqlite else _postgres_engine(url)
        self._driver: Any = self._engine.dialect.loaded_dbapi
        self._writer = threading.RLock() if self.is_sqlite else None
        self._idle: list[Look] = []
        self._closed = False
        self._also: tuple[Also, ...] = ()

    @property
    def engine(self) -> Engine:
        return self._engine

    def joined(self, also: "Also") -> "Store":
        """The same store, where `also(connection, result)` belongs into the transaction of every write."""
        other = copy.copy(self)
        other._also = (*self._also, also)
        return other

    @property
    def bare(self) -> "Store":
        """The same store without it: for writes beside the one that is asked for, such as what is kept for later."""
        other = copy.copy(self)
        other._also = ()
        return other

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction for reading; raises Unavailable when the database is away."""
        try:
            with self._engine.connect() as connection, connection.begin():
                yield connection
        except (OperationalError, PoolTimeout) as error:
            raise _unavailable(error) or error from error

    @contextmanager
    def look(self) -> Iterator[Look]:
        """A connection for prepared reads, without a transaction around them; raises Unavailable as `read` does."""
        look = None
        try:
            look = self._lend()
            yield look
        except PoolTimeout as error:
            raise _unavailable(error) or error from error
        except self._driver.Error as error:
            if look is not None:
                look.close()
                look = None
            known: Any = DBAPIError.instance(None, None, error, self._driver.Error, dialect=self._engine.dialect)
            raise _unavailable(known) or known from error
        finally:
            if look is not None:
                self._give_back(look)

    def _lend(self) -> Look:
        """One that nobody uses; there come to be as many as requests at once."""
        while True:
            try:
                look = self._idle.pop()
            except IndexError:
                return Look(self._engine)
            if look.is_alive:
                return look
            look.close()

    def _give_back(self, look: Look) -> None:
        if self._closed:
            look.close()
        else:
            self._idle.append(look)

    def write(self, change: Callable[[Connection], T]) -> T:
        """Run `change` in one transaction that has committed when this returns; repeated on a lost race.

        Raises Unavailable when the database is away or locked for too long.
        """
        for attempt in range(_RETRIES):
            try:
                with write_seconds.time():
                    return self._write_once(change)
            except (OperationalError, IntegrityError, PoolTimeout) as error:
                if attempt == _RETRIES - 1 or not _worth_repeating(error):
                    raise _unavailable(error) or error from error
                time.sleep(0.01 * 2**attempt)
        raise AssertionError("unreachable")

    def _write_once(self, change: Callable[[Connection], T]) -> T:
        if self._writer is None:
            with self._engine.begin() as connection:
                return self._change(connection, change)
        with self._writer, self._engine.connect() as connection:
            connection = connection.execution_options(immediate=True)
            with connection.begin():
                return self._change(connection, change)

    def _change(self, connection: Connection, change: Callable[[Connection], T]) -> T:
        result = change(connection)
        for also in self._also:
            also(connection, result)
        return result

    def size(self) -> int:
        """Bytes of the database; raises Unavailable."""
        asked = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        if not self.is_sqlite:
            asked = "SELECT pg_database_size(current_database())"
        with self.read() as connection:
            return int(connection.execute(text(asked)).scalar_one())

    def clean_log(self) -> bool:
        """Let nothing linger in SQLite's write-ahead log, whose pages then are overwritten in the database's file too.
        False when a reader stands in the way."""
        if self._writer is None:
            return False
        try:
            with self._writer, self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA busy_timeout=200")
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
                connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
            return not busy
        except SQLAlchemyError as error:
            log.warning("log_not_cleaned", error=error_kind(error))
            return False

    def close(self) -> None:
        self._closed = True
        while self._idle:
            self._idle.pop().close()
        self._engine.dispose()


def upsert(connection: Connection, table: Table) -> Any:
    """INSERT with ON CONFLICT, which both databases have under the same name but not in SQLAlchemy's core."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def insert_short(connection: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Execute an INSERT, upsert or not, for rows with the same keys that hold no long values.

    PostgreSQL gets them as one array a column: a fifth to a third of the time of a statement a row. (Quoting a document
    for an array would take longer than it saves.)
    """
    if connection.dialect.name == "sqlite":
        connection.execute(statement, rows)
        return
    columns = [statement.table.c[name] for name in rows[0]]
    arrays = [cast([row[column.name] for row in rows], postgresql.ARRAY(column.type)) for column in columns]
    values = func.unnest(*arrays).table_valued(*(column.name for column in columns)).render_derived()
    connection.execute(statement.from_select([column.name for column in columns], select(values)))


def insert_long(connection: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row[Any]]:
    """Execute an INSERT with RETURNING for rows with the same keys, some of them long texts.

    PostgreSQL gets them as one JSON text: the driver reads a statement with thousands of parameters anew every time.
    """
    if connection.dialect.name == "sqlite":
        return connection.execute(statement, rows).all()
    columns = [statement.table.c[name] for name in rows[0]]
    text_of_all = cast(literal(orjson.dumps(rows).decode(), Text), postgresql.JSON)
    fields = (column(one.name, one.type) for one in columns)
    values = func.json_to_recordset(text_of_all).table_valued(*fields).render_derived(with_types=True)
    return connection.execute(statement.from_select([one.name for one in columns], select(values))).all()


def among(connection: Connection, of: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """IN, for long lists: PostgreSQL gets them as one array, for the same reason."""
    if connection.dialect.name == "sqlite":
        return of.in_(values)
    kind = Text() if isinstance(of.type, String) else of.type  # a cast to a limited length would cut values off
    return of == func.any(cast(list(values), postgresql.ARRAY(kind)))


def database_time(connection: Connection) -> float:
    """Seconds since the epoch by the database's clock, so that workers on several hosts agree about leases."""
    if connection.dialect.name == "sqlite":
        return time.time()  # same host, same clock
    return float(connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())


def _worth_repeating(error: SQLAlchemyError) -> bool:
    return _state(error) in _RETRY_STATES


def _unavailable(error: SQLAlchemyError) -> Unavailable | None:
    """The error as the caller's "try again later", or None when it is a mistake of ours."""
    away = isinstance(error, PoolTimeout) or _state(error) in _RETRY_STATES
    away = away or (isinstance(error, OperationalError) and _state(error)[:2] in _AWAY_CLASSES)
    sqlite_words = ("locked", "disk", "full", "unable to open")
    if isinstance(error, OperationalError) and type(error.orig).__module__.startswith("pysqlite3"):
        away = any(word in str(error.orig) for word in sqlite_words)
    return Unavailable("the database does not answer", 2, code="database_unavailable") if away else None


def _state(error: SQLAlchemyError) -> str:
    """PostgreSQL's SQLSTATE; empty when there was no server to give one."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) or ""


# A server that is gone without a word (its host, or the network before it) is noticed within a minute; by the system's
# defaults whoever waits for its answer waits for two hours.
_NOTICE_GONE = {"connect_timeout": 10, "keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3,
                "tcp_user_timeout": 50_000}  # fmt: skip


def _postgres_engine(url: str) -> Engine:
    said = make_url(url).query
    unsaid = {name: value for name, value in _NOTICE_GONE.items() if name not in said}
    return create_engine(url, pool_size=16, max_overflow=16, pool_pre_ping=True, pool_timeout=10, hide_parameters=True,
                         connect_args=unsaid)  # fmt: skip


def _sqlite_engine(url: str) -> Engine:
    path = make_url(url).database or ""
    if pysqlite3.sqlite_version_info < SAFE_SQLITE:
        raise RuntimeError(f"SQLite {pysqlite3.sqlite_version} may corrupt its log; 3.51.3 or newer is needed")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, module=pysqlite3, pool_size=16, max_overflow=16, hide_parameters=True,
                           connect_args={"check_same_thread": False, "timeout": 30.0})  # fmt: skip
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    if path and path != ":memory:":  # from the first moment on; the log beside it takes over its mode
        Path(path).touch(mode=0o600)
        os.chmod(path, 0o600)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not open transactions by itself
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "mmap_size=0",
                   f"busy_timeout={_BUSY_MILLISECONDS}", "temp_store=MEMORY"):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once: a read that turns into a write would fail, not wait."""
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
