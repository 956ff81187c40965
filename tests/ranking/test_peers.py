"""Peers: the share of a creator's group with a smaller figure."""

import math

import numpy as np

from service.ranking.peers import peer_ranks

NAN = math.nan


def _ranks(figures: list[float], groups: list[int], places: list[int]) -> list[tuple[float, int]]:
    chosen, everybody, all_groups = np.array(places, dtype=np.int64), np.array(figures), np.array(groups)
    ranks, counts = peer_ranks(everybody[chosen], all_groups[chosen], everybody, all_groups)
    return list(zip(ranks.tolist(), counts.tolist(), strict=True))


def test_the_rank_is_the_percentage_of_smaller_figures_with_half_of_the_equal_ones() -> None:
    assert _ranks([1, 2, 3, 4], [0, 0, 0, 0], [0, 1, 2, 3]) == [(12.5, 4), (37.5, 4), (62.5, 4), (87.5, 4)]
    assert _ranks([2, 2, 2, 5], [0, 0, 0, 0], [0, 3]) == [(37.5, 4), (87.5, 4)]


def test_each_is_compared_with_its_own_group_alone() -> None:
    assert _ranks([1, 100, 2, 50], [0, 1, 0, 1], [2, 3]) == [(75.0, 2), (25.0, 2)]


def test_the_unknown_has_no_rank_and_is_nobodys_peer() -> None:
    ((unknown, count), known) = _ranks([NAN, 3, 4], [0, 0, 0], [0, 2])
    assert math.isnan(unknown)
    assert (count, known) == (2, (75.0, 2))
    ((alone, nobody),) = _ranks([NAN], [0], [0])
    assert math.isnan(alone)
    assert nobody == 0


def test_nobody_chosen_is_nobody_ranked() -> None:
    assert _ranks([1, 2], [0, 0], []) == []

