import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from service.budget import allocation
from service.budget.allocation import solve
from service.budget.core import whole_core
from service.budget.greedy import greedy
from service.budget.matrix import standard_form
from service.budget.program import Program, Quota, Solution
from service.errors import Unavailable
from tests.budget.crowd import crowd
from tests.budget.small import all_plans, best_points, lawful, points, small_program

ROOMY = 60.0


def program(price: list[int], value: list[int], budget: int, most: int = 9) -> Program:
    """Candidates of one option each, without any other rule."""
    n = len(price)
    return Program(np.arange(n), np.array(price), np.array(value), budget, (0, most), np.full(n, -1))


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([1, 1, 100, 10**13]))
def test_the_plan_is_the_best_of_all_plans_and_lawful(rng: random.Random, unit: int) -> None:
    asked = small_program(rng, unit)
    best, found = best_points(asked), solve(asked, ROOMY)
    assert found.found == (best is not None)
    if best is None:
        assert found.status == "infeasible"
        assert np.isinf(found.loss).all()
    else:
        assert (found.status, found.value, found.bound, found.gap) == ("optimal", best, best, 0)
        assert lawful(asked, found.chosen)
        assert points(asked, found.chosen) == best
        assert found.price == asked.price_of(found.chosen)


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_option_that_is_forced_in_loses_less_than_told(rng: random.Random) -> None:
    asked = small_program(rng)
    found = solve(asked, ROOMY)
    for plan in all_plans(asked) if found.found else ():
        if lawful(asked, plan):
            assert found.loss[plan].max(initial=0) <= found.value - points(asked, plan)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([1, 10**13]))
def test_the_greedy_plan_keeps_every_rule(rng: random.Random, unit: int) -> None:
    asked = small_program(rng, unit)
    plan = greedy(asked)
    assert plan is None or lawful(asked, plan)


def test_money_is_exact_where_doubles_and_tolerances_are_not() -> None:
    large = 10**13
    for spare, expected in ((0, 5), (1, 7)):
        asked = program([large + 1, large, large], [4, 3, 2], 2 * large + spare)
        assert solve(asked, ROOMY).value == expected
    pairs = program([large + i for i in range(8)], [10 + i for i in range(8)], 2 * large + 5)
    assert solve(pairs, ROOMY).value == 25


def test_one_point_in_a_million_million_decides() -> None:
    asked = program([5, 5, 5], [10**12, 10**12 + 1, 10**12 - 1], 5)
    assert solve(asked, ROOMY).chosen.tolist() == [1]


@pytest.mark.parametrize("seed", range(3))
def test_a_large_plan_is_proven_within_the_relaxation(seed: int) -> None:
    asked = crowd(600, seed)
    found, baseline = solve(asked, ROOMY), greedy(asked)
    assert found.status == "optimal"
    assert asked.broken(found.chosen) == []
    assert baseline is not None
    assert asked.value_of(baseline) <= found.value <= relaxed(asked)
    assert found.loss.min() == 0


def relaxed(asked: Program) -> float:
    """The linear relaxation, all of it at once."""
    form = standard_form(whole_core(replace(asked, max_price=None)))
    tops, bottoms = np.isfinite(form.high), np.isfinite(form.low)
    found = linprog(
        form.cost,
        np.vstack([form.rows.toarray()[tops], -form.rows.toarray()[bottoms]]),
        np.concatenate([form.high[tops], -form.low[bottoms]]),
        method="highs",
    )
    return float(-found.fun * form.point) * (1 + 1e-9)


def test_the_bound_of_the_relaxation_is_found_by_sifting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.budget.relaxation._FIRST", 20)
    monkeypatch.setattr("service.budget.relaxation._JOIN", 20)
    asked = replace(crowd(400, 1), max_price=None)
    found = solve(asked, ROOMY, gap=1.0)
    assert found.bound == pytest.approx(relaxed(asked), rel=1e-8)


def test_every_core_leads_to_the_same_value(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = crowd(300, 2)
    value = solve(asked, ROOMY).value
    for first, whole in ((5, 1500), (30, 0), (2000, 1500)):
        monkeypatch.setattr(allocation, "_FIRST", first)
        monkeypatch.setattr(allocation, "_WHOLE", whole)
        assert solve(asked, ROOMY).value == value


def test_the_same_program_gives_the_same_plan() -> None:
    tied = program([10] * 30, [7] * 30, 95)
    plans = {tuple(solve(tied, ROOMY).chosen.tolist()) for _ in range(3)}
    assert len(plans) == 1


def test_a_gap_stops_earlier_with_an_honest_bound() -> None:
    asked = crowd(600, 4)
    exact, rough = solve(asked, ROOMY), solve(asked, ROOMY, gap=0.05)
    assert rough.value <= exact.value <= rough.bound
    assert rough.gap == (rough.bound - rough.value) / rough.value <= 0.05


def test_out_of_time_it_returns_the_greedy_plan_and_the_bound() -> None:
    asked = crowd(600, 5)
    found, baseline = solve(asked, 0), greedy(asked)
    assert baseline is not None
    assert found.status == "stopped"
    assert found.chosen.tolist() == sorted(baseline.tolist())
    assert found.bound >= solve(asked, ROOMY).value


def test_it_reports_every_better_plan() -> None:
    reported: list[Solution] = []
    found = solve(crowd(600, 6), ROOMY, report=reported.append)
    assert [r.value for r in reported] == sorted({r.value for r in reported})
    assert reported[-1].value == found.value
    assert all(found.value <= r.bound for r in reported)


def test_the_price_of_money_is_what_a_little_more_would_bring() -> None:
    asked = program([100] * 20, list(range(1000, 3000, 100)), 550)
    assert solve(asked, ROOMY).shadow_price == pytest.approx(24)


def test_it_raises_rather_than_return_a_plan_that_breaks_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = program([3, 4], [5, 6], 10)
    monkeypatch.setattr(allocation, "_milp", lambda *_: (np.array([0, 0]), 99.0))
    with pytest.raises(Unavailable, match="one option each"):
        solve(asked, ROOMY)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"price": np.array([1])}, "one length"),
        ({"candidate": np.array([0, 2])}, "no candidate"),
        ({"price": np.array([1, -1])}, "at least 0"),
        ({"price": np.array([1, 2**62])}, "64 bits"),
        ({"cell": np.array([0, 0])}, "no overlap_points"),
        ({"fixed": {0: 1}}, "another candidate"),
        ({"quotas": (Quota("a", np.array([True])),)}, "one length"),
    ],
)
def test_a_program_whose_parts_do_not_fit_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(program([1, 2], [1, 2], 3), **change)  # type: ignore[arg-type]
