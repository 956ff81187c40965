"""What one piece of work of a hired creator brought, and what that says of the creator.

Rates are whole millionths, so that their sums are the same in every order and on every database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from service.domain.creator import Creator
from service.domain.vocabulary import DELIVERABLE_KINDS

Document = Mapping[str, Any]

# What the engagements of a post can be divided by; the names are those of the bases that accounts state.
RATE_BASES = ("followers", "views", "reach", "impressions")
# Frames of a story and live shows gather replies and chat, not likes: no rate to lay beside those of posts.
_OF_ANOTHER_KIND = frozenset({"ig_story", "snap_story", "ig_live", "tt_live"})
MILLION = 1_000_000


@dataclass(frozen=True)
class Lesson:
    """What one outcome teaches. `rates_ppm` holds engagements per million by basis, `kept` whether the work came as
    agreed; None and what is missing are unknown."""

    platform: str | None
    rates_ppm: Mapping[str, int]
    kept: bool | None


@dataclass(frozen=True)
class Measured:
    """Engagement rates of some posts, added up."""

    posts: int
    total_ppm: int

    @property
    def mean_pct(self) -> float:
        return self.total_ppm / self.posts / 10_000


@dataclass(frozen=True)
class TrackRecord:
    """What all outcomes of one brand say of one creator: rates by platform and basis, and how many of the pieces of
    work that were checked came as agreed."""

    rates: Mapping[tuple[str, str], Measured]
    kept: int = 0
    checked: int = 0

    def measured(self, platform: str, basis: str) -> Measured | None:
        return self.rates.get((platform, basis))


def lesson_of(document: Document, creator: Creator) -> Lesson:
    """What an outcome teaches of its creator, whose followers count as they are today."""
    kind = document.get("kind")
    platform = None if kind is None or kind in _OF_ANOTHER_KIND else DELIVERABLE_KINDS[kind][0]
    if platform is None or "engagements" not in document:
        return Lesson(None, {}, _kept(document))
    account = creator.leading_account(frozenset({platform}))
    known = {basis: document.get(basis) for basis in RATE_BASES} | {"followers": account.followers if account else None}
    rates = {basis: _ppm(document["engagements"], below) for basis, below in known.items() if below}
    return Lesson(platform, rates, _kept(document))


def _kept(document: Document) -> bool | None:
    """On time and marked as advertising, as far as was noted."""
    noted = [document[name] for name in ("on_time", "disclosure_seen") if name in document]
    return all(noted) if noted else None


def _ppm(engagements: int, below: int) -> int:
    """Rounded half up; a rate ends at 100 %, as those that accounts state do."""
    return min(MILLION, int(Fraction(engagements * MILLION, below) + Fraction(1, 2)))
