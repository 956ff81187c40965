"""Rough scores of many rows: sums of tabulated contributions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.index.bins import DAYS, UNKNOWN_BIN, facts, share_bins
from service.index.columns import UNKNOWN, facet_word, group_bit
from service.index.compiled import AHEAD, compiled, prefetch
from service.index.derived import lately
from service.index.pieces import in_pieces
from service.index.segment import Segment

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

# Shares of audiences that are kept of a base, a byte a row each.
_MOST_SHARES = 16


@dataclass(frozen=True)
class Value:
    """Value for money: weight / (1 + cost of an engagement / common cost), `unknown` where one of them is.
    `usd_by_code` are dollars of a minor unit by the code of its currency, NaN where there is no rate."""

    weight: float
    unknown: float
    posts: int
    common_cost: float
    usd_by_code: Floats


@dataclass(frozen=True)
class Tables:
    """Contributions to the score by what a byte stands for (see `index.bins`), weights and neutral values included.

    engagement: (cells,) and `no_account`; experience and credibility: (256,); recency: (DAYS + 1,) by days since the
    last post; audience: (256,) by the mean of the shares of `wishes`, which are groups with a facet each. `per_product`
    is what a unit of the inner product counts for fit, which weighs `fit`.
    """

    fit: float
    per_product: float
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


def rough_scores(segment: Segment, rows: Rows, tables: Tables, products: Floats, amounts: Rows) -> Floats:
    """About the scores of some rows; with their inner products and, in minor units, what is ordered costs of each (-1
    unknown). Overwrites the products."""
    value, known = tables.value, facts(segment, tables.platforms)
    by_cell = np.append(tables.engagement, np.float32(tables.no_account))
    shares = np.stack([_shares(segment, *wish) for wish in tables.wishes]) if tables.wishes else None

    def work(piece: slice) -> None:
        _add_up(
            rows[piece], known, by_cell, tables.experience, tables.credibility, tables.recency, tables.today,
            np.float32(tables.fit), np.float32(tables.per_product), amounts[piece], value.usd_by_code,
            np.float32(value.weight), np.float32(value.unknown), np.float32(value.posts * value.common_cost),
            products[piece],
        )  # fmt: skip
        if shares is not None:
            _of_audience(rows[piece], shares, tables.audience, products[piece])

    in_pieces(len(rows), work)
    return products


def _shares(segment: Segment, group: str, facet: str) -> npt.NDArray[np.uint8]:
    """A facet's share of every row as a byte."""

    def make() -> npt.NDArray[np.uint8]:
        shares = np.where((segment.columns["known_groups"] & group_bit(group)) != 0, 0.0, np.nan)
        holders, held = segment.rows_with(facet_word(facet))
        shares[holders] = held
        return share_bins(shares)

    return lately(segment, "shares", _MOST_SHARES, (group, facet), make)


@compiled
def _add_up(  # type: ignore[no-untyped-def]
    rows, facts, by_cell, by_sponsored, by_credibility, by_days, today, fit, per_product, amounts, usd, weight, unknown,
    cost_of_all, scores
):  # fmt: skip
    """Products become scores: a product counts by its share of the largest possible one."""
    count = rows.shape[0]
    for place in range(count):
        prefetch(facts, rows[min(place + AHEAD, count - 1)])
        fact = facts[rows[place]]
        near = min(max(scores[place] * per_product, np.float32(0.0)), np.float32(1.0))
        days = DAYS if fact.last_post == UNKNOWN else min(max(today - fact.last_post, 0), DAYS - 1)
        total = fit * near + by_cell[fact.cell]
        total += by_sponsored[fact.sponsored] + by_credibility[fact.credibility] + by_days[days]
        reached, price = fact.engagements, np.float32(amounts[place]) * usd[fact.currency]
        if amounts[place] < 0 or price != price or reached != reached:  # NaN, the unknown, is not itself
            total += unknown
        elif reached > 0:
            total += weight / (np.float32(1.0) + price / (reached * cost_of_all))
        scores[place] = total


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
