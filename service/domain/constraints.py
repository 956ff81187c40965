"""Hard constraints: never violated. Each says whether one creator passes; the index compiles the same objects
to masks over columns.

A constraint whose value is unknown for a creator passes only if `include_unknown` is set: a stated constraint
leaves unknown values out, a default lets them in, and a brief may say otherwise.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from service.domain.creator import Account, Creator
from service.domain.estimate import Estimates
from service.domain.order import Order

Source = Literal["explicit", "prose", "default", "derived", "feedback"]


@dataclass(frozen=True)
class Bounds:
    """An inclusive range; None leaves that side open."""

    low: float | None
    high: float | None
    include_unknown: bool

    def allows(self, value: float | None) -> bool:
        if value is None:
            return self.include_unknown
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True)
class AccountRule:
    """One single account must satisfy everything that is asked of accounts.

    A big YouTube channel does not make a small Instagram account big.
    """

    platforms: frozenset[str] | None
    include_no_account: bool
    followers: Bounds | None = None
    engagement_rate_pct: Bounds | None = None

    def allows(self, creator: Creator) -> bool:
        if not creator.accounts:
            return self.allows_no_account
        return any(self.allows_account(account) for account in creator.accounts)

    @property
    def allows_no_account(self) -> bool:
        bounds = (self.followers, self.engagement_rate_pct)
        return self.include_no_account and all(b is None or b.include_unknown for b in bounds)

    def allows_account(self, account: Account) -> bool:
        return (
            (self.platforms is None or account.platform in self.platforms)
            and (self.followers is None or self.followers.allows(account.followers))
            and (self.engagement_rate_pct is None or self.engagement_rate_pct.allows(account.engagement_rate_pct))
        )


@dataclass(frozen=True)
class AnyOf:
    """At least one of the facets holds; unknown when the creator's data says nothing of the group."""

    group: str
    facets: tuple[str, ...]
    include_unknown: bool

    def allows(self, creator: Creator) -> bool:
        if self.group not in creator.known_groups:
            return self.include_unknown
        return not creator.facets.keys().isdisjoint(self.facets)


# Groups on which nobody is silent: everyone has an id, and who names no topic stands for none.
ALWAYS_KNOWN = frozenset({"creator", "topic"})


@dataclass(frozen=True)
class NoneOf:
    """None of the facets holds (exclusions, refusals); silence is consent unless told otherwise."""

    group: str
    facets: tuple[str, ...]
    include_unknown: bool = True

    def allows(self, creator: Creator) -> bool:
        if self.group not in ALWAYS_KNOWN and self.group not in creator.known_groups:
            return self.include_unknown
        return creator.facets.keys().isdisjoint(self.facets)


@dataclass(frozen=True)
class AudienceShare:
    """At least this share of the audience; a facet missing from a stated group counts as 0."""

    group: str
    facet: str
    min_share_pct: float
    include_unknown: bool

    def allows(self, creator: Creator) -> bool:
        if self.group not in creator.known_groups:
            return self.include_unknown
        return creator.facets.get(self.facet, 0.0) >= self.min_share_pct


@dataclass(frozen=True)
class Available:
    """Free on every day of the window; unknown when the creator gave no dates."""

    first: datetime.date
    last: datetime.date
    include_unknown: bool

    def allows(self, creator: Creator) -> bool:
        start, end = creator.available_from, creator.available_to
        if start is None and end is None:
            return self.include_unknown
        return (start is None or start <= self.first) and (end is None or end >= self.last)


@dataclass(frozen=True)
class AvailableBy:
    """Free no later than this day; unknown when the creator gave no dates."""

    last: datetime.date
    include_unknown: bool

    def allows(self, creator: Creator) -> bool:
        if creator.available_from is None and creator.available_to is None:
            return self.include_unknown
        return creator.available_from is None or creator.available_from <= self.last


@dataclass(frozen=True)
class Offers:
    """Makes every one of the deliverables; unknown where neither rate card nor accounts tell."""

    kinds: tuple[str, ...]
    include_unknown: bool

    def allows(self, creator: Creator) -> bool:
        offered = [creator.offers(kind) for kind in self.kinds]
        return all(self.include_unknown if answer is None else answer for answer in offered)


@dataclass(frozen=True, eq=False)
class PriceLimit:
    """What is ordered costs at most the limit, compared in integers of the creator's own currency.

    Add-ons are paid beside: they do not count here. With `estimates`, a price that nobody stated passes where the most
    that it may be is within the limit; what cannot be estimated does not.
    """

    order: Order
    limits_minor: Mapping[str, int]
    include_unknown: bool
    estimates: Estimates | None = None

    @property
    def limit_usd_cents(self) -> float:
        return float(self.limits_minor.get("USD", -1))

    def allows(self, creator: Creator) -> bool:
        price = creator.rate_card.price(self.order) if creator.rate_card else None
        if price is None and self.estimates is not None:
            high = self.estimates.high(creator, self.order)
            return high is not None and high <= self.limit_usd_cents
        if price is None or price.currency not in self.limits_minor:
            return self.include_unknown
        return price.amount_minor <= self.limits_minor[price.currency]


Rule = AccountRule | AnyOf | NoneOf | AudienceShare | Available | AvailableBy | Offers | PriceLimit


@dataclass(frozen=True)
class Span:
    """The words of a brief's text that a constraint was read from; places in code points, end exclusive."""

    words: str
    start: int
    end: int

    def to_json(self) -> dict[str, Any]:
        return {"words": self.words, "start": self.start, "end": self.end}


@dataclass(frozen=True)
class Constraint:
    """A rule with its name, the value shown back to the caller, and where it came from."""

    name: str
    rule: Rule
    value: Any
    source: Source
    include_unknown: bool
    read_from: tuple[Span, ...] = ()

    def to_json(self) -> dict[str, Any]:
        estimated = isinstance(self.rule, PriceLimit) and self.rule.estimates is not None
        unknown = "include" if self.include_unknown else "estimate" if estimated else "exclude"
        shown = {"constraint": self.name, "value": self.value, "source": self.source, "unknown": unknown}
        return shown | ({"read_from": [span.to_json() for span in self.read_from]} if self.read_from else {})


def violated(constraints: Iterable[Constraint], creator: Creator) -> str | None:
    """Name of the first constraint that the creator breaks, or None."""
    return next((c.name for c in constraints if not c.rule.allows(creator)), None)


def violations(constraints: Iterable[Constraint], creator: Creator) -> list[str]:
    """Names of the constraints that the creator breaks."""
    return [c.name for c in constraints if not c.rule.allows(creator)]
