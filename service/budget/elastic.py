"""An elastic program: every rule may stretch, and what counts first is how few of them do.

Brown and Graves, 1975. The variables are x (n,) options, then for every rule whether it changes, and by how much.
"""

import time
from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from service.budget.changes import Change, from_below, uses
from service.budget.program import Floats, Places, Program
from service.errors import Unavailable

_CLOSE = 0.02  # of the least sum of shares: each change is made as small as it can be afterwards


def fewest_changes(program: Program, changes: Sequence[Change], seconds: float) -> Places:
    """Options (k,) of a plan that breaks the fewest of these rules, and those by about the least share of their bounds.

    TimeoutError when it cannot be found in time.
    """
    n, c = len(program.price), len(changes)
    choices = sparse.csr_array((np.ones(n), (program.candidate, np.arange(n))), (program.candidates, n))
    rules = [LinearConstraint(sparse.hstack([choices, sparse.csr_array((program.candidates, 2 * c))]), 0, 1)]
    rules.append(LinearConstraint(_row(n, c, np.ones(n), {}), min(1, program.count[0]), np.inf))
    for place, change in enumerate(changes):
        rules += _stretched(program, change, place, c)
    size = [_unit(program, change) / max(change.old, 1) for change in changes]
    deadline = time.monotonic() + seconds
    fewest = _solved(np.repeat([0.0, 1.0, 0.0], [n, c, c]), rules, n, seconds, gap=0.0)
    rules.append(
        LinearConstraint(_row(n, c, np.zeros(n), dict.fromkeys(range(c), 1.0)), 0, round(fewest[n : n + c].sum()))
    )
    try:
        left = (deadline - time.monotonic()) / 2
        smallest = _solved(np.concatenate([np.zeros(n + c), size]), rules, n, left, _CLOSE)
    except TimeoutError:
        smallest = fewest
    return np.flatnonzero(smallest[:n] > 0.5)


def _stretched(program: Program, change: Change, place: int, c: int) -> list[LinearConstraint]:
    """The rule, kept unless it changes: by any amount up to what no plan can need, or given up."""
    n = len(program.price)
    unless, by = {place: 1.0}, {c + place: 1.0}
    if change.rule == "required":
        return [LinearConstraint(_row(n, c, program.candidate == change.name, unless), 1, np.inf)]
    if change.rule == "fixed":
        option = np.arange(n) == program.fixed[int(change.name or 0)]
        others = (program.candidate == change.name) & ~option
        return [
            LinearConstraint(_row(n, c, option, unless), 1, np.inf),
            LinearConstraint(_row(n, c, others, {place: -1.0}), -np.inf, 0),
        ]
    if change.rule == "max_price":
        over = np.flatnonzero((program.price > change.old) & ~np.isin(np.arange(n), list(program.fixed.values())))
        rows = sparse.csr_array((np.ones(len(over)), (np.arange(len(over)), over)), (len(over), n + 2 * c)).tolil()
        rows[:, n + place] = -1
        return [LinearConstraint(rows.tocsr(), -np.inf, 0)] if len(over) else []
    unit = _unit(program, change)
    used, old = uses(program, change) / unit, change.old / unit
    most = old if from_below(change) else used.sum()
    limit = LinearConstraint(_row(n, c, np.zeros(n), {**by, place: -most}), -np.inf, 0)
    if from_below(change):
        return [limit, LinearConstraint(_row(n, c, used, by), old, np.inf)]
    return [limit, LinearConstraint(_row(n, c, used, {c + place: -1.0}), -np.inf, old)]


def _row(n: int, c: int, options: Floats | Places, rules: dict[int, float]) -> Floats:
    row = np.zeros((1, n + 2 * c))
    row[0, :n] = options
    for place, factor in rules.items():
        row[0, n + place] = factor
    return row


def _unit(program: Program, change: Change) -> float:
    """Money in units of a usual price, so that HiGHS's tolerances mean little."""
    if change.rule != "budget" or not len(program.price):
        return 1.0
    return max(float(np.median(program.price)), 1.0)


def _solved(cost: Floats, rules: list[LinearConstraint], n: int, seconds: float, gap: float) -> Floats:
    c = (len(cost) - n) // 2
    found = milp(
        cost,
        integrality=np.arange(len(cost)) < n + c,
        bounds=Bounds(0, np.repeat([1.0, np.inf], [n + c, c])),
        constraints=rules,
        options={"mip_rel_gap": gap, "time_limit": max(seconds, 0.01)},
    )
    if found.status == 1:
        raise TimeoutError
    if found.x is None:
        raise Unavailable(f"The solver gave up: {found.message}")
    return np.asarray(found.x)
