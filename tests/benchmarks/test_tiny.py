"""The benchmarks at a size that takes seconds, without peers and without a word about time: their code stays alive."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import against, corpus, engine
from benchmarks.engine import Engine
from benchmarks.measuring import exponent, mapped_bytes, write
from benchmarks.mixes import MIXES
from benchmarks.peers.filters import filter_of

ROWS, BIOS, QUERIES = 2_000, 300, 2


@pytest.fixture(scope="module", autouse=True)
def tiny(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Everything that is kept goes to a folder of its own; approximate search begins at a tenth of the rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        for name, value in {"ENCODER": "hash", "ANN_MIN_ROWS": "500", "EXACT_ROWS": "200"}.items():
            patch.setenv(f"CREATORMATCH_{name}", value)
        yield


@pytest.fixture(scope="module")
def opened() -> Engine:
    return engine.open_engine(corpus.make_pool(BIOS), ROWS)


def test_the_filters_that_peers_get_let_the_same_creators_pass_as_the_engines(opened: Engine) -> None:
    flat = engine.flat_corpus(opened)
    for mix in MIXES:
        for number in (0, 1):
            brief = opened.question(mix, number).brief
            selection, _ = opened.snapshot.select(brief.constraints)
            assert (np.flatnonzero(flat.mask(filter_of(brief))) + 1).tolist() == selection.ids.tolist(), mix.name


def test_the_same_seed_gives_the_same_corpus_and_another_one_another() -> None:
    pool = corpus.make_pool(BIOS)
    one, same, other = (corpus.corpus(pool, 100, seed) for seed in (1, 1, 2))
    assert all(np.array_equal(one.columns[name], same.columns[name], equal_nan=True) for name in one.columns)
    assert np.array_equal(one.joint, same.joint)
    assert not np.array_equal(one.joint, other.joint)


def test_the_engine_is_measured_beside_the_floor_and_its_rankings_hold_the_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "RANDOM_WEIGHTS", 4)
    *sizes, growth = engine.measure([ROWS // 2, ROWS], QUERIES, recall_queries=1, pool_rows=BIOS)
    for result in (*sizes, growth):
        engine.show(result)
    for one in sizes[-1]["figures"]:
        assert one["engine"]["calls"] == QUERIES
        assert one["recall_presets_mean"] >= 0.9, one["mix"]
        assert one["recall_random_mean"] >= 0.9, one["mix"]
    write(tmp_path / "engine.json", sizes)
    assert json.loads((tmp_path / "engine.json").read_text())[1]["rows"] == ROWS


def test_peers_are_compared_with_an_exact_scan() -> None:
    result = against.measure(ROWS, QUERIES, chosen=(), pool_rows=BIOS)
    against.show(result)
    ours, floor = result["engines"]
    for mix in MIXES:
        assert ours["mixes"][mix.name]["recall"] >= 0.9
        assert floor["mixes"][mix.name]["recall"] >= 0.9


def test_memory_is_that_of_mapped_files(tmp_path: Path) -> None:
    np.save(tmp_path / "array.npy", np.zeros(1_000_000, dtype=np.uint8))
    mapped = np.load(tmp_path / "array.npy", mmap_mode="r")
    assert mapped.sum() == 0
    assert 900_000 <= mapped_bytes(tmp_path) <= 1_100_000


def test_growth_is_the_slope_of_logarithms() -> None:
    assert exponent([10, 100, 1000], [2.0, 2.0 * 10**0.5, 20.0]) == pytest.approx(0.5, abs=1e-3)
