"""A brief, and the hard constraints that it states, derives and takes by default."""

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from service.domain.constraints import (
    AccountRule,
    AnyOf,
    AudienceShare,
    Available,
    AvailableBy,
    Bounds,
    Constraint,
    NoneOf,
    Offers,
    PriceLimit,
    Source,
    Span,
)
from service.domain.estimate import Estimates
from service.domain.money import Money, RateTable, parse_amount
from service.domain.order import AddOn, Order
from service.domain.vocabulary import DEFAULT_FOLLOWERS, DELIVERABLE_KINDS, PLATFORMS, city_key, facet

Document = Mapping[str, Any]

# Constraint name -> facet group, for those that are plain "any of".
ANY_OF = {"countries": "country", "cities": "city", "languages": "language", "niches": "niche"}
AUDIENCE_KEYS = ("country", "age", "gender", "language")

# Share of the score by component. Fit leads: niche is what this is about.
DEFAULT_WEIGHTS = {
    "fit": 0.60,
    "audience": 0.10,
    "engagement": 0.10,
    "value": 0.10,
    "experience": 0.04,
    "credibility": 0.04,
    "recency": 0.02,
    "history": 0.05,
    "reliability": 0.05,
}
# Named weights that a brief's preferences can start from.
PRESETS = {
    "balanced": DEFAULT_WEIGHTS,
    "niche": DEFAULT_WEIGHTS | {"fit": 0.85, "audience": 0.05, "engagement": 0.05, "value": 0.05},
    "value": DEFAULT_WEIGHTS | {"fit": 0.45, "value": 0.35, "engagement": 0.15},
    "engagement": DEFAULT_WEIGHTS | {"fit": 0.45, "engagement": 0.35, "credibility": 0.10},
    "audience": DEFAULT_WEIGHTS | {"fit": 0.40, "audience": 0.40},
    "trust": DEFAULT_WEIGHTS
    | {"fit": 0.45, "credibility": 0.20, "experience": 0.20, "history": 0.10, "reliability": 0.10},
}


@dataclass(frozen=True)
class Brief:
    text: str
    order: Order
    currency: str | None
    weights: Mapping[str, float]
    audience_wishes: tuple[str, ...]  # facets whose audience share the score rewards
    platforms: frozenset[str] | None  # where accounts count; None: everywhere
    constraints: tuple[Constraint, ...]

    @property
    def deliverables(self) -> Mapping[str, int]:
        return self.order.deliverables

    @property
    def calibration(self) -> int | None:
        """Revision of the calibration that decides who passes; None where no estimate does."""
        used = (c.rule.estimates for c in self.constraints if isinstance(c.rule, PriceLimit))
        return next((estimates.calibration.revision for estimates in used if estimates is not None), None)

    @property
    def text_hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_brief(document: Document, rates: RateTable, read_from: Mapping[str, tuple[Span, ...]] | None = None,
               estimates: Estimates | None = None) -> Brief:  # fmt: skip
    """The typed view of a valid document, with every constraint resolved.

    `read_from` names the constraints that stand in the document because its text says so, with the words.
    `estimates` is what unknown prices are judged by where the budget asks for it.
    """
    budget = document.get("budget") or {}
    currency = budget.get("currency")
    limit = _money(budget, "per_creator")
    preferences = document.get("preferences") or {}
    weights = PRESETS[preferences.get("preset", "balanced")] | (preferences.get("weights") or {})
    stated = document.get("constraints") or {}
    judged_by = (estimates or Estimates.by(rates)) if budget.get("unknown_price") == "estimate" else None
    audience, counting = stated.get("audience") or (), _platforms(document, stated)
    return Brief(
        text="\n".join(part for part in (document.get("title"), document["text"]) if part),
        order=read_order(document, rates),
        currency=currency,
        weights=weights,
        audience_wishes=tuple(_audience_facet(wish)[1] for wish in audience),
        platforms=frozenset(counting.any_of) if counting else None,
        constraints=tuple(_from_prose(c, read_from or {}) for c in _constraints(document, limit, rates, judged_by)),
    )


def _from_prose(constraint: Constraint, read_from: Mapping[str, tuple[Span, ...]]) -> Constraint:
    spans = read_from.get(constraint.name)
    return replace(constraint, source="prose", read_from=spans) if spans else constraint


def _money(budget: Document, name: str) -> Money | None:
    if name not in budget:
        return None
    return Money(parse_amount(budget[name], budget["currency"]), budget["currency"])


def read_order(document: Document, rates: RateTable) -> Order:
    """What a document asks of each creator."""
    product = _money(document.get("budget") or {}, "product_value")
    add_ons = document.get("add_ons") or ()
    return Order(
        deliverables=deliverable_quantities(document),
        add_ons=tuple(AddOn(one["kind"], one.get("months", 1), one.get("channel")) for one in add_ons),
        product_minor=rates.limits(product) if product else {},
    )


def deliverable_quantities(document: Document) -> dict[str, int]:
    quantities: dict[str, int] = {}
    for line in document.get("deliverables") or ():
        quantities[line["kind"]] = quantities.get(line["kind"], 0) + line.get("quantity", 1)
    return quantities


def _constraints(document: Document, limit: Money | None, rates: RateTable,
                 estimates: Estimates | None) -> Iterator[Constraint]:  # fmt: skip
    """Cheap and selective ones first; the order is the funnel's order."""
    stated = document.get("constraints") or {}
    yield from _exclusions(document, stated)
    yield from _account_rules(document, stated)
    for name, group in ANY_OF.items():
        if name in stated:
            yield _any_of(name, group, stated[name])
    for wish in stated.get("audience") or ():
        yield _audience_share(wish)
    if "availability" in stated:
        yield _available(stated["availability"])
    if "deadline" in document:
        yield _deadline(document["deadline"])
    yield from _price_rules(document, limit, rates, estimates)


def _exclusions(document: Document, stated: Document) -> Iterator[Constraint]:
    excluded = stated.get("excluded_creators") or []
    if excluded:
        rule = NoneOf("creator", tuple(facet("creator", external_id) for external_id in excluded))
        yield Constraint("excluded_creators", rule, excluded, "explicit", True)
    promotes = document.get("promotes") or []
    if promotes:
        include = _includes(stated.get("refusals") or {"unknown": "include"})
        rule = NoneOf("refuses", tuple(facet("refuses", topic) for topic in promotes), include)
        yield Constraint("refusals", rule, promotes, "derived", include)
    topics = stated.get("excluded_topics") or []
    if topics:
        rule = NoneOf("topic", tuple(facet(group, topic) for topic in topics for group in ("niche", "sponsored")))
        yield Constraint("excluded_topics", rule, topics, "explicit", True)


@dataclass(frozen=True)
class _Platforms:
    """Which accounts count, and the constraint that says so."""

    any_of: tuple[str, ...]
    name: str
    value: Any
    source: Source
    include_unknown: bool


def _platforms(document: Document, stated: Document) -> _Platforms | None:
    """What the brief states, or where its deliverables are published: a reel is bought on the Instagram account,
    so it is that account whose followers count. What is excluded never counts."""
    excluded = stated.get("excluded_platforms") or []
    if "platforms" in stated:
        wanted = tuple(p for p in stated["platforms"]["any_of"] if p not in excluded)
        return _Platforms(wanted, "platforms", list(wanted), "explicit", _includes(stated["platforms"]))
    places = [DELIVERABLE_KINDS[kind][0] for kind in deliverable_quantities(document)]
    made_for = tuple(dict.fromkeys(p for p in places if p is not None and p not in excluded))
    if made_for:
        return _Platforms(made_for, "platforms", list(made_for), "derived", True)
    if excluded:
        others = tuple(p for p in PLATFORMS if p not in excluded)
        return _Platforms(others, "excluded_platforms", excluded, "explicit", True)
    return None


def _account_rules(document: Document, stated: Document) -> Iterator[Constraint]:
    """Platforms, then followers, then engagement: each rule holds the ones before it, on one account."""
    platforms = _platforms(document, stated)
    any_of = frozenset(platforms.any_of) if platforms else None
    include_no_account = platforms is None or platforms.include_unknown
    if platforms:
        rule = AccountRule(any_of, include_no_account)
        yield Constraint(platforms.name, rule, platforms.value, platforms.source, include_no_account)
    followers, value, source = _followers(stated.get("followers"))
    yield Constraint("followers", AccountRule(any_of, include_no_account, followers), value, source,
                     followers.include_unknown)  # fmt: skip
    if engagement := stated.get("engagement_rate_pct"):
        bounds = Bounds(engagement.get("min"), engagement.get("max"), _includes(engagement))
        rule = AccountRule(any_of, include_no_account, followers, bounds)
        value = {"min": bounds.low, "max": bounds.high}
        yield Constraint("engagement_rate_pct", rule, value, "explicit", bounds.include_unknown)


def _followers(stated: Document | None) -> tuple[Bounds, dict[str, Any], Source]:
    """Stating either bound drops both defaults."""
    stated = stated or {}
    explicit = stated.get("min") is not None or stated.get("max") is not None
    low, high = (stated.get("min"), stated.get("max")) if explicit else DEFAULT_FOLLOWERS
    include = stated.get("unknown", "exclude" if explicit else "include") == "include"
    return Bounds(low, high, include), {"min": low, "max": high}, "explicit" if explicit else "default"


def _any_of(name: str, group: str, stated: Document) -> Constraint:
    keys = [city_key(value) if group == "city" else value for value in stated["any_of"]]
    rule = AnyOf(group, tuple(facet(group, key) for key in keys), _includes(stated))
    return Constraint(name, rule, stated["any_of"], "explicit", rule.include_unknown)


def _audience_facet(wish: Document) -> tuple[str, str]:
    key = next(key for key in AUDIENCE_KEYS if key in wish)
    return key, facet("audience", facet(key, wish[key]))


def _audience_share(wish: Document) -> Constraint:
    key, word = _audience_facet(wish)
    rule = AudienceShare(f"audience.{key}", word, wish["min_share_pct"], _includes(wish))
    value = {key: wish[key], "min_share_pct": wish["min_share_pct"]}
    return Constraint("audience", rule, value, "explicit", rule.include_unknown)


def _available(stated: Document) -> Constraint:
    first, last = (datetime.date.fromisoformat(stated[side]) for side in ("from", "to"))
    value = {"from": stated["from"], "to": stated["to"]}
    rule = Available(first, last, _includes(stated))
    return Constraint("availability", rule, value, "explicit", rule.include_unknown)


def _deadline(day: str) -> Constraint:
    rule = AvailableBy(datetime.date.fromisoformat(day), include_unknown=True)
    return Constraint("deadline", rule, day, "explicit", True)


def _price_rules(document: Document, limit: Money | None, rates: RateTable,
                 estimates: Estimates | None) -> Iterator[Constraint]:  # fmt: skip
    deliverables = deliverable_quantities(document)
    if deliverables:
        stated = (document.get("constraints") or {}).get("deliverables") or {"unknown": "include"}
        offers = Offers(tuple(deliverables), _includes(stated))
        yield Constraint("deliverables", offers, deliverables, "derived", offers.include_unknown)
    yield from _price_limits(document, limit, rates, estimates)


def _price_limits(document: Document, limit: Money | None, rates: RateTable,
                  estimates: Estimates | None) -> Iterator[Constraint]:  # fmt: skip
    """The budget per creator and per deliverable; and nobody alone can cost more than all of the money."""
    order, budget = read_order(document, rates), document.get("budget") or {}
    total = _money(budget, "total")
    include = budget.get("unknown_price", "exclude") == "include"
    for kind in order.deliverables:
        each = _per_kind(budget, kind)
        if each is not None:
            one = Order({kind: 1}, product_minor=order.product_minor)
            rule = PriceLimit(one, rates.limits(each), include, estimates)
            yield Constraint("budget_per_deliverable", rule, {"kind": kind, **each.to_json()}, "explicit", include)
    if limit is not None:
        rule = PriceLimit(order, rates.limits(limit), include, estimates)
        yield Constraint("budget_per_creator", rule, limit.to_json(), "explicit", include)
    elif total is not None and order:
        rule = PriceLimit(order, rates.limits(total), include_unknown=True)
        yield Constraint("budget_total", rule, total.to_json(), "derived", True)


def _per_kind(budget: Document, kind: str) -> Money | None:
    """The most that one deliverable of a kind may cost: what is stated for the kind, otherwise for any."""
    amount = (budget.get("per_kind") or {}).get(kind, budget.get("per_deliverable"))
    return None if amount is None else Money(parse_amount(amount, budget["currency"]), budget["currency"])


def _includes(stated: Document) -> bool:
    return bool(stated.get("unknown", "exclude") == "include")
