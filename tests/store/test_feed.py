"""The change feed: a follower that reads on from its last number misses nothing, whoever writes."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.store import feed
from service.store.engine import Store
from service.store.feed import Change
from tests.store.acts import changes, claim, draft, erase, finish, put, save


def test_changes_come_in_the_order_of_their_commits_one_a_creator(store: Store) -> None:
    ada, bob = put(store, "ada"), put(store, "bob")
    last = put(store, "ada", country="DE")
    found = changes(store)
    assert [change.creator_id for change in found] == [bob.id, ada.id]
    assert [change.version for change in found] == [1, 2]
    assert found[-1].seq == last.seq


def test_a_change_has_its_vector_once_it_is_stored(store: Store) -> None:
    put(store, "ada")
    (before,) = changes(store)
    finish(store, claim(store))
    (after,) = changes(store, before.seq)
    assert before.vector is None
    assert after.vector is not None


def test_an_erased_creator_is_a_change_without_a_document(store: Store) -> None:
    saved = put(store, "ada")
    erase(store, "ada")
    (change,) = changes(store, saved.seq)
    assert (change.creator_id, change.document, change.vector) == (saved.id, None, None)


def test_a_batch_takes_a_number_for_each_creator(store: Store) -> None:
    saved = save(store, draft("ada"), draft("bob"), draft("charlie"))
    assert [change.seq for change in changes(store)] == [1, 2, 3]
    assert {one.seq for one in saved} == {3}
    assert [change.seq for change in changes(store, after=1, limit=1)] == [2]


def test_a_write_that_failed_takes_no_number(store: Store) -> None:
    put(store, "ada")

    def change(connection: feed.Connection) -> None:
        feed.record(connection, [1])
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.write(change)
    with store.read() as connection:
        assert feed.last_seq(connection) == 1


class Follower:
    """Reads the feed as an index does, and notes what it has seen of each creator."""

    def __init__(self, store: Store) -> None:
        self.store, self.seq, self.seen = store, 0, dict[int, Change]()

    def follow(self) -> None:
        for change in changes(self.store, self.seq, limit=7):
            assert change.seq > self.seq
            self.seq, self.seen[change.creator_id] = change.seq, change


def test_a_follower_never_skips_a_change_whoever_writes_meanwhile(store: Store) -> None:
    """New creators, edits of the same creators, embeddings and erasures at once; the follower ends with the truth."""
    follower, done = Follower(store), threading.Event()

    def read() -> None:
        while not done.is_set():
            follower.follow()

    def write(seed: int) -> None:
        rng = random.Random(seed)
        for i in range(25):
            names = rng.sample(range(20), 3)
            save(store, draft(f"own-{seed}-{i}"), *(draft(f"shared{n}", f"text {rng.randrange(5)}") for n in names))
            if i % 5 == 0:
                erase(store, f"shared{names[0]}", f"own-{seed}-{i}")

    def embed(token: str) -> None:
        while not done.is_set():
            finish(store, claim(store, token, limit=5), token)

    with ThreadPoolExecutor(8) as pool:
        others = [pool.submit(read), pool.submit(embed, "w1"), pool.submit(embed, "w2")]
        writers = [pool.submit(write, seed) for seed in range(4)]
        try:
            for future in writers:
                future.result(120)
        finally:
            done.set()
        for future in others:
            future.result(120)
    finish(store, claim(store, "last", lease=0, limit=1000), "last")
    before = -1
    while follower.seq != before:
        before = follower.seq
        follower.follow()
    truth = Follower(store)
    while truth.seq < follower.seq:
        truth.follow()
    assert follower.seen == truth.seen
    with store.read() as connection:
        assert follower.seq == feed.last_seq(connection)
    assert sum(change.document is not None for change in truth.seen.values()) > 50


def test_many_writers_of_the_same_new_creators_all_succeed(store: Store) -> None:
    """Two imports of the same people in opposite orders: nobody fails, nobody is stored twice."""
    names = [f"new{i}" for i in range(40)]

    def write(backwards: bool) -> list[str]:
        order = names[::-1] if backwards else names
        return [one.external_id for i in range(0, 40, 10) for one in save(store, *map(draft, order[i : i + 10]))]

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(write, [False, True, False, True]))
    assert all(sorted(result) == sorted(names) for result in results)
    assert len(changes(store)) == 40
