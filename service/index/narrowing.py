"""Constraints applied one after the other to a segment: packed bits for what is true of every row, and single rows for
prices, which are worth working out only for those that pass everything before."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.domain.constraints import PriceLimit, Rule
from service.domain.order import Order
from service.index import bits
from service.index.bits import Rows, Words
from service.index.derived import lately
from service.index.filters import mask_of, within_limit
from service.index.pricing import prices
from service.index.segment import Segment

# Masks that are kept of a base: its rows never change, and briefs ask for the same things. An eighth of a byte a row.
_MOST_MASKS = 256


@dataclass(frozen=True)
class Narrowed:
    """Rows that pass every rule, ascending; how many were left after each; and what orders of rules cost of them."""

    rows: Rows
    counts: list[int]
    priced: list[tuple[Order, Rows]]


def narrowed(segment: Segment, alive: Words, rules: Sequence[Rule]) -> Narrowed:
    left, counts = alive.copy(), list[int]()
    for place, rule in enumerate(rules):
        if isinstance(rule, PriceLimit):
            return _by_rows(segment, bits.rows_of(left), counts, rules[place:])
        left &= _passing(segment, rule)
        counts.append(bits.count(left))
    return Narrowed(bits.rows_of(left), counts, [])


def _by_rows(segment: Segment, rows: Rows, counts: list[int], rules: Sequence[Rule]) -> Narrowed:
    """What an order costs is worth asking only of those that pass everything before."""
    priced: list[tuple[Order, Rows]] = []
    for rule in rules:
        if isinstance(rule, PriceLimit):
            found = prices(segment, rule.order, rows)
            passes = within_limit(rule, segment, rows, found)
            priced.append((rule.order, found))
        else:
            passes = mask_of(rule, segment)[rows]
        chosen = np.flatnonzero(passes)
        rows = rows[chosen]
        priced = [(order, amounts[chosen]) for order, amounts in priced]
        counts.append(len(rows))
    return Narrowed(rows, counts, priced)


def _passing(segment: Segment, rule: Rule) -> Words:
    return lately(segment, "masks", _MOST_MASKS, rule, lambda: bits.packed(mask_of(rule, segment)))
