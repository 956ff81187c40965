"""FAISS' file under our own reading of it: exact in half precision, and nobody but who was asked for."""


import numpy as np
import pytest

from service.index.generation import Generation
from tests.index import crowd


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    rows = crowd.rows_of(crowd.creators(seed=1, count=700))
    return crowd.base_of(tmp_path_factory.mktemp("index"), rows, ann_min_rows=500)


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
