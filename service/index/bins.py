"""Facts of scored components as one byte each: enough to see who cannot be among the best.

What a byte stands for is given as representatives, so that whoever knows a component's formula can tabulate it.
"""

import numpy as np
import numpy.typing as npt

from service.domain.vocabulary import PLATFORMS
from service.index.columns import UNKNOWN
from service.index.derived import lately
from service.index.leading import leading_entries
from service.index.segment import Segment

Bytes = npt.NDArray[np.uint8]
Facts = npt.NDArray[np.void]
Floats = npt.NDArray[np.float64]

UNKNOWN_BIN = 255
DAYS = 1_024  # since the last post; longer ago is as long ago, and the place after the last is the unknown

# Rates in percent, spaced evenly in their logarithm: at most 2 % off the true one.
_LEAST_RATE, _MOST_RATE = 0.01, 150.0
_RATES = np.geomspace(_LEAST_RATE, _MOST_RATE, UNKNOWN_BIN)
# Sizes between round numbers; bounds of tiers and benchmarks are among them. The first is of unknown size.
_SIZES = np.array([0, *(first * 10**power for power in (3, 4, 5, 6) for first in (1, 2, 5))])
_SIZE_BINS = len(_SIZES) + 1
CELLS = len(PLATFORMS) * _SIZE_BINS * 256  # the one after the last is that of nobody

# The account's platform, size and rate as one number, the engagements that a post of it has (NaN unknown), bins of
# sponsored posts and credibility, the currency's code, the day of the last post.
FACTS = np.dtype([("cell", "<u2"), ("sponsored", "u1"), ("credibility", "u1"), ("engagements", "<f4"),
                  ("last_post", "<i4"), ("currency", "<i2"), ("unused", "<i2")])  # fmt: skip
# For how many sets of platforms a base's facts are kept, 16 bytes a row each.
_MOST_KEPT = 4


def representative_rates() -> Floats:
    """Engagement rate in percent by bin, NaN for the unknown, shape (256,)."""
    return np.append(_RATES, np.nan)


def representative_counts() -> Floats:
    """Sponsored posts by bin, NaN for the unknown, shape (256,)."""
    return np.append(np.arange(UNKNOWN_BIN), np.nan)


def representative_percents() -> Floats:
    """Percent by bin, NaN for the unknown, shape (256,)."""
    return np.append(np.arange(UNKNOWN_BIN) * (100 / (UNKNOWN_BIN - 1)), np.nan)


def representative_accounts() -> tuple[npt.NDArray[np.int8], Floats, Floats]:
    """Platform, followers (NaN unknown) and rate of every cell, shape (cells,) each; of nobody's last."""
    shape = (len(PLATFORMS), _SIZE_BINS, 256)
    platform, size, rate = np.unravel_index(np.arange(CELLS), shape)
    followers = np.append(np.nan, _SIZES)[size]
    return platform.astype(np.int8), followers, representative_rates()[rate]


def facts(segment: Segment, platforms: frozenset[str] | None) -> Facts:
    """Everything that is tabulated of each row, side by side, so that a row costs one look into memory; the account is
    that with the most followers on some platforms. Shape (n,), of FACTS."""
    return lately(segment, "facts", _MOST_KEPT, platforms, lambda: _facts(segment, platforms))


def _facts(segment: Segment, platforms: frozenset[str] | None) -> Facts:
    columns, found = segment.columns, np.empty(len(segment), dtype=FACTS)
    entries = leading_entries(segment, platforms)
    followers = np.append(columns["account.followers"], UNKNOWN)[entries]
    rates = np.append(columns["account.engagement_rate_pct"], np.nan)[entries]
    size = np.searchsorted(_SIZES, followers, side="right")
    platform = np.append(columns["account.platform"], 0)[entries].astype(np.int64)
    found["cell"] = np.where(entries < 0, CELLS, (platform * _SIZE_BINS + size) * 256 + _rate_bins(rates))
    found["engagements"] = np.where(followers < 0, np.nan, followers * rates / 100.0)
    found["sponsored"] = _bins(columns["sponsored_posts"], 1.0)
    found["credibility"] = _bins(columns["credibility_pct"], (UNKNOWN_BIN - 1) / 100)
    found["currency"], found["last_post"] = columns["currency"], columns["last_post_day"]
    return found


def share_bins(shares: Floats) -> Bytes:
    """Shares in percent, NaN unknown."""
    return _bins(shares, (UNKNOWN_BIN - 1) / 100)


def _bins(values: Floats, per_unit: float) -> Bytes:
    known = np.clip(np.round(np.nan_to_num(values) * per_unit), 0, UNKNOWN_BIN - 1)
    return np.where(np.isnan(values), UNKNOWN_BIN, known).astype(np.uint8)


def _rate_bins(rates: Floats) -> npt.NDArray[np.int64]:
    step = np.log(_RATES[1] / _RATES[0])
    place = np.round(np.log(np.maximum(np.nan_to_num(rates), _LEAST_RATE) / _LEAST_RATE) / step)
    return np.where(np.isnan(rates), UNKNOWN_BIN, np.clip(place, 0, UNKNOWN_BIN - 1)).astype(np.int64)
