"""Words for component values that were computed already."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.creator import Creator
from service.domain.niche import NICHES
from service.ranking.blend import NEUTRAL
from service.ranking.components import NAMES


@dataclass(frozen=True)
class Evidence:
    """What reasons are read from: the creator as it is now, the niche shared with the brief (its place in NICHES),
    and the audience facets that the brief asks for."""

    creator: Creator
    niche: int
    audience_wishes: tuple[str, ...]


def explain(values: Sequence[float], weights: Sequence[float], evidence: Evidence) -> list[dict[str, Any]]:
    """One entry a weighted component: value (null when unknown), weight, contribution, reason."""
    return [
        _entry(name, value, weight, evidence)
        for name, value, weight in zip(NAMES, values, weights, strict=True)
        if weight > 0
    ]


def _entry(name: str, value: float, weight: float, evidence: Evidence) -> dict[str, Any]:
    known = not math.isnan(value)
    counted = value if known else NEUTRAL
    reason = (_REASONS[name](evidence) or _CHANGED) if known else _UNKNOWN[name]
    return {
        "name": name,
        "value": round(value, 6) if known else None,
        "weight": round(weight, 6),
        "contribution": round(counted * weight, 6),
        "reason": reason,
    }


# The reasons are read from the creator as it is now, which may lack what it was ranked by.
_CHANGED = "Changed since it was ranked"


def _fit(evidence: Evidence) -> str:
    return f"Brief and creator are both close to {NICHES[evidence.niche].name}"


def _audience(evidence: Evidence) -> str | None:
    if evidence.creator.audience is None:
        return None
    shares = [f"{wish.split(':')[-1]} {evidence.creator.facets.get(wish, 0):g} %" for wish in evidence.audience_wishes]
    return "Of the audience: " + ", ".join(shares)


def _engagement(evidence: Evidence) -> str | None:
    creator = evidence.creator
    account = creator.primary_account
    if account is None or account.engagement_rate_pct is None:
        return None
    rate = f"{account.engagement_rate_pct:g} % engagement on {account.platform}"
    return f"{rate}, against the benchmark of accounts of its size"


def _value(evidence: Evidence) -> str | None:
    creator = evidence.creator
    account = creator.primary_account
    if account is None or account.followers is None or account.engagement_rate_pct is None:
        return None
    engagements = account.followers * account.engagement_rate_pct / 100
    return f"About {engagements:.0f} engagements a post are expected for the price"


def _experience(evidence: Evidence) -> str | None:
    creator = evidence.creator
    if creator.sponsored_posts is None:
        return None
    return f"{creator.sponsored_posts} sponsored posts so far"


def _credibility(evidence: Evidence) -> str | None:
    creator = evidence.creator
    if creator.credibility_pct is None:
        return None
    return f"{creator.credibility_pct:g} % of the followers look real"


def _recency(evidence: Evidence) -> str | None:
    creator = evidence.creator
    if creator.last_post_at is None:
        return None
    return f"Last post on {creator.last_post_at.date().isoformat()}"


_REASONS: Mapping[str, Callable[[Evidence], str | None]] = {
    "fit": _fit,
    "audience": _audience,
    "engagement": _engagement,
    "value": _value,
    "experience": _experience,
    "credibility": _credibility,
    "recency": _recency,
}
_UNKNOWN = {
    "audience": "Unknown: no audience data; counted as neutral",
    "engagement": "Unknown: no engagement rate; counted as neutral",
    "value": "Unknown: price or engagement missing; counted as neutral",
    "experience": "Unknown: no track record of sponsored posts; counted as neutral",
    "credibility": "Unknown: no credibility figure; counted as neutral",
    "recency": "Unknown: date of the last post missing; counted as neutral",
}
