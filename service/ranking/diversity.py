"""Maximal marginal relevance: the next creator is good, and unlike those already listed.

Carbonell and Goldstein, SIGIR 1998: argmax (1 - d) x score - d x largest similarity to what stands before.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


def diversified(scores: Floats, vectors: Floats, diversity: float) -> Places:
    """Order of the rows by marginal relevance; `vectors` are unit rows, diversity is 0 (by score) to 1."""
    left = np.ones(len(scores), dtype=bool)
    nearest = np.zeros(len(scores))
    order = np.empty(len(scores), dtype=np.int64)
    for position in range(len(scores)):
        marginal = np.where(left, (1 - diversity) * scores - diversity * nearest, -np.inf)
        chosen = int(np.argmax(marginal))
        order[position], left[chosen] = chosen, False
        nearest = np.maximum(nearest, vectors @ vectors[chosen])
    return order
