"""The part of the score that is no fit, roughly, for many rows: sums of tabulated contributions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.index.bins import (
    CELLS,
    DAYS,
    UNKNOWN_BIN,
    account_cells,
    account_engagements,
    credibility_bins,
    share_bins,
    sponsored_bins,
)
from service.index.columns import UNKNOWN, facet_word, group_bit
from service.index.compiled import compiled
from service.index.derived import Recent, derived
from service.index.leading import leading_entries
from service.index.segment import Segment

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

# What is kept of a base: shares of audiences, a byte a row each, and accounts that count, six bytes a row.
_MOST_SHARES = 16
_MOST_LEADING = 4


@dataclass(frozen=True)
class Value:
    """Value for money: weight / (1 + cost of an engagement / common cost), `unknown` where one of them is."""

    weight: float
    unknown: float
    posts: int
    common_cost: float


@dataclass(frozen=True)
class Tables:
    """Contributions to the score by what a byte stands for (see `index.bins`), weights and neutral values included.

    engagement: (cells,) and `no_account`; experience and credibility: (256,); recency: (DAYS + 1,) by days since the
    last post; audience: (256,) by the mean of the shares of `wishes`, which are groups with a facet each.
    """

    platforms: frozenset[str] | None
    today: int
    engagement: Floats
    no_account: float
    experience: Floats
    credibility: Floats
    recency: Floats
    audience: Floats
    wishes: Sequence[tuple[str, str]]
    value: Value


def rough_attributes(segment: Segment, rows: Rows, tables: Tables, price_usd: Floats) -> Floats:
    """The sum of contributions of some rows; `price_usd` in their order, NaN unknown."""
    columns, found = segment.columns, np.empty(len(rows), dtype=np.float32)
    value = tables.value
    _of_leading_accounts(
        rows, *_leading(segment, tables.platforms), np.append(tables.engagement, np.float32(tables.no_account)),
        price_usd, np.float32(value.weight), np.float32(value.unknown), np.float32(value.posts * value.common_cost),
        found,
    )  # fmt: skip
    _of_creators(rows, sponsored_bins(segment), tables.experience, credibility_bins(segment), tables.credibility,
                 columns["last_post_day"], tables.today, tables.recency, found)  # fmt: skip
    if tables.wishes:
        shares = np.stack([_shares(segment, *wish) for wish in tables.wishes])
        _of_audience(rows, shares, tables.audience, found)
    return found


def _shares(segment: Segment, group: str, facet: str) -> npt.NDArray[np.uint8]:
    """A facet's share of every row as a byte."""

    def make() -> npt.NDArray[np.uint8]:
        shares = np.where((segment.columns["known_groups"] & group_bit(group)) != 0, 0.0, np.nan)
        holders, held = segment.rows_with(facet_word(facet))
        shares[holders] = held
        return share_bins(shares)

    if not segment.facets_sorted:  # a delta: another one at the next change
        return make()
    kept: Recent[npt.NDArray[np.uint8]] = derived(segment, "shares", lambda _: Recent(_MOST_SHARES))
    return kept.get((group, facet), make)


def _leading(segment: Segment, platforms: frozenset[str] | None) -> tuple[npt.NDArray[np.uint16], Floats]:
    """Cell and engagements of the account that counts of every row; the cell after the last is that of nobody."""

    def make() -> tuple[npt.NDArray[np.uint16], Floats]:
        entries = leading_entries(segment, platforms)
        cells = np.append(account_cells(segment), np.uint16(CELLS))[entries]
        return cells, np.append(account_engagements(segment), np.float32(np.nan))[entries]

    if not segment.facets_sorted:  # a delta: another one at the next change
        return make()
    kept: Recent[tuple[npt.NDArray[np.uint16], Floats]] = derived(segment, "leading", lambda _: Recent(_MOST_LEADING))
    return kept.get(platforms, make)


@compiled
def _of_leading_accounts(  # type: ignore[no-untyped-def]
    rows, cells, engagements, by_cell, price_usd, weight, unknown, cost_of_all, found
):
    """Engagement and value for money, both of the account with the most followers that counts."""
    for place in range(rows.shape[0]):
        row = rows[place]
        price, reached = price_usd[place], engagements[row]
        paid = weight / (np.float32(1.0) + price / (reached * cost_of_all))
        if reached == 0 and price == price:  # NaN is not itself
            paid = np.float32(0.0)
        found[place] = by_cell[cells[row]] + (paid if paid == paid else unknown)


@compiled
def _of_creators(  # type: ignore[no-untyped-def]
    rows, sponsored, by_sponsored, credibility, by_credibility, last_post, today, by_days, found
):
    for place in range(rows.shape[0]):
        row = rows[place]
        days = DAYS if last_post[row] == UNKNOWN else min(max(today - last_post[row], 0), DAYS - 1)
        found[place] += by_sponsored[sponsored[row]] + by_credibility[credibility[row]] + by_days[days]


@compiled
def _of_audience(rows, shares, by_share, found):  # type: ignore[no-untyped-def]
    wishes = shares.shape[0]
    for place in range(rows.shape[0]):
        row, total, known = rows[place], np.int64(0), True
        for wish in range(wishes):
            share = np.int64(shares[wish, row])
            total += share
            known &= share != UNKNOWN_BIN
        found[place] += by_share[total // wishes] if known else by_share[UNKNOWN_BIN]
