"""Creators in the store: what a write changes, and what it leaves alone."""

import pytest
from sqlalchemy import func, select

from service.store import creators
from service.store.duplicates import likely_duplicates
from service.store.engine import Store
from service.store.tables import accounts, changes, creator_names, stale, vectors
from tests.store.acts import claim, draft, erase, finish, put, save


def embed_all(store: Store) -> None:
    finish(store, claim(store))


def test_a_new_creator_is_created_then_updated_then_unchanged(store: Store) -> None:
    first, second, third = put(store, "ada"), put(store, "ada", country="DE"), put(store, "ada", country="DE")
    assert [saved.status for saved in (first, second, third)] == ["created", "updated", "unchanged"]
    assert [saved.version for saved in (first, second, third)] == [1, 2, 2]
    assert first.id == second.id == third.id


def test_an_unchanged_creator_moves_nothing_in_the_feed(store: Store) -> None:
    before = put(store, "ada")
    assert put(store, "ada").seq == before.seq


def test_the_order_of_keys_is_no_change(store: Store) -> None:
    put(store, "ada", country="DE", city="Berlin")
    assert put(store, "ada", city="Berlin", country="DE").status == "unchanged"


def test_attributes_change_without_a_new_vector(store: Store) -> None:
    put(store, "ada")
    embed_all(store)
    put(store, "ada", country="DE")
    assert claim(store) == []


@pytest.mark.parametrize("parts", [{"text": "yoga"}, {"content_samples": ["a caption"]}])
def test_what_the_vector_stands_for_asks_for_a_new_one(store: Store, parts: dict[str, str]) -> None:
    put(store, "ada")
    embed_all(store)
    save(store, draft("ada", **parts))
    assert [row.content_rev for row in claim(store)] == [2]


def test_a_batch_says_of_each_creator_what_became_of_it(store: Store) -> None:
    save(store, draft("ada"), draft("bob"))
    saved = save(store, draft("bob", "yoga"), draft("charlie"), draft("ada"))
    assert [(one.external_id, one.status) for one in saved] == [
        ("bob", "updated"),
        ("charlie", "created"),
        ("ada", "unchanged"),
    ]


def test_an_erased_creator_leaves_nothing_but_a_number_in_the_feed(store: Store) -> None:
    saved = put(store, "ada", accounts=[{"platform": "instagram", "handle": "ada"}])
    embed_all(store)
    put(store, "ada", "yoga", accounts=[{"platform": "instagram", "handle": "ada"}])
    assert erase(store, "ada") == [saved.id]
    with store.read() as connection:
        for table in (accounts, creator_names, stale, vectors):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
        assert connection.execute(select(changes.c.creator_id, changes.c.erased)).all() == [(saved.id, True)]


def test_the_id_of_an_erased_creator_is_never_given_again(store: Store) -> None:
    first = put(store, "ada")
    erase(store, "ada")
    assert put(store, "ada").id > first.id


def test_erasing_nobody_changes_nothing(store: Store) -> None:
    put(store, "ada")
    assert erase(store, "nobody") == []


def test_creators_are_hydrated_as_they_are_now(store: Store) -> None:
    ada, bob = put(store, "ada"), put(store, "bob")
    put(store, "ada", country="DE")
    erase(store, "bob")
    with store.read() as connection:
        found = creators.hydrate(connection, [bob.id, ada.id])
    assert {i: one.version for i, one in found.items()} == {ada.id: 2}


def test_creators_that_claim_one_account_are_found_whatever_its_spelling(store: Store) -> None:
    ada = put(store, "ada", accounts=[{"platform": "instagram", "handle": "@Ada.Cooks"}])
    put(store, "ada-again", accounts=[{"platform": "instagram", "handle": "ada.cooks"}])
    put(store, "ada-elsewhere", accounts=[{"platform": "tiktok", "handle": "ada.cooks"}])
    with store.read() as connection:
        found = likely_duplicates(connection, [ada.id])
    assert [other["external_id"] for other in found[ada.id]] == ["ada-again"]


def test_an_account_that_is_given_up_is_no_duplicate_any_more(store: Store) -> None:
    ada = put(store, "ada", accounts=[{"platform": "instagram", "handle": "ada"}])
    put(store, "other", accounts=[{"platform": "instagram", "handle": "ada"}])
    put(store, "other", accounts=[])
    with store.read() as connection:
        assert likely_duplicates(connection, [ada.id]) == {}


def test_a_failed_write_leaves_nothing(store: Store) -> None:
    def change(connection: creators.Connection) -> None:
        creators.save(connection, [draft("ada")], 0)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.write(change)
    with store.read() as connection:
        assert creators.count(connection) == 0
