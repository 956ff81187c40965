"""Where things stand on a map, so that what is alike stands together: multidimensional scaling in numpy, the same on
every machine to a few decimals."""

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

_ROUNDS = 300
# Below this share of the farthest rank nearness counts no more: the nearest few would crowd out everybody else.
_NEAREST = 0.02


def similarities(vectors: npt.NDArray[np.floating]) -> Doubles:
    """Cosines of vectors less their mean, shape (n, n): what all have in common tells none from another."""
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    centred /= np.where(lengths > 0, lengths, 1.0)
    found: Doubles = centred @ centred.T
    return found


def layout(similar: Doubles) -> Doubles:
    """Places in the unit square, shape (n, 2), from similarities, shape (n, n) with n > 2; the longer side lies.

    How far two things are is how many others are nearer, not their angle: in many dimensions all angles are about the
    same. From classical scaling (Torgerson 1952) on, places are moved to less stress (SMACOF, de Leeuw 1977), where
    what is near counts most. Measured with the 56 niches: of the five nearest of each, 3.1 stand among its five
    nearest on the map; by classical scaling 1.9, by chance 0.5.
    """
    distances = _ranks(similar)
    weights = 1.0 / np.maximum(distances, _NEAREST) ** 2
    np.fill_diagonal(weights, 0.0)
    return _upright(_less_stress(distances, weights, _classical(similar)))


def _ranks(similar: Doubles) -> Doubles:
    """How many are nearer, of both sides the mean, as a share of the farthest."""
    order = np.argsort(np.argsort(-similar, axis=1, kind="stable"), axis=1).astype(np.float64)
    ranks: Doubles = (order + order.T) / (2.0 * (len(similar) - 1))
    np.fill_diagonal(ranks, 0.0)
    return ranks


def _classical(similar: Doubles) -> Doubles:
    """The two directions of the largest spread, (n, 2)."""
    centring = np.eye(len(similar)) - 1.0 / len(similar)
    values, vectors = np.linalg.eigh(centring @ similar @ centring)
    found: Doubles = _signed(vectors[:, [-1, -2]] * np.sqrt(np.maximum(values[[-1, -2]], 1e-12)))
    return found


def _less_stress(distances: Doubles, weights: Doubles, places: Doubles) -> Doubles:
    """Majorisation: every round the least of a parabola above the stress."""
    inverse = np.linalg.pinv(_laplacian(weights))
    for _ in range(_ROUNDS):
        apart = np.linalg.norm(places[:, None] - places[None], axis=2)
        places = inverse @ _laplacian(weights * distances / np.maximum(apart, 1e-9)) @ places
    return places


def _laplacian(weights: Doubles) -> Doubles:
    found: Doubles = np.diag(weights.sum(axis=1)) - weights
    return found


def _upright(places: Doubles) -> Doubles:
    """Turned so that the longer side lies, and moved into the unit square without distortion."""
    centred = places - places.mean(axis=0)
    turned = _signed(centred @ np.linalg.svd(centred, full_matrices=False)[2].T)
    low, high = turned.min(axis=0), turned.max(axis=0)
    size = max(float((high - low).max()), 1e-12)
    inside: Doubles = (turned - (low + high) / 2) / size + 0.5
    return inside


def _signed(places: Doubles) -> Doubles:
    """Which way an axis points is nobody's choice: the farthest from its middle lies on the positive side."""
    signs = np.sign(places[np.abs(places).argmax(axis=0), [0, 1]])
    found: Doubles = places * np.where(signs == 0, 1.0, signs)
    return found
