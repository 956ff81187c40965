"""What an order costs by a rate card: decimal arithmetic on the documents, written from the documentation alone."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from service.domain.money import RateTable

Document = dict[str, Any]

ZERO_DIGITS = {"JPY", "KRW", "VND", "CLP"}
THREE_DIGITS = {"KWD", "BHD", "TND"}


def price_of(wanted: dict[str, int], document: Document, brief: Document, rates: RateTable) -> tuple[int, str] | None:
    """Minor units and currency of some deliverables, None when a rate is missing."""
    card = document.get("rate_card")
    if not card or not wanted:
        return None
    if works_for_the_product(wanted, card, brief.get("budget") or {}, rates):
        return 0, card["currency"]
    known = [way for way in _ways(wanted, card) if way is not None]
    return (minor_units(min(known), card["currency"]), card["currency"]) if known else None


def works_for_the_product(wanted: dict[str, int], card: Document, budget: Document, rates: RateTable) -> bool:
    """The product is worth what the creator asks, and everything wanted is made for it."""
    gifting = card.get("gifting")
    if not gifting or "product_value" not in budget or set(wanted) & set(card.get("not_offered", ())):
        return False
    factor = rates.factor(budget["currency"], card["currency"])
    if factor is None or set(wanted) - set(gifting.get("kinds", wanted)):
        return False
    worth = minor_units(budget["product_value"], budget["currency"]) * factor  # a Fraction: exact
    return bool(worth >= minor_units(gifting["min_value"], card["currency"]))


def offered(kind: str, card: Document) -> bool:
    """Whether the card sells it, alone or in a package, or names it as made for the product."""
    packaged = {line["kind"] for package in card.get("packages", ()) for line in package["deliverables"]}
    return kind in {*card["rates"], *packaged, *(card.get("gifting") or {}).get("kinds", ())}


def add_on_prices(brief: Document, card: Document, base_minor: int) -> list[int | None]:
    """Minor units of each add-on of the brief, None where the card does not tell."""
    return [_add_on(wanted, card, base_minor) for wanted in brief.get("add_ons", ())]


def minor_units(amount: str | Decimal, currency: str) -> int:
    return int(Decimal(amount).scaleb(_digits(currency)))


def _ways(wanted: dict[str, int], card: Document) -> Iterator[Decimal | None]:
    """One by one; or one package as often as it fits, and what is left one by one."""
    yield _one_by_one(wanted, card)
    for package in card.get("packages", ()):
        rest, times = dict(wanted), 0
        while all(rest.get(line["kind"], 0) >= line["quantity"] for line in package["deliverables"]):
            times += 1
            for line in package["deliverables"]:
                rest[line["kind"]] -= line["quantity"]
        singles = _one_by_one({kind: n for kind, n in rest.items() if n}, card)
        if times and singles is not None:
            yield times * Decimal(package["price"]) + singles


def _one_by_one(wanted: dict[str, int], card: Document) -> Decimal | None:
    total = Decimal(0)
    for kind, quantity in wanted.items():
        if kind not in card["rates"]:
            return None
        percents = [Decimal(str(d["percent"])) for d in card.get("discounts", ())
                    if d.get("kind", kind) == kind and d["min_quantity"] <= quantity]  # fmt: skip
        line = quantity * Decimal(card["rates"][kind]) * (100 - max(percents, default=Decimal(0))) / 100
        total += _rounded(line, card["currency"])
    return total


def _add_on(wanted: Document, card: Document, base_minor: int) -> int | None:
    offers = [one for one in card.get("add_ons", ()) if one["kind"] == wanted["kind"]]
    exact = [one for one in offers if one.get("channel") == wanted.get("channel")]
    found = exact or [one for one in offers if "channel" not in one]
    if not found:
        return None
    times, currency = wanted.get("months", 1) if found[0]["per"] == "month" else 1, card["currency"]
    if "amount" in found[0]:
        return times * minor_units(found[0]["amount"], currency)
    share = times * Decimal(str(found[0]["percent"])) / 100
    return minor_units(_rounded(Decimal(base_minor).scaleb(-_digits(currency)) * share, currency), currency)


def _rounded(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-_digits(currency)), ROUND_HALF_UP)


def _digits(currency: str) -> int:
    return 0 if currency in ZERO_DIGITS else 3 if currency in THREE_DIGITS else 2
