"""Estimates of unknown prices as answers show them: in the brief's currency, each method by name, never as a price."""

import datetime
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from service.backends import Backends
from service.domain.creator import Creator
from service.domain.estimate import (
    COVERS_PCT,
    LEAST_PRICES,
    Calibration,
    Cell,
    Estimate,
    Estimates,
    LineEstimate,
    Paid,
    estimate,
)
from service.domain.money import Money, RateTable, format_minor, parse_amount
from service.domain.order import Order
from service.domain.price_priors import PRICED_FORMS, Quote
from service.domain.vocabulary import DELIVERABLE_KINDS
from service.store import outcomes
from service.store.briefs import StoredBrief

Document = dict[str, Any]


@dataclass(frozen=True)
class Pricing:
    """What prices are shown by; `paid` are US cents that the asking brand paid for one deliverable, by external id and
    kind."""

    rates: RateTable
    calibration: Calibration
    paid: Paid = field(default_factory=dict)

    @property
    def estimates(self) -> Estimates:
        return Estimates.by(self.rates, self.calibration, self.paid)


def pricing_of(backends: Backends, stored: StoredBrief | None = None) -> Pricing:
    """For a stored brief, with what its brand paid before."""
    paid = {} if stored is None else _paid(backends, stored.brand_id, stored.feedback_rev)
    return Pricing(backends.rates, backends.calibration, paid)


def _paid(backends: Backends, brand_id: int, revision: int) -> Paid:
    """What a brand's outcomes say that it spent; in currencies that have a rate. Read again when they change."""
    if not revision:
        return {}
    return backends.paid.get(brand_id, (revision, backends.rates.fingerprint), lambda: _read_paid(backends, brand_id))


def _read_paid(backends: Backends, brand_id: int) -> Paid:
    with backends.store.read() as connection:
        deals = outcomes.deals(connection, brand_id)
    found: dict[str, dict[str, list[int]]] = {}
    for deal in deals:
        dollars = backends.rates.convert(Money(parse_amount(deal.spend, deal.currency), deal.currency), "USD")
        if dollars is not None and dollars.amount_minor > 0:
            found.setdefault(deal.external_id, {}).setdefault(deal.kind, []).append(dollars.amount_minor)
    return found


def estimated_price(creator: Creator, order: Order, currency: str | None, pricing: Pricing) -> Document | None:
    """The range of an order without a stated price; None where it cannot be estimated."""
    found = estimate(creator, order, pricing.calibration, pricing.paid.get(creator.external_id))
    if found is None:
        return None
    shown_in = currency if currency and pricing.rates.factor("USD", currency) is not None else "USD"
    total = in_currency(found, shown_in, pricing.rates)
    if total is None:
        return None
    return {
        "basis": "estimated",
        "amount": None,
        "currency": shown_in,
        **_ends(total, shown_in),
        "lines": [line.to_json(p.currency) | {"currency": p.currency} for p in found.stated for line in p.lines],
        "estimates": [_line(line, shown_in, pricing) for line in found.lines],
    }


def in_currency(found: Estimate, currency: str, rates: RateTable) -> Quote | None:
    """Estimated and stated parts together in minor units of a currency, each end rounded half up once; None where an
    exchange rate is missing."""
    factors = {source: rates.factor(source, currency) for source in ("USD", *(p.currency for p in found.stated))}
    known = {source: factor for source, factor in factors.items() if factor is not None}
    if len(known) < len(factors):
        return None
    stated = sum((price.amount_minor * known[price.currency] for price in found.stated), Fraction(0))
    low, point, high = (_rounded(cents * known["USD"] + stated) for cents in (found.low, found.point, found.high))
    return Quote(low, point, high)


def _ends(quote: Quote, currency: str) -> Document:
    return {end: format_minor(getattr(quote, end), currency) for end in ("low", "point", "high")}


def _line(line: LineEstimate, currency: str, pricing: Pricing) -> Document:
    """One kind; amounts are for one deliverable."""

    def money(cents: int) -> str:
        converted = pricing.rates.convert(Money(cents, "USD"), currency)
        assert converted is not None
        return format_minor(converted.amount_minor, currency)

    unit = line.unit
    return {
        "kind": line.kind,
        "quantity": line.quantity,
        "low": money(unit.low),
        "point": money(unit.point),
        "high": money(unit.high),
        "methods": [
            {"method": m.name, "low": money(m.low), "high": money(m.high), "inputs": dict(m.inputs)}
            for m in line.methods
        ],
        "calibrated": None if line.cell is None else _calibrated(line, line.cell, pricing.calibration),
    }


def _calibrated(line: LineEstimate, name: str, calibration: Calibration) -> Document:
    return {
        **shown_cell(name, calibration.cells[name]),
        "start": line.start,
        "as_of": as_text(calibration.as_of),
    }


def shown_calibration(calibration: Calibration) -> Document:
    """All of it, so that every estimate can be computed by hand."""
    return {
        "as_of": as_text(calibration.as_of) if calibration.revision else None,
        "prices": calibration.prices,
        "least_prices": LEAST_PRICES,
        "covers_pct": COVERS_PCT,
        "cells": [shown_cell(name, cell) for name, cell in calibration.cells.items()],
    }


def shown_cell(name: str, cell: Cell) -> Document:
    kind = name.partition("/")[0]
    posted = DELIVERABLE_KINDS[kind][0] if kind in DELIVERABLE_KINDS else kind
    against = "published" if kind in PRICED_FORMS or kind not in DELIVERABLE_KINDS else "followers" if posted else "one"
    ratios = {"low": cell.low, "middle": cell.middle, "high": cell.high}
    return {"cell": name, "prices": cell.prices, "against": against, "ratios": ratios}


def as_text(epoch_seconds: float) -> str:
    moment = datetime.datetime.fromtimestamp(epoch_seconds, datetime.UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _rounded(amount: Fraction) -> int:
    """Half up."""
    return int(amount + Fraction(1, 2))
