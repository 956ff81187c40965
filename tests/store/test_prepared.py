"""Prepared reads past SQLAlchemy's execution: the same rows, the same errors, each at its own moment."""

import pytest
from sqlalchemy import bindparam, select, text

from service.errors import Unavailable
from service.store import creators
from service.store.engine import Store
from service.store.prepared import Prepared
from service.store.stale import IMPORT
from service.store.tables import creators as table
from tests.store.acts import draft

ONE = Prepared(select(table.c.external_id).where(table.c.id == bindparam("of")))


def _save(store: Store, *names: str) -> list[int]:
    return [saved.id for saved in store.write(lambda c: creators.save(c, [draft(n) for n in names], IMPORT))]


def test_each_read_of_a_look_sees_what_was_written_before_it(store: Store) -> None:
    with store.look() as look:
        assert look.row(ONE, of=10**9) is None
        (ada,) = _save(store, "ada")
        assert look.rows(ONE, of=ada) == [("ada",)]


def test_states_tell_a_changed_creator_from_an_unchanged_one_and_leave_the_erased_out(store: Store) -> None:
    ada, bob, cyd = _save(store, "ada", "bob", "cyd")
    with store.look() as look:
        before = creators.states(look, [ada, bob, cyd])
        store.write(lambda c: creators.save(c, [draft("bob", name="Robert")], IMPORT))
        store.write(lambda c: creators.erase(c, ["cyd"]))
        after = creators.states(look, [ada, bob, cyd])
        assert creators.states(look, []) == {}
    assert sorted(after) == [ada, bob]
    assert (after[ada], after[bob] == before[bob]) == (before[ada], False)


def _hang_up(store: Store) -> None:
    """Every other connection's end, by the server; a file does not hang up."""
    if not store.is_sqlite:
        others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
        with store.read() as connection:
            connection.execute(text(f"{others} datname = current_database()")).all()


def test_a_connection_that_the_server_closed_is_replaced(store: Store) -> None:
    (ada,) = _save(store, "ada")
    with store.look() as look:
        look.rows(ONE, of=ada)
    _hang_up(store)
    with store.look() as look:
        assert look.rows(ONE, of=ada) == [("ada",)]


def _look_while_it_hangs_up(store: Store) -> None:
    with store.look() as look:
        _hang_up(store)
        look.rows(ONE, of=1)


def test_a_server_that_hangs_up_meanwhile_is_unavailable(postgres_store: Store) -> None:
    with pytest.raises(Unavailable):
        _look_while_it_hangs_up(postgres_store)
    with postgres_store.look() as look:
        assert look.rows(ONE, of=10**9) == []
