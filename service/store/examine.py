"""A look at a database from outside, before anything relies on it: nothing is made, migrated or left behind."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pysqlite3
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from service.errors import ConfigError, Unavailable
from service.store import encoders, feed, keys, migrate, rates, stale
from service.store.engine import database_time

# What decides whether a commit that was acknowledged survives a loss of power.
DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")
_OPEN_AT_ONCE = 32  # connections of a process: what its pool holds and what may come on top


Schema = Literal["current", "older", "unknown", "none"]


@dataclass(frozen=True)
class Contents:
    """What a database at the current schema says of the service."""

    database_id: str
    feed_seq: int
    active_encoder: str | None  # its fingerprint
    stale: int
    failed: int
    oldest_stale_seconds: float
    keys: int  # that can still be used
    rates: str | None  # the table that was set, as JSON; None where the configured file's counts


@dataclass(frozen=True)
class DatabaseFacts:
    """`seconds_ahead`: of its clock before this machine's; `contents` is None where the schema is another version's."""

    version: str
    size: int  # bytes
    answer_seconds: float
    seconds_ahead: float
    schema: Schema
    settings: Mapping[str, str]  # DURABILITY of PostgreSQL
    is_standby: bool
    max_connections: int | None
    contents: Contents | None


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite database; None for another database. Raises ConfigError when the URL is none."""
    try:
        found = make_url(url)
    except (SQLAlchemyError, ValueError) as error:
        raise ConfigError(f"not a database's URL: {_first_line(error)}") from error
    return Path(found.database or "") if found.get_backend_name() == "sqlite" else None


def sqlite_version() -> tuple[int, int, int]:
    """Of the library that opens the files."""
    major, minor, patch = pysqlite3.sqlite_version_info
    return major, minor, patch


def examine(url: str, seconds: float) -> DatabaseFacts:
    """Everything a doctor asks a database, in read-only transactions; raises Unavailable with the reason when it does
    not answer, ConfigError when the URL is none.

    `seconds`: for the connection, and for each question.
    """
    try:
        engine = _engine(url, seconds)
        with _reading(engine, seconds) as connection:
            return _facts(connection)
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or error
        raise Unavailable(_first_line(reason), code="database_unavailable") from error
    except ValueError as error:
        raise ConfigError(f"not a database's URL: {_first_line(error)}") from error


def _engine(url: str, seconds: float) -> Engine:
    path = sqlite_path(url)
    if path is not None:
        return create_engine("sqlite://", creator=_reader(path), module=pysqlite3, poolclass=NullPool)
    # libpq's least is two seconds.
    return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": max(2, round(seconds))})


def _reader(path: Path) -> Callable[[], Any]:
    """Without a log beside it nobody has the file open, and a reader that took part in locking would leave one."""
    in_use = path.with_name(path.name + "-wal").exists()
    how = "mode=ro" if in_use else "mode=ro&immutable=1"
    return lambda: pysqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=2.0)


@contextmanager
def _reading(engine: Engine, seconds: float) -> Iterator[Connection]:
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION READ ONLY"))
            connection.execute(text(f"SET LOCAL statement_timeout = {int(seconds * 1000)}"))
        yield connection


def _facts(connection: Connection) -> DatabaseFacts:
    schema = _schema(MigrationContext.configure(connection).get_current_revision())
    answer_seconds, seconds_ahead = _clock(connection)
    common: dict[str, Any] = {
        "answer_seconds": answer_seconds, "seconds_ahead": seconds_ahead, "schema": schema,
        "contents": _contents(connection) if schema == "current" else None,
    }  # fmt: skip
    if connection.dialect.name == "sqlite":
        size = connection.execute(text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"))
        return DatabaseFacts(f"SQLite {pysqlite3.sqlite_version}", int(size.scalar_one()), settings={},
                             is_standby=False, max_connections=None, **common)  # fmt: skip
    return DatabaseFacts(
        f"PostgreSQL {_show(connection, 'server_version')}",
        int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()),
        settings={name: _show(connection, name) for name in DURABILITY},
        is_standby=bool(connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one()),
        max_connections=int(_show(connection, "max_connections")),
        **common,
    )


def _schema(revision: str | None) -> Schema:
    if revision is None:
        return "none"
    if revision == migrate.head():
        return "current"
    return "older" if migrate.is_known(revision) else "unknown"


def _show(connection: Connection, setting: str) -> str:
    return str(connection.execute(text(f"SHOW {setting}")).scalar_one())


def _clock(connection: Connection) -> tuple[float, float]:
    """How long one question takes, and how far the database's clock is ahead."""
    before = time.time()
    there = database_time(connection)
    after = time.time()
    return after - before, there - (before + after) / 2 if connection.dialect.name == "postgresql" else 0.0


def _contents(connection: Connection) -> Contents:
    active = encoders.active(connection)
    waiting = stale.counts(connection, active.fingerprint) if active else {}
    newest = rates.newest_id(connection)
    now = database_time(connection)
    usable = [key for key in keys.all_keys(connection) if key.revoked_at is None and (key.expires_at or now + 1) > now]
    return Contents(
        database_id=feed.database_id(connection),
        feed_seq=feed.last_seq(connection),
        active_encoder=active.fingerprint if active else None,
        stale=int(waiting.get("stale", 0)),
        failed=int(waiting.get("failed", 0)),
        oldest_stale_seconds=float(waiting.get("oldest_seconds", 0.0)),
        keys=len(usable),
        rates=rates.get(connection, newest).document if newest else None,
    )


def connections_wanted(processes: int) -> int:
    """How many connections so many processes may open at once."""
    return processes * _OPEN_AT_ONCE


def _first_line(error: object) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
