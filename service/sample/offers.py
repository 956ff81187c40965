"""What fictional rate cards say beside plain rates: packages, discounts, add-ons, work for the product itself."""

import random
from collections.abc import Callable

from service.sample.figures import round_amount

Document = dict[str, object]

# Percent of the deliverables' price, and for what. Published figures are few and conflict: 30 % a month for usage,
# 50 to 100 % for paid usage, about 25 % for a Spark code, 100 % a month for exclusivity.
ADD_ONS: dict[str, tuple[tuple[int, ...], str]] = {
    "usage_rights": ((20, 25, 30, 30, 40), "month"),
    "paid_usage": ((50, 60, 75, 100), "month"),
    "whitelisting": ((30, 40, 50), "month"),
    "exclusivity": ((50, 75, 100), "month"),
    "rush": ((20, 25, 50), "order"),
}
PAID_CHANNELS = ("paid_social", "display", "tv")


def offers(rng: random.Random, card: Document) -> Document:
    """Parts of a rate card that stand on its rates; nothing in them is made that the rates do not name."""
    currency = str(card["currency"])
    rates = {kind: float(str(rate)) for kind, rate in dict(card["rates"]).items()}  # type: ignore[call-overload]
    parts: list[tuple[str, float, Callable[[], object]]] = [
        ("packages", 0.25, lambda: [_package(rng, rates, currency)]),
        ("discounts", 0.20, lambda: _discounts(rng)),
        ("add_ons", 0.40, lambda: _add_ons(rng, rates, currency)),
        ("gifting", 0.15, lambda: _gifting(rng, rates, currency)),
        ("negotiable", 0.70, lambda: rng.random() < 0.7),
    ]
    return {name: make() for name, share, make in parts if rng.random() < share}


def _package(rng: random.Random, rates: dict[str, float], currency: str) -> Document:
    """Two or more deliverables for a tenth to a quarter less."""
    kinds = rng.sample(sorted(rates), min(len(rates), rng.choice((1, 2, 2))))
    quantities = [rng.choice((1, 1, 2, 3)) for _ in kinds]
    if sum(quantities) == 1:
        quantities = [3]
    full = sum(rates[kind] * quantity for kind, quantity in zip(kinds, quantities, strict=True))
    lines = [{"kind": kind, "quantity": quantity} for kind, quantity in zip(kinds, quantities, strict=True)]
    name = rng.choice(("Launch package", "Starter bundle", "Campaign bundle", "Try-out package"))
    return {"name": name, "deliverables": lines, "price": round_amount(rng, full * rng.uniform(0.75, 0.9), currency)}


def _discounts(rng: random.Random) -> list[Document]:
    steps = ((3, 10),) if rng.random() < 0.6 else ((3, 5), (5, 15))
    return [{"min_quantity": quantity, "percent": percent} for quantity, percent in steps]


def _add_ons(rng: random.Random, rates: dict[str, float], currency: str) -> list[Document]:
    """One to three by percentage; paid use of some channels and codes for advertising at an amount of their own."""
    found: list[Document] = []
    for kind in rng.sample(sorted(ADD_ONS), rng.randint(1, 3)):
        percents, per = ADD_ONS[kind]
        found.append({"kind": kind, "percent": rng.choice(percents), "per": per})
        if kind == "paid_usage" and rng.random() < 0.4:
            amount = round_amount(rng, 1.5 * max(rates.values()), currency)
            found.append({"kind": kind, "channel": rng.choice(PAID_CHANNELS), "amount": amount, "per": per})
    if "tt_video" in rates and rng.random() < 0.5:
        amount = round_amount(rng, 0.25 * rates["tt_video"], currency)
        found.append({"kind": "spark_code", "amount": amount, "per": "month"})
    return found


def _gifting(rng: random.Random, rates: dict[str, float], currency: str) -> Document:
    """For a product worth a part of what the cheapest work costs; mostly for that kind of work alone."""
    cheapest = min(sorted(rates), key=lambda kind: rates[kind])
    gifting: Document = {"min_value": round_amount(rng, rates[cheapest] * rng.uniform(0.4, 1.0), currency)}
    return gifting | ({"kinds": [cheapest]} if rng.random() < 0.7 else {})
