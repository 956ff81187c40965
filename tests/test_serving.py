"""Following the feed, starting builds, adopting generations; whatever lies in the index folder, answers are right."""

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from service import catalog, generations
from service.index.generation import current_name, open_generation
from service.serving import Follower
from service.status import status
from tests.property import chance
from tests.property.compare import assert_exact
from tests.property.world import World, config_for, environment_for

CROWD = 60
SETTINGS = {"poll_seconds": "0.02", "erasure_seconds": "0.2", "delta_max_rows": "30", "ann_min_rows": "40"}
BRIEFS = [chance.brief(random.Random(seed)) for seed in range(6)]
DEADLINE = 60.0


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A small crowd, embedded, without an index."""
    for name, value in environment_for(tmp_path, **SETTINGS).items():
        monkeypatch.setenv(name, value)  # builds run as processes of their own
    made, rng = World(config_for(tmp_path, **SETTINGS)), random.Random(4)
    made.import_all({f"c{i}": chance.creator(rng) for i in range(CROWD)})
    made.follow()
    yield made
    made.close()


@pytest.fixture
def follow(world: World) -> Iterator[Callable[[], None]]:
    """Starts the real follower on the world's data, as a process that just began."""
    followers: list[Follower] = []

    def start() -> None:
        for follower in followers:
            follower.stop()
        world.restart_unserved()
        followers.append(Follower(world.backends))
        followers[-1].start()
        wait_until(lambda: world.backends.served.snapshot is not None)

    yield start
    for follower in followers:
        follower.stop()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def folder(world: World) -> Path:
    name = current_name(world.config.index_folder)
    assert name is not None
    return world.config.index_folder / name


def base_name(world: World) -> str | None:
    snapshot = world.backends.served.snapshot
    return snapshot.base.name if snapshot and snapshot.base else None


def has_adopted(world: World) -> bool:
    return base_name(world) is not None and base_name(world) == current_name(world.config.index_folder)


def is_caught_up(world: World) -> bool:
    shown = status(world.backends)
    return bool(shown["visible_seq"] == shown["feed_seq"])


def assert_right(world: World) -> None:
    for brief in BRIEFS:
        assert_exact(world, brief)


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [spoil, cut, Path.unlink], ids=["flipped bit", "truncated", "deleted"])
def test_a_generation_with_any_damaged_file_is_not_served_and_answers_stay_right(
    world: World, damage: Callable[[Path], None]
) -> None:
    world.build()
    expected = [[one.external_id for one in world.expected(brief)] for brief in BRIEFS]
    for name in sorted(path.name for path in folder(world).iterdir()):
        whole = (folder(world) / name).read_bytes()
        damage(folder(world) / name)
        world.restart()
        assert base_name(world) is None, name
        for brief, ids in zip(BRIEFS, expected, strict=True):
            _, matches = world.ranking(brief)
            assert [match["creator"]["external_id"] for match in matches] == ids, name
        (folder(world) / name).write_bytes(whole)
    world.restart()
    assert base_name(world) is not None


@pytest.mark.parametrize(
    "damage",
    [
        lambda root, generation: spoil(generation / "flat.faiss"),
        lambda root, generation: cut(generation / "ids.npy"),
        lambda root, generation: (generation / "manifest.json").unlink(),
        lambda root, generation: shutil.rmtree(generation),
        lambda root, generation: (root / "CURRENT").unlink(),
        lambda root, generation: (root / "CURRENT").write_bytes(b"\xff\xfe\xfd"),
        lambda root, generation: (root / "CURRENT").write_text("gen-000000000001-00000000"),
        lambda root, generation: shutil.rmtree(root),
    ],
    ids=["bit", "cut", "no manifest", "no folder", "no pointer", "odd pointer", "false pointer", "nothing"],
)
def test_a_running_service_replaces_a_damaged_generation_by_itself(
    world: World, follow: Callable[[], None], damage: Callable[[Path, Path], None]
) -> None:
    world.build()
    damage(world.config.index_folder, folder(world))
    follow()
    assert_right(world)
    wait_until(lambda: has_adopted(world))
    open_generation(world.config.index_folder, folder(world).name)
    assert_right(world)


def test_the_first_generation_is_built_and_adopted_without_being_asked_for(
    world: World, follow: Callable[[], None]
) -> None:
    assert current_name(world.config.index_folder) is None
    follow()
    wait_until(lambda: has_adopted(world))
    assert status(world.backends)["delta_rows"] == 0
    assert_right(world)


def test_changes_show_without_a_new_generation(world: World, follow: Callable[[], None]) -> None:
    world.build()
    follow()
    before = current_name(world.config.index_folder)
    world.patch("c1", {"country": "BR", "accounts": None})
    world.erase("c2")
    wait_until(lambda: is_caught_up(world))
    assert_right(world)
    assert base_name(world) == before


def test_a_large_delta_becomes_the_next_generation(world: World, follow: Callable[[], None]) -> None:
    world.build()
    follow()
    before, rng = current_name(world.config.index_folder), random.Random(9)
    world.import_all({f"c{i}": chance.creator(rng) for i in range(40)})
    world.refresh()
    wait_until(lambda: has_adopted(world) and base_name(world) != before)
    wait_until(lambda: is_caught_up(world))
    assert_right(world)


def test_an_erased_creator_leaves_the_files_too(world: World, follow: Callable[[], None]) -> None:
    world.build()
    follow()
    before, erased = folder(world), catalog.get_creator(world.backends, "c5").stored.id
    assert erased in np.load(before / "ids.npy")
    world.backends.items.put("an item of an answer", b"Ada")
    world.erase("c5")
    wait_until(lambda: has_adopted(world) and base_name(world) != before.name)
    wait_until(lambda: world.backends.items.get("an item of an answer") is None)
    assert erased not in np.load(folder(world) / "ids.npy")
    assert not before.exists()
    assert_right(world)


def test_when_everybody_is_erased_the_generation_is_empty(world: World, follow: Callable[[], None]) -> None:
    world.build()
    follow()
    for i in range(CROWD):
        world.erase(f"c{i}")
    wait_until(lambda: has_adopted(world) and len(np.load(folder(world) / "ids.npy")) == 0)
    assert_right(world)
    world.put("c1", chance.load_creator({"name": "Ada", "text": "yoga"}))
    world.refresh()
    wait_until(lambda: status(world.backends)["indexed"] == 1)
    assert_right(world)


def test_a_build_clears_what_killed_builds_left(world: World) -> None:
    root = world.config.index_folder
    (root / "building-gen-000000000009-abcdefgh").mkdir(parents=True)
    (root / "building-gen-000000000009-abcdefgh" / "ids.npy").write_bytes(b"half")
    (root / "CURRENT.abcd").write_text("gen-0")
    (root / "gen-000000000003-never").mkdir()
    name = world.build()
    assert sorted(os.listdir(root)) == sorted(["CURRENT", "build.lock", name])


def test_only_one_build_runs_in_a_folder(world: World) -> None:
    with generations._build_lock(world.config.index_folder) as mine:
        assert mine
        assert generations.build(world.config, world.backends.store) is None
    assert generations.build(world.config, world.backends.store) is not None


def test_a_build_from_scratch_equals_one_from_base_and_delta(world: World) -> None:
    world.build()
    world.put("c3", chance.load_creator({"name": "Ada", "text": "yoga"}))
    world.erase("c4")
    world.refresh()
    built = []
    for from_scratch in (False, True):
        name = generations.build(world.config, world.backends.store, from_scratch)
        assert name is not None
        files = sorted((world.config.index_folder / name).glob("*.npy"))
        built.append({path.name: path.read_bytes() for path in files})
    assert built[0].keys() == built[1].keys()
    assert [name for name in built[0] if built[0][name] != built[1][name]] == []


def test_a_generation_from_the_future_is_refused(world: World) -> None:
    """As when the database was restored from a backup, and the index was not."""
    name = world.build()
    world.put("c1", chance.load_creator({"name": "Ada", "text": "yoga"}))
    world.refresh()
    world.build()
    world.backends.store.write(lambda c: c.exec_driver_sql(f"UPDATE feed SET seq = {int(name.split('-')[1])}"))
    world.restart()
    assert base_name(world) is None


def test_a_generation_of_another_database_is_refused(world: World, tmp_path: Path) -> None:
    other, rng = World(config_for(tmp_path / "other", **SETTINGS)), random.Random(5)
    other.import_all({f"c{i}": chance.creator(rng) for i in range(CROWD)})
    other.follow()
    other.build()
    shutil.copytree(other.config.index_folder, world.config.index_folder)
    other.close()
    world.restart()
    assert base_name(world) is None
    assert_right(world)
