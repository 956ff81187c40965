"""The joint vector of a creator: [semantic ; niche posterior], padded to a multiple of 16, exactly representable in
fp16.

The niche posterior is derived from the vector when a row is made, never stored as truth: what the vector has in
common with the examples of each niche. An unsure posterior is short, so a text that could be about anything weighs
little.

`examples` everywhere are the unit vectors of the examples of all niches, in their order; shape (examples, semantic).
"""

import numpy as np
import numpy.typing as npt

from service.domain.niche import NICHES

# Measured on the development set; see docs/quality.md.
CREATOR_TEMPERATURE = 0.04
# How much of the posterior is what the creator declares, where it does.
_DECLARED_SHARE = 0.5
# A niche that holds this much of a creator's posterior is what the creator is about.
_DETECTED_SHARE = 0.25
_PAD = 16

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
_PLACES = {niche.id: place for place, niche in enumerate(NICHES)}
_COUNTS = np.array([len(niche.examples) for niche in NICHES])
_STARTS = np.cumsum(_COUNTS) - _COUNTS


def unit(rows: npt.NDArray[np.floating]) -> Doubles:
    """Rows (or one vector) at length 1; zeros stay zeros."""
    lengths = np.linalg.norm(rows.astype(np.float64), axis=-1, keepdims=True)
    result: Doubles = rows / np.where(lengths > 0, lengths, 1.0)
    return result


def niche_posterior(
    semantic: npt.NDArray[np.floating], examples: npt.NDArray[np.floating], temperature: float
) -> Doubles:
    """Niche probabilities of unit rows, shape (n, niches): attention over the labelled examples, every niche counting
    the same, p_k ~ mean over its examples of exp(cosine / temperature).

    Matching Networks (Vinyals et al. 2016), with means per class. In float64 so that every build agrees.
    """
    logits = semantic.astype(np.float64) @ examples.astype(np.float64).T / temperature
    logits -= logits.max(axis=1, keepdims=True)
    mass = np.add.reduceat(np.exp(logits), _STARTS, axis=1) / _COUNTS
    posterior: Doubles = mass / mass.sum(axis=1, keepdims=True)
    return posterior


def niche_means(examples: npt.NDArray[np.floating]) -> Doubles:
    """The mean of each niche's examples at length 1, shape (niches, semantic)."""
    return unit(np.add.reduceat(examples.astype(np.float64), _STARTS, axis=0))


def joint_vectors(
    semantic: npt.NDArray[np.floating],
    examples: npt.NDArray[np.floating],
    declared: list[tuple[str, ...]],
    trust: Doubles,
) -> Floats:
    """Stored form of unit vectors, shape (n, dimension): fp16-exact, so that base and delta agree to the bit.

    `declared` are the niches that each creator states; `trust` scales a row whose text is not to be taken at its
    word (see `service.index.trust`).
    """
    posterior = niche_posterior(semantic, examples, CREATOR_TEMPERATURE)
    for row, stated in enumerate(declared):
        places = [_PLACES[niche] for niche in stated if niche in _PLACES]  # an older taxonomy may have had more
        if places:
            posterior[row] *= 1.0 - _DECLARED_SHARE
            posterior[row, places] += _DECLARED_SHARE / len(places)
    joint = np.zeros((len(semantic), joint_dimension(semantic.shape[1])))
    joint[:, : semantic.shape[1]] = semantic * trust[:, None]
    joint[:, niche_part(semantic.shape[1])] = posterior * trust[:, None]
    return joint.astype(np.float16).astype(np.float32)


def joint_dimension(width: int) -> int:
    return -(-(width + len(NICHES)) // _PAD) * _PAD


def niche_part(width: int) -> slice:
    """Where the niche posterior lies in a joint vector whose semantic part is so wide."""
    return slice(width, width + len(NICHES))


def detected_niches(joint: npt.NDArray[np.floating], width: int) -> tuple[tuple[str, float], ...]:
    """Niches that a stored joint vector shows, with their shares of the posterior, the largest first."""
    part = joint[niche_part(width)].astype(np.float64)
    shares = part / part.sum()
    places = [int(place) for place in np.argsort(-shares, kind="stable") if shares[place] >= _DETECTED_SHARE]
    return tuple((NICHES[place].id, round(float(shares[place]), 3)) for place in places)
