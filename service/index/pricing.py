"""What an order costs of each row of a segment: `RateCard.price`, an array at a time.

Every way to buy it gives amounts for the rows that have that way, and the cheapest counts. After the plain sum only
rows with a package, a discount or work for the product itself that fits the order are looked at again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from service.domain.order import Order
from service.domain.rate_card import WHOLE
from service.domain.vocabulary import DELIVERABLE_KINDS
from service.index.columns import ANY_KIND, UNKNOWN, currency_code, kind_bits, kind_code
from service.index.segment import Mask, Segment

Ints = npt.NDArray[np.int64]
Way = tuple[Ints, Ints]  # rows, not always distinct, and what the order costs of each

_BLOCK = 65_536  # rows whose sums fit into a core's cache


def prices(segment: Segment, order: Order, rows: Ints | None = None) -> Ints:
    """Minor units of each row's own currency, -1 where unknown, shape (n,): of all rows, or of some in their order."""
    total = _plain(segment, order.deliverables, rows)
    for found, amounts in (_discounted(segment, order, rows), _packaged(segment, order, rows),
                           _given(segment, order, rows)):  # fmt: skip
        places = found if rows is None else np.searchsorted(rows, found)
        # Unsigned, the unknown (-1) is dearer than every known amount.
        np.minimum.at(total.view(np.uint64), places, amounts.view(np.uint64))
    return total


def by_currency(amounts_minor: Mapping[str, int]) -> Ints:
    """Amounts by the code of their currency; -1 for every other one, and for the unknown one, whose code is -1."""
    table = np.full(26**3 + 1, UNKNOWN, dtype=np.int64)
    for currency, minor in amounts_minor.items():
        table[currency_code(currency)] = minor
    return table


def _plain(segment: Segment, wanted: Mapping[str, int], rows: Ints | None) -> Ints:
    """Everything at its own rate, undiscounted."""
    total = np.zeros(len(segment) if rows is None else len(rows), dtype=np.int64)
    unknown = np.full(len(total), not wanted)
    for start in range(0, len(total), _BLOCK):
        block = slice(start, start + _BLOCK)
        for kind, quantity in wanted.items():
            rate = segment.columns[f"rate.{kind}"][block if rows is None else rows[block]]
            total[block] += rate * quantity
            unknown[block] |= rate < 0
    total[unknown] = UNKNOWN
    return total


def _discounted(segment: Segment, order: Order, rows: Ints | None) -> Way:
    """Everything at its own rate, where some of it is enough for a discount."""
    of_kind, at_least = segment.columns["discount.kind"], segment.columns["discount.min_quantity"]
    fits = np.zeros(len(of_kind), dtype=bool)
    for kind, quantity in order.deliverables.items():
        if quantity > 1:  # nobody has a discount for one
            fits |= ((of_kind == kind_code(kind)) | (of_kind == ANY_KIND)) & (at_least <= quantity)
    found = segment.columns["discount.row"][np.flatnonzero(fits)]
    found = found[_first_of_each(found) & _among(found, rows)]
    return found, _singles(segment, found, {kind: np.full(len(found), n) for kind, n in order.deliverables.items()})


def _packaged(segment: Segment, order: Order, rows: Ints | None) -> Way:
    """Each package that fits, as often as it does, and the rest at its own rates."""
    packages = _fitting_packages(segment, order.deliverables, rows)
    rest = {kind: n - packages.times * packages.quantity(kind) for kind, n in order.deliverables.items()}
    singles = _singles(segment, packages.rows, rest)
    return packages.rows, np.where(singles < 0, UNKNOWN, singles + packages.times * packages.price)


def _given(segment: Segment, order: Order, rows: Ints | None) -> Way:
    """Who makes all of it for a product of that worth."""
    if not order or not order.product_minor:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    wanted, worth = kind_bits(order.deliverables), by_currency(order.product_minor)
    fits = np.flatnonzero((segment.columns["gifting.kinds"] & wanted) == wanted)
    found, least = (segment.columns[f"gifting.{name}"][fits] for name in ("row", "min_value"))
    found = found[least <= worth[segment.columns["currency"][found]]]
    found = found[_among(found, rows)]
    return found, np.zeros(len(found), dtype=np.int64)


def _among(found: Ints, rows: Ints | None) -> Mask:
    """Which of them are among the rows, both in ascending order."""
    if rows is None or not len(rows):
        return np.full(len(found), rows is None)
    among: Mask = rows[np.minimum(np.searchsorted(rows, found), len(rows) - 1)] == found
    return among


def _first_of_each(labels: npt.NDArray[Any]) -> Mask:
    """Where a label differs from the one before."""
    first = np.ones(len(labels), dtype=bool)
    first[1:] = labels[1:] != labels[:-1]
    return first


@dataclass(frozen=True)
class _Packages:
    """Some packages, shape (p,): whose, how often they fit, their price; and their lines, each with its package."""

    rows: Ints
    times: Ints
    price: Ints
    line_package: Ints
    line_kind: npt.NDArray[np.int8]
    line_quantity: npt.NDArray[np.int16]

    def quantity(self, kind: str) -> Ints:
        """How many of a kind each package holds."""
        held, lines = np.zeros(len(self.rows), dtype=np.int64), self.line_kind == kind_code(kind)
        held[self.line_package[lines]] = self.line_quantity[lines]
        return held


def _fitting_packages(segment: Segment, wanted: Mapping[str, int], rows: Ints | None) -> _Packages:
    """Those that hold nothing but what is wanted, and not more of it."""
    lines = np.flatnonzero((segment.columns["package.kinds"] & ~kind_bits(wanted)) == 0)
    lines = lines[_among(segment.columns["package.row"][lines], rows)]
    row, place, kind, quantity, price = (
        segment.columns[f"package.{name}"][lines] for name in ("row", "place", "kind", "quantity", "price")
    )
    first = _first_of_each(row) | _first_of_each(place)
    package = np.cumsum(first) - 1
    most = np.zeros(len(DELIVERABLE_KINDS), dtype=np.int64)
    most[[kind_code(one) for one in wanted]] = list(wanted.values())
    times = np.full(np.count_nonzero(first), np.iinfo(np.int64).max)
    np.minimum.at(times, package, most[kind] // quantity)
    fits = times > 0
    kept, renumbered = fits[package], np.cumsum(fits) - 1
    return _Packages(
        row[first][fits], times[fits], price[first][fits], renumbered[package[kept]], kind[kept], quantity[kept]
    )


def _singles(segment: Segment, rows: Ints, wanted: Mapping[str, Ints]) -> Ints:
    """So many of each kind of each row at its own rate, less the largest discount; -1 where a needed rate is unknown.

    Shapes: rows and each of `wanted` (n,). A row may come several times.
    """
    total, unknown = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=bool)
    if not len(rows):
        return total
    discounts = _discounts_of(segment, rows)
    for kind, quantity in wanted.items():
        rate = segment.columns[f"rate.{kind}"][rows]
        total += _part_of(rate * quantity, WHOLE - discounts.largest(kind, quantity))
        unknown |= (rate < 0) & (quantity > 0)
    total[unknown] = UNKNOWN
    return total


@dataclass(frozen=True)
class _Discounts:
    """All discounts of some rows, each with the place of its row among them."""

    place: Ints
    kind: npt.NDArray[np.int8]
    min_quantity: npt.NDArray[np.int16]
    off_bp: npt.NDArray[np.int16]

    def largest(self, kind: str, quantity: Ints) -> Ints:
        """Basis points off so many of a kind, for each of the rows."""
        fits = (self.kind == kind_code(kind)) | (self.kind == ANY_KIND)
        fits &= self.min_quantity <= quantity[self.place]
        largest = np.zeros(len(quantity), dtype=np.int64)
        np.maximum.at(largest, self.place[fits], self.off_bp[fits])
        return largest


def _discounts_of(segment: Segment, rows: Ints) -> _Discounts:
    owners = segment.columns["discount.row"]  # in order
    low, high = (np.searchsorted(owners, rows, side) for side in ("left", "right"))
    counts = high - low
    place = np.repeat(np.arange(len(rows)), counts)
    entries = np.arange(len(place)) + np.repeat(high - np.cumsum(counts), counts)
    found = (segment.columns[f"discount.{name}"][entries] for name in ("kind", "min_quantity", "off_bp"))
    return _Discounts(place, *found)


def _part_of(amounts: Ints, shares_bp: Ints) -> Ints:
    """`rate_card.part_of` without a product that 64 bits could not hold."""
    whole, rest = np.divmod(amounts, WHOLE)
    part: Ints = whole * shares_bp + (rest * shares_bp + WHOLE // 2) // WHOLE
    return part
