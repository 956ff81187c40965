"""What a creator's work can be expected to bring, and what that costs, as answers show it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from service.budget.forecast import Forecast, forecast
from service.domain.creator import Creator
from service.domain.money import minor_digits, parse_amount

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
    known = None if amount is None else cost(parse_amount(amount, currency), currency, found)
    return {"forecast": shown_forecast(found), "cost": known}


def shown_forecast(forecast: Document) -> Document:
    """Ranges of reach and engagements in whole numbers."""
    return {name: {k: round(v) for k, v in part.items()} if part else None for name, part in forecast.items()}


def cost(amount_minor: int, currency: str, forecast: Document) -> Document:
    """Per engagement and per 1,000 of reach, as ranges: the dearest end is that of the lowest forecast."""
    return {
        "per_engagement": _ratio(amount_minor, currency, forecast["engagements"], 1),
        "per_1000_reach": _ratio(amount_minor, currency, forecast["reach"], 1000),
    }


def _ratio(amount_minor: int, currency: str, forecast: Document | None, scale: int) -> Document | None:
    """Money with two digits more than the currency has: a single engagement costs cents."""
    if not forecast or forecast["low"] < _LEAST:
        return None
    digits = minor_digits(currency)
    ends = {"low": forecast["high"], "expected": forecast["expected"], "high": forecast["low"]}
    amounts = {name: amount_minor * scale / end / 10**digits for name, end in ends.items()}
    return {name: f"{amount:.{digits + 2}f}" for name, amount in amounts.items()}
