import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.budget.allocation import solve
from service.budget.program import Places, Program
from service.budget.swaps import Swap, alternates
from tests.budget.small import lawful, points, small_program


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([1, 10**13]))
def test_they_are_the_best_that_keep_every_rule(rng: random.Random, unit: int) -> None:
    asked = small_program(rng, unit)
    found = solve(asked, 60)
    if found.found:
        for line, swaps in zip(found.chosen.tolist(), alternates(asked, found.chosen, 2), strict=True):
            assert [(s.value, -s.price) for s in swaps] == best_swaps(asked, found.chosen, line)[:2]
            assert all(s.own == (asked.candidate[s.option] == asked.candidate[line]) for s in swaps)


def best_swaps(asked: Program, chosen: Places, line: int) -> list[tuple[int, int]]:
    """Points gained and money saved by each candidate's best option in place of the line, the best first."""
    rest = chosen[chosen != line]
    best: dict[int, tuple[int, int]] = {}
    for option in np.flatnonzero(~np.isin(asked.candidate, asked.candidate[rest])).tolist():
        plan = np.sort(np.append(rest, option))
        if option != line and lawful(asked, plan):
            gain = points(asked, plan) - points(asked, chosen), int(asked.price[line] - asked.price[option])
            candidate = int(asked.candidate[option])
            best[candidate] = max(best.get(candidate, gain), gain)
    return sorted(best.values(), reverse=True)


def test_the_candidates_own_other_mix_is_marked() -> None:
    asked = Program(np.array([0, 0, 1]), np.array([5, 3, 4]), np.array([9, 6, 8]), 5, (1, 1), np.array([-1, -1]))
    assert alternates(asked, np.array([0]), 5) == [(Swap(2, False, -1, -1), Swap(1, True, -3, -2))]


def test_a_plan_that_breaks_a_rule_has_none() -> None:
    asked = Program(np.array([0]), np.array([5]), np.array([9]), 4, (0, 1), np.array([-1]))
    with pytest.raises(ValueError, match="budget"):
        alternates(asked, np.array([0]), 1)
