"""What the index holds of a creator: numbers, accounts, facets and the joint vector, as plain arrays.

Unknown is NaN in float columns and -1 in integer ones; an unoffered deliverable has the rate -2.
"""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from service.domain.creator import Creator
from service.domain.vocabulary import DELIVERABLE_KINDS, PLATFORMS

UNKNOWN = -1
NOT_OFFERED = -2
DAY_MIN = np.iinfo(np.int32).min
DAY_MAX = np.iinfo(np.int32).max

# Groups of facets on which a creator may be silent; the bit says that something is known.
GROUPS = ("creator", "language", "niche", "country", "city", "refuses", "audience.country", "audience.age",
          "audience.gender", "audience.language")  # fmt: skip

NUMBERS: dict[str, np.dtype[np.generic]] = {
    "version": np.dtype(np.int64),
    "known_groups": np.dtype(np.int32),
    "account_count": np.dtype(np.int16),
    "followers": np.dtype(np.int64),
    "platform": np.dtype(np.int8),
    "engagement_rate_pct": np.dtype(np.float64),
    "sponsored_posts": np.dtype(np.float64),
    "credibility_pct": np.dtype(np.float64),
    "last_post_day": np.dtype(np.int32),
    "available_from": np.dtype(np.int32),
    "available_to": np.dtype(np.int32),
    "currency": np.dtype(np.int16),
    **{f"rate.{kind}": np.dtype(np.int64) for kind in DELIVERABLE_KINDS},
}
ACCOUNT_FIELDS: dict[str, np.dtype[np.generic]] = {
    "account.row": np.dtype(np.int32),
    "account.platform": np.dtype(np.int8),
    "account.followers": np.dtype(np.int64),
    "account.engagement_rate_pct": np.dtype(np.float64),
}
FACET_FIELDS: dict[str, np.dtype[np.generic]] = {
    "facet.word": np.dtype(np.int64),
    "facet.row": np.dtype(np.int32),
    "facet.share": np.dtype(np.float64),
}


@dataclass(frozen=True)
class Row:
    """One creator, ready to be appended to a segment; `joint` is the fp16-exact vector of shape (dimension,)."""

    creator_id: int
    joint: npt.NDArray[np.float32]
    numbers: Mapping[str, float]
    accounts: tuple[tuple[int, int, float], ...]
    facets: tuple[tuple[int, float], ...]


@lru_cache(maxsize=100_000)
def facet_word(facet: str) -> int:
    """A facet's 64-bit name. Two facets sharing one is as likely as never, and hydration checks again."""
    return int.from_bytes(hashlib.blake2b(facet.encode(), digest_size=8).digest(), signed=True)


def currency_code(currency: str) -> int:
    """The three letters as one small integer."""
    first, second, third = (ord(letter) - ord("A") for letter in currency)
    return (first * 26 + second) * 26 + third


def group_bit(group: str) -> int:
    return 1 << GROUPS.index(group)


def day_number(day: datetime.date) -> int:
    return day.toordinal()


def index_row(creator_id: int, version: int, creator: Creator, joint: npt.NDArray[np.float32]) -> Row:
    accounts = tuple(
        (PLATFORMS.index(a.platform), UNKNOWN if a.followers is None else a.followers,
         np.nan if a.engagement_rate_pct is None else a.engagement_rate_pct)
        for a in creator.accounts
    )  # fmt: skip
    facets = tuple((facet_word(word), share) for word, share in creator.facets.items())
    return Row(creator_id, joint, _numbers(version, creator), accounts, facets)


def _numbers(version: int, creator: Creator) -> dict[str, float]:
    primary = creator.leading_account()
    card = creator.rate_card
    known_availability = creator.available_from is not None or creator.available_to is not None
    numbers: dict[str, float] = {
        "version": version,
        "known_groups": sum(group_bit(group) for group in creator.known_groups),
        "account_count": len(creator.accounts),
        "followers": primary.followers if primary and primary.followers is not None else UNKNOWN,
        "platform": PLATFORMS.index(primary.platform) if primary else UNKNOWN,
        "engagement_rate_pct": _or_nan(primary.engagement_rate_pct if primary else None),
        "sponsored_posts": _or_nan(creator.sponsored_posts),
        "credibility_pct": _or_nan(creator.credibility_pct),
        "last_post_day": day_number(creator.last_post_at.date()) if creator.last_post_at else UNKNOWN,
        # No dates at all is unknown: an empty window, which the availability mask recognises.
        "available_from": _day_or(creator.available_from, DAY_MIN if known_availability else DAY_MAX),
        "available_to": _day_or(creator.available_to, DAY_MAX if known_availability else DAY_MIN),
        "currency": currency_code(card.currency) if card else UNKNOWN,
    }
    rates = {f"rate.{kind}": _rate(creator, kind) for kind in DELIVERABLE_KINDS}
    return numbers | rates


def _rate(creator: Creator, kind: str) -> int:
    if creator.offers(kind) is False:
        return NOT_OFFERED
    card = creator.rate_card
    return card.rates_minor.get(kind, UNKNOWN) if card else UNKNOWN


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _day_or(day: datetime.date | None, otherwise: int) -> int:
    return otherwise if day is None else day_number(day)
