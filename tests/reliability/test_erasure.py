"""What is left on disk of creators who were erased: not 16 bytes in a row, of bio, name, handle, id or vector.

A real server imports, embeds, indexes and plans with marked creators among others; the same search that finds nothing
afterwards has to find each kind of mark before.
"""

import base64
import random
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import orjson
import pytest

from service.bootstrap import build_backends
from service.config import load_config
from service.erasures import scrub_database
from service.index.generation import current_name, open_generation
from tests import servers
from tests.reliability.fragments import Fragments
from tests.reliability.harness import Document, Stack, answered, eventually

pytestmark = pytest.mark.slow
MARKED, OTHERS = [f"m{n}" for n in range(12)], [f"o{n}" for n in range(30)]
EVERY_KIND = {"bio", "earlier bio", "name", "handle", "id", "note", "package", "attribute", "vector", "codes"}
_SMALL = {"erasure_seconds": 0, "delta_max_rows": 1, "ann_min_rows": 1, "sweep_seconds": 0.2, "ranking_seconds": 1}


class World:
    """A service with marked creators, and everything that was said of them."""

    def __init__(self, stack: Stack, folders: Callable[[], list[Path]]) -> None:
        self.stack, self._folders = stack, folders
        self.fragments = Fragments()
        self._rng = random.Random(20261127)
        self.ids = {short: self._marked("id", 24) for short in MARKED} | {short: short for short in OTHERS}

    def found(self) -> dict[str, set[str]]:
        return self.fragments.found(self._folders())

    def _letters(self, length: int) -> str:
        return "".join(self._rng.choices(string.ascii_letters + string.digits, k=length))

    def _marked(self, kind: str, length: int, ends: str = "") -> str:
        text = self._letters(length)
        self.fragments.mark_text(kind, text)
        return text + ends

    def document(self, short: str, bio: str) -> Document:
        """A creator in which everything that people write themselves is marked, or nothing."""
        marked = short in MARKED
        say = self._marked if marked else lambda _, length, ends="": self._letters(length) + ends
        account = {"platform": "instagram", "handle": say("handle", 24).lower(), "followers": 9000,
                   "engagement_rate_pct": 3.1}  # fmt: skip
        name = say("name", 40)
        if marked:
            self.fragments.mark_text("handle", account["handle"])
            self.fragments.mark_text("name", name.lower())  # as names are compared
        package = {"name": say("package", 30), "deliverables": [{"kind": "ig_reel", "quantity": 2}], "price": "500.00"}
        return {
            "external_id": self.ids[short],
            "name": name,
            "text": say(bio, 600, " ☕ \"quoted\" señora"),
            "content_samples": [say(bio, 200)],
            "accounts": [account],
            "attributes": {"hint": say("attribute", 60)},
            "rate_card": {"currency": "EUR", "rates": {"ig_reel": "300.00"}, "packages": [package]},
        }

    def fill(self, client: httpx.Client) -> None:
        """By a background import and by edits, until every vector is there and in a generation."""
        lines = [orjson.dumps(self.document(short, "earlier bio")) + b"\n" for short in (*MARKED, *OTHERS)]
        made = answered(client.post("/v1/imports", json={"format": "ndjson"}), 201)["id"]
        part = {"Content-Type": "application/octet-stream"}
        answered(client.put(f"/v1/imports/{made}/parts/1", content=b"".join(lines), headers=part))
        answered(client.post(f"/v1/imports/{made}:start"), 202)
        eventually("the import ends", lambda: answered(client.get(f"/v1/imports/{made}"))["state"] == "finished")
        assert answered(client.get(f"/v1/imports/{made}"))["counts"]["created"] == len(lines)
        for short in MARKED:
            document = self.document(short, "bio")
            external_id = document.pop("external_id")
            answered(client.put(f"/v1/creators/{external_id}", json=document))
        self.stack.wait_caught_up(client)
        eventually("all are in a generation", lambda: self._in_generation(client))

    def _in_generation(self, client: httpx.Client) -> bool:
        now = self.stack.status(client)
        return now["delta_rows"] == 0 and now["generation"]["name"] == current_name(self.stack.index_folder)

    def mark_numbers(self, client: httpx.Client) -> None:
        """What stands for the marked creators in the database and in the generation."""
        generation = open_generation(self.stack.index_folder, current_name(self.stack.index_folder) or "")
        for short in MARKED:
            held = answered(client.get(f"/v1/creators/{self.ids[short]}/export"))
            stored = base64.b64decode(held["vectors"][0]["vector"])
            self.fragments.mark("vector", stored)
            self.fragments.mark("vector", np.frombuffer(stored, "<f2").astype("<f4").tobytes())
            row = int(np.searchsorted(generation.segment.ids, held["creator"]["number"]))
            self.fragments.mark("vector", generation.segment.joint[row].tobytes())
            assert generation.codes is not None
            self.fragments.mark("codes", generation.codes.packed[row].tobytes())

    def say_things(self, client: httpx.Client) -> None:
        """Feedback, an outcome, a plan asked for twice under one key, a brief that excludes, and matches."""
        one, two = (self.ids[short] for short in MARKED[:2])
        wanted = {"text": "anybody", "deliverables": [{"kind": "ig_reel"}], "constraints": {"excluded_creators": [two]}}
        address = f"/v1/briefs/{answered(client.post('/v1/briefs', json=wanted), 201)['id']}"
        said = {"verdict": "hired", "note": self._marked("note", 60)}
        answered(client.put(f"{address}/feedback/{one}", json=said), 201)
        brought = {"creator": one, "kind": "ig_reel", "engagements": 310, "note": self._marked("note", 60)}
        answered(client.put(f"{address}/outcomes/post-1", json=brought), 201)
        asked = {"budget": {"currency": "EUR", "total": "2000"},
                 "candidates": {"creators": [one, self.ids["o1"]], "must_have": [one]}}  # fmt: skip
        for _ in range(2):
            key = {"Idempotency-Key": "once"}
            answered(client.post(f"{address}/plans", json=asked, headers=key), 201)
        assert answered(client.get(f"{address}/matches", params={"limit": 200}))["items"]

    def erase(self, client: httpx.Client) -> list[str]:
        """Each marked creator; returns the addresses of the receipts."""
        answers = [client.delete(f"/v1/creators/{self.ids[short]}") for short in MARKED]
        assert {answer.status_code for answer in answers} == {204}
        return [answer.headers["Location"] for answer in answers]


def waiting(client: httpx.Client, receipts: list[str]) -> set[str]:
    """Stores that any of the receipts waits for."""
    shown = [answered(client.get(address)) for address in receipts]
    return {one["store"] for receipt in shown for one in receipt["stores"] if one["state"] == "waiting"}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything that the service writes lies here, its temporary files and log too."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    return tmp_path


def test_on_sqlite_nothing_of_an_erased_creator_is_on_disk_after_the_next_generation(files: Path) -> None:
    stack = Stack(files, **_SMALL)
    try:
        world = World(stack, lambda: [files])
        with _filled(world) as client:
            receipts = world.erase(client)
            eventually("all is gone", lambda: not waiting(client, receipts))
            assert world.found() == {}
            assert {answered(client.get(address))["complete"] for address in receipts} == {True}
        stack.server.kill_group()  # nor does anything come back with the process
        assert world.found() == {}
    finally:
        stack.end()


def test_on_postgresql_nothing_of_an_erased_creator_is_on_disk_after_a_scrub(files: Path) -> None:
    with servers.postgres_server() as server:
        stack = Stack(files, database_url=server.url, **_SMALL)
        try:
            with server.connect() as connection:
                cluster = Path(str(connection.execute("SHOW data_directory").fetchall()[0][0]))
            world = World(stack, lambda: [files, cluster])
            with _filled(world, before=lambda: _analyze(server)) as client:
                receipts = world.erase(client)
                by_scrub = {"database_files", "write_ahead_log", "webhook_notices", "uploads"}
                eventually("the index is clean", lambda: waiting(client, receipts) == by_scrub)
                assert world.found().keys() >= {"bio", "vector"}, "VACUUM has work to do"
                backends = build_backends(load_config(stack.settings))
                assert scrub_database(backends) == "done"
                backends.store.close()
                assert world.found() == {}
                assert waiting(client, receipts) == set()
        finally:
            stack.end()


def _analyze(server: servers.PostgresServer) -> None:
    """As PostgreSQL does by itself from time to time: the planner's statistics hold values of rows."""
    with server.connect(server.database) as connection:
        connection.execute("ANALYZE")
        connection.execute("CHECKPOINT")


@contextmanager
def _filled(world: World, before: Callable[[], object] = lambda: None) -> Iterator[httpx.Client]:
    """A client of a service in which everything is marked and found; `before` that, something else is done."""
    world.stack.wait_ready()
    with world.stack.client() as client:
        world.fill(client)
        world.say_things(client)
        world.mark_numbers(client)
        before()
        assert world.found().keys() == EVERY_KIND
        yield client
