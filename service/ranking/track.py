"""What a brand's own outcomes say of its creators, as columns beside what their accounts state."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from service.domain.creator import Account, Creator
from service.domain.outcome import TrackRecord
from service.domain.vocabulary import ENGAGEMENT_BASES, PLATFORMS
from service.ranking.benchmark import benchmark

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]
Ids = npt.NDArray[np.int64]
Known = TypeVar("Known")

# A stated rate counts as much as so many measured posts. Accounts state the mean of some twelve posts, but of posts
# that nobody paid for, and by their own reckoning.
PRIOR_POSTS = 4


@dataclass(frozen=True)
class Experience:
    """What a brand knows of creators from its own work, by creator id: its verdicts elsewhere as a value, and its
    outcomes."""

    history: Mapping[int, float] = field(default_factory=dict)
    records: Mapping[int, TrackRecord] = field(default_factory=dict)

    @cached_property
    def grounds(self) -> frozenset[str]:
        """The components that it gives ground for."""
        checked = any(record.checked for record in self.records.values())
        return frozenset({"history"} if self.history else ()) | frozenset({"reliability"} if checked else ())

    def verdicts(self, ids: Ids) -> Floats:
        """The verdicts' values in the order of some creators, NaN unknown."""
        found = np.full(len(ids), np.nan)
        for row, value in _by_row(self.history, ids).items():
            found[row] = value
        return found

    def track(self, ids: Ids, accounts: "Accounts") -> "Track":
        return track_of(_by_row(self.records, ids), accounts)


NO_EXPERIENCE = Experience()


def _by_row(known: Mapping[int, Known], ids: Ids) -> dict[int, Known]:
    if not known:
        return {}
    rows = np.flatnonzero(np.isin(ids, np.fromiter(known, dtype=np.int64, count=len(known))))
    return dict(zip(rows.tolist(), (known[creator_id] for creator_id in ids[rows].tolist()), strict=True))


@dataclass(frozen=True)
class Accounts:
    """The accounts that count, arrays of shape (n,): followers and rate NaN where unknown, platform and basis as places
    in PLATFORMS and ENGAGEMENT_BASES, -1 where there is no account."""

    followers: Floats
    platform: Codes
    basis: Codes
    stated_rate_pct: Floats


@dataclass(frozen=True)
class Track:
    """Columns of shape (n,): the mean measured rate (NaN: none) of how many posts, and how many pieces of work came as
    agreed of those that were checked."""

    measured_rate_pct: Floats
    measured_posts: Floats
    kept: Floats
    checked: Floats


def track_of(records: Mapping[int, TrackRecord], accounts: Accounts) -> Track:
    """Columns from the records of some rows, by row. Rates count where platform and basis are the account's own."""
    count = len(accounts.platform)
    track = Track(np.full(count, np.nan), np.zeros(count), np.zeros(count), np.zeros(count))
    for row, record in records.items():
        track.kept[row], track.checked[row] = record.kept, record.checked
        if accounts.platform[row] < 0:
            continue
        found = record.measured(PLATFORMS[accounts.platform[row]], ENGAGEMENT_BASES[accounts.basis[row]])
        if found is not None:
            track.measured_rate_pct[row], track.measured_posts[row] = found.mean_pct, found.posts
    return track


def account_columns(accounts: Accounts, track: Track) -> dict[str, Any]:
    """Columns of Candidates, by name."""
    return {
        "followers": accounts.followers,
        "platform": accounts.platform,
        "engagement_rate_pct": counted_rate(accounts, track),
        "stated_rate_pct": accounts.stated_rate_pct,
        "measured_rate_pct": track.measured_rate_pct,
        "measured_posts": track.measured_posts,
    }


def counted_rate(accounts: Accounts, track: Track) -> Floats:
    """(4 x stated + n x mean measured) / (4 + n); without a stated rate the average of platform and tier in its place.

    Shrinkage of a mean towards a prior worth PRIOR_POSTS observations (Efron and Morris, Stein's estimation rule and
    its competitors, JASA 68, 1973). Without a measured post it is what is stated.
    """
    if not track.measured_posts.any():
        return accounts.stated_rate_pct
    average = benchmark(accounts.platform, accounts.followers)[0]
    prior = np.where(np.isnan(accounts.stated_rate_pct), average, accounts.stated_rate_pct)
    posts = track.measured_posts
    shrunk = (PRIOR_POSTS * prior + posts * np.nan_to_num(track.measured_rate_pct)) / (PRIOR_POSTS + posts)
    return np.where(posts > 0, shrunk, accounts.stated_rate_pct)


def proven(creator: Creator, record: TrackRecord) -> Creator:
    """The creator with the rates that count for the brand in the place of those that its accounts state."""
    stated = creator.accounts
    accounts = accounts_of(stated)
    rates = counted_rate(accounts, track_of(dict.fromkeys(range(len(stated)), record), accounts)).tolist()
    counted = [None if math.isnan(rate) else rate for rate in rates]
    return replace(
        creator, accounts=tuple(replace(a, engagement_rate_pct=r) for a, r in zip(stated, counted, strict=True))
    )


def accounts_of(accounts: Sequence[Account | None]) -> Accounts:
    """Columns of some accounts, None where there is none."""
    return Accounts(
        followers=known([a.followers if a else None for a in accounts]),
        platform=np.array([PLATFORMS.index(a.platform) if a else -1 for a in accounts], dtype=np.int8),
        basis=np.array([ENGAGEMENT_BASES.index(a.engagement_basis) if a else -1 for a in accounts], dtype=np.int8),
        stated_rate_pct=known([a.engagement_rate_pct if a else None for a in accounts]),
    )


def known(values: Sequence[float | None]) -> Floats:
    """A column, NaN where a value is unknown."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
