"""What each way to employ a candidate costs a plan, and what it can be expected to bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.budget.forecast import Forecast, Range, forecast
from service.domain.brief import Brief
from service.domain.estimate import estimate
from service.domain.money import MAX_MINOR, Money, format_minor
from service.domain.order import Order
from service.domain.outcome import TrackRecord
from service.domain.plan import Mix, PlanRequest
from service.errors import Invalid, Problem
from service.estimating import Pricing, in_currency
from service.planning.candidates import Candidate, Pool, Refused
from service.ranking.track import proven

Document = dict[str, Any]


@dataclass(frozen=True)
class Charge:
    """What the plan's budget pays, add-ons included: minor units of its currency, and how they are known."""

    amount_minor: int
    basis: str


@dataclass(frozen=True)
class Option:
    """One way to employ a candidate (its place in the pool)."""

    candidate: int
    mix: Mix
    order: Order
    charge: Charge
    forecast: Forecast
    agreed: Document | None = None  # the line of an earlier version that is locked


@dataclass(frozen=True)
class Offers:
    """What can be bought, and who offers nothing that can be, with the reason."""

    options: list[Option]
    refused: list[Refused]


class _CannotBeBought(Exception):
    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason, self.message = reason, message


@dataclass(frozen=True)
class Ground:
    """What prices and forecasts stand on; `records` is what the brand measured, by creator id."""

    pricing: Pricing
    records: Mapping[int, TrackRecord]


def price_options(pool: Pool, brief: Brief, request: PlanRequest, ground: Ground,
                  agreed: Mapping[str, Document]) -> Offers:  # fmt: skip
    """Every mix of every candidate with its price and forecast; `agreed` are locked lines by external id.

    Raises Invalid where a must-have cannot be bought in any way.
    """
    orders = [(mix, replace(brief.order, deliverables=mix.deliverables)) for mix in request.mixes]
    options: list[Option] = []
    refused: list[Refused] = []
    for place, candidate in enumerate(pool.candidates):
        external_id = candidate.creator.external_id
        if external_id in agreed:
            options.append(_agreed(place, agreed[external_id], brief.order))
            continue
        must = external_id in request.must_have
        found, why = _options(place, candidate, orders, request, ground, must)
        options += found
        if not found and why is not None:
            if must:
                where = Problem(f"/candidates/must_have/{request.must_have.index(external_id)}", str(why), why.reason)
                raise Invalid(f"{external_id!r} cannot be hired: {why}", (where,))
            refused.append(Refused(candidate.id, why.reason, why.message, candidate.rank))
    return Offers(options, refused)


def _options(place: int, candidate: Candidate, orders: Sequence[tuple[Mix, Order]], request: PlanRequest,
             ground: Ground, must: bool) -> tuple[list[Option], _CannotBeBought | None]:  # fmt: skip
    """Options of one candidate, and why the last of those that are missing is."""
    found, why = [], None
    for mix, order in orders:
        try:
            charge = _charge(candidate, order, request, ground)
            found.append(Option(place, mix, order, charge, _forecast(candidate, mix, request, ground, must)))
        except _CannotBeBought as reason:
            why = reason
    return found, why


def _charge(candidate: Candidate, order: Order, request: PlanRequest, ground: Ground) -> Charge:
    creator, currency = candidate.creator, request.budget.currency
    refused = [kind for kind in order.deliverables if creator.offers(kind) is False]
    if refused:
        raise _CannotBeBought("not_offered", f"does not make {', '.join(refused)}")
    price = creator.rate_card.price(order) if creator.rate_card else None
    if price is None:
        return _estimated(candidate, order, request, ground)
    total = price.total_minor
    if total is None:
        missing = ", ".join(line.add_on.kind for line in price.add_ons if line.amount_minor is None)
        raise _CannotBeBought("add_on_price_unknown", f"its rate card has no price for {missing}")
    converted = ground.pricing.rates.convert(Money(total, price.currency), currency)
    if converted is None:
        raise _CannotBeBought("no_exchange_rate", f"there is no exchange rate from {price.currency} to {currency}")
    return _payable(Charge(converted.amount_minor, price.basis), currency)


def _estimated(candidate: Candidate, order: Order, request: PlanRequest, ground: Ground) -> Charge:
    """The high end of what it may cost, where the plan takes estimates."""
    if not request.estimated_prices:
        raise _CannotBeBought("price_unknown", "its price is not known")
    if order.add_ons:
        raise _CannotBeBought("add_on_price_unknown", "its price is not known, and add-ons are not estimated")
    paid = ground.pricing.paid.get(candidate.creator.external_id)
    found = estimate(candidate.creator, order, ground.pricing.calibration, paid)
    total = in_currency(found, request.budget.currency, ground.pricing.rates) if found else None
    if total is None:
        raise _CannotBeBought("price_unknown", "its price is not known and cannot be estimated")
    return _payable(Charge(total.high, "estimated"), request.budget.currency)


def _payable(charge: Charge, currency: str) -> Charge:
    """No budget is as large as what is refused here, and sums stay inside 64 bits."""
    if charge.amount_minor > MAX_MINOR:
        raise _CannotBeBought("price_too_large", f"costs {format_minor(charge.amount_minor, currency)} {currency}")
    return charge


def _forecast(candidate: Candidate, mix: Mix, request: PlanRequest, ground: Ground, must: bool) -> Forecast:
    """By the rates that the brand measured where it did. What is unknown but counts keeps a creator out, unless it is
    in anyway."""
    record = ground.records.get(candidate.id)
    found = forecast(proven(candidate.creator, record) if record else candidate.creator, mix.deliverables)
    unknown = [
        name
        for name, part in (("engagements", found.engagements), ("reach", found.reach))
        if part is None and request.weights[name] > 0
    ]
    if unknown and not must:
        raise _CannotBeBought("no_forecast", f"its {' and '.join(unknown)} cannot be forecast: figures are missing")
    return found


def _agreed(place: int, line: Document, order: Order) -> Option:
    """A locked line again: the same work at the same price."""
    mix = Mix(line["mix"], line["deliverables"])
    ranges = {name: Range(**part) if part else None for name, part in line["forecast"].items()}
    charge = Charge(line["price"]["amount_minor"], line["price"]["basis"])
    order = replace(order, deliverables=mix.deliverables)
    return Option(place, mix, order, charge, Forecast(ranges["reach"], ranges["engagements"]), line)
