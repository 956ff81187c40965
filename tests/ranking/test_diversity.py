"""Diversity: the next creator is good, and unlike those already listed."""

import numpy as np
import pytest

from service.ranking.diversity import Floats, diversified

SCORES = np.array([0.9, 0.8, 0.7, 0.6])
# Two pairs of twins, at right angles to each other.
TWINS = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])


def test_without_diversity_the_order_is_that_of_the_scores() -> None:
    assert diversified(np.array([0.1, 0.3, 0.2, 0.3]), TWINS, 0.0).tolist() == [1, 3, 2, 0]


def test_with_some_the_twin_of_the_first_waits() -> None:
    assert diversified(SCORES, TWINS, 0.5).tolist() == [0, 2, 1, 3]
    assert diversified(SCORES, TWINS, 0.05).tolist() == [0, 1, 2, 3]


def test_with_all_of_it_only_likeness_counts_and_the_best_still_leads_among_equals() -> None:
    vectors = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]])
    assert diversified(np.array([0.1, 0.9, 0.5]), vectors, 1.0).tolist() == [0, 2, 1]


@pytest.mark.parametrize("diversity", [0.0, 0.3, 0.7, 1.0])
def test_each_next_one_has_the_greatest_marginal_relevance(diversity: float) -> None:
    rng = np.random.default_rng(7)
    vectors = rng.normal(size=(30, 5))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    scores = rng.uniform(size=30)
    order = diversified(scores, vectors, diversity).tolist()
    assert sorted(order) == list(range(30))
    for position, chosen in enumerate(order):
        listed, rest = order[:position], order[position:]
        best = max(_marginal(place, listed, scores, vectors, diversity) for place in rest)
        assert _marginal(chosen, listed, scores, vectors, diversity) == pytest.approx(best)


def _marginal(place: int, listed: list[int], scores: Floats, vectors: Floats, diversity: float) -> float:
    nearest = max([0.0, *(float(vectors[place] @ vectors[one]) for one in listed)])
    return (1 - diversity) * float(scores[place]) - diversity * nearest


def test_nobody_has_no_order() -> None:
    assert diversified(np.empty(0), np.empty((0, 3)), 0.5).tolist() == []
