"""The report of a brief: what its hired creators brought for the money, beside what its plan expected.

Sums are over what is known, with how many outcomes knew it; what nobody knows is null, never 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.backends import Backends
from service.briefs import no_brief
from service.budget.costs import FEW, Cost, cost_per, format_cost
from service.budget.forecast import Range, added
from service.domain.money import Money, RateTable, format_minor, parse_amount
from service.presenting import rates_facts
from service.readings import resolve_stored
from service.store import briefs, creators, feedback, outcomes, plans
from service.store.outcomes import StoredOutcome

Document = dict[str, Any]

FIGURES = ("impressions", "reach", "views", "engagements", "clicks", "conversions")
# Cost name -> the figure that it is for, and how many of it.
_COSTS = {"cpm": ("impressions", 1_000), "cpe": ("engagements", 1), "cpc": ("clicks", 1), "cpa": ("conversions", 1)}
_FORECAST = ("reach", "engagements")
_METHOD = {
    "costs": "spend over count of the outcomes that know both, rounded half up to a hundredth of the minor unit",
    "interval": f"95 % exact Poisson limits of the count (Garwood 1936) under {FEW:,}, the spend taken as fixed",
    "spend": "each amount converted by the rate table, rounded half up to the minor unit, then added up",
    "forecast": "of the plan accepted last, the ends of its lines added in squares, as in the plan itself; so_far is "
    "of the creators who have both a forecast and a figure",
}


@dataclass(frozen=True)
class _Piece:
    """One outcome, its spend in minor units of the report's currency: None where unknown or not convertible."""

    document: Document
    spend_minor: int | None
    is_converted: bool


@dataclass(frozen=True)
class _Given:
    """What a report is made from: outcomes by creator in the order of arrival, and the accepted plan's lines."""

    currency: str | None
    rates: RateTable
    pieces: Mapping[int, Sequence[_Piece]]
    lines: Mapping[int, Document]


def report(backends: Backends, brand_id: int, brief_id: str) -> Document:
    """Per hired creator and in all; another brand's brief raises NotFound."""
    with backends.store.read() as connection:
        brief = briefs.get(connection, brand_id, brief_id)
        if brief is None:
            raise no_brief(brief_id)
        hired = creators.ids_of(connection, feedback.with_verdict(connection, brand_id, brief_id, "hired"))
        found = outcomes.of_brief(connection, brand_id, brief_id)
        plan = plans.accepted_result(connection, brand_id, brief_id) or {}
    rates = backends.rates
    given = _given(resolve_stored(backends, brief).overlay.document, found, plan, rates)
    rows = {external_id: _brought(given, [creator_id]) for external_id, creator_id in hired.items()}
    return {
        "brief_id": brief_id,
        "currency": given.currency,
        **rates_facts(rates),
        "total": _brought(given, list(hired.values())),
        "creators": [{"external_id": external_id, **row} for external_id, row in rows.items()],
        "method": _METHOD,
    }


def _given(brief: Document, found: Sequence[StoredOutcome], plan: Document, rates: RateTable) -> _Given:
    currencies = [(brief.get("budget") or {}).get("currency"), *(one.document.get("currency") for one in found)]
    currency = next((code for code in currencies if code is not None), None)
    pieces: dict[int, list[_Piece]] = {}
    for one in found:
        pieces.setdefault(one.creator_id, []).append(_piece(one.document, currency, rates))
    lines = {line["creator_id"]: line for line in plan.get("lines") or ()}
    return _Given(currency, rates, pieces, lines)


def _piece(document: Document, currency: str | None, rates: RateTable) -> _Piece:
    if "spend" not in document or currency is None:
        return _Piece(document, None, False)
    paid = Money(parse_amount(document["spend"], document["currency"]), document["currency"])
    converted = rates.convert(paid, currency)
    return _Piece(document, converted.amount_minor if converted else None, paid.currency != currency)


def _brought(given: _Given, creator_ids: Sequence[int]) -> Document:
    pieces = [piece for creator_id in creator_ids for piece in given.pieces.get(creator_id, ())]
    return {
        "outcomes": len(pieces),
        "figures": {name: _figure(pieces, name) for name in FIGURES},
        "spend": _spend(pieces, given.currency),
        "costs": {name: _cost(pieces, figure, per, given.currency) for name, (figure, per) in _COSTS.items()},
        "on_time": _noted(pieces, "on_time"),
        "disclosure_seen": _noted(pieces, "disclosure_seen"),
        "forecast": _forecast(given, creator_ids),
    }


def _figure(pieces: Iterable[_Piece], name: str) -> Document:
    known = [piece.document[name] for piece in pieces if name in piece.document]
    return {"total": sum(known) if known else None, "known": len(known)}


def _spend(pieces: Iterable[_Piece], currency: str | None) -> Document:
    stated = [piece for piece in pieces if "spend" in piece.document]
    known = [piece for piece in stated if piece.spend_minor is not None]
    total = _spent(known)
    return {
        "amount": None if total is None or currency is None else format_minor(total, currency),
        "known": len(known),
        "converted": sum(piece.is_converted for piece in known),
        "unconvertible": len(stated) - len(known),
    }


def _spent(pieces: Iterable[_Piece]) -> int | None:
    known = [piece.spend_minor for piece in pieces if piece.spend_minor is not None]
    return sum(known) if known else None


def _cost(pieces: Iterable[_Piece], figure: str, per: int, currency: str | None) -> Document:
    both = [(p.spend_minor, p.document[figure]) for p in pieces if p.spend_minor is not None and figure in p.document]
    if both and currency is not None:
        found = cost_per(sum(spend for spend, _ in both), sum(count for _, count in both), per)
    else:
        found, currency = Cost(None), currency or ""
    shown = {name: format_cost(getattr(found, part), currency)
             for name, part in (("amount", "each"), ("low", "low"), ("high", "high"))}  # fmt: skip
    return {**shown, "outcomes": len(both)}


def _noted(pieces: Sequence[_Piece], name: str) -> Document:
    noted = [piece.document[name] for piece in pieces if name in piece.document]
    return {"yes": sum(noted), "no": len(noted) - sum(noted), "unknown": len(pieces) - len(noted)}


def _forecast(given: _Given, creator_ids: Sequence[int]) -> Document | None:
    """None where nobody was planned."""
    planned = [creator_id for creator_id in creator_ids if creator_id in given.lines]
    if not planned:
        return None
    return {**{name: _expected(given, planned, name) for name in _FORECAST}, "spend": _expected_spend(given, planned)}


def _expected(given: _Given, planned: Iterable[int], name: str) -> Document | None:
    """What was expected of all, and of those who have a figure beside it."""
    forecasts = {i: (given.lines[i].get("forecast") or {}).get(name) for i in planned}
    known = {i: forecast for i, forecast in forecasts.items() if forecast is not None}
    if not known:
        return None
    actuals = {i: _figure(given.pieces.get(i, ()), name)["total"] for i in known}
    together = added(Range(one["low"], one["expected"], one["high"]) for one in known.values())
    expected = {i: forecast["expected"] for i, forecast in known.items()}
    return {**together.to_json(), "so_far": _so_far(expected, actuals)}


def _expected_spend(given: _Given, planned: Iterable[int]) -> Document | None:
    prices = {i: _in_currency(given.lines[i].get("price"), given) for i in planned}
    known = {i: price for i, price in prices.items() if price is not None}
    if not known or given.currency is None:
        return None
    so_far = _so_far(known, {i: _spent(given.pieces.get(i, ())) for i in known})
    if so_far is not None:
        so_far |= {name: format_minor(so_far[name], given.currency) for name in ("expected", "actual")}
    return {"expected": format_minor(sum(known.values()), given.currency), "so_far": so_far}


def _in_currency(price: Document | None, given: _Given) -> int | None:
    if price is None or given.currency is None:
        return None
    converted = given.rates.convert(Money(price["amount_minor"], price["currency"]), given.currency)
    return converted.amount_minor if converted else None


def _so_far(expected: Mapping[int, float], actuals: Mapping[int, int | None]) -> Document | None:
    """Expected and actual of the creators who have both; None while nobody has."""
    known = {i: actual for i, actual in actuals.items() if actual is not None}
    if not known:
        return None
    expected_of_them, actual = sum(expected[i] for i in known), sum(known.values())
    share = round(100 * actual / expected_of_them, 1) if expected_of_them else None
    return {"expected": round(expected_of_them), "actual": actual, "of_expected_pct": share, "creators": len(known)}
