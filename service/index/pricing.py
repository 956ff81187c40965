"""What an order costs of each row of a segment: `RateCard.price`, an array at a time.

The plain sum of rates first. Only rows with a package, a discount or work for the product itself that may fit the order
are looked at again, one by one.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from service.domain.order import Order
from service.domain.rate_card import WHOLE
from service.domain.vocabulary import DELIVERABLE_KINDS
from service.index.columns import (
    ANY_KIND,
    DISCOUNT_FIELDS,
    GIFTING_FIELDS,
    PACKAGE_FIELDS,
    UNKNOWN,
    currency_code,
    kind_bits,
    kind_code,
)
from service.index.compiled import compiled
from service.index.derived import all_rows, lately, starts
from service.index.pieces import in_pieces
from service.index.segment import Mask, Segment

Ints = npt.NDArray[np.int64]

# Of orders of the same kinds it is known who has a package or a discount for them, a byte a row.
_MOST_KEPT = 16
# Prices of whole orders, four bytes a row each (eight for very large ones); kept for selections of more than one row in
# so many.
_MOST_COLUMNS = 4
_MANY = 64


def prices(segment: Segment, order: Order, rows: Ints | None = None) -> Ints:
    """Minor units of each row's own currency, -1 where unknown, shape (n,): of all rows, or of some in their order."""
    rows = all_rows(segment) if rows is None else rows
    if not order:
        return np.full(len(rows), UNKNOWN, dtype=np.int64)
    if len(rows) < len(segment) / _MANY:
        return _worked_out(segment, order, rows)
    return lately(segment, "prices", _MOST_COLUMNS, _key(order), _Asked).prices(segment, order, rows)


class _Asked:
    """An order that was asked of many rows: at the second time it is worked out of all of them and kept, as the same
    few things are ordered again and again."""

    def __init__(self) -> None:
        self._times = 0
        self._column: npt.NDArray[np.integer] | None = None

    def prices(self, segment: Segment, order: Order, rows: Ints) -> Ints:
        self._times += 1
        if self._column is None and self._times > 1:
            self._column = _narrow(_worked_out(segment, order, all_rows(segment)))
        return _worked_out(segment, order, rows) if self._column is None else _picked(self._column, rows)


def _key(order: Order) -> tuple[frozenset[tuple[str, int]], frozenset[tuple[str, int]]]:
    return frozenset(order.deliverables.items()), frozenset(order.product_minor.items())


def _narrow(column: Ints) -> npt.NDArray[np.integer]:
    """In half the memory where the largest price allows."""
    return column.astype(np.int32) if column.max(initial=0) <= np.iinfo(np.int32).max else column


def _picked(column: npt.NDArray[np.integer], rows: Ints) -> Ints:
    found = np.empty(len(rows), dtype=np.int64)
    in_pieces(len(rows), lambda piece: _pick(column, rows[piece], found[piece]))
    return found


@compiled
def _pick(column, rows, found):  # type: ignore[no-untyped-def]
    for place in range(rows.shape[0]):
        found[place] = column[rows[place]]


def _worked_out(segment: Segment, order: Order, rows: Ints) -> Ints:
    total, may_differ = np.zeros(len(rows), dtype=np.int64), _may_differ(segment, order)

    def work(piece: slice) -> None:
        some, found = rows[piece], total[piece]
        for kind, quantity in order.deliverables.items():
            _add_plain(some, segment.columns[f"rate.{kind}"], quantity, found)
        places = np.flatnonzero(may_differ[some])
        if len(places):
            found[places] = _looked_at_again(segment, order, some[places])

    in_pieces(len(rows), work)
    return total


def by_currency(amounts_minor: Mapping[str, int]) -> Ints:
    """Amounts by the code of their currency; -1 for every other one, and for the unknown one, whose code is -1."""
    table = np.full(26**3 + 1, UNKNOWN, dtype=np.int64)
    for currency, minor in amounts_minor.items():
        table[currency_code(currency)] = minor
    return table


def _may_differ(segment: Segment, order: Order) -> Mask:
    """Rows whose price may be another than the sum of their rates."""
    largest = max(order.deliverables.values())

    def make() -> Mask:
        columns, wanted = segment.columns, kind_bits(order.deliverables)
        found = np.zeros(len(segment), dtype=bool)
        found[columns["package.row"][(columns["package.kinds"] & ~wanted) == 0]] = True
        found[columns["discount.row"][columns["discount.min_quantity"] <= largest]] = True
        if order.product_minor:
            found[columns["gifting.row"][(columns["gifting.kinds"] & wanted) == wanted]] = True
        return found

    key = (frozenset(order.deliverables), largest, bool(order.product_minor))
    return lately(segment, "prices may differ", _MOST_KEPT, key, make)


def _looked_at_again(segment: Segment, order: Order, rows: Ints) -> Ints:
    kinds = [kind_code(kind) for kind in order.deliverables]
    slots = np.full(len(DELIVERABLE_KINDS), UNKNOWN, dtype=np.int64)
    slots[kinds] = np.arange(len(kinds))
    wanted = np.array(list(order.deliverables.values()), dtype=np.int64)
    rates = np.stack([segment.columns[f"rate.{kind}"][rows] for kind in order.deliverables], axis=1)
    tables = [
        (starts(segment, f"{name}.row"), *(segment.columns[column] for column in fields if column != f"{name}.row"))
        for name, fields in (("package", PACKAGE_FIELDS), ("discount", DISCOUNT_FIELDS), ("gifting", GIFTING_FIELDS))
    ]
    worth = by_currency(order.product_minor)[segment.columns["currency"][rows]]
    found = np.empty(len(rows), dtype=np.int64)
    _cheapest(rows, np.array(kinds), slots, wanted, kind_bits(order.deliverables), rates, worth, *tables, found)
    return found


@compiled
def _add_plain(rows, rate, quantity, total):  # type: ignore[no-untyped-def]
    """Add so many of one kind; what was or becomes unknown stays unknown."""
    for place in range(rows.shape[0]):
        one = rate[rows[place]]
        total[place] = total[place] + one * quantity if one >= 0 and total[place] >= 0 else UNKNOWN


@compiled
def _cheapest(  # type: ignore[no-untyped-def]
    rows, kinds, slots, wanted, bits, rates, worth, packages, discounts, gifting, found
):
    """The cheapest of all ways to buy what is wanted, for each row.

    Shapes: kinds and wanted (k,), slots (all kinds,) with a kind's place among them, rates (n, k), worth (n,) of the
    product in the row's currency. Tables are tuples of their rows' starts and their columns without the row.
    """
    package_starts, package_place, package_kinds, line_kind, line_quantity, package_price = packages
    gifting_starts, gifting_kinds, least_worth = gifting
    rest = np.empty_like(wanted)
    for place in range(rows.shape[0]):
        row = rows[place]
        cheapest = _singles(row, place, kinds, wanted, rates, discounts)
        line, last = package_starts[row], package_starts[row + 1]
        while line < last:
            end = line + 1
            while end < last and package_place[end] == package_place[line]:
                end += 1
            if package_kinds[line] & ~bits == 0:
                times = wanted[slots[line_kind[line]]] // line_quantity[line]
                for one in range(line + 1, end):
                    times = min(times, wanted[slots[line_kind[one]]] // line_quantity[one])
                if times > 0:
                    rest[:] = wanted
                    for one in range(line, end):
                        rest[slots[line_kind[one]]] -= times * line_quantity[one]
                    singles = _singles(row, place, kinds, rest, rates, discounts)
                    cost = singles + times * package_price[line]
                    if singles >= 0 and (cheapest < 0 or cost < cheapest):
                        cheapest = cost
            line = end
        for one in range(gifting_starts[row], gifting_starts[row + 1]):
            if gifting_kinds[one] & bits == bits and least_worth[one] <= worth[place]:
                cheapest = 0
        found[place] = cheapest


@compiled
def _singles(row, place, kinds, wanted, rates, discounts):  # type: ignore[no-untyped-def]
    """So many of each kind at its own rate, less the largest discount; -1 where a needed rate is unknown."""
    discount_starts, discount_kind, min_quantity, off_bp = discounts
    total = 0
    for slot in range(wanted.shape[0]):
        quantity = wanted[slot]
        if quantity == 0:
            continue
        rate = rates[place, slot]
        if rate < 0:
            return UNKNOWN
        off = 0
        for one in range(discount_starts[row], discount_starts[row + 1]):
            fits = discount_kind[one] == kinds[slot] or discount_kind[one] == ANY_KIND
            if fits and min_quantity[one] <= quantity and off_bp[one] > off:
                off = off_bp[one]
        if off == 0:
            total += rate * quantity
        else:  # `rate_card.part_of` without a product that 64 bits could not hold
            amount, share = rate * quantity, WHOLE - off
            total += amount // WHOLE * share + (amount % WHOLE * share + WHOLE // 2) // WHOLE
    return total
