"""The linear relaxation: the most that fractions of options could reach, and what every rule costs.

Solved by sifting: an LP over the promising options, then every other option is priced by the rules' duals, and the
best of those that would still pay join. What counts as proven is the Lagrangian bound of the duals, computed here over
all options, so no tolerance of the LP solver enters it.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from service.budget.core import Core
from service.budget.matrix import StandardForm, standard_form
from service.budget.program import Floats, Places
from service.errors import Unavailable

_FIRST = 1000  # options of the first LP
_JOIN = 1000  # options that join in one round
_ROUNDS = 40
_CLOSE = 1e-9  # of the bound: an option that pays less than this is not worth another round


@dataclass(frozen=True, eq=False)
class Bound:
    """What the duals (r,) of the linking rows prove over all options.

    bound: no plan has more points; reduced: (n,) points of an option net of what it uses; best: (b,) of a candidate
    """

    duals: Floats
    bound: float
    reduced: Floats
    best: Floats

    def loss_in(self, core: Core) -> Floats:
        """(n,) points the bound falls by when the option is in."""
        return np.where(core.must, self.best, np.maximum(self.best, 0.0))[core.owner] - self.reduced

    def loss_out(self, core: Core) -> Floats:
        """(b,) points the bound falls by when the candidate is out; inf when it must be in."""
        return np.where(core.must, np.inf, np.maximum(self.best, 0.0))


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The proven bound, options that are in the LP and their fractions; None of an infeasible program."""

    proof: Bound
    columns: Places
    fractions: Floats


def lagrangian(core: Core, duals: Floats) -> Bound:
    """max sum over candidates of max(0, v - duals . rows), plus what the duals pay for the rows' bounds.

    Fisher, Management Science 1981. For overlap the multiplier of each cell is the best one: the second largest
    reduced value of its candidates, within 0 and its points.
    """
    reduced = core.value - duals @ core.rows
    best = np.maximum.reduceat(reduced, core.starts)
    cells = _cell_duals(core, best)
    if len(cells):
        paid = np.where(core.cell >= 0, cells[core.cell], 0.0)
        reduced, best = reduced - paid[core.owner], best - paid
    paid_for = np.where(duals > 0, core.high, core.low)[duals != 0] @ duals[duals != 0]
    gained = np.where(core.must, best, np.maximum(best, 0.0)).sum()
    return Bound(duals, float(paid_for + cells.sum() + gained), reduced, best)


def _cell_duals(core: Core, best: Floats) -> Floats:
    duals = np.zeros(len(core.points))
    in_cell = np.flatnonzero(core.cell >= 0)
    if not len(in_cell):
        return duals
    worth = np.where(core.must, np.inf, best)[in_cell]
    order = in_cell[np.lexsort((-worth, core.cell[in_cell]))]
    cells = core.cell[order]
    first = np.concatenate([[True], cells[1:] != cells[:-1]])
    second = np.concatenate([[False], first[:-1]]) & ~first
    duals[cells[second]] = np.where(core.must, np.inf, best)[order[second]]
    return np.clip(duals, 0.0, core.points)


def relax(core: Core, start: Places | None = None) -> Relaxation | None:
    """The relaxation, begun with the options `start`; None when not even fractions of options keep the rules."""
    columns = promising(core) if start is None else start
    found: Relaxation | None = None
    if (core.low > core.high).any():
        return None
    for _ in range(_ROUNDS):
        solved = _solve(core.only(columns))
        if solved is None:
            joining = _towards_feasible(core, columns)
            if joining is None:
                return None
        else:
            duals, fractions = solved
            proof = lagrangian(core, duals)
            if found is None or proof.bound < found.proof.bound:
                found = Relaxation(proof, columns, fractions)
            joining = _paying(core, proof, columns)
        if not len(joining):
            break
        columns = np.union1d(columns, joining)
    if found is None:
        raise Unavailable("The solver found no relaxation")
    return found


def promising(core: Core) -> Places:
    """Options the LP is likely to use: the best at a guessed price of money, and what the rules ask for."""
    money = _guessed_price_of_money(core)
    reduced = core.value - money * core.price
    wanted = [_best(reduced, _FIRST), np.flatnonzero(core.must[core.owner])]
    for row, low in zip(core.rows[1:], core.low[1:], strict=True):
        if low > 0:
            members = np.flatnonzero(row)
            some = 2 * int(low) + 20
            wanted += [members[_best(reduced[members], some)], members[_best(-core.price[members], some)]]
    return np.unique(np.concatenate(wanted))


def _best(worth: Floats | Places, count: int) -> Places:
    if len(worth) <= count:
        return np.arange(len(worth))
    return np.argpartition(-worth, count)[:count]


def _guessed_price_of_money(core: Core) -> float:
    """Points of one minor unit at which the best candidates within the count just spend the budget."""
    most = int(min(core.high[1], len(core.starts)))
    low, high = 0.0, float((core.value / np.maximum(core.price, 1)).max())
    for _ in range(30):
        money = (low + high) / 2 if low else high / 2
        reduced = core.value - money * core.price
        best = np.maximum.reduceat(reduced, core.starts)
        bought = reduced == best[core.owner]
        chosen = np.flatnonzero(bought & (reduced > 0))
        chosen = chosen[_best(reduced[chosen], most)]
        if core.price[chosen].sum() > core.high[0]:
            low = money
        else:
            high = money
    return high


def _solve(part: Core) -> tuple[Floats, Floats] | None:
    """Duals (r,) of the linking rows and fractions (n,) of the LP over these options; None when infeasible."""
    form = standard_form(part)
    solved = _linprog(form.cost, form)
    if solved is None:
        return None
    x, duals, _ = solved
    return duals[: len(part.rows)] * form.point / form.sizes[: len(part.rows)], x[: len(part.value)]


def _linprog(cost: Floats, form: StandardForm) -> tuple[Floats, Floats, float] | None:
    """Solution, duals of the rows (what one more unit of a row's bound saves) and cost; None when infeasible."""
    exact = form.low == form.high
    tops, bottoms = np.isfinite(form.high) & ~exact, np.isfinite(form.low) & ~exact
    for presolve in (True, False):  # presolve has called ill-scaled programs unbounded
        result = linprog(
            cost,
            A_ub=sparse.vstack([form.rows[tops], -form.rows[bottoms]], format="csr"),
            b_ub=np.concatenate([form.high[tops], -form.low[bottoms]]),
            A_eq=form.rows[exact],
            b_eq=form.high[exact],
            bounds=(0, None),
            method="highs",
            options={"presolve": presolve},
        )
        if result.status in (0, 2):
            break
    if result.status == 2:
        return None
    if result.status != 0:
        raise Unavailable(f"The solver gave up: {result.message}")
    duals = np.zeros(len(exact))
    duals[exact] = -result.eqlin.marginals
    duals[tops] += np.maximum(-result.ineqlin.marginals[: tops.sum()], 0.0)
    duals[bottoms] -= np.maximum(-result.ineqlin.marginals[tops.sum() :], 0.0)
    return result.x, duals, result.fun


def _paying(core: Core, proof: Bound, columns: Places) -> Places:
    """Options outside the LP that pay more than any of their candidate inside it, the best first."""
    inside = np.where(core.must, -np.inf, 0.0)
    np.maximum.at(inside, core.owner[columns], proof.reduced[columns])
    more = proof.reduced - inside[core.owner]
    joining = np.flatnonzero(more > _CLOSE * max(abs(proof.bound), 1.0) / len(core.starts))
    return joining[_best(more[joining], _JOIN)]


def _towards_feasible(core: Core, columns: Places) -> Places | None:
    """Options that bring an LP without solution closer to one; None when there are none: nothing keeps all rules."""
    part = replace(core.only(columns), points=np.zeros(len(core.points)))
    part = replace(part, value=np.zeros(len(columns), dtype=np.int64))
    form = standard_form(part)
    links = len(part.rows)
    slack = sparse.csr_array((np.ones(links), (np.arange(links), np.arange(links))), shape=(form.rows.shape[0], links))
    elastic = replace(form, rows=sparse.hstack([form.rows, slack, -slack], format="csr"))
    cost = np.concatenate([np.zeros(form.rows.shape[1]), np.ones(2 * links)])
    solved = _linprog(cost, elastic)
    if solved is None or solved[2] <= 1e-9:
        return np.zeros(0, dtype=np.int64)
    duals = solved[1][:links] / form.sizes[:links]
    proof = lagrangian(replace(core, value=np.zeros(len(core.value), np.int64), points=part.points), duals)
    joining = _paying(core, proof, columns)
    return joining if len(joining) else None
