"""Constraints compiled to masks over one segment's columns; the same rules as `Rule.allows`, an array at a time."""

from functools import singledispatch
from typing import Any

import numpy as np
import numpy.typing as npt

from service.domain.constraints import (
    ALWAYS_KNOWN,
    AccountRule,
    AnyOf,
    AudienceShare,
    Available,
    AvailableBy,
    NoneOf,
    Offers,
    PriceLimit,
)
from service.index.accounts import with_account
from service.index.columns import DAY_MAX, DAY_MIN, NOT_OFFERED, WITHOUT_RATE, day_number, facet_word, group_bit
from service.index.compiled import compiled
from service.index.derived import all_rows
from service.index.estimates import highs
from service.index.pieces import in_pieces
from service.index.pricing import by_currency, prices
from service.index.segment import Mask, Segment

Rows = npt.NDArray[np.int64]


@singledispatch
def mask_of(rule: Any, segment: Segment) -> Mask:
    """True for each row that the rule allows."""
    raise TypeError(f"no mask for {type(rule).__name__}")


@mask_of.register
def _(rule: AccountRule, segment: Segment) -> Mask:
    mask = with_account(rule, segment)
    if rule.allows_no_account:
        mask |= segment.columns["account_count"] == 0
    return mask


@mask_of.register
def _(rule: AnyOf, segment: Segment) -> Mask:
    mask = _any_facet(segment, rule.facets)
    return mask | ~_known(segment, rule.group) if rule.include_unknown else mask


@mask_of.register
def _(rule: NoneOf, segment: Segment) -> Mask:
    mask = ~_any_facet(segment, rule.facets)
    if not rule.include_unknown and rule.group not in ALWAYS_KNOWN:
        mask &= _known(segment, rule.group)
    return mask


@mask_of.register
def _(rule: AudienceShare, segment: Segment) -> Mask:
    rows, shares = segment.rows_with(facet_word(rule.facet))
    mask = np.zeros(len(segment), dtype=bool)
    _mark_shares(rows, shares, float(rule.min_share_pct), mask)
    if rule.min_share_pct <= 0:  # a facet missing from a stated group counts as 0
        mask |= _known(segment, rule.group)
    return mask | ~_known(segment, rule.group) if rule.include_unknown else mask


@mask_of.register
def _(rule: Available, segment: Segment) -> Mask:
    start, end = segment.columns["available_from"], segment.columns["available_to"]
    mask: Mask = (start <= day_number(rule.first)) & (end >= day_number(rule.last))
    return mask | ((start == DAY_MAX) & (end == DAY_MIN)) if rule.include_unknown else mask


@mask_of.register
def _(rule: AvailableBy, segment: Segment) -> Mask:
    start, end = segment.columns["available_from"], segment.columns["available_to"]
    unknown = (start == DAY_MAX) & (end == DAY_MIN)
    in_time = start <= day_number(rule.last)
    mask: Mask = in_time | unknown if rule.include_unknown else in_time & ~unknown
    return mask


@mask_of.register
def _(rule: Offers, segment: Segment) -> Mask:
    mask = np.ones(len(segment), dtype=bool)
    for kind in rule.kinds:
        rate = segment.columns[f"rate.{kind}"]
        mask &= rate != NOT_OFFERED if rule.include_unknown else (rate >= 0) | (rate == WITHOUT_RATE)
    return mask


@mask_of.register
def _(rule: PriceLimit, segment: Segment) -> Mask:
    return within_limit(rule, segment, all_rows(segment), prices(segment, rule.order))


def within_limit(rule: PriceLimit, segment: Segment, rows: Rows, price: Rows) -> Mask:
    """The same for some rows, with what the rule's order costs of them."""
    mask = np.empty(len(rows), dtype=bool)
    include = rule.include_unknown and rule.estimates is None
    currency, limits = segment.columns["currency"], by_currency(rule.limits_minor)
    in_pieces(len(rows), lambda piece: _at_most(rows[piece], price[piece], currency, limits, include, mask[piece]))
    if rule.estimates is not None:
        unpriced = np.flatnonzero(price < 0)
        mask[unpriced] = highs(segment, rule.order, rule.estimates, rows[unpriced]) <= rule.limit_usd_cents
    return mask


@compiled
def _at_most(rows, price, currency, limits, include_unknown, mask):  # type: ignore[no-untyped-def]
    """A price is compared with the limit in its own currency; without one of them it is unknown."""
    for place in range(rows.shape[0]):
        limit = limits[currency[rows[place]]]
        is_known = (price[place] >= 0) & (limit >= 0)
        mask[place] = is_known & (price[place] <= limit) | include_unknown & (not is_known)


def _any_facet(segment: Segment, facets: tuple[str, ...]) -> Mask:
    mask = np.zeros(len(segment), dtype=bool)
    for word in facets:
        _mark(segment.rows_with(facet_word(word))[0], mask)
    return mask


@compiled
def _mark(rows, mask):  # type: ignore[no-untyped-def]
    for place in range(rows.shape[0]):
        mask[rows[place]] = True


@compiled
def _mark_shares(rows, shares, least, mask):  # type: ignore[no-untyped-def]
    for place in range(rows.shape[0]):
        mask[rows[place]] = shares[place] >= least


def _known(segment: Segment, group: str) -> Mask:
    known: Mask = (segment.columns["known_groups"] & group_bit(group)) != 0
    return known
