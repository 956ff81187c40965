"""Leases on creators that wait for a vector: what a worker stores is never older than what was written."""

from service.store import stale
from service.store.engine import Store
from tests.store.acts import (
    claim,
    counts,
    erase,
    fail,
    finish,
    put,
    stored_vectors,
    vector,
)


def test_a_claimed_creator_is_nobody_elses(store: Store) -> None:
    put(store, "ada")
    put(store, "bob")
    mine, yours = claim(store, "mine", limit=1), claim(store, "yours")
    assert len(mine) == len(yours) == 1
    assert mine[0].creator_id != yours[0].creator_id
    assert claim(store, "third") == []


def test_a_finished_creator_waits_no_more_and_has_its_vector(store: Store) -> None:
    put(store, "ada")
    claimed = claim(store)
    assert finish(store, claimed) == 1
    assert stored_vectors(store) == {claimed[0].creator_id: vector(claimed[0])}
    assert claim(store) == []


def test_a_lease_that_ended_goes_to_another_worker(store: Store) -> None:
    put(store, "ada")
    late = claim(store, "late", lease=0.0)
    again = claim(store, "quick")
    assert [row.creator_id for row in again] == [row.creator_id for row in late]
    assert finish(store, late, "late") == 0
    assert stored_vectors(store) == {}
    assert finish(store, again, "quick") == 1


def test_a_late_finish_after_an_edit_stores_nothing_and_the_edit_is_embedded(store: Store) -> None:
    put(store, "ada", "vegan recipes")
    late = claim(store)
    put(store, "ada", "yoga")
    assert finish(store, late) == 0
    assert stored_vectors(store) == {}
    again = claim(store)
    assert finish(store, again) == 1
    assert list(stored_vectors(store).values()) == [vector(again[0])]


def test_an_edit_of_attributes_does_not_cost_the_vector_that_is_being_made(store: Store) -> None:
    put(store, "ada")
    claimed = claim(store)
    put(store, "ada", country="DE")
    assert finish(store, claimed) == 1


def test_a_late_finish_after_an_erasure_stores_nothing(store: Store) -> None:
    put(store, "ada")
    late = claim(store)
    erase(store, "ada")
    assert finish(store, late) == 0
    assert stored_vectors(store) == {}


def test_a_late_finish_after_an_erasure_does_not_reach_who_comes_back_under_the_same_id(store: Store) -> None:
    put(store, "ada")
    late = claim(store)
    erase(store, "ada")
    put(store, "ada", "yoga")
    assert finish(store, late) == 0
    assert len(claim(store, "next")) == 1


def test_finishing_twice_stores_once(store: Store) -> None:
    put(store, "ada")
    claimed = claim(store)
    assert [finish(store, claimed), finish(store, claimed)] == [1, 0]


def test_of_a_batch_only_what_still_stands_is_stored(store: Store) -> None:
    ada, bob, charlie = (put(store, name) for name in ("ada", "bob", "charlie"))
    claimed = claim(store)
    put(store, "bob", "yoga")
    erase(store, "charlie")
    assert finish(store, claimed) == 1
    assert stored_vectors(store).keys() == {ada.id}
    assert [row.creator_id for row in claim(store)] == [bob.id]
    assert charlie.id not in stored_vectors(store)


def test_edits_are_claimed_before_imports_and_older_before_newer(store: Store) -> None:
    order = [("i1", stale.IMPORT), ("e1", stale.EDIT), ("i2", stale.IMPORT), ("e2", stale.EDIT)]
    ids = {name: put(store, name, urgency=urgency).id for name, urgency in order}
    claimed = [claim(store, f"w{i}", limit=1)[0].creator_id for i in range(4)]
    assert claimed == [ids[name] for name in ("e1", "e2", "i1", "i2")]


def test_an_edit_is_claimed_without_imports_that_would_make_it_wait(store: Store) -> None:
    put(store, "imported", urgency=stale.IMPORT)
    edited = put(store, "edited", urgency=stale.EDIT)
    assert [row.creator_id for row in claim(store, "first")] == [edited.id]
    assert len(claim(store, "second")) == 1


def test_a_failed_creator_is_put_off_and_counted_with_its_error(store: Store) -> None:
    saved = put(store, "ada")
    (claimed,) = claim(store)
    fail(store, claimed, error="x" * 9999)
    assert claim(store) == []
    assert (counts(store)["stale"], counts(store)["failed"]) == (0, 1)
    with store.read() as connection:
        waiting = stale.states_of(connection, "hash-0", [saved.id])[saved.id]
    assert waiting.attempts == 1
    assert waiting.error is not None
    assert 0 < len(waiting.error) < 1000


def test_each_failure_puts_a_creator_off_for_longer(store: Store) -> None:
    saved, waits = put(store, "ada"), []
    for _ in range(4):
        with store.read() as connection:
            before = stale.database_time(connection)
        store.write(lambda c: c.execute(stale.stale.update().values(retry_at=0.0)))
        (claimed,) = claim(store)
        fail(store, claimed)
        with store.read() as connection:
            waits.append(stale.states_of(connection, "hash-0", [saved.id])[saved.id].retry_at - before)
    assert waits == sorted(waits)
    assert waits[0] < waits[-1] / 10


def test_an_edit_gives_a_failed_creator_a_new_chance_at_once(store: Store) -> None:
    put(store, "ada", "odd")
    (claimed,) = claim(store)
    fail(store, claimed)
    put(store, "ada", "yoga")
    assert [row.attempts for row in claim(store)] == [0]
    assert counts(store)["failed"] == 0


def test_a_late_failure_after_an_edit_is_not_the_edits_failure(store: Store) -> None:
    put(store, "ada", "odd")
    (late,) = claim(store)
    put(store, "ada", "yoga")
    fail(store, late)
    assert counts(store)["failed"] == 0
    assert len(claim(store)) == 1


def test_missing_vectors_are_asked_for_once(store: Store) -> None:
    put(store, "ada")
    put(store, "bob")
    finish(store, claim(store, limit=1))
    assert store.write(lambda c: stale.mark_missing(c, "hash-0")) == 0
    assert store.write(lambda c: stale.mark_missing(c, "other")) == 2
    assert store.write(lambda c: stale.mark_missing(c, "other")) == 0
    assert len(claim(store, encoder="other")) == 2
