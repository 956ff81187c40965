"""PostgreSQL's files after an erasure: rewritten when nobody stands in the way, and said so when somebody does."""

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url

from service.errors import Unavailable
from service.store import scrub
from service.store.engine import Store
from service.store.migrate import migrate
from tests import servers
from tests.store.acts import erase, put


@pytest.fixture
def opened(postgres_url: str) -> Iterator[Store]:
    """A database with a creator who was erased."""
    store = Store(postgres_url)
    migrate(store)
    put(store, "ada")
    erase(store, "ada")
    yield store
    store.close()


@pytest.fixture
def beside(postgres_server: servers.PostgresServer, postgres_url: str) -> Iterator[psycopg.Connection]:
    """Another connection to the same database."""
    with postgres_server.connect(make_url(postgres_url).database or "") as connection:
        yield connection


def test_tables_are_written_anew(opened: Store, beside: psycopg.Connection) -> None:
    def files() -> list[str]:
        names = "SELECT pg_relation_filepath(oid::regclass) FROM pg_class WHERE relname IN ('creators', 'pg_statistic')"
        return [row[0] for row in beside.execute(names).fetchall()]

    before = files()
    scrub.rewrite_tables(opened)
    assert {*before}.isdisjoint(files())


def test_a_transaction_that_can_still_see_erased_rows_stands_in_the_way(
    opened: Store, beside: psycopg.Connection
) -> None:
    beside.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    beside.execute("SELECT 1")  # now it has its view of every table
    put(opened, "bob")
    erase(opened, "bob")
    with pytest.raises(Unavailable, match="open transaction"):
        scrub.rewrite_tables(opened)
    beside.execute("ROLLBACK")
    scrub.rewrite_tables(opened)


def test_a_table_that_somebody_holds_stands_in_the_way(
    opened: Store, beside: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrub, "_LOCK_SECONDS", 1)
    beside.execute("BEGIN")
    beside.execute("SELECT count(*) FROM creators")
    with pytest.raises(Unavailable, match="in use"):
        scrub.rewrite_tables(opened)


@pytest.fixture
def owner(beside: psycopg.Connection, postgres_url: str) -> Iterator[str]:
    """The address for a role that owns the database, and may do nothing else."""
    role, database = f"plain_{secrets.token_hex(4)}", make_url(postgres_url).database
    beside.execute(f"CREATE ROLE {role} LOGIN")
    beside.execute(f"ALTER DATABASE {database} OWNER TO {role}")
    yield postgres_url.replace("postgres@", f"{role}@")
    beside.execute(f"ALTER DATABASE {database} OWNER TO postgres")
    beside.execute(f"DROP OWNED BY {role}")
    beside.execute(f"DROP ROLE {role}")


def test_the_database_s_owner_may_rewrite_its_tables_and_leaves_the_log(owner: str) -> None:
    store = Store(owner)
    migrate(store)
    scrub.rewrite_tables(store)
    assert not scrub.flush_log(store)
    store.close()


def test_a_role_that_may_not_rewrite_the_statistics_is_told(owner: str, beside: psycopg.Connection) -> None:
    store = Store(owner)
    migrate(store)
    beside.execute(f"ALTER DATABASE {make_url(owner).database} OWNER TO postgres")
    with pytest.raises(Unavailable, match="owns"):
        scrub.rewrite_tables(store)
    store.close()


def test_a_log_that_a_replication_slot_holds_back_is_left(opened: Store, beside: psycopg.Connection) -> None:
    slot = f"slot_{secrets.token_hex(4)}"
    beside.execute("SELECT pg_create_physical_replication_slot(%s, true)", [slot])
    try:
        assert not scrub.flush_log(opened)
    finally:
        beside.execute("SELECT pg_drop_replication_slot(%s)", [slot])
    assert scrub.flush_log(opened)
