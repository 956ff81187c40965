"""A changed encoder: everything is embedded anew while the old vectors serve, then one step."""

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from service.embeddings.encoder import Encoder, EncoderSpec, HashEncoder, Vectors, open_encoder
from service.refresh import refresh
from service.scoring import Asked
from service.serving import Follower
from service.status import status
from service.store import creators, encoders
from service.store.engine import Connection
from service.store.stale import EDIT
from service.store.tables import stale, vectors
from tests.property import chance
from tests.property.compare import assert_exact
from tests.property.test_concurrent_writes import wait_until
from tests.property.world import OpenEncoder, World, config_for, environment_for
from tests.store.acts import draft

CROWD = 40
OLD, NEW = {"refresh_batch": "8"}, {"refresh_batch": "8", "document_prefix": "passage: "}
BRIEF = chance.load_brief({"text": "vegan yoga", "constraints": {"followers": {"min": 0, "unknown": "include"}}})

Start = Callable[..., World]


@pytest.fixture(params=["sqlite", "postgresql"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Start]:
    """Starts the service on the test's one database, with the settings of the moment."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    worlds = []

    def start_with(settings: dict[str, str], open_one: OpenEncoder = open_encoder) -> World:
        worlds.append(World(config_for(tmp_path, url, **settings), open_one))
        return worlds[-1]

    yield start_with
    for world in worlds:
        world.close()


def filled(start: Start) -> World:
    world, rng = start(OLD), random.Random(3)
    world.import_all({f"c{i}": chance.creator(rng) for i in range(CROWD)})
    world.follow()
    return world


def embed_a_little(world: World) -> None:
    """One batch by each encoder."""
    stopping = threading.Event()
    refresh(world.backends, stopping, lambda _: stopping.set())


def states(world: World) -> list[str]:
    with world.backends.store.read() as connection:
        return sorted(one.state for one in encoders.all_encoders(connection))


def embedded(world: World, external_id: str) -> set[tuple[str, int]]:
    """Encoder and text revision of a creator's vectors."""
    with world.backends.store.read() as connection:
        stored = creators.get(connection, external_id)
        assert stored is not None
        rows = connection.execute(vectors.select().where(vectors.c.creator_id == stored.id))
        return {(row.encoder, row.content_rev) for row in rows}


def test_a_restart_with_the_same_encoder_embeds_nothing(start: Start) -> None:
    filled(start)
    again = start(OLD)
    assert refresh(again.backends) == 0
    assert states(again) == ["active"]


def test_old_vectors_serve_while_the_new_ones_are_made(start: Start) -> None:
    old = filled(start).active_encoder
    world = start(NEW)
    embed_a_little(world)
    world.show()
    assert states(world) == ["active", "incoming"]
    assert world.match_once(BRIEF, Asked(10))["encoder"] == old
    assert_exact(world, BRIEF)
    shown = {one["fingerprint"]: one["stale"] for one in status(world.backends)["encoders"]}
    assert shown == {old: 0, world.backends.encoder_spec.fingerprint: CROWD - 8}


def test_an_edit_meanwhile_gets_both_vectors_and_goes_first(start: Start) -> None:
    old = filled(start).active_encoder
    world = start(NEW)
    world.put(f"c{CROWD - 1}", {"name": "Ada", "text": "other words"})
    world.put("newcomer", {"name": "Bo", "text": "vegan yoga"})
    embed_a_little(world)
    world.show()
    new = world.backends.encoder_spec.fingerprint
    assert embedded(world, f"c{CROWD - 1}") == {(old, 2), (new, 2)}
    assert embedded(world, "newcomer") == {(old, 1), (new, 1)}
    assert_exact(world, BRIEF)


def test_the_switch_is_one_step_for_everybody(start: Start) -> None:
    old = filled(start).active_encoder
    world = start(NEW)
    world.show()
    world.erase("c3")
    world.put("c4", {"name": "Ada", "text": "other words"})
    refresh(world.backends)
    new = world.backends.encoder_spec.fingerprint
    assert world.active_encoder == new
    assert states(world) == ["active", "retiring"]
    world.show()  # the index of the old encoder goes on until one of the new is there
    answer = world.match_once(BRIEF, Asked(100))
    assert answer["encoder"] == old
    assert [m["score"] for m in answer["items"]] == [one.score for one in world.expected(BRIEF, encoder=old)]
    world.build()
    assert world.match_once(BRIEF, Asked(100))["encoder"] == new
    assert_exact(world, BRIEF)


def test_going_back_before_the_switch_forgets_the_new_encoder(start: Start) -> None:
    filled(start)
    embed_a_little(start(NEW))
    world = start(OLD)
    assert states(world) == ["active"]
    assert refresh(world.backends) == 0
    assert {encoder for encoder, _ in embedded(world, "c0")} == {world.active_encoder}
    world.show()
    assert_exact(world, BRIEF)


def test_going_back_after_the_switch_is_a_switch(start: Start) -> None:
    old = filled(start).active_encoder
    refresh(start(NEW).backends)
    world = start(OLD)
    assert world.active_encoder != old
    refresh(world.backends)
    assert world.active_encoder == old
    world.build()
    assert_exact(world, BRIEF)


def test_a_third_encoder_takes_the_place_of_the_one_that_was_coming_in(start: Start) -> None:
    filled(start)
    embed_a_little(start(NEW))
    world = start(NEW | {"document_prefix": "third: "})
    refresh(world.backends)
    assert world.active_encoder == world.backends.encoder_spec.fingerprint
    assert {encoder for encoder, _ in embedded(world, "c0")} >= {world.active_encoder}
    world.build()
    assert_exact(world, BRIEF)


def test_a_retired_encoder_is_kept_for_a_while_then_forgotten(start: Start) -> None:
    filled(start)
    world = start(NEW)
    refresh(world.backends)
    assert len(embedded(world, "c0")) == 2
    impatient = start(NEW | {"retire_seconds": "0"})
    refresh(impatient.backends)
    assert states(impatient) == ["active"]
    assert {encoder for encoder, _ in embedded(impatient, "c0")} == {impatient.active_encoder}


class Squeamish(HashEncoder):
    """Cannot take certain texts, and with a prefix none of any creator."""

    broken = False

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        is_niches = len(texts) > 200
        is_broken = self.broken and bool(self.spec.document_prefix) and not is_niches
        if is_broken or any(text.endswith("poison") for text in texts):
            raise ValueError("odd")
        return super().encode_documents(texts)


def try_again_often(world: World) -> None:
    """As if the time of waiting was over again and again."""
    for _ in range(6):
        refresh(world.backends)
        world.backends.store.write(lambda c: c.execute(stale.update().values(retry_at=0.0)))


def test_a_text_that_no_encoder_takes_does_not_hold_up_the_switch(start: Start) -> None:
    world = start(OLD, Squeamish)
    world.import_all({f"c{i}": {"name": "Ada", "text": "poison" if i == 3 else f"vegan {i}"} for i in range(10)})
    world.follow()
    switching = start(NEW, Squeamish)
    try_again_often(switching)
    assert switching.active_encoder == switching.backends.encoder_spec.fingerprint


def test_an_encoder_that_fails_everywhere_never_takes_over(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Squeamish, "broken", True)
    old = filled(start).active_encoder
    world = start(NEW, Squeamish)
    try_again_often(world)
    assert world.active_encoder == old
    world.show()
    assert_exact(world, BRIEF)


def test_an_encoder_that_cannot_be_opened_holds_up_nobody(start: Start) -> None:
    def open_one(spec: EncoderSpec) -> Encoder:
        if spec.document_prefix:
            raise OSError("no such weights")
        return open_encoder(spec)

    filled(start)
    world = start(NEW, open_one)
    world.import_all({f"late{i}": {"name": "Ada", "text": f"yoga {i}"} for i in range(20)})
    world.follow()
    assert_exact(world, BRIEF)
    assert status(world.backends)["stale"] == 0


def test_a_write_that_is_under_way_when_the_encoder_comes_in_is_embedded_by_both(start: Start) -> None:
    world, held, go = filled(start), threading.Event(), threading.Event()

    def write_slowly(connection: Connection) -> None:
        creators.save(connection, [draft("late"), draft("c0", "other words")], EDIT)
        held.set()
        assert go.wait(60)

    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(world.backends.store.write, write_slowly)
        assert held.wait(60)
        starting = pool.submit(start, NEW)
        wait([starting], timeout=1)
        go.set()
        writing.result(60)
        switching = starting.result(60)
    refresh(switching.backends)
    new = switching.backends.encoder_spec.fingerprint
    assert switching.active_encoder == new
    assert (new, 1) in embedded(switching, "late")
    assert (new, 2) in embedded(switching, "c0")


def test_a_running_service_switches_without_a_gap(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = filled(start).active_encoder
    world = start(NEW)
    new, done = world.backends.encoder_spec.fingerprint, threading.Event()
    for name, value in environment_for(tmp_path, world.config.database_url, **NEW).items():
        monkeypatch.setenv(name, value)
    expected, follower = {old: world.expected(BRIEF, encoder=old)}, Follower(world.backends)

    def ask() -> list[str]:
        seen = []
        while not done.is_set():
            answer = world.match_once(BRIEF, Asked(100))
            if answer["encoder"] == new and new not in expected:
                expected[new] = world.expected(BRIEF, encoder=new)
            rightly = [(one.external_id, one.score) for one in expected[answer["encoder"]]]
            assert [(m["creator"]["external_id"], m["score"]) for m in answer["items"]] == rightly
            seen.append(answer["encoder"])
        return seen

    follower.start()
    try:
        wait_until(lambda: world.backends.served.snapshot is not None)
        with ThreadPoolExecutor(1) as pool:
            asking = pool.submit(ask)
            try:
                refresh(world.backends)
                wait_until(lambda: asking.done() or serving(world) == new)
            finally:
                done.set()
            seen = asking.result(60)
        assert seen == sorted(seen, key=lambda encoder: encoder == new)
        assert seen[0] == old
    finally:
        follower.stop()


def test_a_service_without_creators_switches_too(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start(OLD).follow()
    world = start(NEW | {"retire_seconds": "0"})
    for name, value in environment_for(tmp_path, world.config.database_url, **NEW).items():
        monkeypatch.setenv(name, value)
    follower = Follower(world.backends)
    follower.start()
    try:
        wait_until(lambda: world.backends.served.snapshot is not None)
        refresh(world.backends)
        refresh(world.backends)
        assert states(world) == ["active"]
        world.put("first", {"name": "Ada", "text": "vegan yoga"})
        refresh(world.backends)
        wait_until(lambda: serving(world) == world.active_encoder)
        wait_until(lambda: len(world.match_once(BRIEF, Asked(10))["items"]) == 1)
    finally:
        follower.stop()


def serving(world: World) -> str | None:
    snapshot = world.backends.served.snapshot
    return snapshot.header.encoder if snapshot else None
