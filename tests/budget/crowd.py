"""A crowd of candidates with quotas and overlap: far too many plans to try them all."""

import numpy as np

from service.budget.program import Program, Quota


def crowd(candidates: int, seed: int, budget: int = 500_000) -> Program:
    """Two options each, prices that follow reach with noise, five quotas, cells of overlap."""
    rng = np.random.default_rng(seed)
    reach = rng.lognormal(9.5, 0.8, candidates)
    price = np.maximum(reach * rng.lognormal(0, 0.5, candidates), 500)
    options = np.column_stack([price, price * rng.uniform(1.4, 2.0, candidates)]).ravel().astype(np.int64)
    value = reach * rng.lognormal(0, 0.6, candidates) * 100
    values = np.column_stack([value, value * rng.uniform(1.2, 1.9, candidates)]).ravel().astype(np.int64)
    group = np.repeat(rng.integers(0, 5, candidates), 2)
    quotas = tuple(Quota(f"group {g}", group == g, low=2, high=9) for g in range(5))
    return Program(
        candidate=np.repeat(np.arange(candidates), 2),
        price=options,
        value=values,
        budget=budget,
        count=(10, 40),
        cell=rng.integers(0, 30, candidates),
        overlap_points=np.full(30, int(np.median(values) // 4)),
        quotas=quotas,
        max_price=budget // 5,
    )
