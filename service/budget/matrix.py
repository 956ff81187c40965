"""A core as the matrix that HiGHS solves, scaled so that its tolerances mean little."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from service.budget.core import Core
from service.budget.program import Floats

_STEEPEST = 1e4  # times a usual price: a coefficient beyond confuses the solver


@dataclass(frozen=True, eq=False)
class StandardForm:
    """min cost @ (x, y) with low <= rows @ (x, y) <= high; x (n,) options, y >= chosen candidates of a cell less one.

    The first rows are the core's, each divided by its size; costs are in units of `point` points.
    """

    cost: Floats
    rows: Any
    low: Floats
    high: Floats
    sizes: Floats
    point: float


def standard_form(core: Core) -> StandardForm:
    point = min(max(float(np.abs(core.value).max(initial=0)), 1.0) / 1000, 1e5)
    sizes = np.ones(len(core.rows))
    sizes[0] = max(float(np.median(core.price)), float(core.price.max(initial=0)) / _STEEPEST, 1.0)
    links = sparse.csr_array(core.rows / sizes[:, None])
    choices, exact = _choices(core)
    overlap, cells = _overlap(core)
    y = len(cells)
    rows = sparse.block_array(
        [[links, None], [choices, None], [overlap, -sparse.eye_array(y)]] if y else [[links], [choices]], format="csr"
    )
    low = np.concatenate([core.low / sizes, np.where(exact, 1.0, -np.inf), np.full(y, -np.inf)])
    high = np.concatenate([core.high / sizes, np.ones(len(exact) + y)])
    cost = np.concatenate([-core.value, core.points[cells]]) / point
    return StandardForm(cost, rows, low, high, np.concatenate([sizes, np.ones(len(low) - len(sizes))]), point)


def _choices(core: Core) -> tuple[Any, Any]:
    """At most one option of each candidate, and exactly one of those that must be chosen."""
    rows = len(core.starts)
    matrix = sparse.csr_array(
        (np.ones(len(core.owner)), (core.owner, np.arange(len(core.owner)))), (rows, len(core.owner))
    )
    return matrix, core.must


def _overlap(core: Core) -> tuple[Any, Any]:
    """Rows of the cells in which two candidates or more could be chosen: chosen - y <= 1."""
    in_cell = np.bincount(core.cell[core.cell >= 0], minlength=len(core.points))
    cells = np.flatnonzero((in_cell > 1) & (core.points > 0))
    place = np.full(len(core.points) + 1, -1)  # the last stands for no cell
    place[cells] = np.arange(len(cells))
    row = place[core.cell][core.owner]
    used = np.flatnonzero(row >= 0)
    return sparse.csr_array((np.ones(len(used)), (row[used], used)), (len(cells), len(row))), cells
