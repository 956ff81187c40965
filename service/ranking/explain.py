"""Words for component values that were computed already."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from service.domain.creator import Creator
from service.domain.niche import NICHES
from service.domain.vocabulary import tier_of
from service.ranking.components import NAMES


def explain(values: list[float], weights: list[float], creator: Creator, niche: int) -> list[dict[str, Any]]:
    """One entry a weighted component: value (null when unknown), weight, contribution, reason."""
    return [
        _entry(name, value, weight, creator, niche)
        for name, value, weight in zip(NAMES, values, weights, strict=True)
        if weight > 0
    ]


def _entry(name: str, value: float, weight: float, creator: Creator, niche: int) -> dict[str, Any]:
    known = not math.isnan(value)
    counted = value if known else 0.5
    reason = (_REASONS[name](creator, niche) or _CHANGED) if known else _UNKNOWN[name]
    return {
        "name": name,
        "value": round(value, 6) if known else None,
        "weight": round(weight, 6),
        "contribution": round(counted * weight, 6),
        "reason": reason,
    }


# The reasons are read from the creator as it is now, which may lack what it was ranked by.
_CHANGED = "Changed since it was ranked"


def _fit(_creator: Creator, niche: int) -> str:
    return f"Brief and creator are both close to {NICHES[niche].name}" if niche >= 0 else "The texts are alike"


def _audience(creator: Creator, _niche: int) -> str | None:
    if creator.audience is None:
        return None
    shares = sorted(creator.audience.items(), key=lambda item: -item[1])[:3]
    return "Audience: " + ", ".join(f"{facet} {share:g} %" for facet, share in shares)


def _engagement(creator: Creator, _niche: int) -> str | None:
    account = creator.primary_account
    if account is None or account.engagement_rate_pct is None:
        return None
    tier = tier_of(account.followers or 0)
    return (
        f"{account.engagement_rate_pct:g} % engagement on {account.platform}, against the benchmark of {tier} accounts"
    )


def _value(creator: Creator, _niche: int) -> str | None:
    account = creator.primary_account
    if account is None or account.followers is None or account.engagement_rate_pct is None:
        return None
    engagements = account.followers * account.engagement_rate_pct / 100
    return f"About {engagements:.0f} engagements a post are expected for the price"


def _experience(creator: Creator, _niche: int) -> str | None:
    if creator.sponsored_posts is None:
        return None
    return f"{creator.sponsored_posts} sponsored posts so far"


def _credibility(creator: Creator, _niche: int) -> str | None:
    if creator.credibility_pct is None:
        return None
    return f"{creator.credibility_pct:g} % of the followers look real"


def _recency(creator: Creator, _niche: int) -> str | None:
    if creator.last_post_at is None:
        return None
    return f"Last post on {creator.last_post_at.date().isoformat()}"


_REASONS: Mapping[str, Callable[[Creator, int], str | None]] = {
    "fit": _fit,
    "audience": _audience,
    "engagement": _engagement,
    "value": _value,
    "experience": _experience,
    "credibility": _credibility,
    "recency": _recency,
}
_UNKNOWN = {
    "fit": "Unknown: no vector",
    "audience": "Unknown: no audience data; counted as neutral",
    "engagement": "Unknown: no engagement rate; counted as neutral",
    "value": "Unknown: price or engagement missing; counted as neutral",
    "experience": "Unknown: no track record of sponsored posts; counted as neutral",
    "credibility": "Unknown: no credibility figure; counted as neutral",
    "recency": "Unknown: date of the last post missing; counted as neutral",
}
