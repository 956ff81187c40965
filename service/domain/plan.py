"""What a brand asks of a plan: money, how many creators, of whom, how much of each, and what counts."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.creator import Creator
from service.domain.money import Money, parse_amount
from service.domain.vocabulary import DELIVERABLE_KINDS, tier_of

Document = Mapping[str, Any]

# What quotas can be about.
QUOTA_KEYS = ("platform", "country", "niche", "tier", "language")
OBJECTIVES = ("engagements", "reach", "fit")


@dataclass(frozen=True)
class Mix:
    """One way to employ a creator: quantity by deliverable kind."""

    name: str
    deliverables: Mapping[str, int]

    @property
    def platforms(self) -> frozenset[str]:
        """Where it is published."""
        places = (DELIVERABLE_KINDS[kind][0] for kind in self.deliverables)
        return frozenset(place for place in places if place is not None)


@dataclass(frozen=True)
class QuotaRule:
    """Fewest and most (None: no bound) lines about one platform, country, niche, tier or language."""

    key: str
    value: str
    low: int
    high: int | None

    @property
    def name(self) -> str:
        return f"{self.key}:{self.value}"

    def counts(self, creator: Creator, mix: Mix) -> bool:
        """Whether a line of this creator and mix counts. A platform counts where the work is published; who is
        silent on the rest does not count."""
        return self.value in _FACTS[self.key](creator, mix)


def _tiers(creator: Creator, mix: Mix) -> Collection[str | None]:
    account = creator.leading_account(mix.platforms or None)
    return () if account is None or account.followers is None else (tier_of(account.followers),)


_FACTS: Mapping[str, Callable[[Creator, Mix], Collection[str | None]]] = {
    "platform": lambda creator, mix: mix.platforms,
    "country": lambda creator, mix: (creator.country,),
    "niche": lambda creator, mix: creator.niches or creator.detected_niches,
    "tier": _tiers,
    "language": lambda creator, mix: creator.languages,
}


@dataclass(frozen=True)
class PlanRequest:
    """`count` holds the fewest and the most creators; `weights` the objective's parts, of which one at least is above
    0; `overlap` 0 (none) to 1 is what each further creator of a niche and country loses."""

    budget: Money
    count: tuple[int, int]
    mixes: tuple[Mix, ...]
    quotas: tuple[QuotaRule, ...]
    weights: Mapping[str, float]
    top: int
    only: tuple[str, ...] | None  # external ids; None: the best matches
    only_shortlisted: bool
    must_have: tuple[str, ...]
    excluded: frozenset[str]
    max_share_bp: int | None
    overlap: float
    estimated_prices: bool
    locked: tuple[str, ...]
    gap_pct: float
    seconds: float
    frontier: bool

    @property
    def max_price_minor(self) -> int | None:
        """The largest price within one creator's share of the budget, rounded down."""
        return None if self.max_share_bp is None else self.budget.amount_minor * self.max_share_bp // 10_000


def read_plan_request(document: Document) -> PlanRequest:
    """The typed view of a valid request whose defaults have been filled in."""
    budget, creators, candidates = document["budget"], document["creators"], document["candidates"]
    share = document.get("max_share_pct")
    return PlanRequest(
        budget=Money(parse_amount(budget["total"], budget["currency"]), budget["currency"]),
        count=(creators["min"], creators["max"]),
        mixes=tuple(_mix(mix) for mix in document["mixes"]),
        quotas=tuple(_quota(quota) for quota in document.get("quotas") or ()),
        weights={name: float(document["objective"].get(name, 0.0)) for name in OBJECTIVES},
        top=candidates.get("top", 0),
        only=tuple(candidates["creators"]) if "creators" in candidates else None,
        only_shortlisted=candidates.get("shortlisted", False),
        must_have=tuple(candidates.get("must_have") or ()),
        excluded=frozenset(candidates.get("excluded") or ()),
        max_share_bp=None if share is None else round(share * 100),
        overlap=document["overlap_penalty"],
        estimated_prices=document["estimated_prices"],
        locked=tuple(document.get("locked") or ()),
        gap_pct=document["gap_pct"],
        seconds=document["seconds"],
        frontier=document["frontier"],
    )


def _mix(mix: Document) -> Mix:
    quantities: dict[str, int] = {}
    for line in mix["deliverables"]:
        quantities[line["kind"]] = quantities.get(line["kind"], 0) + line["quantity"]
    return Mix(mix["name"], quantities)


def _quota(quota: Document) -> QuotaRule:
    key = next(key for key in QUOTA_KEYS if key in quota)
    return QuotaRule(key, quota[key], quota.get("min", 0), quota.get("max"))
