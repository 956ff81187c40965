"""What a creator's work can be expected to bring, and what that costs, as answers show it."""

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from service.budget.costs import format_cost
from service.budget.forecast import Forecast, forecast
from service.domain.creator import Creator
from service.domain.money import parse_amount

Document = dict[str, Any]

# Less than this of an engagement is none that anything could be divided by.
_LEAST = 0.001


def stored_forecast(found: Forecast) -> Document:
    """As it is kept: ranges in full, null where nothing is known."""
    parts = {"reach": found.reach, "engagements": found.engagements}
    return {name: asdict(part) if part else None for name, part in parts.items()}


def value_for_money(creator: Creator, deliverables: Mapping[str, int], price: Document) -> Document:
    """The forecast of some deliverables, and what it costs per engagement and reach where their price is known; in the
    brief's currency if the price was converted."""
    if not deliverables:
        return {"forecast": None, "cost": None}
    found = stored_forecast(forecast(creator, deliverables))
    paid = price.get("converted") or price
    amount, currency = paid["amount"], paid["currency"]
    if amount is None:
        return {"forecast": shown_forecast(found), "cost": None}
    minor = parse_amount(amount, currency)
    return {"forecast": shown_forecast(found), "cost": cost(minor, minor, currency, found)}


def shown_forecast(forecast: Document) -> Document:
    """Ranges of reach and engagements in whole numbers."""
    return {name: {k: round(v) for k, v in part.items()} if part else None for name, part in forecast.items()}


def cost(for_engagements: int, for_reach: int, currency: str, forecast: Document) -> Document:
    """Per engagement and per 1,000 of reach, as ranges: the dearest end is that of the lowest forecast. Minor units
    paid to those whose engagements, and whose reach, are forecast."""
    return {
        "per_engagement": _ratio(for_engagements, currency, forecast["engagements"], 1),
        "per_1000_reach": _ratio(for_reach, currency, forecast["reach"], 1000),
    }


def _ratio(amount_minor: int, currency: str, forecast: Document | None, scale: int) -> Document | None:
    """Null where hardly anything is expected: nothing can be divided by it."""
    if not forecast or forecast["low"] < _LEAST:
        return None
    ends = {"low": forecast["high"], "expected": forecast["expected"], "high": forecast["low"]}
    return {name: format_cost(amount_minor * scale / Fraction(end), currency) for name, end in ends.items()}
