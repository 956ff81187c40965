"""Places on the niche map."""

from importlib import resources

import numpy as np
import numpy.typing as npt
import pytest

from service.embeddings.encoder import EncoderSpec, open_encoder
from service.index.joint import niche_means
from service.niche_map.layout import layout, similarities
from service.niches import encode_examples

Doubles = npt.NDArray[np.float64]


def _neighbours(closeness: Doubles, count: int = 5) -> list[set[int]]:
    order = np.argsort(-closeness, axis=1, kind="stable")
    return [set([int(other) for other in line if other != row][:count]) for row, line in enumerate(order)]


def _kept(similar: Doubles, places: Doubles) -> float:
    """How many of the five most similar of each stand among its five nearest."""
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    pairs = zip(_neighbours(similar), _neighbours(-apart), strict=True)
    return float(np.mean([len(wanted & found) for wanted, found in pairs]))


@pytest.fixture(scope="module")
def similar() -> Doubles:
    """Of the niches, by the shipped vectors of the default encoder."""
    (shipped,) = resources.files("service").joinpath("niche_vectors").iterdir()
    with resources.as_file(shipped) as path:
        return similarities(niche_means(np.load(path)))


def test_near_niches_stand_near_one_another(similar: Doubles) -> None:
    by_chance = np.random.default_rng(1).random((len(similar), 2))
    assert _kept(similar, layout(similar)) >= 3.0
    assert _kept(similar, by_chance) < 1.0


def test_places_fill_the_unit_square_lengthwise_and_stand_apart(similar: Doubles) -> None:
    places = layout(similar)
    low, high = places.min(axis=0), places.max(axis=0)
    assert (low >= -1e-9).all()
    assert (high <= 1 + 1e-9).all()
    assert high[0] - low[0] == pytest.approx(1.0)
    assert high[1] - low[1] > 0.5
    apart = np.linalg.norm(places[:, None] - places[None], axis=2) + np.eye(len(places))
    assert apart.min() > 0.01


def test_places_do_not_depend_on_the_last_bits_of_the_vectors(similar: Doubles) -> None:
    noise = np.random.default_rng(2).normal(scale=1e-9, size=similar.shape)
    assert np.abs(layout(similar) - layout(similar + noise + noise.T)).max() < 1e-4


def test_an_encoder_that_knows_no_meaning_gives_places_too() -> None:
    similar = similarities(niche_means(encode_examples(open_encoder(EncoderSpec("hash")))))
    assert np.isfinite(layout(similar)).all()
