"""Outcomes in the store: one for a brief and id, its brand's alone, and added up by creator."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from service.domain.feedback import Verdict
from service.domain.outcome import Lesson, Measured, TrackRecord
from service.store import briefs, creators, feedback, outcomes, tables
from service.store.engine import Connection, Store
from service.store.outcomes import Draft
from tests.store.acts import erase, put
from tests.store.test_feedback import brand, brief, give, revision

HIRED = Verdict("hired")
LIKED = Lesson("instagram", {"followers": 30_000, "reach": 50_000}, True)


def save(store: Store, brand_id: int, brief_id: str, *drafts: Draft) -> list[str] | None:
    return store.write(lambda c: outcomes.save(c, brand_id, brief_id, drafts))


def draft(outcome_id: str, creator_id: int, lesson: Lesson = LIKED, **document: Any) -> Draft:
    return Draft(outcome_id, creator_id, document, lesson)


def rows(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(tables.outcomes)).scalar_one()


def records(store: Store, brand_id: int) -> dict[int, TrackRecord]:
    with store.read() as connection:
        return outcomes.track_records(connection, brand_id)


@pytest.fixture
def acme(store: Store) -> int:
    """A brand with the brief brf_1."""
    found = brand(store)
    brief(store, found)
    return found


def test_it_is_created_then_unchanged_then_updated(store: Store, acme: int) -> None:
    ada, bob = put(store, "ada").id, put(store, "bob").id
    given = [draft("a", ada), draft("a", ada), draft("a", ada, clicks=1), draft("a", bob, clicks=1)]
    found = [(save(store, acme, "brf_1", one), revision(store, acme)) for one in given]
    assert found == [(["created"], 1), (["unchanged"], 1), (["updated"], 2), (["updated"], 3)]
    with store.read() as connection:
        stored = outcomes.get(connection, acme, "brf_1", "a")
        assert stored is not None
        assert (stored.external_id, stored.document) == ("bob", {"clicks": 1})
        assert stored.created_at < stored.updated_at


def test_what_an_unchanged_one_taught_stays(store: Store, acme: int) -> None:
    ada = put(store, "ada").id
    save(store, acme, "brf_1", draft("a", ada))
    save(store, acme, "brf_1", draft("a", ada, Lesson("instagram", {"followers": 1}, False)))
    assert records(store, acme)[ada].kept == 1


def test_another_brand_can_neither_write_nor_read_it(store: Store, acme: int) -> None:
    other, ada = brand(store, "other"), put(store, "ada").id
    save(store, acme, "brf_1", draft("a", ada))
    assert save(store, other, "brf_1", draft("a", ada, clicks=1)) is None
    assert store.write(lambda c: outcomes.remove(c, other, "brf_1", "a")) is False
    with store.read() as connection:
        assert outcomes.get(connection, other, "brf_1", "a") is None
        assert outcomes.page(connection, other, "brf_1", None, "", 10) == []
        assert outcomes.of_brief(connection, other, "brf_1") == []
        assert outcomes.has_any(connection, other, "brf_1", ada) is False
    assert (records(store, other), revision(store, other), revision(store, acme)) == ({}, 0, 1)


def test_what_they_teach_is_added_up_over_briefs_and_told_apart_by_platform(store: Store, acme: int) -> None:
    ada, bob = put(store, "ada").id, put(store, "bob").id
    brief(store, acme, "brf_2")
    tiktok = Lesson("tiktok", {"views": 10}, None)
    save(store, acme, "brf_1", draft("a", ada), draft("b", ada, tiktok), draft("c", bob, Lesson(None, {}, False)))
    save(store, acme, "brf_2", draft("a", ada, Lesson("instagram", {"followers": 7}, False)))
    assert records(store, acme) == {
        ada: TrackRecord({("instagram", "followers"): Measured(2, 30_007), ("instagram", "reach"): Measured(1, 50_000),
                          ("tiktok", "views"): Measured(1, 10)}, 1, 2),
        bob: TrackRecord({}, 0, 1),
    }  # fmt: skip


def test_erasing_a_creator_and_deleting_a_brief_remove_them_and_raise_the_revision(store: Store, acme: int) -> None:
    ada, bob = put(store, "ada").id, put(store, "bob").id
    for creator_id in (ada, bob):
        give(store, acme, "brf_1", creator_id, HIRED)
    save(store, acme, "brf_1", draft("a", ada), draft("b", bob))
    before = revision(store, acme)
    erase(store, "ada")
    assert (revision(store, acme), records(store, acme).keys(), rows(store)) == (before + 1, {bob}, 1)
    assert store.write(lambda c: briefs.remove(c, acme, "brf_1"))
    assert (revision(store, acme), rows(store)) == (before + 2, 0)


def test_a_write_that_failed_changes_nothing(store: Store, acme: int) -> None:
    ada = put(store, "ada").id

    def change(connection: Connection) -> None:
        outcomes.save(connection, acme, "brf_1", [draft("a", ada)])
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.write(change)
    assert (rows(store), revision(store, acme)) == (0, 0)


def test_writers_at_once_lose_nothing(store: Store, acme: int) -> None:
    ids = [put(store, name).id for name in ("ada", "bob")]

    def write(seed: int) -> list[str]:
        found = []
        for i in range(12):
            drafts = [draft(f"o{(seed + i + j) % 6}", ids[(i + j) % 2], clicks=seed) for j in range(2)]
            found += save(store, acme, "brf_1", *drafts) or []
        return found

    with ThreadPoolExecutor(4) as pool:
        statuses = [status for found in pool.map(write, range(4)) for status in found]
    assert statuses.count("created") == rows(store) == 6
    assert revision(store, acme) > 0


def test_outcomes_saved_and_removed_while_creators_are_erased_and_briefs_deleted_fail_nobody(store: Store) -> None:
    found = brand(store)

    def record(connection: Connection) -> None:
        known = creators.locked(connection, ["ada"])
        if known and feedback.put(connection, found, "brf_1", known["ada"].id, HIRED, None):
            outcomes.save(connection, found, "brf_1", [draft("a", known["ada"].id)])

    def act(seed: int) -> None:
        for _ in range(40):
            if seed == 0:
                put(store, "ada")
                erase(store, "ada")
            elif seed == 1:
                brief(store, found)
                store.write(lambda c: briefs.remove(c, found, "brf_1"))
            elif seed == 2:
                store.write(record)
            else:
                store.write(lambda c: outcomes.remove(c, found, "brf_1", "a"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(4)))
    assert rows(store) == 0
