from dataclasses import replace

from service.budget.allocation import solve
from service.budget.frontier import GAP, budgets_around, frontier
from tests.budget.crowd import crowd


def test_the_budgets_go_from_half_to_double_over_the_budget_itself() -> None:
    budgets = budgets_around(10**13 + 1)
    assert (budgets[0], budgets[6], budgets[-1]) == ((10**13 + 1) // 2, 10**13 + 1, 2 * 10**13 + 2)
    assert budgets_around(1) == [0, 1, 2]


def test_every_point_is_within_the_gap_and_value_rises() -> None:
    asked = crowd(300, 1)
    found = solve(asked, 60)
    points = frontier(asked, found, budgets_around(asked.budget, 5), 60)
    for point in points:
        best = solve(replace(asked, budget=point.budget, max_price=point.budget // 5), 60)
        assert point.value <= best.value <= point.bound <= point.value * (1 + GAP)
        assert point.price <= point.budget
    assert [p.value for p in points] == sorted(p.value for p in points)
    assert points[2].value == found.value


def test_budgets_that_buy_nothing_are_told() -> None:
    asked = crowd(300, 2, budget=12_000)
    points = frontier(asked, solve(asked, 60), [1000, 500_000], 60)
    assert [(p.found, p.infeasible, p.value > 0) for p in points] == [(False, True, False), (True, False, True)]


def test_without_time_points_are_missing_rather_than_infeasible() -> None:
    asked = crowd(300, 3)
    points = frontier(asked, solve(asked, 60), [400_000], 0)
    assert not points[0].infeasible
