"""Facts of scored components as one byte each: enough to see who cannot be among the best.

What a byte stands for is given as representatives, so that whoever knows a component's formula can tabulate it.
"""

import numpy as np
import numpy.typing as npt

from service.domain.vocabulary import PLATFORMS
from service.index.derived import derived
from service.index.segment import Segment

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

UNKNOWN_BIN = 255
DAYS = 1_024  # since the last post; longer ago is as long ago, and the place after the last is the unknown

# Rates in percent, spaced evenly in their logarithm: at most 2 % off the true one.
_LEAST_RATE, _MOST_RATE = 0.01, 150.0
_RATES = np.geomspace(_LEAST_RATE, _MOST_RATE, UNKNOWN_BIN)
# Sizes between round numbers; bounds of tiers and benchmarks are among them. The first is of unknown size.
_SIZES = np.array([0, *(first * 10**power for power in (3, 4, 5, 6) for first in (1, 2, 5))])
_SIZE_BINS = len(_SIZES) + 1
CELLS = len(PLATFORMS) * _SIZE_BINS * 256


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
    """Platform, followers (NaN unknown) and rate of every cell of `account_cells`, shape (cells,) each."""
    shape = (len(PLATFORMS), _SIZE_BINS, 256)
    platform, size, rate = np.unravel_index(np.arange(CELLS), shape)
    followers = np.append(np.nan, _SIZES)[size]
    return platform.astype(np.int8), followers, representative_rates()[rate]


def account_cells(segment: Segment) -> npt.NDArray[np.uint16]:
    """Platform, size and rate of each entry of the accounts' table as one number."""

    def make(segment: Segment) -> npt.NDArray[np.uint16]:
        columns = segment.columns
        size = np.searchsorted(_SIZES, columns["account.followers"], side="right")
        rate = _rate_bins(columns["account.engagement_rate_pct"])
        platform = columns["account.platform"].astype(np.int64)
        return ((platform * _SIZE_BINS + size) * 256 + rate).astype(np.uint16)

    return derived(segment, "account cells", make)


def account_engagements(segment: Segment) -> npt.NDArray[np.float32]:
    """Engagements that a post of each account has, NaN unknown."""

    def make(segment: Segment) -> npt.NDArray[np.float32]:
        followers = segment.columns["account.followers"]
        rate = segment.columns["account.engagement_rate_pct"]
        return np.where(followers < 0, np.nan, followers * rate / 100.0).astype(np.float32)

    return derived(segment, "account engagements", make)


def sponsored_bins(segment: Segment) -> Bytes:
    return derived(segment, "sponsored bins", lambda s: _bins(s.columns["sponsored_posts"], 1.0))


def credibility_bins(segment: Segment) -> Bytes:
    return derived(segment, "credibility bins", lambda s: _bins(s.columns["credibility_pct"], (UNKNOWN_BIN - 1) / 100))


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
