"""Given creators judged for a brief from their documents, one by one: no mask, no search.

The same components as a ranking's, from the same facts, so a creator's score does not depend on how it was found.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.domain.brief import Brief
from service.domain.creator import Creator
from service.domain.money import RateTable
from service.domain.vocabulary import PLATFORMS
from service.ranking import blend
from service.ranking.components import Candidates, component_values
from service.scoring import applicable

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ground:
    """What judging needs beside brief and creators: exchange rates, the day, and whether the brand has a history."""

    rates: RateTable
    today: datetime.date
    has_history: bool = False


@dataclass(frozen=True)
class Judged:
    """Component values in the order of NAMES, shape (n, components), NaN unknown; weights that sum to 1; scores."""

    candidates: Candidates
    values: Floats
    weights: Floats
    scores: Floats


def judge(brief: Brief, creators: Sequence[Creator], fits: Floats, history: Sequence[float], ground: Ground) -> Judged:
    """Score creators whose fit (0..1) and history (NaN unknown) are known already."""
    candidates = _candidates(brief, creators, fits, history, ground)
    values = component_values(candidates)
    weights = blend.normalised(brief.weights, applicable(brief, ground.has_history))
    return Judged(candidates, values, weights, blend.scores(values, weights))


def _candidates(brief: Brief, creators: Sequence[Creator], fits: Floats, history: Sequence[float],
                ground: Ground) -> Candidates:  # fmt: skip
    accounts = [creator.leading_account(brief.platforms) for creator in creators]
    return Candidates(
        fit=fits,
        followers=_known([a.followers if a else None for a in accounts]),
        platform=np.array([PLATFORMS.index(a.platform) if a else -1 for a in accounts], dtype=np.int8),
        engagement_rate_pct=_known([a.engagement_rate_pct if a else None for a in accounts]),
        price_usd=_known([_price_usd(creator, brief, ground.rates) for creator in creators]),
        posts=sum(brief.deliverables.values()),
        audience_share_pct=_known([_audience_share(creator, brief.audience_wishes) for creator in creators]),
        sponsored_posts=_known([creator.sponsored_posts for creator in creators]),
        credibility_pct=_known([creator.credibility_pct for creator in creators]),
        days_since_post=_known([_days_since_post(creator, ground.today) for creator in creators]),
        history=np.array(history, dtype=np.float64),
    )


def _known(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _price_usd(creator: Creator, brief: Brief, rates: RateTable) -> float | None:
    price = creator.rate_card.price(brief.deliverables) if creator.rate_card else None
    factor = rates.factor(price.currency, "USD") if price else None
    return None if price is None or factor is None else float(price.amount_minor) * (float(factor) / 100.0)


def _audience_share(creator: Creator, wishes: Sequence[str]) -> float | None:
    """Mean share in percent over the wishes; None as soon as one group is silent."""
    groups = [f"audience.{wish.split(':')[1]}" for wish in wishes]
    if not wishes or any(group not in creator.known_groups for group in groups):
        return None
    return float(np.mean([creator.facets.get(wish, 0.0) for wish in wishes]))


def _days_since_post(creator: Creator, today: datetime.date) -> float | None:
    return None if creator.last_post_at is None else float((today - creator.last_post_at.date()).days)
