"""The best plan that money can buy, proven: relaxation, reduced-cost fixing, and HiGHS on the core that is left.

The linear relaxation bounds every plan and says how far that bound falls when an option is forced in or a candidate is
left out. A first plan comes from the options closest to paying; whatever would push the bound below it is settled, and
what remains is small enough to be solved exactly. Balas and Zemel, Operations Research 1980, for knapsacks.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from service.budget.core import Core, possible, undominated, whole_core
from service.budget.greedy import greedy
from service.budget.matrix import standard_form
from service.budget.program import Floats, Places, Program, Solution
from service.budget.relaxation import Relaxation, lagrangian, relax
from service.errors import Unavailable

Report = Callable[[Solution], None]

_FIRST = 100  # options of the first core
_WHOLE = 1500  # a core of this many options is solved at once; a larger one waits for a better plan
_FIRST_GAP = 1e-3  # of the plan of a first core


@dataclass
class _Search:
    """The best plan so far and what no plan can exceed."""

    program: Program
    began: float
    seconds: float
    gap: float
    report: Report | None
    chosen: Places | None = None
    value: int = 0
    bound: float = np.inf
    shadow_price: float = 0.0
    forced: Floats = field(default_factory=lambda: np.zeros(0))  # (n,) bound with each option in

    def left(self) -> float:
        return self.began + self.seconds - time.monotonic()

    def offer(self, chosen: Places | None) -> None:
        """Keep the plan when it is the best so far; Unavailable when it breaks a rule."""
        if chosen is None:
            return
        value = self.program.value_of(chosen)
        if self.chosen is not None and value <= self.value:
            return
        broken = self.program.broken(chosen)
        if broken:
            raise Unavailable(f"The solver returned a plan that breaks: {', '.join(broken)}")
        self.chosen, self.value = chosen[np.argsort(self.program.candidate[chosen])], value
        if self.report:
            self.report(self.result())

    def lower(self, bound: float) -> None:
        self.bound = min(self.bound, max(bound, float(self.value)) if self.chosen is not None else bound)

    def done(self) -> bool:
        if self.left() <= 0:
            return True
        return self.chosen is not None and self.bound - self.value <= max(self.gap * max(self.value, 1), 1 - 1e-6)

    def result(self) -> Solution:
        chosen = np.zeros(0, dtype=np.int64) if self.chosen is None else self.chosen
        proven = self.chosen is not None and self.bound < self.value + 1
        bound = float(self.value) if proven else self.bound
        gap = (bound - self.value) / max(self.value, 1)
        near = self.chosen is not None and gap <= self.gap
        lost = np.maximum(self.value - np.floor(self.forced), 0.0)
        lost[chosen] = 0.0
        return Solution(
            found=self.chosen is not None,
            chosen=chosen,
            value=self.value,
            price=self.program.price_of(chosen),
            bound=bound,
            gap=gap,
            status="optimal" if proven else "feasible" if near else "stopped",
            shadow_price=self.shadow_price,
            loss=lost,
            seconds=time.monotonic() - self.began,
        )


def solve(
    program: Program, seconds: float, gap: float = 0.0, report: Report | None = None, known: tuple[Places, ...] = ()
) -> Solution:
    """The best plan, proven when time allows; the same program always gives the same plan when time suffices.

    seconds: after about so long the best plan so far is returned, as `stopped`; HiGHS may overrun it
    gap: stop as soon as (bound - value) / value is at most this, as `feasible`
    report: is told of every better plan as it is found
    known: plans that may be bought, to start from
    Unavailable when the solver fails or breaks a rule that is checked in whole numbers.
    """
    search = _Search(program, time.monotonic(), seconds, gap, report)
    for plan in known:
        search.offer(plan)
    whole = possible(whole_core(program), program.allowed())
    core = undominated(whole)
    if int(core.must.sum()) < int(program.must().sum()):
        return _infeasible(search)
    if not len(core.value):
        return _nothing(search)
    relaxation = relax(core)
    if relaxation is None:
        return _infeasible(search)
    _learn(search, whole, relaxation.proof.duals)
    _settle(search, core, relaxation)
    if search.left() <= 0:
        search.offer(greedy(program))
    return search.result() if search.chosen is not None or search.left() <= 0 else _infeasible(search)


def _learn(search: _Search, whole: Core, duals: Floats) -> None:
    """What the relaxation proves: the bound, the price of money, and the bound with each option forced in."""
    proof = lagrangian(whole, duals)
    search.lower(proof.bound + _rounding(proof.bound))
    search.shadow_price = max(float(duals[0]), 0.0)
    search.forced = np.full(len(search.program.price), -np.inf)
    search.forced[whole.origin] = proof.bound - proof.loss_in(whole) + _rounding(proof.bound)


def _settle(search: _Search, core: Core, relaxation: Relaxation) -> None:
    """Solve growing cores of the options closest to paying, until what is left out is proven to be no better."""
    loss_in, loss_out = relaxation.proof.loss_in(core), relaxation.proof.loss_out(core)
    closest = np.argsort(loss_in, kind="stable")
    bound = relaxation.proof.bound + _rounding(relaxation.proof.bound)
    size = _FIRST
    while not search.done():
        slack = np.inf if search.chosen is None else bound - (search.value + 1)
        kept = loss_in <= slack
        whole = int(kept.sum()) <= max(_WHOLE if search.chosen is not None else _FIRST, size // 4)
        if whole:
            core = replace(core, must=core.must | (loss_out > slack)).only(kept)
            plan, bound = _milp(search, core, search.gap)
            search.offer(plan)
            search.lower(bound)
            return
        part = np.zeros(len(closest), dtype=bool)
        part[closest[:size]] = True
        search.offer(_milp(search, core.only(part), max(search.gap, _FIRST_GAP))[0])
        size *= 4


def _rounding(bound: float) -> float:
    """Points by which sums of doubles may be off."""
    return 1e-6 + 1e-12 * abs(bound)


def _milp(search: _Search, core: Core, gap: float) -> tuple[Places | None, float]:
    """The best plan of a core within the gap, and a bound on the value of all of its plans."""
    if int(core.must.sum()) < int(search.program.must().sum()) or not len(core.value):
        return None, -np.inf
    form = standard_form(core)
    n, width = len(core.value), len(form.cost)
    rules = [LinearConstraint(form.rows, form.low, form.high)]
    whole = np.arange(width) < n
    presolve = True
    while search.left() > 0:
        found = milp(
            form.cost,
            integrality=whole,
            bounds=Bounds(0, np.where(whole, 1, np.inf)),
            constraints=rules,
            options={"mip_rel_gap": gap, "time_limit": search.left(), "presolve": presolve},
        )
        if found.status == 2:
            return None, -np.inf
        bound = np.inf if found.mip_dual_bound is None else -found.mip_dual_bound * form.point
        if found.x is None:
            if found.status == 1:
                return None, bound
            if not presolve:
                raise Unavailable(f"The solver gave up: {found.message}")
            presolve = False
            continue
        bought = np.flatnonzero(found.x[:n] > 0.5)
        plan = core.origin[bought]
        if search.program.price_of(plan) <= search.program.budget:
            proven = found.status == 0 and gap == 0
            return plan, float(search.program.value_of(plan)) if proven else bound
        rules.append(_cover(core, bought, width))
    return None, np.inf


def _cover(core: Core, bought: Places, width: int) -> LinearConstraint:
    """These options cost more than the budget, by less than HiGHS sees: at least one of them stays out."""
    cover = bought[np.argsort(-core.price[bought], kind="stable")]
    over = np.cumsum(core.price[cover]) > core.high[0]
    cover = cover[: int(np.argmax(over)) + 1]
    row = sparse.csr_array((np.ones(len(cover)), (np.zeros(len(cover), dtype=int), cover)), (1, width))
    return LinearConstraint(row, -np.inf, len(cover) - 1)


def _infeasible(search: _Search) -> Solution:
    loss = np.full(len(search.program.price), np.inf)
    nothing = np.zeros(0, dtype=np.int64)
    seconds = time.monotonic() - search.began
    return Solution(False, nothing, 0, 0, 0.0, 0.0, "infeasible", 0.0, loss, seconds)


def _nothing(search: _Search) -> Solution:
    """The plan that buys nobody, if no rule minds."""
    nothing = np.zeros(0, dtype=np.int64)
    if search.program.broken(nothing):
        return _infeasible(search)
    search.forced = np.full(len(search.program.price), -np.inf)
    search.offer(nothing)
    search.lower(0.0)
    return search.result()
