"""Components to one score: a weighted mean in which the unknown is neutral."""

from collections.abc import Collection, Mapping

import numpy as np

from service.ranking.components import NAMES, Floats

NEUTRAL = 0.5
DECIMALS = 6


def normalised(weights: Mapping[str, float], applicable: Collection[str]) -> Floats:
    """Weights in the order of NAMES that sum to 1; what a brief gives no ground for counts nothing."""
    raw = np.array([weights.get(name, 0.0) if name in applicable else 0.0 for name in NAMES])
    total = raw.sum()
    return raw / total if total > 0 else np.full(len(NAMES), 1.0 / len(NAMES))


def contributions(values: Floats, weights: Floats) -> Floats:
    """Weight x value of each component, shape (n, components); unknown values count as neutral."""
    return np.where(np.isnan(values), NEUTRAL, values) * weights


def scores(values: Floats, weights: Floats) -> Floats:
    """Sum of contributions, rounded so that ties are ties on every machine; shape (n,)."""
    total: Floats = np.round(contributions(values, weights).sum(axis=1), DECIMALS)
    return total
