"""What the index holds of a creator: numbers, accounts, facets and the joint vector, as plain arrays.

Unknown is NaN in float columns and -1 in integer ones; the rate of a deliverable that is not offered is -2, of one
that is offered without a rate of its own -3.
"""

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from service.domain.creator import Account, Creator
from service.domain.price_priors import FORMS, prior
from service.domain.rate_card import RateCard
from service.domain.vocabulary import DELIVERABLE_KINDS, ENGAGEMENT_BASES, PLATFORMS

UNKNOWN = -1
NOT_OFFERED = -2
WITHOUT_RATE = -3  # sold in a package, or made for the product itself
ANY_KIND = -1
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
    "basis": np.dtype(np.int8),  # place in ENGAGEMENT_BASES
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
    "account.basis": np.dtype(np.int8),
    # US cents that published figures say one feed post or one video asks, see domain/price_priors.py.
    **{f"account.{form}_{part}": np.dtype(np.int64) for form in FORMS for part in ("point", "high")},
}
FACET_FIELDS: dict[str, np.dtype[np.generic]] = {
    "facet.word": np.dtype(np.int64),
    "facet.row": np.dtype(np.int32),
    "facet.share": np.dtype(np.float64),
}
# A line of a package; on each stand the package's place on the rate card, all its kinds (a bit a kind) and its price.
PACKAGE_FIELDS: dict[str, np.dtype[np.generic]] = {
    "package.row": np.dtype(np.int32),
    "package.place": np.dtype(np.int16),
    "package.kinds": np.dtype(np.int32),
    "package.kind": np.dtype(np.int8),
    "package.quantity": np.dtype(np.int16),
    "package.price": np.dtype(np.int64),
}
DISCOUNT_FIELDS: dict[str, np.dtype[np.generic]] = {
    "discount.row": np.dtype(np.int32),
    "discount.kind": np.dtype(np.int8),  # or ANY_KIND
    "discount.min_quantity": np.dtype(np.int16),
    "discount.off_bp": np.dtype(np.int16),
}
GIFTING_FIELDS: dict[str, np.dtype[np.generic]] = {
    "gifting.row": np.dtype(np.int32),
    "gifting.kinds": np.dtype(np.int32),  # a bit a kind
    "gifting.min_value": np.dtype(np.int64),
}
# Tables with any number of entries a row, each labelled with it.
TABLES = ACCOUNT_FIELDS | FACET_FIELDS | PACKAGE_FIELDS | DISCOUNT_FIELDS | GIFTING_FIELDS


_KIND_PLACES = {kind: place for place, kind in enumerate(DELIVERABLE_KINDS)}


@dataclass(frozen=True)
class Row:
    """One creator, ready to be appended to a segment; `joint` is the fp16-exact vector of shape (dimension,).

    The tuples are entries of the labelled tables, in the order of their fields, without the row.
    """

    creator_id: int
    joint: npt.NDArray[np.float32]
    numbers: Mapping[str, float]
    accounts: tuple[tuple[float, ...], ...]
    facets: tuple[tuple[int, float], ...]
    packages: tuple[tuple[int, ...], ...] = ()
    discounts: tuple[tuple[int, ...], ...] = ()
    gifting: tuple[tuple[int, int], ...] = ()


@lru_cache(maxsize=100_000)
def facet_word(facet: str) -> int:
    """A facet's 64-bit name. Two facets sharing one is as likely as never, and hydration checks again."""
    return int.from_bytes(hashlib.blake2b(facet.encode(), digest_size=8).digest(), signed=True)


@lru_cache(maxsize=1_000)
def currency_code(currency: str) -> int:
    """The three letters as one small integer."""
    first, second, third = (ord(letter) - ord("A") for letter in currency)
    return (first * 26 + second) * 26 + third


def kind_bits(kinds: Iterable[str]) -> int:
    return sum(1 << _KIND_PLACES[kind] for kind in kinds)


def kind_code(kind: str) -> int:
    return _KIND_PLACES[kind]


def group_bit(group: str) -> int:
    return 1 << GROUPS.index(group)


def day_number(day: datetime.date) -> int:
    return day.toordinal()


def index_row(creator_id: int, version: int, creator: Creator, joint: npt.NDArray[np.float32]) -> Row:
    accounts = tuple(
        (PLATFORMS.index(a.platform), UNKNOWN if a.followers is None else a.followers,
         np.nan if a.engagement_rate_pct is None else a.engagement_rate_pct,
         ENGAGEMENT_BASES.index(a.engagement_basis), *_priors(a))
        for a in creator.accounts
    )  # fmt: skip
    facets = tuple((facet_word(word), share) for word, share in creator.facets.items())
    card = creator.rate_card
    if card is None:
        return Row(creator_id, joint, _numbers(version, creator), accounts, facets)
    return Row(
        creator_id, joint, _numbers(version, creator), accounts, facets,
        packages=tuple(_package_lines(card)),
        discounts=tuple((ANY_KIND if d.kind is None else kind_code(d.kind), d.min_quantity, d.off_bp)
                        for d in card.discounts),
        gifting=_gifting(card),
    )  # fmt: skip


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
        "basis": ENGAGEMENT_BASES.index(primary.engagement_basis) if primary else UNKNOWN,
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


def _priors(account: Account) -> Iterator[int]:
    for form in FORMS:
        found = prior(account, form)
        yield from (UNKNOWN, UNKNOWN) if found is None else (found.point, found.high)


def _package_lines(card: RateCard) -> Iterator[tuple[int, ...]]:
    for place, package in enumerate(card.packages):
        for kind, quantity in package.deliverables.items():
            yield place, kind_bits(package.deliverables), kind_code(kind), quantity, package.price_minor


def _gifting(card: RateCard) -> tuple[tuple[int, int], ...]:
    """What is made for the product itself, and what it must be worth; nothing that is not offered."""
    if card.gifting is None:
        return ()
    kinds = DELIVERABLE_KINDS.keys() if card.gifting.kinds is None else card.gifting.kinds
    return ((kind_bits(kinds - card.not_offered), card.gifting.min_value_minor),)


def _rate(creator: Creator, kind: str) -> int:
    offered = creator.offers(kind)
    if offered is False:
        return NOT_OFFERED
    if offered is None or creator.rate_card is None:
        return UNKNOWN
    return creator.rate_card.rates_minor.get(kind, WITHOUT_RATE)


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _day_or(day: datetime.date | None, otherwise: int) -> int:
    return otherwise if day is None else day_number(day)
