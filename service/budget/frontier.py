"""What other budgets would buy: value over money, from half the budget to double."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from service.budget.allocation import solve
from service.budget.program import Places, Program, Solution

GAP = 0.005  # every point is within 0.5 % of the best; the budget of the plan itself is as exact as the plan


@dataclass(frozen=True)
class FrontierPoint:
    """The best plan for a budget: points, minor units spent, proven bound of the points, candidates chosen.

    found is False where no plan was found: none exists (`infeasible`), or time ran out first.
    """

    budget: int
    found: bool
    infeasible: bool
    value: int
    price: int
    bound: float
    count: int


def budgets_around(budget: int, count: int = 13) -> list[int]:
    """Budgets from half to double in equal ratios, the budget itself among them when `count` is odd."""
    return sorted({round(budget * 2 ** (2 * step / (count - 1) - 1)) for step in range(count)})


def frontier(
    program: Program,
    solution: Solution,
    budgets: Sequence[int],
    seconds: float,
    report: Callable[[tuple[FrontierPoint, ...]], None] | None = None,
) -> tuple[FrontierPoint, ...]:
    """Points for the budgets in rising order, each within `GAP` while time suffices; value never falls.

    solution: the plan for the program's own budget. The largest option's price rises and falls with the budget when
    the program limits it, as a share of the budget does.
    """
    deadline = time.monotonic() + seconds
    points: list[FrontierPoint] = []
    known: tuple[Places, ...] = ()
    for place, budget in enumerate(sorted(budgets)):
        each = max(deadline - time.monotonic(), 0.0) / (len(budgets) - place)
        at_budget = _with_budget(program, budget)
        if budget == program.budget and solution.found:
            found = solution
        else:
            plans = known + ((solution.chosen,) if solution.found else ())
            found = solve(at_budget, each, GAP, known=tuple(p for p in plans if not at_budget.broken(p)))
        known = (found.chosen,) if found.found else known
        points.append(_point(budget, found))
        if report:
            report(tuple(points))
    return _rising(points)


def _with_budget(program: Program, budget: int) -> Program:
    if program.max_price is None:
        return replace(program, budget=budget)
    return replace(program, budget=budget, max_price=program.max_price * budget // max(program.budget, 1))


def _point(budget: int, found: Solution) -> FrontierPoint:
    infeasible = found.status == "infeasible"
    return FrontierPoint(budget, found.found, infeasible, found.value, found.price, found.bound, len(found.chosen))


def _rising(points: list[FrontierPoint]) -> tuple[FrontierPoint, ...]:
    """No bound above that of a larger budget."""
    lowest, tightened = float("inf"), []
    for point in reversed(points):
        lowest = min(lowest, point.bound) if not point.infeasible else lowest
        tightened.append(replace(point, bound=min(point.bound, lowest)))
    return tuple(reversed(tightened))
