"""The joint vector: [semantic ; niche part], padded to a multiple of 16, exactly representable in fp16.

The niche part is the unit-length softmax over the cosine similarity to each niche's description; the query
scales it by lambda at search time, so that one stored vector serves briefs and lookalikes.
"""

import numpy as np
import numpy.typing as npt

from service.domain.niche import NICHES

# Measured on the development set; see docs/quality.md.
TEMPERATURE = 0.05
LAMBDA_BRIEF = 0.5
LAMBDA_SIMILAR = 0.1
_PAD = 16

Floats = npt.NDArray[np.float32]


def niche_posterior(semantic: npt.NDArray[np.floating], niches: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Softmax(cosine / temperature) of each row, shape (n, niches); in float64 so that every build agrees."""
    logits = semantic.astype(np.float64) @ niches.astype(np.float64).T / TEMPERATURE
    logits -= logits.max(axis=1, keepdims=True)
    weights = np.exp(logits)
    posterior: npt.NDArray[np.float64] = weights / weights.sum(axis=1, keepdims=True)
    return posterior


def joint_vectors(semantic: npt.NDArray[np.floating], niches: npt.NDArray[np.floating]) -> Floats:
    """Stored form of unit vectors, shape (n, dimension): fp16-exact, so that base and delta agree to the bit."""
    return _assemble(semantic, niches, 1.0).astype(np.float16).astype(np.float32)


def joint_query(semantic: npt.NDArray[np.floating], niches: npt.NDArray[np.floating], scale: float) -> Floats:
    """Query form of one unit vector; the inner product with a stored row is cosine + scale x niche cosine."""
    query: Floats = _assemble(semantic[None, :], niches, scale)[0].astype(np.float32)
    return query


def joint_dimension(semantic: int, niches: int) -> int:
    return -(-(semantic + niches) // _PAD) * _PAD


def _assemble(
    semantic: npt.NDArray[np.floating], niches: npt.NDArray[np.floating], scale: float
) -> npt.NDArray[np.float64]:
    posterior = niche_posterior(semantic, niches)
    part = posterior / np.linalg.norm(posterior, axis=1, keepdims=True)
    width = joint_dimension(semantic.shape[1], len(niches))
    joint = np.zeros((len(semantic), width))
    joint[:, : semantic.shape[1]] = semantic
    joint[:, semantic.shape[1] : semantic.shape[1] + len(niches)] = part * scale
    return joint


# A niche that holds this much of a creator's posterior is what the creator is about.
_DETECTED_SHARE = 0.25


def detected_niches(joint: npt.NDArray[np.floating], niches: npt.NDArray[np.floating]) -> tuple[tuple[str, float], ...]:
    """Niches that a stored joint vector shows, with their shares of the posterior, the largest first."""
    part = joint[niches.shape[1] : niches.shape[1] + len(niches)].astype(np.float64)
    shares = part / part.sum()
    places = [int(place) for place in np.argsort(-shares, kind="stable") if shares[place] >= _DETECTED_SHARE]
    return tuple((NICHES[place].id, round(float(shares[place]), 3)) for place in places)
