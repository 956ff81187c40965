"""Words for component values that were computed already."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from service.domain.creator import Account, Creator
from service.domain.niche import NICHES
from service.domain.vocabulary import tier_of
from service.ranking.blend import NEUTRAL
from service.ranking.components import NAMES
from service.ranking.quote import nearest_words

# Fewer peers than this say nothing worth quoting.
_FEW = 5


@dataclass(frozen=True)
class Peers:
    """Percent of the matching peers with a smaller figure (NaN unknown), and how many peers there are."""

    rank_pct: float = math.nan
    count: int = 0


@dataclass(frozen=True)
class Proven:
    """What the brand's outcomes showed: the rate that counts in percent, the measured one over how many posts, and how
    many pieces of work came as agreed of those that were checked."""

    rate_pct: float = math.nan
    measured_rate_pct: float = math.nan
    posts: int = 0
    kept: int = 0
    checked: int = 0


@dataclass(frozen=True)
class Evidence:
    """What reasons are read from: the creator and its text as they are now, the niche shared with the brief (its
    place in NICHES), the brief's telling words, the audience facets and platforms that it asks for, and the peers."""

    creator: Creator
    text: str
    niche: int
    wanted_words: frozenset[str]
    audience_wishes: tuple[str, ...]
    platforms: frozenset[str] | None = None  # where accounts count; None: everywhere
    engagement_peers: Peers = Peers()
    price_peers: Peers = Peers()
    proven: Proven = Proven()

    @cached_property
    def account(self) -> Account | None:
        return self.creator.leading_account(self.platforms)

    @property
    def rate_pct(self) -> float | None:
        """The engagement rate that counts."""
        if self.proven.posts:
            return self.proven.rate_pct
        return self.account.engagement_rate_pct if self.account else None


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
    reason = (_REASONS[name](evidence, value) or _CHANGED) if known else _UNKNOWN[name]
    return {
        "name": name,
        "value": round(value, 6) if known else None,
        "weight": round(weight, 6),
        "contribution": round(counted * weight, 6),
        "reason": reason,
    }


# The reasons are read from the creator as it is now, which may lack what it was ranked by.
_CHANGED = "Changed since it was ranked"


def _fit(evidence: Evidence, _: float) -> str:
    quote = nearest_words(evidence.text, evidence.wanted_words, evidence.niche)
    reason = f"Closest niche in common: {NICHES[evidence.niche].name}"
    return f"{reason}. In the creator's own words: “{quote}”" if quote else reason


def _audience(evidence: Evidence, _: float) -> str | None:
    if evidence.creator.audience is None:
        return None
    shares = [f"{wish.split(':')[-1]} {evidence.creator.facets.get(wish, 0):g} %" for wish in evidence.audience_wishes]
    return "Of the audience: " + ", ".join(shares)


def _engagement(evidence: Evidence, _: float) -> str | None:
    account = evidence.account
    if account is None or evidence.rate_pct is None:
        return None
    rate = f"{_percent(evidence.rate_pct)} engagement on {account.platform}"
    before, after = ", ", ": "
    if evidence.proven.posts:
        rate, before, after = f"{rate}: {_sources(evidence.proven, account)}", "; ", "; "
    peers = evidence.engagement_peers
    if account.followers is None or math.isnan(peers.rank_pct) or peers.count < _FEW:
        return f"{rate}{before}against the benchmark of accounts of its size"
    others = f"{peers.count} matching {_tier(evidence)} accounts there"
    return f"{rate}{after}more than {peers.rank_pct:.0f} % of the {others}"


def _sources(proven: Proven, account: Account) -> str:
    stated = account.engagement_rate_pct
    prior = "none stated" if stated is None else f"{_percent(stated)} stated"
    posts = f"{proven.posts} post{'s' if proven.posts > 1 else ''}"
    return f"{prior}, {_percent(proven.measured_rate_pct)} measured over {posts} for your brand"


def _percent(rate: float) -> str:
    return f"{round(rate, 2):g} %"


def _value(evidence: Evidence, _: float) -> str | None:
    account = evidence.account
    if account is None or account.followers is None or evidence.rate_pct is None:
        return None
    engagements = account.followers * evidence.rate_pct / 100
    reason = f"About {engagements:.0f} engagements a post are expected for the price"
    peers = evidence.price_peers
    if math.isnan(peers.rank_pct) or peers.count < _FEW:
        return reason
    dearer = f"{100 - peers.rank_pct:.0f} % of the {peers.count} matching {_tier(evidence)} creators with a known price"
    return f"{reason}; {dearer} ask for more"


def _tier(evidence: Evidence) -> str:
    account = evidence.account
    return tier_of(account.followers).replace("_", "-") if account and account.followers is not None else ""


def _experience(evidence: Evidence, _: float) -> str | None:
    creator = evidence.creator
    if creator.sponsored_posts is None:
        return None
    return f"{creator.sponsored_posts} sponsored posts so far"


def _credibility(evidence: Evidence, _: float) -> str | None:
    creator = evidence.creator
    if creator.credibility_pct is None:
        return None
    return f"{creator.credibility_pct:g} % of the followers look real"


def _recency(evidence: Evidence, _: float) -> str | None:
    creator = evidence.creator
    if creator.last_post_at is None:
        return None
    return f"Last post on {creator.last_post_at.date().isoformat()}"


def _history(_: Evidence, value: float) -> str:
    return (
        "Your brand chose this creator for another brief" if value > NEUTRAL else "Your brand turned this creator down"
    )


def _reliability(evidence: Evidence, _: float) -> str:
    proven = evidence.proven
    return f"{proven.kept} of {proven.checked} pieces of work for your brand came as agreed"


_REASONS: Mapping[str, Callable[[Evidence, float], str | None]] = {
    "fit": _fit,
    "audience": _audience,
    "engagement": _engagement,
    "value": _value,
    "experience": _experience,
    "credibility": _credibility,
    "recency": _recency,
    "history": _history,
    "reliability": _reliability,
}
_UNKNOWN = {
    "audience": "Unknown: no audience data; counted as neutral",
    "engagement": "Unknown: no engagement rate; counted as neutral",
    "value": "Unknown: price or engagement missing; counted as neutral",
    "experience": "Unknown: no track record of sponsored posts; counted as neutral",
    "credibility": "Unknown: no credibility figure; counted as neutral",
    "recency": "Unknown: date of the last post missing; counted as neutral",
    "history": "Unknown: your brand has not judged this creator yet; counted as neutral",
    "reliability": "Unknown: no work for your brand has been checked yet; counted as neutral",
}
