"""What a plan may buy, and what was found. Money is integer minor units, value integer points: nothing is rounded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Status = Literal["optimal", "feasible", "infeasible", "stopped"]

# Sums of all prices and of all values stay inside 64 bits.
_LARGEST = 2**62


@dataclass(frozen=True, eq=False)
class Quota:
    """Between `low` and `high` (None: no bound) of the chosen options are among `members`, bool (options,)."""

    name: str
    members: Mask
    low: int = 0
    high: int | None = None


@dataclass(frozen=True, eq=False)
class Program:
    """n options of m candidates; the options of one candidate exclude one another.

    candidate: (n,) place 0..m-1 of the candidate of each option
    price: (n,) minor units, >= 0
    value: (n,) points
    budget: minor units all chosen options may cost together
    count: fewest and most candidates chosen, inclusive
    cell: (m,) cell of candidates that overlap, -1 for none
    overlap_points: (cells,) what every chosen candidate of a cell beyond its first costs, >= 0
    required: candidates that must be chosen
    fixed: candidate to its only allowed option, which must be chosen
    max_price: most that one option may cost; fixed options are exempt
    """

    candidate: Places
    price: Places
    value: Places
    budget: int
    count: tuple[int, int]
    cell: Places
    overlap_points: Places = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    quotas: tuple[Quota, ...] = ()
    required: frozenset[int] = frozenset()
    fixed: Mapping[int, int] = field(default_factory=dict)
    max_price: int | None = None

    def __post_init__(self) -> None:
        """ValueError when the parts do not belong together."""
        n, m = len(self.candidate), len(self.cell)
        if not (len(self.price) == len(self.value) == n and all(len(q.members) == n for q in self.quotas)):
            raise ValueError("candidate, price, value and the members of quotas must be of one length")
        if n and not (self.candidate.min() >= 0 and self.candidate.max() < m):
            raise ValueError("an option belongs to no candidate")
        if m and self.cell.max() >= len(self.overlap_points):
            raise ValueError("a cell has no overlap_points")
        if n and (self.price.min() < 0 or (len(self.overlap_points) and self.overlap_points.min() < 0)):
            raise ValueError("prices and overlap_points must be at least 0")
        if n and max(float(self.price.max()), float(np.abs(self.value).max())) * min(n, m) > _LARGEST:
            raise ValueError("prices or values are too large to be added in 64 bits")
        if any(self.candidate[option] != candidate for candidate, option in self.fixed.items()):
            raise ValueError("a fixed option belongs to another candidate")

    @property
    def candidates(self) -> int:
        return len(self.cell)

    def value_of(self, chosen: Places) -> int:
        """Points of the chosen options (k,) after the cost of overlap."""
        cells = self.cell[self.candidate[chosen]]
        in_cell = np.bincount(cells[cells >= 0], minlength=len(self.overlap_points))
        return int(self.value[chosen].sum()) - int((np.maximum(in_cell - 1, 0) * self.overlap_points).sum())

    def price_of(self, chosen: Places) -> int:
        return int(self.price[chosen].sum())

    def allowed(self) -> Mask:
        """(n,) options that no rule about one option alone forbids."""
        allowed = self.price <= self.budget
        if self.max_price is not None:
            allowed &= self.price <= self.max_price
        for candidate, option in self.fixed.items():
            allowed[self.candidate == candidate] = False
            allowed[option] = True
        return allowed

    def must(self) -> Mask:
        """(m,) candidates that have to be chosen."""
        must = np.zeros(self.candidates, dtype=bool)
        must[[*self.required, *self.fixed]] = True
        return must

    def broken(self, chosen: Places) -> list[str]:
        """Names of the rules that these options (k,) break together; empty for a plan that may be bought."""
        buyers = self.candidate[chosen]
        low, high = self.count
        rules = {
            "one option each": len(np.unique(buyers)) == len(buyers),
            "budget": self.price_of(chosen) <= self.budget,
            "count": low <= len(chosen) <= high,
            "required": bool(np.isin(np.flatnonzero(self.must()), buyers).all()),
            "fixed": all(option in chosen for option in self.fixed.values()),
            "max_price": self.max_price is None
            or all(self.price[o] <= self.max_price or self.fixed.get(int(self.candidate[o])) == o for o in chosen),
        }
        names = [name for name, kept in rules.items() if not kept]
        for quota in self.quotas:
            members = int(quota.members[chosen].sum())
            if members < quota.low or (quota.high is not None and members > quota.high):
                names.append(quota.name)
        return names


@dataclass(frozen=True, eq=False)
class Solution:
    """A plan and what is proven about it.

    found: there is a plan; without one it is infeasible, or time ran out first, and chosen is empty
    chosen: (k,) options, by candidate
    value, price: of the plan, in points after overlap and in minor units
    bound: no plan has more points than this
    gap: (bound - value) / max(value, 1)
    status: optimal (nothing is better), feasible (within the gap asked for), stopped (out of time), infeasible
    shadow_price: points one more minor unit of budget is worth, in the linear relaxation
    loss: (n,) at least so many points are lost when this option has to be in the plan; inf when it cannot be
    """

    found: bool
    chosen: Places
    value: int
    price: int
    bound: float
    gap: float
    status: Status
    shadow_price: float
    loss: Floats
    seconds: float
