"""Small random programs, and their best plans by trying every one."""

import random
from collections.abc import Iterator
from itertools import product

import numpy as np

from service.budget.program import Places, Program, Quota


def small_program(rng: random.Random, unit: int = 1) -> Program:
    """Up to 6 candidates of up to 3 options; every rule is sometimes there, and sometimes none can be kept.

    unit: prices and the budget are about so large, with differences of 1.
    """
    m = rng.randint(1, 6)
    candidate = np.array([i for i in range(m) for _ in range(rng.randint(0, 3))], dtype=np.int64)
    n = len(candidate)
    price = _ints(unit * rng.randint(0, 9) + rng.randint(0, 2) for _ in range(n))
    value = _ints(rng.choice([0, 1, rng.randint(0, 30), 10**6 * rng.randint(0, 30)]) for _ in range(n))
    fixed = {int(candidate[o]): o for o in rng.sample(range(n), min(n, rng.choice([0, 0, 0, 1])))}
    low = rng.choice([0, 0, 1, 2, 3])
    return Program(
        candidate,
        price,
        value,
        budget=unit * rng.randint(0, 30) + rng.randint(0, 3),
        count=(low, low + rng.randint(0, 4)),
        cell=_ints(rng.randint(-1, 1) for _ in range(m)),
        overlap_points=_ints(rng.choice([0, 3, 20, 10**7]) for _ in range(2)),
        quotas=tuple(_quota(rng, n, name) for name in "ab"[: rng.randint(0, 2)]),
        required=frozenset(rng.sample(range(m), rng.choice([0, 0, 1]))),
        fixed=fixed,
        max_price=rng.choice([None, None, unit * rng.randint(3, 9)]),
    )


def _ints(numbers: Iterator[int]) -> Places:
    return np.array(list(numbers), dtype=np.int64)


def _quota(rng: random.Random, n: int, name: str) -> Quota:
    low = rng.choice([0, 0, 1, 2])
    return Quota(name, np.array([rng.random() < 0.5 for _ in range(n)], bool), low, rng.choice([None, low, low + 1]))


def all_plans(program: Program) -> Iterator[Places]:
    """Every choice of at most one option a candidate, whatever rule it breaks."""
    ways = [[None, *np.flatnonzero(program.candidate == c).tolist()] for c in range(program.candidates)]
    for choice in product(*ways):
        yield np.array([option for option in choice if option is not None], dtype=np.int64)


def lawful(program: Program, plan: Places) -> bool:
    """The rules of the plan, told once more in plain Python."""
    options = plan.tolist()
    buyers = [int(program.candidate[o]) for o in options]
    prices = [int(program.price[o]) for o in options]
    cap = program.max_price
    return (
        sum(prices) <= program.budget
        and program.count[0] <= len(options) <= program.count[1]
        and program.required <= set(buyers)
        and set(program.fixed.values()) <= set(options)
        and all(cap is None or p <= cap or o in program.fixed.values() for p, o in zip(prices, options, strict=True))
        and all(q.low <= sum(bool(q.members[o]) for o in options) <= (99 if q.high is None else q.high)
                for q in program.quotas)
    )  # fmt: skip


def points(program: Program, plan: Places) -> int:
    total, seen = 0, set()
    for option in plan.tolist():
        cell = int(program.cell[program.candidate[option]])
        total += int(program.value[option])
        total -= int(program.overlap_points[cell]) if cell in seen else 0
        seen |= {cell} - {-1}
    return total


def best_points(program: Program) -> int | None:
    return max((points(program, plan) for plan in all_plans(program) if lawful(program, plan)), default=None)
