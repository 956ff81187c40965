"""What a creator's work can be expected to bring: reach and engagements, as ranges. No promise, and never a guess
where the data is silent.

Sources of the constants are in docs/budgets.md.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.creator import Account, Creator
from service.domain.vocabulary import DELIVERABLE_KINDS

# Share of the followers that one Instagram post reaches: low, expected, high.
_INSTAGRAM_REACH = (0.10, 0.157, 0.20)
# How far one post lies from its creator's average, as factors: a choice, see docs/budgets.md.
_SPREAD = (0.6, 1.0, 1.5)


@dataclass(frozen=True)
class Range:
    """Low, expected and high."""

    low: float
    expected: float
    high: float

    def to_json(self) -> dict[str, int]:
        return {"low": round(self.low), "expected": round(self.expected), "high": round(self.high)}


NOTHING = Range(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Forecast:
    """Of one creator's deliverables, or of a whole plan; None is unknown. Reach counts a person once a post."""

    reach: Range | None
    engagements: Range | None

    def to_json(self) -> dict[str, Any]:
        parts = {"reach": self.reach, "engagements": self.engagements}
        return {name: part.to_json() if part else None for name, part in parts.items()}


def forecast(creator: Creator, deliverables: Mapping[str, int]) -> Forecast:
    """By the creator's account on each deliverable's platform; content that is not posted brings nothing by itself."""
    posted = {kind: n for kind, n in deliverables.items() if DELIVERABLE_KINDS[kind][0] is not None}
    accounts = {kind: creator.leading_account(frozenset({DELIVERABLE_KINDS[kind][0] or ""})) for kind in posted}
    reach = [_times(_reach(accounts[kind]), n) for kind, n in posted.items()]
    engagements = [_times(_engagements(accounts[kind]), n) for kind, n in posted.items()]
    return Forecast(_sum_known(reach), _sum_known(engagements))


def together(forecasts: Iterable[Forecast]) -> tuple[Forecast, int, int]:
    """The sum over creators whose figures are known, and how many have a known reach and known engagements; None where
    nobody has."""
    found = list(forecasts)
    reach = [one.reach for one in found if one.reach is not None]
    engagements = [one.engagements for one in found if one.engagements is not None]
    known = Forecast(
        added(reach) if reach or not found else None, added(engagements) if engagements or not found else None
    )
    return known, len(reach), len(engagements)


def added(ranges: Iterable[Range]) -> Range:
    """Sum over creators, who do well or badly by themselves: distances from what is expected add in squares."""
    found = list(ranges)
    expected = math.fsum(r.expected for r in found)
    below = math.sqrt(math.fsum((r.expected - r.low) ** 2 for r in found))
    above = math.sqrt(math.fsum((r.high - r.expected) ** 2 for r in found))
    return Range(expected - below, expected, expected + above)


def _reach(account: Account | None) -> Range | None:
    """Of one post: the account's average views, or on Instagram the usual share of the followers."""
    if account is None:
        return None
    if account.average_views is not None:
        return _spread(account.average_views)
    if account.platform == "instagram" and account.followers is not None:
        return Range(*(account.followers * share for share in _INSTAGRAM_REACH))
    return None


# What an engagement rate is a percentage of.
_OF_FOLLOWERS = frozenset({"followers", "followers_likes"})
_OF_VIEWS = frozenset({"views", "reels_interaction", "reach", "impressions"})


def _engagements(account: Account | None) -> Range | None:
    """Of one post: engagement rate times what it is a percentage of."""
    if account is None or account.engagement_rate_pct is None:
        return None
    if account.engagement_basis in _OF_FOLLOWERS and account.followers is not None:
        return _spread(account.followers * account.engagement_rate_pct / 100)
    if account.engagement_basis in _OF_VIEWS and (seen := _reach(account)) is not None:
        return _spread(seen.expected * account.engagement_rate_pct / 100)
    return None


def _spread(expected: float) -> Range:
    return Range(*(expected * factor for factor in _SPREAD))


def _times(one: Range | None, quantity: int) -> Range | None:
    return Range(one.low * quantity, one.expected * quantity, one.high * quantity) if one is not None else None


def _sum_known(ranges: list[Range | None]) -> Range | None:
    """Of one creator, whose posts go well or badly together; None as soon as one is unknown."""
    known = [r for r in ranges if r is not None]
    if len(known) < len(ranges):
        return None
    return Range(*(math.fsum(ends) for ends in zip(*((r.low, r.expected, r.high) for r in known), strict=True))) if (
        known) else NOTHING  # fmt: skip
