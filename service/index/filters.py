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
    Bounds,
    NoneOf,
    Offers,
    PriceLimit,
)
from service.domain.vocabulary import PLATFORMS
from service.index.columns import (
    DAY_MAX,
    DAY_MIN,
    NOT_OFFERED,
    UNKNOWN,
    WITHOUT_RATE,
    day_number,
    facet_word,
    group_bit,
)
from service.index.estimates import highs
from service.index.pricing import by_currency, prices
from service.index.segment import Mask, Segment


@singledispatch
def mask_of(rule: Any, segment: Segment) -> Mask:
    """True for each row that the rule allows."""
    raise TypeError(f"no mask for {type(rule).__name__}")


@mask_of.register
def _(rule: AccountRule, segment: Segment) -> Mask:
    columns = segment.columns
    passes = np.ones(len(columns["account.row"]), dtype=bool)
    if rule.platforms is not None:
        wanted = np.zeros(len(PLATFORMS), dtype=bool)
        wanted[[PLATFORMS.index(platform) for platform in rule.platforms]] = True
        passes &= wanted[columns["account.platform"]]
    if rule.followers is not None:
        followers = columns["account.followers"]
        passes &= _within(followers, followers == UNKNOWN, rule.followers)
    if rule.engagement_rate_pct is not None:
        rate = columns["account.engagement_rate_pct"]
        passes &= _within(rate, np.isnan(rate), rule.engagement_rate_pct)
    mask = np.zeros(len(segment), dtype=bool)
    mask[columns["account.row"][passes]] = True
    if rule.allows_no_account:
        mask |= columns["account_count"] == 0
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
    mask[rows[shares >= rule.min_share_pct]] = True
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
    price = prices(segment, rule.order)
    limits = by_currency(rule.limits_minor)[segment.columns["currency"]]
    known = (price >= 0) & (limits >= 0)
    mask: Mask = known & (price <= limits)
    if rule.estimates is not None:
        return mask | (price < 0) & (highs(segment, rule.order, rule.estimates) <= rule.limit_usd_cents)
    return mask | ~known if rule.include_unknown else mask


def _within(values: npt.NDArray[Any], unknown: Mask, bounds: Bounds) -> Mask:
    inside = np.ones(len(values), dtype=bool)
    if bounds.low is not None:
        inside &= values >= bounds.low
    if bounds.high is not None:
        inside &= values <= bounds.high
    result: Mask = np.where(unknown, bounds.include_unknown, inside)
    return result


def _any_facet(segment: Segment, facets: tuple[str, ...]) -> Mask:
    mask = np.zeros(len(segment), dtype=bool)
    for word in facets:
        mask[segment.rows_with(facet_word(word))[0]] = True
    return mask


def _known(segment: Segment, group: str) -> Mask:
    known: Mask = (segment.columns["known_groups"] & group_bit(group)) != 0
    return known
