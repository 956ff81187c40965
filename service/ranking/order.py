"""Who comes first: ties always go to the smaller id, the creator who joined earlier."""

from typing import Literal

import numpy as np
import numpy.typing as npt

Sort = Literal["score", "price", "followers"]
SORTS: tuple[Sort, ...] = ("score", "price", "followers")

Floats = npt.NDArray[np.float64]


def sort_key(sort: Sort, scores: Floats, price_usd: Floats, followers: Floats) -> Floats:
    """Smaller is better; the unknown comes last."""
    key = {"score": -scores, "price": price_usd, "followers": -followers}[sort]
    return np.where(np.isnan(key), np.inf, key)


def best(key: Floats, ids: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """Places of the `count` best, in order."""
    places = np.arange(len(key))
    if len(key) > count:
        bound = np.partition(key, count - 1)[count - 1]
        places = np.flatnonzero(key <= bound)
    order = np.lexsort((ids[places], key[places]))[:count]
    return places[order]
