"""Estimates of unknown prices over a segment's columns, and the calibration that they share.

The same as `service.domain.estimate`, an array at a time and operation by operation: masks and rules must agree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.domain.estimate import HIGH, LEAST_PRICES, LOW, MIDDLE, Calibration, Cell, Estimates, cell_names
from service.domain.order import Order
from service.domain.price_priors import PRICED_FORMS
from service.domain.vocabulary import DELIVERABLE_KINDS, TIERS, facet
from service.index.columns import NOT_OFFERED, UNKNOWN, currency_code, facet_word
from service.index.derived import all_rows
from service.index.leading import leading_entries
from service.index.pricing import prices
from service.index.segment import Mask, Segment

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_LOWER_BOUNDS = np.array([lower for _, lower in TIERS])
_NO_TIER = len(TIERS)  # beside the tiers' places: of unknown size


@dataclass(frozen=True)
class Starts:
    """Of one kind, for some rows: what the marketplace's prices are measured against (0: unknown), the high of the
    published figures (-1: none), the place of the tier."""

    start: Ints
    high: Ints
    tier: Ints


def starts(segment: Segment, kind: str, rows: Ints) -> Starts:
    platform = DELIVERABLE_KINDS[kind][0]
    if platform is None:
        ones = np.ones(len(rows), dtype=np.int64)
        return Starts(ones, -ones, np.full(len(rows), _NO_TIER))
    entries = leading_entries(segment, (platform,), rows)
    followers = _of_accounts(segment, entries, "followers")
    tier = np.where(followers < 0, _NO_TIER, np.searchsorted(_LOWER_BOUNDS, followers, side="right") - 1)
    if kind not in PRICED_FORMS:
        return Starts(np.maximum(followers, 0), np.full(len(rows), UNKNOWN, dtype=np.int64), tier)
    form, (low, high) = PRICED_FORMS[kind]
    point, most = (_of_accounts(segment, entries, f"{form}_{name}") for name in ("point", "high"))
    known = point > 0
    start = np.where(known, (point * (low + high) + 100) // 200, 0)
    return Starts(start, np.where(known, -(-most * high // 100), UNKNOWN), tier)


def highs(segment: Segment, order: Order, estimates: Estimates, rows: Ints) -> Floats:
    """The most that the order may cost of some rows, in US cents; NaN where a kind has neither price nor estimate.

    Only for rows whose whole order has no stated price.
    """
    total, stated = np.zeros(len(rows)), []
    unknown = np.full(len(rows), not order)
    cents = np.full(26**3 + 1, np.nan)  # last place: the unknown currency, -1
    for currency, factor in estimates.usd_cents.items():
        cents[currency_code(currency)] = factor
    cents = cents[segment.columns["currency"][rows]]
    for kind, quantity in order.deliverables.items():
        price = prices(segment, Order({kind: quantity}), rows)
        unit = _unit_highs(segment, kind, estimates, rows)
        total += np.where(price < 0, unit * quantity, 0)
        unknown |= (price < 0) & (unit < 0)
        stated.append(price)
    for price in stated:
        total = np.where(price < 0, total, total + price * cents)
    total[unknown] = np.nan
    return total


def calibrate(parts: Sequence[tuple[Segment, Mask]], usd_cents: Mapping[str, float]) -> tuple[int, dict[str, Cell]]:
    """How many known rates have a start, and the cells that hold enough of them; see `domain.estimate`."""
    known = {kind: [_ratios(segment, alive, kind, usd_cents) for segment, alive in parts] for kind in DELIVERABLE_KINDS}
    found = {kind: Ratios.joined(ratios) for kind, ratios in known.items()}
    cells = {name: cell_of(ratios) for name, ratios in _pools(found) if len(ratios) >= LEAST_PRICES}
    return sum(len(ratios.values) for ratios in found.values()), cells


@dataclass(frozen=True)
class Ratios:
    """Known price / start, and the place of the tier, of every known rate of one kind."""

    values: Floats
    tiers: Ints

    @classmethod
    def joined(cls, parts: Sequence["Ratios"]) -> "Ratios":
        return cls(np.concatenate([p.values for p in parts]), np.concatenate([p.tiers for p in parts]))


def _pools(found: Mapping[str, Ratios]) -> Iterator[tuple[str, Floats]]:
    """Ratios by the name of their cell."""
    for name, ratios in (*found.items(), *_by_platform(found)):
        yield name, ratios.values
        for place, (tier, _) in enumerate(TIERS):
            yield f"{name}/{tier}", ratios.values[ratios.tiers == place]


def _by_platform(found: Mapping[str, Ratios]) -> Iterator[tuple[str, Ratios]]:
    """Kinds with published figures, together."""
    for platform in dict.fromkeys(DELIVERABLE_KINDS[kind][0] for kind in PRICED_FORMS):
        of_it = [found[kind] for kind in PRICED_FORMS if DELIVERABLE_KINDS[kind][0] == platform]
        yield str(platform), Ratios.joined(of_it)


def cell_of(ratios: Floats) -> Cell:
    """Quantiles, rounded so that they can be written down and computed with by hand.

    Of n + 1 prices from one source the next lies between the i-th and j-th of the others with the chance
    (j - i) / (n + 1): hence Weibull's positions, type 6 of Hyndman and Fan, Sample quantiles in statistical packages,
    The American Statistician 50 (1996).
    """
    found = np.quantile(ratios, (LOW, MIDDLE, HIGH), method="weibull")
    low, middle, high = (float(f"{value:.6g}") for value in found)
    return Cell(len(ratios), low, middle, high)


def _ratios(segment: Segment, alive: Mask, kind: str, usd_cents: Mapping[str, float]) -> Ratios:
    """Of living rows whose rate for one such deliverable, and its start, are known. A price of 0 is no price."""
    cents = np.zeros(26**3 + 1)  # last place: the unknown currency, -1
    for currency, factor in usd_cents.items():
        cents[currency_code(currency)] = factor
    rate, found = segment.columns[f"rate.{kind}"], starts(segment, kind, all_rows(segment))
    asked = np.maximum(rate, 0) * cents[segment.columns["currency"]]
    chosen = alive & (asked > 0) & (found.start > 0)
    return Ratios(asked[chosen] / found.start[chosen], found.tier[chosen])


def _unit_highs(segment: Segment, kind: str, estimates: Estimates, rows: Ints) -> Ints:
    """The high of one deliverable's estimate in US cents; -1 where there is none."""
    found, tiers = starts(segment, kind, rows), [*(lower for _, lower in TIERS), None]
    ratio = np.array([_high_ratio(estimates.calibration, kind, lower) for lower in tiers])[found.tier]
    calibrated = np.ceil(found.start * np.nan_to_num(ratio)).astype(np.int64)
    high = np.where(np.isnan(ratio), found.high, calibrated)
    high = np.where(found.start > 0, high, UNKNOWN)
    for external_id, paid in estimates.paid.items():
        if kind in paid:
            high[np.isin(rows, segment.rows_with(facet_word(facet("creator", external_id)))[0])] = max(paid[kind])
    return np.where(segment.columns[f"rate.{kind}"][rows] == NOT_OFFERED, UNKNOWN, high)


def _high_ratio(calibration: Calibration, kind: str, followers: int | None) -> float:
    cell = next((name for name in cell_names(kind, followers) if name in calibration.cells), None)
    return np.nan if cell is None else calibration.cells[cell].high


def _of_accounts(segment: Segment, entries: npt.NDArray[np.integer], name: str) -> Ints:
    column = segment.columns[f"account.{name}"]
    if not len(column):
        return np.full(len(entries), UNKNOWN, dtype=np.int64)
    found: Ints = np.where(entries < 0, UNKNOWN, column[np.maximum(entries, 0)])
    return found
