"""The rules of a program, and what changing their bounds means."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from service.budget.program import Places, Program

Rule = Literal["budget", "count_low", "count_high", "quota_low", "quota_high", "max_price", "required", "fixed"]


@dataclass(frozen=True)
class Change:
    """A rule and its new bound. name: of the quota, or the place of the candidate no longer required or fixed.

    old, new: minor units of budget and max_price, numbers of options of the others. `fixed` and `required` are given
    up: old is 1 and new None.
    """

    rule: Rule
    name: str | int | None
    old: int
    new: int | None

    @property
    def size(self) -> float:
        """The change beside what it was; giving up a candidate counts 1."""
        return 1.0 if self.new is None else abs(self.new - self.old) / max(self.old, 1)


@dataclass(frozen=True)
class Repair:
    changes: tuple[Change, ...]

    @property
    def size(self) -> float:
        return sum(change.size for change in self.changes)


def with_changes(program: Program, changes: tuple[Change, ...]) -> Program:
    """The program under changed rules."""
    for change in changes:
        program = _changed(program, change)
    return program


def _changed(program: Program, change: Change) -> Program:
    low, high = program.count
    new = change.new or 0
    match change.rule:
        case "budget":
            return replace(program, budget=new)
        case "count_low":
            return replace(program, count=(new, high))
        case "count_high":
            return replace(program, count=(low, new))
        case "quota_low" | "quota_high":
            return _with_quota(program, change)
        case "max_price":
            return replace(program, max_price=new)
        case "required":
            return replace(program, required=program.required - {change.name})
        case "fixed":
            return replace(program, fixed={c: o for c, o in program.fixed.items() if c != change.name})


def _with_quota(program: Program, changed: Change) -> Program:
    bound = "low" if changed.rule == "quota_low" else "high"
    quotas = (replace(q, **{bound: changed.new}) if q.name == changed.name else q for q in program.quotas)  # type: ignore[arg-type]
    return replace(program, quotas=tuple(quotas))


def loosenings(program: Program) -> Iterator[Change]:
    """Every rule that could be changed, at its old bound; those that can only be given up have new=None.

    Who asks for anybody at all is not helped by a plan without anybody: the least number stays at 1 or more.
    """
    low, high = program.count
    yield Change("budget", None, program.budget, 0)
    if low > 1:
        yield Change("count_low", None, low, 0)
    yield Change("count_high", None, high, 0)
    for quota in program.quotas:
        if quota.low > 0:
            yield Change("quota_low", quota.name, quota.low, 0)
        if quota.high is not None:
            yield Change("quota_high", quota.name, quota.high, 0)
    if program.max_price is not None:
        yield Change("max_price", None, program.max_price, 0)
    for candidate in sorted(program.required):
        yield Change("required", candidate, 1, None)
    for candidate in sorted(program.fixed):
        yield Change("fixed", candidate, 1, None)


def from_below(change: Change) -> bool:
    """Whether the bound is a minimum."""
    return change.rule in ("count_low", "quota_low")


def uses(program: Program, change: Change) -> Places:
    """(n,) what each option adds to the side of the rule that is bounded."""
    if change.rule == "budget":
        return program.price
    if change.rule in ("count_low", "count_high"):
        return np.ones(len(program.price), dtype=np.int64)
    return next(quota.members for quota in program.quotas if quota.name == change.name).astype(np.int64)


def loosest(program: Program, change: Change) -> int:
    """A bound of the rule that no plan can break."""
    if from_below(change):
        return min(1, change.old) if change.rule == "count_low" else 0
    return int(uses(program, change).sum())


def used_by(program: Program, change: Change, plan: Places) -> int | None:
    """The new bound that the plan needs of the rule."""
    if change.new is None:
        return None
    if change.rule == "max_price":
        return max(
            (int(program.price[option]) for option in plan if option not in set(program.fixed.values())), default=0
        )
    return int(uses(program, change)[plan].sum())


def breaks(program: Program, change: Change, plan: Places) -> bool:
    if change.rule == "required":
        return change.name not in program.candidate[plan]
    if change.rule == "fixed":
        return program.fixed[int(change.name or 0)] not in plan
    used = used_by(program, change, plan) or 0
    return used < change.old if from_below(change) else used > change.old
