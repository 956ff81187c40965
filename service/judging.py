"""Given creators judged for a brief from their documents, one by one: no mask, no search.

The same components as a ranking's, from the same facts, so a creator's score does not depend on how it was found.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.domain.brief import Brief
from service.domain.creator import Creator
from service.domain.money import RateTable
from service.ranking import blend
from service.ranking.components import Candidates, component_values
from service.ranking.explain import Proven
from service.ranking.track import NO_EXPERIENCE, Experience, account_columns, accounts_of, known
from service.scoring import applicable

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ground:
    """What judging needs beside brief and creators: exchange rates, the day, and what the brand knows of creators."""

    rates: RateTable
    today: datetime.date
    experience: Experience = NO_EXPERIENCE


@dataclass(frozen=True)
class Judged:
    """Component values in the order of NAMES, shape (n, components), NaN unknown; weights that sum to 1; scores."""

    candidates: Candidates
    values: Floats
    weights: Floats
    scores: Floats

    def proven(self, place: int) -> Proven:
        """What the brand's outcomes showed of one of the creators."""
        c = self.candidates
        return Proven(float(c.engagement_rate_pct[place]), float(c.measured_rate_pct[place]),
                      int(c.measured_posts[place]), int(c.kept[place]), int(c.checked[place]))  # fmt: skip


def judge(brief: Brief, creators: Mapping[int, Creator], fits: Floats, ground: Ground) -> Judged:
    """Score creators, by internal id, whose fit (0..1) is known already, in their order."""
    candidates = _candidates(brief, creators, fits, ground)
    values = component_values(candidates)
    weights = blend.normalised(brief.weights, applicable(brief, ground.experience))
    return Judged(candidates, values, weights, blend.scores(values, weights))


def _candidates(brief: Brief, by_id: Mapping[int, Creator], fits: Floats, ground: Ground) -> Candidates:
    ids, creators = np.array(list(by_id), dtype=np.int64), list(by_id.values())
    accounts = accounts_of([creator.leading_account(brief.platforms) for creator in creators])
    track = ground.experience.track(ids, accounts)
    return Candidates(
        fit=fits,
        **account_columns(accounts, track),
        price_usd=known([_price_usd(creator, brief, ground.rates) for creator in creators]),
        posts=sum(brief.deliverables.values()),
        audience_share_pct=known([_audience_share(creator, brief.audience_wishes) for creator in creators]),
        sponsored_posts=known([creator.sponsored_posts for creator in creators]),
        credibility_pct=known([creator.credibility_pct for creator in creators]),
        days_since_post=known([_days_since_post(creator, ground.today) for creator in creators]),
        history=ground.experience.verdicts(ids),
        kept=track.kept,
        checked=track.checked,
    )


def _price_usd(creator: Creator, brief: Brief, rates: RateTable) -> float | None:
    price = creator.rate_card.price(brief.order) if creator.rate_card else None
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
