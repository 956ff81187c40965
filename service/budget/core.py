"""A program as the solver works on it: options by candidate, every rule a row, nothing that cannot pay off."""

from dataclasses import dataclass

import numpy as np

from service.budget.program import Floats, Mask, Places, Program


@dataclass(frozen=True, eq=False)
class Core:
    """Options (n,) sorted by candidate, with the rows that link candidates: low <= rows @ x <= high.

    origin: (n,) the option of the program each one is; starts: first option of each candidate that has any
    buyers: (b,) those candidates; owner: (n,) place of each option's candidate among them
    rows: (r, n): 0 is money, 1 the count, the others quotas; low, high: (r,)
    must: (b,) has to be chosen; cell: (b,), -1 for none; points: (cells,) of overlap
    """

    origin: Places
    starts: Places
    buyers: Places
    owner: Places
    value: Places
    price: Places
    rows: Floats
    low: Floats
    high: Floats
    must: Mask
    cell: Places
    points: Floats

    def only(self, kept: Mask | Places) -> "Core":
        """The same rows over some of the options (mask, or places in rising order)."""
        owners, starts, owner = _runs(self.owner[kept])
        return Core(
            self.origin[kept],
            starts,
            self.buyers[owners],
            owner,
            self.value[kept],
            self.price[kept],
            self.rows[:, kept],
            self.low,
            self.high,
            self.must[owners],
            self.cell[owners],
            self.points,
        )


def whole_core(program: Program) -> Core:
    """Every option of the program, also those that cannot be chosen."""
    origin = np.argsort(program.candidate, kind="stable")
    buyers, starts, owner = _runs(program.candidate[origin])
    price = program.price[origin]
    rows = np.empty((2 + len(program.quotas), len(origin)))
    rows[0], rows[1] = price, 1
    for place, quota in enumerate(program.quotas):
        rows[2 + place] = quota.members[origin]
    low, high = program.count
    lows = [-np.inf, low, *(quota.low for quota in program.quotas)]
    highs = [program.budget, high, *(np.inf if q.high is None else q.high for q in program.quotas)]
    return Core(
        origin,
        starts,
        buyers,
        owner,
        program.value[origin],
        price,
        rows,
        np.array(lows, dtype=float),
        np.array(highs, dtype=float),
        program.must()[buyers],
        program.cell[buyers],
        program.overlap_points.astype(float),
    )


def _runs(ordered: Places) -> tuple[Places, Places, Places]:
    """Distinct values of an ordered array, where each begins, and the place of each entry's among them."""
    first = np.diff(ordered, prepend=-1) != 0
    starts = np.flatnonzero(first)
    return ordered[starts], starts, np.cumsum(first) - 1


def possible(core: Core, allowed: Mask) -> Core:
    """Without options that are forbidden, or cost too much beside the candidates that must be chosen."""
    core = core.only(allowed[core.origin])
    if not len(core.price):
        return core
    cheapest = np.minimum.reduceat(core.price, core.starts)
    for_others = int(cheapest[core.must].sum()) - np.where(core.must, cheapest, 0)[core.owner]
    return core.only(core.price + for_others <= core.high[0])


def undominated(core: Core) -> Core:
    """Without options that another of the same candidate and quotas beats in price and value together."""
    quotas = core.rows[2:]
    if len(quotas) > 50:  # beyond the bits of a double
        return core
    kind = (2.0 ** np.arange(len(quotas)) @ quotas).astype(np.int64)
    order = np.lexsort((-core.value, core.price, kind, core.owner))
    changed = np.diff(core.owner[order], prepend=-1).astype(bool) | np.diff(kind[order], prepend=-1).astype(bool)
    span = len(order) + 1
    base = np.cumsum(changed) * span  # so that the running maximum starts anew with each candidate and kind
    rank = np.unique(core.value[order], return_inverse=True)[1]
    before = np.maximum.accumulate(np.concatenate([[0], (base + rank)[:-1]]))
    kept = np.zeros(len(order), dtype=bool)
    kept[order] = (base + rank > before) | changed
    return core.only(kept)
