"""An estimate of a price that nobody stated: a labelled range, never a price. Whole US cents.

For each deliverable kind, in this order: what the brand itself has paid the creator before; the published figures
(`price_priors`), corrected by what this marketplace's known prices are beside them; for kinds without such figures the
marketplace's known prices for 1,000 followers, or for one piece of content; otherwise unknown.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median_high
from typing import Any

from service.domain.creator import Account, Creator
from service.domain.money import RateTable
from service.domain.order import Order
from service.domain.price_priors import PRICED_FORMS, Method, Quote, kind_methods, prior
from service.domain.rate_card import Price
from service.domain.vocabulary import DELIVERABLE_KINDS, tier_of

# So many known prices, and the middle of them says something of the others.
LEAST_PRICES = 30
# The quantiles of known prices that a calibrated range reaches between: it is meant to hold four prices in five.
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
COVERS_PCT = 80


@dataclass(frozen=True)
class Cell:
    """Quantiles of price / start over `prices` known prices; see `start_of`."""

    prices: int
    low: float
    middle: float
    high: float

    def quote(self, start: int) -> Quote:
        low, point, high = start * self.low, start * self.middle, start * self.high
        return Quote(math.floor(low), math.floor(point + 0.5), math.ceil(high))


@dataclass(frozen=True)
class Calibration:
    """What known prices are beside their starts, by cell; `revision` is the same on every replica."""

    revision: int
    as_of: float  # seconds since the epoch
    prices: int
    cells: Mapping[str, Cell]

    def cell(self, kind: str, followers: int | None) -> str | None:
        """Name of the narrowest cell that has enough prices."""
        return next((name for name in cell_names(kind, followers) if name in self.cells), None)


UNCALIBRATED = Calibration(0, 0.0, 0, {})

# Cents that a brand has paid for one deliverable, by creator (external id) and kind.
Paid = Mapping[str, Mapping[str, Sequence[int]]]
NOTHING_PAID: Paid = {}


def cell_names(kind: str, followers: int | None) -> Iterator[str]:
    """Kind and tier first. Published figures may be wrong by the same on all of a platform, so for kinds that have some
    the platform and tier come next: size tells more than the kind."""
    platform = DELIVERABLE_KINDS[kind][0]
    names = [kind, platform] if kind in PRICED_FORMS and platform is not None else [kind]
    if platform is not None and followers is not None:
        yield from (f"{name}/{tier_of(followers)}" for name in names)
    yield from names


@dataclass(frozen=True)
class LineEstimate:
    """One kind: `unit` is for one deliverable; `methods` are as published, `cell` corrected them to `unit`."""

    kind: str
    quantity: int
    unit: Quote
    methods: tuple[Method, ...]
    start: int = 0
    cell: str | None = None


@dataclass(frozen=True)
class Estimate:
    """What an order may cost: estimated kinds in US cents, and kinds that have a stated price with that price."""

    lines: tuple[LineEstimate, ...]
    stated: tuple[Price, ...]

    @property
    def low(self) -> int:
        return sum(line.unit.low * line.quantity for line in self.lines)

    @property
    def point(self) -> int:
        return sum(line.unit.point * line.quantity for line in self.lines)

    @property
    def high(self) -> int:
        return sum(line.unit.high * line.quantity for line in self.lines)


def estimate(creator: Creator, order: Order, calibration: Calibration = UNCALIBRATED,
             paid: Mapping[str, Sequence[int]] | None = None) -> Estimate | None:  # fmt: skip
    """Of an order without a stated price; None where the creator does not make it, or nothing tells.

    `paid` holds cents that the brand has paid this creator for one deliverable, by kind.
    """
    lines, stated = [], []
    for kind, quantity in order.deliverables.items():
        if (price := stated_alone(creator, kind, quantity)) is not None:
            stated.append(price)
        elif (line := _line(creator, kind, calibration, (paid or {}).get(kind, ()))) is not None:
            lines.append(replace(line, quantity=quantity))
        else:
            return None
    return Estimate(tuple(lines), tuple(stated)) if lines else None


@dataclass(frozen=True)
class Estimates:
    """What a limit judges prices by that nobody stated: a calibration, US cents for one minor unit of every currency
    that has a rate, and what the brand has paid before."""

    calibration: Calibration
    usd_cents: Mapping[str, float]
    paid: Paid

    @classmethod
    def by(cls, rates: RateTable, calibration: Calibration = UNCALIBRATED, paid: Paid = NOTHING_PAID) -> "Estimates":
        return cls(calibration, usd_cents(rates), paid)

    def high(self, creator: Creator, order: Order) -> float | None:
        """The most that the order may cost, in US cents; None where it cannot be estimated.

        `service.index.estimates.highs` is the same over columns, operation by operation.
        """
        found = estimate(creator, order, self.calibration, self.paid.get(creator.external_id))
        if found is None:
            return None
        total = float(found.high)
        for price in found.stated:
            if price.currency not in self.usd_cents:
                return None
            total += price.amount_minor * self.usd_cents[price.currency]
        return total


def usd_cents(rates: RateTable) -> dict[str, float]:
    """US cents for one minor unit of every currency."""
    factors = {currency: rates.factor(currency, "USD") for currency in rates.per_base}
    return {currency: float(factor) for currency, factor in factors.items() if factor is not None}


def stated_alone(creator: Creator, kind: str, quantity: int) -> Price | None:
    """What the rate card says of one kind by itself."""
    return creator.rate_card.price(Order({kind: quantity})) if creator.rate_card else None


def counting_account(creator: Creator, kind: str) -> Account | None:
    """The account that a kind is published on."""
    platform = DELIVERABLE_KINDS[kind][0]
    return creator.leading_account(frozenset({platform})) if platform is not None else None


def start_of(kind: str, account: Account | None) -> int | None:
    """What the marketplace's prices are measured against: the point of the published figures; where there are none, the
    followers; for content that is not posted, 1."""
    if kind in PRICED_FORMS:
        found = _prior(kind, account)
        return None if found is None or found.point <= 0 else found.point
    if DELIVERABLE_KINDS[kind][0] is None:
        return 1
    return (account.followers or None) if account else None


def unit_quote(kind: str, account: Account | None, calibration: Calibration) -> tuple[Quote, str | None] | None:
    """Cents for one deliverable, and the cell that they were corrected by."""
    start = start_of(kind, account)
    if start is None:
        return None
    cell = calibration.cell(kind, account.followers if account else None)
    if cell is not None:
        return calibration.cells[cell].quote(start), cell
    found = _prior(kind, account)
    return None if found is None else (found, None)


def _prior(kind: str, account: Account | None) -> Quote | None:
    if kind not in PRICED_FORMS or account is None:
        return None
    form, percent = PRICED_FORMS[kind]
    found = prior(account, form)
    return None if found is None else found.times(percent)


def _line(creator: Creator, kind: str, calibration: Calibration, paid: Sequence[int]) -> LineEstimate | None:
    if creator.offers(kind) is False:
        return None
    if paid:
        quote = Quote(min(paid), median_high(paid), max(paid))
        return LineEstimate(kind, 1, quote, (Method("own_history", quote.low, quote.high, {"deals": len(paid)}),))
    account = counting_account(creator, kind)
    found = unit_quote(kind, account, calibration)
    if found is None:
        return None
    quote, cell = found
    ran = kind_methods(account, kind) if account and kind in PRICED_FORMS else _by_marketplace(kind, account, quote)
    return LineEstimate(kind, 1, quote, ran, start_of(kind, account) or 0, cell)


def _by_marketplace(kind: str, account: Account | None, quote: Quote) -> tuple[Method, ...]:
    inputs: dict[str, Any] = {"followers": account.followers} if account else {}
    return (Method("marketplace_rates", quote.low, quote.high, inputs),)
