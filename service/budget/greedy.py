"""Greedy by ratio: the plan a spreadsheet would make, and the first one the solver improves."""

import numpy as np

from service.budget.program import Places, Program


def greedy(program: Program) -> Places | None:
    """Options (k,) by points per money: what must be, then each minimum, then the rest; None when it breaks a rule.

    An option is taken when the money left after it still buys the cheapest candidates the minimum count needs.
    """
    plan = _Plan(program)
    by_ratio = np.argsort(-program.value / np.maximum(program.price, 1), kind="stable")
    allowed = program.allowed()
    by_ratio = by_ratio[allowed[by_ratio]]
    must = program.must()
    plan.fill(by_ratio[must[program.candidate[by_ratio]]], int(must.sum()), needed=True)
    for place in np.argsort([-quota.low for quota in program.quotas], kind="stable"):
        quota = program.quotas[place]
        plan.fill(by_ratio[quota.members[by_ratio]], len(plan.chosen) + max(quota.low - plan.in_quota[place], 0), True)
    plan.fill(by_ratio, program.count[0], needed=True)
    plan.fill(by_ratio, program.count[1], needed=False)
    chosen = np.array(sorted(plan.chosen), dtype=np.int64)
    return None if program.broken(chosen) else chosen


class _Plan:
    """What is chosen so far, and what it leaves of the budget and the quotas."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.chosen: list[int] = []
        self.price, self.candidate = program.price.tolist(), program.candidate.tolist()
        self.taken = [False] * program.candidates
        self.money = program.budget
        self.in_cell = np.zeros(len(program.overlap_points), dtype=np.int64)
        self.in_quota = [0] * len(program.quotas)
        cheapest = np.full(program.candidates, np.iinfo(np.int64).max)
        np.minimum.at(cheapest, program.candidate, program.price)
        known = np.sort(cheapest[np.unique(program.candidate)])[: program.count[0]]
        self.reserve = [0, *np.cumsum(known).tolist()]

    def fill(self, options: Places, count: int, needed: bool) -> None:
        """Take these options in their order while they fit, and pay unless `needed`, until `count` are chosen."""
        for option in options.tolist():
            if len(self.chosen) >= min(count, self.program.count[1]):
                return
            if self._fits(option) and (needed or self._pays(option)):
                self._take(option)

    def _fits(self, option: int) -> bool:
        program = self.program
        still_to_come = max(program.count[0] - len(self.chosen) - 1, 0)
        if (
            self.price[option] > self.money - self.reserve[min(still_to_come, len(self.reserve) - 1)]
            or self.taken[self.candidate[option]]
        ):
            return False
        return all(
            quota.high is None or not quota.members[option] or self.in_quota[place] < quota.high
            for place, quota in enumerate(program.quotas)
        )

    def _pays(self, option: int) -> bool:
        cell = self.program.cell[self.candidate[option]]
        overlap = self.program.overlap_points[cell] if cell >= 0 and self.in_cell[cell] else 0
        return bool(self.program.value[option] > overlap)

    def _take(self, option: int) -> None:
        candidate = self.candidate[option]
        self.chosen.append(option)
        self.taken[candidate] = True
        self.money -= self.price[option]
        if self.program.cell[candidate] >= 0:
            self.in_cell[self.program.cell[candidate]] += 1
        for place, quota in enumerate(self.program.quotas):
            self.in_quota[place] += int(quota.members[option])
