"""Feedback in the store: one verdict for a brief and creator, its brand's alone, and a revision that tells changes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from service.domain.feedback import REJECTION_REASONS, Verdict
from service.store import brands, briefs, creators, feedback, tables
from service.store.engine import Connection, Store
from tests.store.acts import erase, put

SHORTLISTED, HIRED = Verdict("shortlisted"), Verdict("hired")
OFF_NICHE = Verdict("rejected", "wrong_niche")


def brand(store: Store, slug: str = "acme") -> int:
    return store.write(lambda c: brands.put_brand(c, slug, slug))[0].id


def brief(store: Store, brand_id: int, brief_id: str = "brf_1") -> str:
    return store.write(lambda c: briefs.add(c, brand_id, brief_id, {"text": "pans", "status": "open"}, [])).id


def give(store: Store, brand_id: int, brief_id: str, creator_id: int, verdict: Verdict = SHORTLISTED,
         note: str | None = None) -> str | None:  # fmt: skip
    return store.write(lambda c: feedback.put(c, brand_id, brief_id, creator_id, verdict, note))


def revision(store: Store, brand_id: int) -> int:
    with store.read() as connection:
        return feedback.revision(connection, brand_id)


def rows(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(tables.feedback)).scalar_one()


def test_a_verdict_is_created_then_unchanged_then_updated(store: Store) -> None:
    acme, ada = brand(store), put(store, "ada").id
    pans = brief(store, acme)
    given = [(SHORTLISTED, None), (SHORTLISTED, None), (SHORTLISTED, "nice"), (OFF_NICHE, "nice"), (OFF_NICHE, None)]
    found = [(give(store, acme, pans, ada, *said), revision(store, acme)) for said in given]
    assert found == [("created", 1), ("unchanged", 1), ("updated", 2), ("updated", 3), ("updated", 4)]
    assert rows(store) == 1


def test_an_unchanged_verdict_keeps_its_times_and_a_changed_one_its_first(store: Store) -> None:
    acme, ada = brand(store), put(store, "ada").id
    pans, seen = brief(store, acme), []
    for said in (SHORTLISTED, SHORTLISTED, HIRED):
        give(store, acme, pans, ada, said)
        with store.read() as connection:
            seen.append(feedback.get(connection, acme, pans, ada))
    assert seen[0] == seen[1]
    assert seen[2].created_at == seen[0].created_at < seen[2].updated_at


def test_a_withdrawn_verdict_is_gone_and_counts_as_a_change(store: Store) -> None:
    acme, ada = brand(store), put(store, "ada").id
    pans = brief(store, acme)
    give(store, acme, pans, ada)
    gone = [store.write(lambda c: feedback.remove(c, acme, pans, ada)) for _ in range(2)]
    assert (gone, revision(store, acme), rows(store)) == ([True, False], 2, 0)


def test_another_brand_can_neither_write_nor_read_it(store: Store) -> None:
    acme, other, ada = brand(store), brand(store, "other"), put(store, "ada").id
    pans = brief(store, acme)
    give(store, acme, pans, ada)
    assert give(store, other, pans, ada, HIRED) is None
    assert store.write(lambda c: feedback.remove(c, other, pans, ada)) is False
    assert store.write(lambda c: briefs.remove(c, other, pans)) is False
    with store.read() as connection:
        assert feedback.get(connection, other, pans, ada) is None
        assert feedback.page(connection, other, pans, None, 0, 10) == []
        assert feedback.of_brand(connection, other) == {}
        assert feedback.of_brand(connection, acme) == {ada: ((pans, SHORTLISTED),)}
    assert (revision(store, acme), revision(store, other)) == (1, 0)


def test_a_brief_that_does_not_exist_takes_none(store: Store) -> None:
    assert give(store, brand(store), "brf_none", put(store, "ada").id) is None
    assert rows(store) == 0


def test_the_rejected_of_a_brief_are_named_and_no_one_elses(store: Store) -> None:
    acme, other = brand(store), brand(store, "other")
    ada, bob = put(store, "ada").id, put(store, "bob").id
    for brief_id in ("brf_1", "brf_2"):
        brief(store, acme, brief_id)
    give(store, acme, "brf_1", bob, OFF_NICHE)
    give(store, acme, "brf_1", ada, HIRED)
    give(store, acme, "brf_2", ada, OFF_NICHE)
    with store.read() as connection:
        assert feedback.with_verdict(connection, acme, "brf_1", "rejected") == ["bob"]
        assert feedback.with_verdict(connection, other, "brf_1", "rejected") == []


def test_the_verdicts_of_a_brand_are_found_by_creator(store: Store) -> None:
    acme, other = brand(store), brand(store, "other")
    ada, bob = put(store, "ada").id, put(store, "bob").id
    pans, pots, theirs = brief(store, acme, "brf_1"), brief(store, acme, "brf_2"), brief(store, other, "brf_3")
    give(store, acme, pots, ada, HIRED)
    give(store, acme, pans, ada, OFF_NICHE)
    give(store, acme, pots, bob)
    give(store, other, theirs, bob, HIRED)
    with store.read() as connection:
        assert feedback.of_brand(connection, acme) == {
            ada: ((pots, HIRED), (pans, OFF_NICHE)),
            bob: ((pots, SHORTLISTED),),
        }


def test_pages_follow_the_arrival_of_the_creators_and_the_verdict(store: Store) -> None:
    acme = brand(store)
    pans, ids = brief(store, acme), [put(store, name).id for name in ("ada", "bob", "charlie")]
    for creator_id, said in zip(reversed(ids), (HIRED, OFF_NICHE, HIRED), strict=True):
        give(store, acme, pans, creator_id, said)
    with store.read() as connection:
        first = feedback.page(connection, acme, pans, None, 0, 2)
        rest = feedback.page(connection, acme, pans, None, first[-1].creator_id, 2)
        hired = feedback.page(connection, acme, pans, "hired", 0, 10)
    assert [one.external_id for one in (*first, *rest)] == ["ada", "bob", "charlie"]
    assert [one.external_id for one in hired] == ["ada", "charlie"]


def test_erasing_a_creator_removes_what_every_brand_said_of_it(store: Store) -> None:
    acme, other, third = (brand(store, slug) for slug in ("acme", "other", "third"))
    ada, bob = put(store, "ada").id, put(store, "bob").id
    for i, brand_id in enumerate((acme, other, third)):
        give(store, brand_id, brief(store, brand_id, f"brf_{i}"), bob if brand_id == third else ada)
    erase(store, "ada")
    assert [revision(store, brand_id) for brand_id in (acme, other, third)] == [2, 2, 1]
    assert rows(store) == 1


def test_deleting_a_brief_removes_its_feedback_alone(store: Store) -> None:
    acme, ada = brand(store), put(store, "ada").id
    for brief_id in ("brf_1", "brf_2", "brf_3"):
        brief(store, acme, brief_id)
    give(store, acme, "brf_1", ada)
    give(store, acme, "brf_2", ada, HIRED)
    for brief_id in ("brf_1", "brf_3"):
        assert store.write(lambda c, gone=brief_id: briefs.remove(c, acme, gone))
    with store.read() as connection:
        assert feedback.of_brand(connection, acme) == {ada: (("brf_2", HIRED),)}
    assert revision(store, acme) == 3


def test_a_write_that_failed_changes_neither_verdict_nor_revision(store: Store) -> None:
    acme, ada = brand(store), put(store, "ada").id
    pans = brief(store, acme)

    def change(connection: Connection) -> None:
        feedback.put(connection, acme, pans, ada, HIRED, None)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.write(change)
    assert (rows(store), revision(store, acme)) == (0, 0)


def test_writers_at_once_lose_no_change_of_the_revision(store: Store) -> None:
    acme, ada, bob = brand(store), put(store, "ada").id, put(store, "bob").id
    for brief_id in ("brf_1", "brf_2"):
        brief(store, acme, brief_id)

    def write(seed: int) -> list[str | None]:
        return [give(store, acme, f"brf_{1 + i % 2}", ada if i % 3 else bob, Verdict("rejected", reason))
                for i, reason in enumerate([*REJECTION_REASONS][seed:])]  # fmt: skip

    with ThreadPoolExecutor(4) as pool:
        statuses = [status for found in pool.map(write, range(4)) for status in found]
    assert statuses.count("created") == rows(store) == 4
    assert revision(store, acme) == len(statuses) - statuses.count("unchanged")


def test_verdicts_given_while_creators_are_erased_and_briefs_deleted_fail_nobody(store: Store) -> None:
    acme = brand(store)

    def judge(connection: Connection) -> str | None:
        creator = creators.get(connection, "ada", lock=True)
        return feedback.put(connection, acme, "brf_1", creator.id, HIRED, None) if creator else None

    def act(seed: int) -> None:
        for _ in range(60):
            if seed == 0:
                put(store, "ada")
                erase(store, "ada")
            elif seed == 1:
                brief(store, acme)
                store.write(lambda c: briefs.remove(c, acme, "brf_1"))
            else:
                store.write(judge)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(4)))
    assert rows(store) == 0
