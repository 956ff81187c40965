"""Who could stand in for whom: for each line of a plan, other options that keep every rule."""

from dataclasses import dataclass

import numpy as np

from service.budget.program import Mask, Places, Program


@dataclass(frozen=True)
class Swap:
    """`option` instead of a chosen one. own: it is another of the same candidate.

    value, price: what the plan gains in points, overlap included, and costs more in minor units
    """

    option: int
    own: bool
    value: int
    price: int


def alternates(program: Program, chosen: Places, count: int) -> list[tuple[Swap, ...]]:
    """For each chosen option the `count` best swaps, at most one of any candidate; () for a fixed one.

    ValueError when the chosen options break a rule themselves.
    """
    broken = program.broken(chosen)
    if broken:
        raise ValueError(f"the plan breaks: {', '.join(broken)}")
    plan = _Plan(program, chosen)
    return [plan.swaps(line, count) for line in chosen.tolist()]


class _Plan:
    """What the chosen options use, and which options could join when one of them leaves."""

    def __init__(self, program: Program, chosen: Places) -> None:
        self.program, self.chosen = program, chosen
        buyers = program.candidate[chosen]
        self.taken = np.zeros(program.candidates, dtype=bool)
        self.taken[buyers] = True
        self.free = program.allowed() & ~self.taken[program.candidate]
        cells = program.cell[buyers]
        self.in_cell = np.bincount(cells[cells >= 0], minlength=len(program.overlap_points))
        self.cell = program.cell[program.candidate]
        self.spare = program.budget - program.price_of(chosen)

    def swaps(self, line: int, count: int) -> tuple[Swap, ...]:
        program, leaving = self.program, int(self.program.candidate[line])
        if leaving in program.fixed:
            return ()
        own = program.allowed() & (program.candidate == leaving)
        own[line] = False
        options = np.flatnonzero((own if leaving in program.required else own | self.free) & self._fits(line))
        value = self._value(line, options) - self._value(line, np.array([line]))[0]
        price = program.price[options] - program.price[line]
        order = np.lexsort((options, price, -value))
        first = np.unique(program.candidate[options][order], return_index=True)[1]
        best = order[np.sort(first)[:count]]
        return tuple(Swap(int(options[b]), bool(own[options[b]]), int(value[b]), int(price[b])) for b in best.tolist())

    def _fits(self, line: int) -> Mask:
        """(n,) options that keep the budget and the quotas in place of the line."""
        program = self.program
        fits: Mask = program.price - program.price[line] <= self.spare
        for quota in program.quotas:
            members = int(quota.members[self.chosen].sum()) - int(quota.members[line])
            if members < quota.low:
                fits &= quota.members
            if quota.high is not None and members >= quota.high:
                fits &= ~quota.members
        return fits

    def _value(self, line: int, options: Places) -> Places:
        """(k,) points each option adds to the plan without the line."""
        if not len(self.in_cell):
            return self.program.value[options]
        cells = self.cell[options]
        there = self.in_cell[cells] - ((cells == self.cell[line]) & (cells >= 0))
        cost = np.where((cells >= 0) & (there > 0), self.program.overlap_points[cells], 0)
        return np.asarray(self.program.value[options] - cost)
