"""Who of many matching creators is worth an exact score: rough scores of everybody, by short codes and tables, and the
best of them. Exact scores are `service.scoring`'s; nothing here is ever shown."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from service.domain.brief import Brief
from service.index.attributes import Tables, Value
from service.index.bins import DAYS, representative_accounts, representative_counts, representative_percents
from service.ranking import components
from service.ranking.blend import NEUTRAL
from service.ranking.components import NAMES, Candidates

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

# Everybody whose rough score is among so many times the wanted depth, and never fewer than the least or one in a
# thousand, is looked at exactly. Measured: rough scores reorder neighbours, not hundreds; see docs/performance.md.
_FACTOR = 1.2
_LEAST = 600
_ONE_IN = 1_000
# Equal rough scores at the bound are all taken, the longest registered first, up to so many times the wanted number.
_MOST_TIES = 4
# One in so many tells where the bound lies, and how many times too many are taken to be sure.
_SAMPLED = 16
_SAFETY = 2


@dataclass(frozen=True)
class _Values:
    """Components by what a byte stands for, unknown values neutral: whatever the brief, they are the same."""

    engagement: Singles
    experience: Singles
    credibility: Singles
    recency: Singles
    audience: Singles


@lru_cache(maxsize=1)
def _values() -> _Values:
    """The components' own formulas, tabulated over what bytes stand for."""
    platform, followers, rates = representative_accounts()
    accounts = replace(_unknown(len(platform)), platform=platform, followers=followers, engagement_rate_pct=rates)
    percents, days = representative_percents(), np.append(np.arange(DAYS), np.nan)
    creators = replace(_unknown(256), sponsored_posts=representative_counts(), credibility_pct=percents,
                       audience_share_pct=percents)  # fmt: skip
    return _Values(
        engagement=_neutral(components.engagement(accounts)),
        experience=_neutral(components.experience(creators)),
        credibility=_neutral(components.credibility(creators)),
        recency=_neutral(components.recency(replace(_unknown(DAYS + 1), days_since_post=days))),
        audience=_neutral(components.audience(creators)),
    )


def tables_of(brief: Brief, weights: Floats, scale: float, today: int, usd_by_code: Floats) -> Tables:
    """Contributions to the score; `weights` in the order of NAMES, `scale` that of the question's niche part, `today` a
    day's ordinal, `usd_by_code` dollars of a minor unit."""
    values, weight = _values(), dict(zip(NAMES, weights.astype(np.float32), strict=True))
    return Tables(
        fit=float(weight["fit"]),
        per_product=1 / (1 + scale),
        platforms=brief.platforms,
        today=today,
        engagement=values.engagement * weight["engagement"],
        no_account=NEUTRAL * float(weight["engagement"]),
        experience=values.experience * weight["experience"],
        credibility=values.credibility * weight["credibility"],
        recency=values.recency * weight["recency"],
        audience=values.audience * weight["audience"],
        wishes=[(f"audience.{wish.split(':')[1]}", wish) for wish in brief.audience_wishes],
        value=Value(
            weight=float(weight["value"]),
            unknown=NEUTRAL * float(weight["value"]),
            posts=sum(brief.deliverables.values()),
            common_cost=components.COMMON_CPE_USD,
            usd_by_code=usd_by_code.astype(np.float32),
        ),
    )


def worth_a_look(rough: Singles, depth: int) -> Places:
    """Places of the best rough scores, ascending: enough of them that the `depth` best scores are there."""
    count = max(_LEAST, int(_FACTOR * depth), len(rough) // _ONE_IN)
    if len(rough) <= count:
        return np.arange(len(rough))
    likely = _likely(rough, count)
    scores = rough[likely]
    bound = np.partition(scores, len(scores) - count)[len(scores) - count]
    above, equal = np.flatnonzero(scores > bound), np.flatnonzero(scores == bound)
    return np.sort(likely[np.concatenate([above, equal[: _MOST_TIES * count]])])


def _likely(rough: Singles, count: int) -> Places:
    """Places among which the best `count` are, as a sample tells: ordering everybody would take longer than scoring."""
    sample = rough[::_SAMPLED]
    rank = min(len(sample), int(_SAFETY * count / _SAMPLED) + 1)
    likely = np.flatnonzero(rough >= np.partition(sample, len(sample) - rank)[len(sample) - rank])
    return likely if len(likely) >= count else np.arange(len(rough))


def _neutral(values: Floats) -> Singles:
    return np.where(np.isnan(values), NEUTRAL, values).astype(np.float32)


def _unknown(count: int) -> Candidates:
    """So many candidates of whom nothing is known."""
    silent = np.full(count, np.nan)
    return Candidates(
        fit=silent, followers=silent, platform=np.full(count, -1, dtype=np.int8), engagement_rate_pct=silent,
        stated_rate_pct=silent, measured_rate_pct=silent, measured_posts=silent, price_usd=silent, posts=0,
        audience_share_pct=silent, sponsored_posts=silent, credibility_pct=silent, days_since_post=silent,
        history=silent, kept=silent, checked=silent,
    )  # fmt: skip
