"""When nothing can be bought: the smallest changes of the rules that would let a plan exist.

One rule at a time, with all others kept, its smallest sufficient change is an optimum: the least money a plan costs,
the most candidates it can have. When no single change suffices, the fewest rules that do, by an elastic program
(Chinneck, Feasibility and Infeasibility in Optimization, 2008), and then the smallest change of each.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from service.budget.allocation import solve
from service.budget.changes import (
    Change,
    Repair,
    breaks,
    from_below,
    loosenings,
    loosest,
    used_by,
    uses,
    with_changes,
)
from service.budget.elastic import fewest_changes
from service.budget.program import Places, Program, Solution


def repairs(
    program: Program, seconds: float, report: Callable[[tuple[Repair, ...]], None] | None = None
) -> tuple[Repair, ...]:
    """Every single change that suffices, the smallest first; else the one smallest combination. () when none is needed,
    or none helps: there is nobody to choose.

    report: is told of the repairs found so far. After `seconds`, those found so far are returned.
    """
    search = _Search(_cheapest_that_count(program), time.monotonic() + seconds)
    found: list[Repair] = []
    try:
        if not len(search.program.price) or search.feasible(search.program):
            return ()
        for change in search.single_changes():
            found.append(Repair((change,)))
            if report:
                report(tuple(found))
        if not found:
            found.append(search.combination())
    except TimeoutError:
        pass
    return tuple(sorted(found, key=lambda repair: repair.size))


def _cheapest_that_count(program: Program) -> Program:
    """Without value and overlap, and with no more options of a kind than a plan that just keeps the rules can have.

    A plan without a candidate to spare has at most max(count, required and the minima of quotas together), so of the
    candidates whose options count for the same quotas no more than the so many cheapest are needed.
    """
    must = program.must()
    needed = max(program.count[0], int(must.sum()) + sum(quota.low for quota in program.quotas))
    kept: set[int] = set(np.flatnonzero(must[program.candidate]).tolist())
    kinds: dict[bytes, list[int]] = {}
    counts = np.column_stack([np.zeros_like(program.price, dtype=bool), *(quota.members for quota in program.quotas)])
    seen: set[tuple[bytes, int]] = set()
    for option in np.argsort(program.price, kind="stable").tolist():
        kind, candidate = counts[option].tobytes(), int(program.candidate[option])
        best = kinds.setdefault(kind, [])
        if not must[candidate] and (kind, candidate) not in seen and len(best) < needed:
            best.append(option)
            seen.add((kind, candidate))
    return _only(program, np.array(sorted(kept.union(*kinds.values())), dtype=np.int64))


def _only(program: Program, options: Places) -> Program:
    place = {option: new for new, option in enumerate(options.tolist())}
    return replace(
        program,
        candidate=program.candidate[options],
        price=program.price[options],
        value=np.zeros(len(options), dtype=np.int64),
        cell=np.full(program.candidates, -1, dtype=np.int64),
        overlap_points=np.zeros(0, dtype=np.int64),
        quotas=tuple(replace(quota, members=quota.members[options]) for quota in program.quotas),
        fixed={candidate: place[option] for candidate, option in program.fixed.items()},
    )


class _Search:
    """The program, its options few enough to ask of many times, and the time left to ask."""

    def __init__(self, program: Program, deadline: float) -> None:
        self.program, self.deadline = program, deadline

    def left(self) -> float:
        return self.deadline - time.monotonic()

    def feasible(self, program: Program) -> bool:
        return self._solved(program).found

    def single_changes(self) -> Iterator[Change]:
        for change in loosenings(self.program):
            smallest = self.smallest(self.program, change)
            if smallest is not None:
                yield smallest

    def smallest(self, program: Program, change: Change) -> Change | None:
        """The change with the least new bound that lets a plan exist beside the program's other rules, or None."""
        if change.new is None:
            return change if self.feasible(with_changes(program, (change,))) else None
        if change.rule == "max_price":
            return self._smallest_max_price(program, change)
        free = with_changes(program, (replace(change, new=loosest(program, change)),))
        used = uses(program, change)
        wanted = used if from_below(change) else -used
        found = self._solved(replace(free, value=wanted))
        return replace(change, new=int(used[found.chosen].sum())) if found.found else None

    def combination(self) -> Repair:
        """The fewest rules that suffice together, each changed no more than it must be beside the others."""
        changes = list(loosenings(self.program))
        plan = fewest_changes(self.program, changes, self.left())
        changes = [replace(c, new=used_by(self.program, c, plan)) for c in changes if breaks(self.program, c, plan)]
        for place, change in enumerate(changes):
            others = with_changes(self.program, (*changes[:place], *changes[place + 1 :]))
            changes[place] = self.smallest(others, change) or change
        return Repair(tuple(changes))

    def _smallest_max_price(self, program: Program, change: Change) -> Change | None:
        prices = np.unique(program.price[program.price > change.old]).tolist()
        if not prices or not self.feasible(with_changes(program, (replace(change, new=prices[-1]),))):
            return None
        low, high = 0, len(prices) - 1
        while low < high:
            middle = (low + high) // 2
            if self.feasible(with_changes(program, (replace(change, new=prices[middle]),))):
                high = middle
            else:
                low = middle + 1
        return replace(change, new=prices[high])

    def _solved(self, program: Program) -> Solution:
        found = solve(program, max(self.left(), 0.0))
        if found.status == "stopped":
            raise TimeoutError
        return found
