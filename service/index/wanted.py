"""What is searched for: the query side of the joint vector."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.index.joint import Doubles, Floats, niche_part, niche_posterior, unit

# Measured on the development set; see docs/quality.md.
_BRIEF_TEMPERATURE = 0.05
_LAMBDA_BRIEF = 0.4
_LAMBDA_SIMILAR = 0.2
_FEEDBACK = 1.0
# Of how many first answers feedback is taken, at most and as a share of the corpus; fewer than some teach nothing.
_FEEDBACK_ROWS = 20
_FEEDBACK_SHARE = 1 / 20
_FEEDBACK_LEAST = 5


@dataclass(frozen=True)
class Wanted:
    """A unit semantic vector (dimension,), a unit niche part (niches,), and how much the niche part weighs.

    Fit is (cosine of the semantic parts + scale x product of the niche parts) / (1 + scale).
    """

    semantic: Doubles
    niche: Doubles
    scale: float

    def vector(self, dimension: int) -> Floats:
        """Query form; its inner product with a stored row is fit x (1 + scale)."""
        query = np.zeros(dimension, dtype=np.float32)
        width = len(self.semantic)
        query[:width] = self.semantic
        query[width : width + len(self.niche)] = self.niche * self.scale
        return query

    def towards(self, first: npt.NDArray[np.floating], mean: Doubles) -> "Wanted":
        """Moved towards its own first answers (pseudo-relevance feedback, Rocchio): the direction from the corpus'
        mean to theirs. `first` are their semantic vectors, shape (k, dimension)."""
        moved = self.semantic + _FEEDBACK * unit(first.mean(axis=0, dtype=np.float64) - mean)
        length = float(np.linalg.norm(moved))
        return Wanted(moved / length, self.niche, self.scale / length)


def feedback_rows(corpus: int) -> int:
    """How many first answers a query learns from; 0 in a corpus too small to tell a niche from the rest."""
    rows = min(_FEEDBACK_ROWS, int(corpus * _FEEDBACK_SHARE))
    return rows if rows >= _FEEDBACK_LEAST else 0


def wanted_by_brief(views: npt.NDArray[np.floating], examples: npt.NDArray[np.floating]) -> Wanted:
    """From the unit vectors of a brief: its whole text, then its sentences, shape (1 + sentences, dimension).

    A sentence counts by the probability of its likeliest niche, so that greetings, pay and logistics count little.
    """
    beliefs = niche_posterior(views, examples, _BRIEF_TEMPERATURE)
    if len(views) == 1:
        return Wanted(unit(views[0]), unit(beliefs[0]), _LAMBDA_BRIEF)
    weights = beliefs[1:].max(axis=1)
    semantic = unit(views[0] + unit(weights @ views[1:]))
    niche = unit(unit(beliefs[0]) + unit(weights @ beliefs[1:]))
    return Wanted(semantic, niche, _LAMBDA_BRIEF)


def wanted_like(rows: npt.NDArray[np.floating], weights: Sequence[float], width: int) -> Wanted | None:
    """From the stored rows of examples and their weights, negative for what is not wanted; None when they cancel
    each other out. `width` is that of the semantic part."""
    signs = np.array(weights, dtype=np.float64)
    signs /= max(float(np.abs(signs).sum()), 1e-12)
    total = signs @ unit(rows[:, :width])
    if float(np.linalg.norm(total)) < 1e-6 or not (signs > 0).any():
        return None
    # What is unlike a creator is not a niche: only the semantic part is moved away from.
    liked = np.maximum(signs, 0.0) @ unit(rows[:, niche_part(width)])
    return Wanted(unit(total), unit(liked), _LAMBDA_SIMILAR)
