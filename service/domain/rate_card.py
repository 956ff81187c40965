"""A creator's rate card, and what an order costs by it: packages, quantity discounts, add-ons, free product.

Everything is exact: integers of minor units, percentages in basis points, each line rounded half up by itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from service.domain.money import Money, format_minor, parse_amount
from service.domain.order import AddOn, Order

Document = Mapping[str, Any]

WHOLE = 10_000  # basis points


@dataclass(frozen=True)
class Package:
    """Several deliverables at one price."""

    name: str
    deliverables: Mapping[str, int]
    price_minor: int

    def times(self, wanted: Mapping[str, int]) -> int:
        """How often it fits into what is wanted."""
        return min(wanted.get(kind, 0) // quantity for kind, quantity in self.deliverables.items())


@dataclass(frozen=True)
class Discount:
    """Percentage off the rate of a kind (None: of any) from so many of it on."""

    min_quantity: int
    off_bp: int
    kind: str | None = None


@dataclass(frozen=True)
class AddOnRate:
    """A share of the deliverables' price or an amount, once or for every month; on one channel or any."""

    kind: str
    share_bp: int | None
    amount_minor: int | None
    monthly: bool
    channel: str | None = None


@dataclass(frozen=True)
class Gifting:
    """Works for the product alone where it is worth enough; None: for every kind."""

    min_value_minor: int
    kinds: frozenset[str] | None = None


@dataclass(frozen=True)
class Line:
    """One line of a price. `what` is a deliverable kind, or the name of a package, which `contains` some."""

    what: str
    quantity: int
    unit_minor: int
    off_bp: int = 0
    contains: Mapping[str, int] | None = None

    @property
    def amount_minor(self) -> int:
        return part_of(self.quantity * self.unit_minor, WHOLE - self.off_bp)

    def to_json(self, currency: str) -> dict[str, Any]:
        shown: dict[str, Any] = {"package": self.what, "contains": dict(self.contains)} if self.contains else {
            "kind": self.what}  # fmt: skip
        shown |= {"quantity": self.quantity, "rate": format_minor(self.unit_minor, currency)}
        if self.off_bp:
            shown["discount_pct"] = self.off_bp / 100
        return shown | {"amount": format_minor(self.amount_minor, currency)}


@dataclass(frozen=True)
class AddOnLine:
    """An add-on with its price; None where the rate card does not tell it."""

    add_on: AddOn
    amount_minor: int | None
    rate: AddOnRate | None

    def to_json(self, currency: str) -> dict[str, Any]:
        rate, wanted = self.rate, self.add_on
        shown: dict[str, Any] = {"kind": wanted.kind, "months": wanted.months, "channel": wanted.channel}
        if rate is not None and rate.share_bp is not None:
            shown |= {"percent": rate.share_bp / 100, "per": "month" if rate.monthly else "order"}
        elif rate is not None and rate.amount_minor is not None:
            shown |= {"rate": format_minor(rate.amount_minor, currency), "per": "month" if rate.monthly else "order"}
        amount = None if self.amount_minor is None else format_minor(self.amount_minor, currency)
        return shown | {"amount": amount}


@dataclass(frozen=True)
class Price:
    """What an order costs: its deliverables line by line, and its add-ons, which are paid beside."""

    currency: str
    basis: Literal["stated", "product"]
    lines: tuple[Line, ...]
    add_ons: tuple[AddOnLine, ...] = ()

    @property
    def amount_minor(self) -> int:
        """Of the deliverables: what budgets per creator and per deliverable are about."""
        return 0 if self.basis == "product" else sum(line.amount_minor for line in self.lines)

    @property
    def total_minor(self) -> int | None:
        """With add-ons; None where one of them has no known price."""
        amounts = [line.amount_minor for line in self.add_ons]
        known = [amount for amount in amounts if amount is not None]
        return self.amount_minor + sum(known) if len(known) == len(amounts) else None

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)


@dataclass(frozen=True)
class RateCard:
    """One currency; minor units by deliverable kind; not offered is not unknown."""

    currency: str
    rates_minor: Mapping[str, int]
    not_offered: frozenset[str] = frozenset()
    packages: tuple[Package, ...] = ()
    discounts: tuple[Discount, ...] = ()
    add_ons: tuple[AddOnRate, ...] = ()
    gifting: Gifting | None = None
    negotiable: bool | None = None

    def offers(self, kind: str) -> bool:
        """Whether it has a price, alone, in a package, or as work for the product itself."""
        if kind in self.rates_minor or any(kind in package.deliverables for package in self.packages):
            return True
        return self.gifting is not None and kind in (self.gifting.kinds or ())

    def price(self, order: Order) -> Price | None:
        """The cheapest way to buy the deliverables, with add-ons; None when a needed rate is unknown.

        Every deliverable at its own rate, or one of the packages as often as it fits and the rest at its own rates;
        the first of equals. Discounts count what is bought at its own rate.
        """
        if not order.deliverables:
            return None
        ways = [lines for lines in self._ways(order.deliverables) if lines is not None]
        if self._is_given(order):
            lines = tuple(Line(kind, quantity, 0) for kind, quantity in order.deliverables.items())
            return Price(self.currency, "product", lines, self._add_on_lines(order.add_ons, 0))
        if not ways:
            return None
        cheapest = min(ways, key=lambda lines: sum(line.amount_minor for line in lines))
        base = sum(line.amount_minor for line in cheapest)
        return Price(self.currency, "stated", cheapest, self._add_on_lines(order.add_ons, base))

    def _ways(self, wanted: Mapping[str, int]) -> Iterator[tuple[Line, ...] | None]:
        yield self._singles(wanted)
        for package in self.packages:
            if times := package.times(wanted):
                rest = {kind: n - times * package.deliverables.get(kind, 0) for kind, n in wanted.items()}
                singles = self._singles({kind: n for kind, n in rest.items() if n})
                line = Line(package.name, times, package.price_minor, contains=package.deliverables)
                yield None if singles is None else (line, *singles)

    def _singles(self, wanted: Mapping[str, int]) -> tuple[Line, ...] | None:
        if not all(kind in self.rates_minor for kind in wanted):
            return None
        return tuple(
            Line(kind, quantity, self.rates_minor[kind], self._off(kind, quantity)) for kind, quantity in wanted.items()
        )

    def _off(self, kind: str, quantity: int) -> int:
        """The largest discount that such a quantity gets."""
        fitting = (d.off_bp for d in self.discounts if d.kind in (None, kind) and quantity >= d.min_quantity)
        return max(fitting, default=0)

    def _is_given(self, order: Order) -> bool:
        gifting, worth = self.gifting, order.product_minor.get(self.currency)
        if gifting is None or worth is None or worth < gifting.min_value_minor:
            return False
        wanted = order.deliverables.keys()
        return wanted.isdisjoint(self.not_offered) and (gifting.kinds is None or wanted <= gifting.kinds)

    def _add_on_lines(self, wanted: tuple[AddOn, ...], base_minor: int) -> tuple[AddOnLine, ...]:
        return tuple(self._add_on_line(add_on, base_minor) for add_on in wanted)

    def _add_on_line(self, wanted: AddOn, base_minor: int) -> AddOnLine:
        """By the rate for its channel, otherwise by the one for any."""
        rates = {rate.channel: rate for rate in self.add_ons if rate.kind == wanted.kind}
        rate = rates.get(wanted.channel) or rates.get(None)
        return AddOnLine(wanted, None if rate is None else add_on_amount(rate, wanted, base_minor), rate)


def add_on_amount(rate: AddOnRate, wanted: AddOn, base_minor: int) -> int:
    times = wanted.months if rate.monthly else 1
    if rate.share_bp is not None:
        return part_of(base_minor, rate.share_bp * times)
    assert rate.amount_minor is not None
    return rate.amount_minor * times


def part_of(amount_minor: int, share_bp: int) -> int:
    """A share of an amount, rounded half up to the minor unit."""
    return (amount_minor * share_bp + WHOLE // 2) // WHOLE


def basis_points(percent: float) -> int:
    """Of a percentage with two decimals at most, which the contract holds it to."""
    return round(percent * 100)


def read_rate_card(card: Document | None) -> RateCard | None:
    """The typed view of a valid rate card."""
    if not card:
        return None
    currency = card["currency"]
    gifting = card.get("gifting")
    return RateCard(
        currency=currency,
        rates_minor={kind: parse_amount(amount, currency) for kind, amount in (card.get("rates") or {}).items()},
        not_offered=frozenset(card.get("not_offered") or ()),
        packages=tuple(_package(package, currency) for package in card.get("packages") or ()),
        discounts=tuple(
            Discount(d["min_quantity"], basis_points(d["percent"]), d.get("kind")) for d in card.get("discounts") or ()
        ),
        add_ons=tuple(_add_on_rate(rate, currency) for rate in card.get("add_ons") or ()),
        gifting=_gifting(gifting, currency) if gifting else None,
        negotiable=card.get("negotiable"),
    )


def _package(package: Document, currency: str) -> Package:
    deliverables = {line["kind"]: line["quantity"] for line in package["deliverables"]}
    return Package(package["name"], deliverables, parse_amount(package["price"], currency))


def _add_on_rate(rate: Document, currency: str) -> AddOnRate:
    share, amount = rate.get("percent"), rate.get("amount")
    return AddOnRate(
        kind=rate["kind"],
        share_bp=None if share is None else basis_points(share),
        amount_minor=None if amount is None else parse_amount(amount, currency),
        monthly=rate["per"] == "month",
        channel=rate.get("channel"),
    )


def _gifting(gifting: Document, currency: str) -> Gifting:
    kinds = gifting.get("kinds")
    return Gifting(parse_amount(gifting["min_value"], currency), None if kinds is None else frozenset(kinds))
