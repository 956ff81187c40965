"""A program solved in the solver's own process, and what surrounds the answer: frontier, alternates, or repairs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.budget import process
from service.budget.changes import Repair
from service.budget.frontier import FrontierPoint, budgets_around
from service.budget.program import Program, Solution
from service.budget.swaps import Swap, alternates
from service.domain.plan import PlanRequest
from service.errors import Unavailable
from service.metrics import plans_total, timed

_ALTERNATES = 3


@dataclass(frozen=True)
class Explored:
    """What else can be said: for a plan its frontier and, by chosen option, who could stand in; otherwise repairs."""

    frontier: tuple[FrontierPoint, ...] = ()
    alternates: Mapping[int, tuple[Swap, ...]] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()


def solve(program: Program, request: PlanRequest) -> Solution:
    """The best plan, or the best so far when time is up. Raises Unavailable where there is none by then."""
    with timed("solve_plan"):
        found = process.solved(program, request.seconds, request.gap_pct / 100)
    plans_total.labels(found.status).inc()
    if found.status == "stopped" and not found.found:
        message = f"no plan was found within {request.seconds:g} seconds; allow more, or fewer candidates"
        raise Unavailable(message, 5, code="out_of_time")
    return found


def explore(program: Program, solution: Solution, request: PlanRequest) -> Explored:
    """As much of it as is found in time."""
    with timed("explore_plan"):
        return _explored(program, solution, request)


def _explored(program: Program, solution: Solution, request: PlanRequest) -> Explored:
    if not solution.found:
        return Explored(repairs=process.repaired(program, request.seconds))
    found = alternates(program, solution.chosen, _ALTERNATES)
    stand_ins = dict(zip(solution.chosen.tolist(), found, strict=True))
    if not request.frontier:
        return Explored(alternates=stand_ins)
    budgets = budgets_around(request.budget.amount_minor)
    return Explored(process.points_of(program, solution, budgets, request.seconds), stand_ins)
