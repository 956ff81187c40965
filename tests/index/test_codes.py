"""Short codes: near enough to the vectors that nobody who belongs to the nearest is passed over."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from service.index.codes import Codes
from service.index.generation import Generation, Header, open_generation, write_generation
from service.index.joint import joint_dimension, joint_vectors
from service.index.segment import Segment
from tests.index import crowd

WIDTH, ROWS = 384, 5_000
NUMBERS = np.random.default_rng(5)
EXAMPLES = NUMBERS.standard_normal((len(crowd.EXAMPLES), WIDTH)).astype(np.float32)
# Texts have many fewer directions than vectors have numbers.
SPREAD = NUMBERS.standard_normal((80, WIDTH)) * np.geomspace(1, 0.05, 80)[:, None]


def vectors(count: int) -> npt.NDArray[np.float32]:
    semantic = NUMBERS.standard_normal((count, len(SPREAD))) @ SPREAD
    semantic /= np.linalg.norm(semantic, axis=1, keepdims=True)
    return joint_vectors(semantic.astype(np.float16), EXAMPLES, [()] * count, np.ones(count))


@pytest.fixture(scope="module")
def joint() -> npt.NDArray[np.float32]:
    return vectors(ROWS)


@pytest.fixture(scope="module")
def codes(joint: npt.NDArray[np.float32], tmp_path_factory: pytest.TempPathFactory) -> Codes:
    few = crowd.delta_of(crowd.rows_of(crowd.creators(seed=1, count=1)))
    columns = {name: np.repeat(few.columns[name][:1], ROWS) if "." not in name or name.startswith("rate.")
               else few.columns[name][:0] for name in few.columns}  # fmt: skip
    columns["facet.start"] = np.zeros(1, dtype=np.int32)
    segment = Segment(np.arange(ROWS), joint.astype(np.float16), columns, facets_sorted=True)
    root = tmp_path_factory.mktemp("index")
    found = open_generation(root, write_generation(root, Header(1, "e", "t", WIDTH), segment, ROWS)).codes
    assert found is not None
    return found


def test_the_nearest_are_among_the_first_by_codes(codes: Codes, joint: npt.NDArray[np.float32]) -> None:
    found, everyone = 0, np.arange(ROWS)
    for query in vectors(20):
        exact, rough = joint @ query, codes.products(query, everyone)
        assert np.abs(rough - exact).std() < 0.03
        first = np.argsort(-rough)[:200]
        found += len(np.intersect1d(np.argsort(-exact)[:20], first))
    assert found / 400 >= 0.98


def test_chosen_rows_have_the_products_that_they_have_among_all(codes: Codes) -> None:
    rows, query = np.array([0, 7, 8, 4_000, ROWS - 1]), vectors(1)[0]
    assert codes.products(query, rows).tolist() == codes.products(query, np.arange(ROWS))[rows].tolist()


def test_a_query_of_zeros_and_a_selection_of_nobody_have_products(codes: Codes) -> None:
    assert codes.products(np.zeros(joint_dimension(WIDTH), dtype=np.float32), np.arange(3)).tolist() == [0, 0, 0]
    assert codes.products(vectors(1)[0], np.empty(0, dtype=np.int64)).tolist() == []


def test_a_creator_of_the_default_encoder_takes_32_bytes(codes: Codes) -> None:
    assert codes.packed.nbytes == 32 * ROWS


@pytest.mark.parametrize(("count", "has_codes"), [(20, False), (600, True)])
def test_a_small_generation_has_no_codes(tmp_path: Path, count: int, has_codes: bool) -> None:
    rows = crowd.rows_of(crowd.creators(seed=1, count=count))
    generation: Generation = crowd.base_of(tmp_path, rows, ann_min_rows=500)
    assert (generation.codes is not None) == has_codes
