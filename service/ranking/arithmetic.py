"""Everything from which a score can be computed again by hand: the inputs of each component, and the formulas."""

import inspect
import math
from typing import Any

import numpy as np
import numpy.typing as npt

from service.domain.vocabulary import PLATFORMS
from service.ranking.blend import DECIMALS, NEUTRAL
from service.ranking.components import COMPONENTS, Candidates

Floats = npt.NDArray[np.float64]

# What a component is computed from, as it is kept with a ranking: one column each, NaN unknown.
INPUTS = ("cosine", "niche_cosine", "followers", "platform", "engagement_rate_pct", "stated_rate_pct",
          "measured_rate_pct", "measured_posts", "price_usd", "audience_share_pct", "sponsored_posts",
          "credibility_pct", "days_since_post", "history", "kept", "checked")  # fmt: skip


def inputs_of(candidates: Candidates, cosines: Floats, niche_cosines: Floats) -> Floats:
    """The inputs side by side, shape (n, inputs), in the order of INPUTS."""
    columns = {"cosine": cosines, "niche_cosine": niche_cosines}
    return np.stack([columns[name] if name in columns else getattr(candidates, name) for name in INPUTS], axis=1)


def shown_inputs(row: list[float]) -> dict[str, Any]:
    """One creator's inputs as they are answered: null is unknown."""
    shown: dict[str, Any] = {
        name: None if math.isnan(value) else value for name, value in zip(INPUTS, row, strict=True)
    }
    place = int(row[INPUTS.index("platform")])
    return shown | {"platform": PLATFORMS[place] if place >= 0 else None}


def method(scale: float, posts: int) -> dict[str, Any]:
    """What holds for every creator of an answer."""
    return {
        "lambda": scale,
        "posts": posts,
        "neutral": NEUTRAL,
        "decimals": DECIMALS,
        "score": "sum over components of weight x value, an unknown value counting as neutral",
        "formulas": {name: " ".join((inspect.getdoc(function) or "").split()) for name, function in COMPONENTS.items()},
    }
