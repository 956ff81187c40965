"""A generation is what its manifest says, or it is refused."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from service.index.generation import (
    DamagedGeneration,
    current_name,
    open_generation,
    prune,
    publish,
    write_generation,
)
from service.index.segment import merge
from tests.index import crowd

ROWS = crowd.rows_of(crowd.creators(seed=2, count=60))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path


def built(root: Path, seq: int = 7) -> Path:
    return root / crowd.base_of(root, ROWS, seq, ann_min_rows=50).name


def refused(folder: Path) -> bool:
    try:
        open_generation(folder.parent, folder.name)
    except DamagedGeneration:
        return True
    return False


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << (place % 8)
    path.write_bytes(content)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def flip_somewhere(path: Path) -> None:
    flip(path, random.Random(path.name).randrange(path.stat().st_size))


DAMAGES: list[Callable[[Path], None]] = [flip_somewhere, truncate, lengthen, Path.unlink]


@pytest.mark.parametrize("damage", DAMAGES, ids=["flipped bit", "truncated", "lengthened", "deleted"])
def test_damage_to_any_file_is_refused(root: Path, damage: Callable[[Path], None]) -> None:
    folder = built(root)
    for path in sorted(folder.iterdir()):
        whole = path.read_bytes()
        damage(path)
        assert refused(folder), path.name
        path.write_bytes(whole)
    assert not refused(folder)


def test_a_flipped_bit_anywhere_in_the_manifest_is_refused_or_changes_nothing(root: Path) -> None:
    folder = built(root)
    manifest = folder / "manifest.json"
    whole = manifest.read_bytes()
    for place in [*range(whole.index(b'"files"')), *range(whole.index(b'"files"'), len(whole), 29)]:
        flip(manifest, place)
        assert refused(folder) or json.loads(manifest.read_bytes()) == json.loads(whole), place
        manifest.write_bytes(whole)


def test_another_generations_manifest_is_refused(root: Path) -> None:
    one, other = built(root, 7), built(root, 8)
    (one / "manifest.json").write_bytes((other / "manifest.json").read_bytes())
    assert refused(one)


def test_a_generation_is_what_was_written(root: Path) -> None:
    folder = built(root)
    generation = open_generation(root, folder.name)
    assert generation.header == crowd.header(7)
    assert generation.segment.ids.tolist() == [row.creator_id for row in ROWS]
    assert generation.codes is not None


def test_a_generation_of_nobody_can_be_written_and_read(root: Path) -> None:
    nobody = crowd.delta_of([])
    name = write_generation(root, crowd.header(3), merge([(nobody, crowd.everybody(nobody))]), 50)
    generation = open_generation(root, name)
    assert len(generation.segment) == 0
    assert generation.flat is None


def test_what_was_not_published_is_not_current(root: Path) -> None:
    built(root)
    assert current_name(root) is None


def test_the_last_published_generation_is_current(root: Path) -> None:
    for seq in (7, 8):
        publish(root, built(root, seq).name)
    name = current_name(root)
    assert name is not None
    assert open_generation(root, name).header.seq == 8


def test_a_pointer_that_is_no_text_points_nowhere(root: Path) -> None:
    publish(root, built(root).name)
    (root / "CURRENT").write_bytes(b"gen-\xff\xfe")
    assert current_name(root) is None


@pytest.mark.parametrize("pointer", ["", "gen-000000000009-00000000", "../index", "/", "gen-\0"])
def test_a_pointer_to_nothing_is_refused(root: Path, pointer: str) -> None:
    publish(root, built(root).name)
    (root / "CURRENT").write_text(pointer)
    name = current_name(root)
    assert name is not None
    with pytest.raises(DamagedGeneration):
        open_generation(root, name)


def test_pruning_keeps_what_is_kept_and_what_is_being_built(root: Path) -> None:
    kept, dropped = built(root, 7), built(root, 8)
    (root / "building-gen-9").mkdir()
    (root / "CURRENT.1234").write_text("left by a killed process")
    prune(root, {kept.name})
    assert kept.is_dir()
    assert not dropped.exists()
    assert (root / "building-gen-9").is_dir()


def test_who_holds_the_build_lock_clears_what_was_left_half_built(root: Path) -> None:
    publish(root, built(root).name)
    (root / "building-gen-9").mkdir()
    (root / "building-gen-9" / "ids.npy").write_bytes(b"half")
    (root / "CURRENT.1234").write_text("left by a killed process")
    prune(root, {current_name(root) or ""}, building_too=True)
    assert sorted(path.name for path in root.iterdir()) == ["CURRENT", current_name(root)]


def test_a_reader_keeps_its_generation_when_it_is_pruned(root: Path) -> None:
    generation = open_generation(root, built(root).name)
    prune(root, set())
    assert generation.flat is not None
    products = generation.flat.products(crowd.query(), generation.segment.ids[:0])
    assert len(products) == 0
    assert generation.segment.ids.tolist() == [row.creator_id for row in ROWS]
