"""FAISS under our own reading of it: bit order, missing results, exactness in half precision."""

from pathlib import Path

import numpy as np
import pytest

from service.index.generation import Generation
from service.index.vectors import bitmap
from tests.index import crowd


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    rows = crowd.rows_of(crowd.creators(seed=1, count=700))
    return crowd.base_of(tmp_path_factory.mktemp("index"), rows, ann_min_rows=500)


def test_a_bitmap_has_its_lowest_bit_first() -> None:
    # Not symmetric in any byte: reversed bits or a bool array would select others.
    assert bitmap(np.array([0, 1, 3, 8]), 11).tolist() == [0b00001011, 0b00000001]


@pytest.mark.parametrize("rows", [[0], [1, 2, 4], [699], list(range(0, 700, 3)), list(range(700))])
def test_products_are_those_of_exactly_the_selected_rows(generation: Generation, rows: list[int]) -> None:
    assert generation.flat is not None
    chosen, query = np.array(rows), crowd.query()
    expected = generation.segment.joint[chosen].astype(np.float64) @ query
    assert np.allclose(generation.flat.products(query, chosen), expected, atol=1e-5)


def test_no_rows_have_no_products(generation: Generation) -> None:
    assert generation.flat is not None
    assert generation.flat.products(crowd.query(), np.array([], dtype=np.int64)).shape == (0,)


def test_the_mapped_vectors_are_the_written_ones_to_the_bit(generation: Generation) -> None:
    rows = crowd.rows_of(crowd.creators(seed=1, count=700))
    assert np.array_equal(generation.segment.joint, np.stack([row.joint for row in rows]))
    assert not generation.segment.joint.flags.writeable


@pytest.mark.parametrize("count", [1, 50, 10_000])
def test_the_inverted_file_returns_selected_rows_only_however_many_are_asked_for(
    generation: Generation, count: int
) -> None:
    assert generation.inverted is not None
    chosen = np.array([0, 1, 3, 8, 500, 501, 699])
    found = generation.inverted.nearest(crowd.query(), chosen, count)
    assert set(found.tolist()) <= set(chosen.tolist())
    assert len(found) == min(count, len(chosen))
    assert len(set(found.tolist())) == len(found)


def test_the_inverted_file_finds_nearly_all_of_the_nearest(generation: Generation) -> None:
    assert generation.inverted is not None
    everyone, found = np.arange(700), 0
    for seed in range(20):
        query = crowd.query(seed)
        nearest = np.argsort(-(generation.segment.joint.astype(np.float64) @ query))[:20]
        found += len(np.intersect1d(nearest, generation.inverted.nearest(query, everyone, 20)))
    assert found / 400 >= 0.9


def test_a_small_generation_has_no_inverted_file(tmp_path: Path) -> None:
    rows = crowd.rows_of(crowd.creators(seed=1, count=20))
    assert crowd.base_of(tmp_path, rows, ann_min_rows=500).inverted is None
