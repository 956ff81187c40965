"""What a price that nobody stated may be: written from the documentation alone, one creator at a time."""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import orjson
from sqlalchemy import text

from service.backends import Backends
from service.domain.money import RateTable
from service.domain.vocabulary import DELIVERABLE_KINDS
from tests.property.rate_cards import price_of

Document = dict[str, Any]
Ends = tuple[int, int, int]  # low, point, high
# Prices, low, middle and high ratio by the name of the cell.
Cells = Mapping[str, list[float]]

TIERS = [("nano", 1_000), ("micro", 10_000), ("mid", 100_000), ("macro", 500_000), ("mega", 1_000_000)]
CPM = {
    "instagram": {"nano": (5, 12), "micro": (10, 20), "mid": (15, 30), "macro": (25, 45), "mega": (40, 100)},
    "tiktok": {"nano": (4, 10), "micro": (8, 18), "mid": (12, 25), "macro": (20, 40)},
    "youtube": {"micro": (20, 50), "mid": (35, 75)},
}
REACH_PCT = {"nano": (10, 20), "micro": (15.7, 15.7), "mid": (10, 20), "macro": (3.2, 3.2)}
PER_1000_FOLLOWERS = {"instagram": (10, 10), "tiktok": (2.5, 5), "youtube": (20, 20)}
PUBLISHED = {"ig_post", "ig_carousel", "ig_story", "ig_reel", "tt_video", "yt_dedicated"}
VIDEOS = {"ig_reel", "tt_video", "yt_dedicated"}


def stored_cells(backends: Backends) -> Cells:
    """Those of the newest calibration."""
    with backends.store.engine.connect() as connection:
        found = connection.execute(text("SELECT document FROM calibrations ORDER BY id DESC LIMIT 1")).scalar()
    return orjson.loads(found)["cells"] if found else {}


def estimate_of(wanted: dict[str, int], document: Document, cells: Cells, rates: RateTable) -> list[Fraction] | None:
    """Low, point and high of an order in US cents: what has a price at its price, the rest estimated."""
    total = [Fraction(0)] * 3
    for kind, quantity in wanted.items():
        if price := price_of({kind: quantity}, document, {}, rates):
            factor = rates.factor(price[1], "USD")
            if factor is None:
                return None
            total = [end + price[0] * factor for end in total]
        elif unit := unit_of(kind, document, cells):
            total = [end + one * quantity for end, one in zip(total, unit, strict=True)]
        else:
            return None
    return total if wanted else None


def unit_of(kind: str, document: Document, cells: Cells) -> Ends | None:
    """Cents for one deliverable."""
    card, platform = document.get("rate_card") or {}, DELIVERABLE_KINDS[kind][0]
    if kind in card.get("not_offered", ()):
        return None
    if platform is None:
        return _calibrated(1, kind, None, cells)
    accounts = [account for account in document.get("accounts") or () if account["platform"] == platform]
    if not accounts:
        return None
    account = max(accounts, key=lambda account: account.get("followers", -1))
    followers = account.get("followers")
    if kind not in PUBLISHED:
        return _calibrated(followers, kind, followers, cells) if followers else None
    published = _published(kind, account)
    if published is None or published[1] == 0:
        return None
    return _calibrated(published[1], kind, followers, cells) or published


def _calibrated(start: int, kind: str, followers: int | None, cells: Cells) -> Ends | None:
    platform = DELIVERABLE_KINDS[kind][0]
    names = [kind, platform] if kind in PUBLISHED else [kind]
    sized = [f"{name}/{_tier(followers)}" for name in names] if platform and followers is not None else []
    for name in [*sized, *names]:
        if name in cells:
            _, low, middle, high = cells[name]
            return math.floor(start * low), math.floor(start * middle + 0.5), math.ceil(start * high)
    return None


def _published(kind: str, account: Document) -> Ends | None:
    """A story frame is 40 to 60 % of a feed post, a reel 115 to 125 %, except for what its views are worth."""
    more = (Fraction(115, 100), Fraction(125, 100)) if kind == "ig_reel" else (Fraction(1), Fraction(1))
    ranges = _ranges(kind, account, more)
    ranges = [(math.floor(low), math.ceil(high)) for low, high in ranges if 0 < math.ceil(high) <= 10**12]
    if not ranges:
        return None
    point = _root(math.prod(low + high for low, high in ranges), len(ranges)) // 2
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    if kind == "ig_story":
        return low * 40 // 100, math.floor(Fraction(point, 2) + Fraction(1, 2)), math.ceil(Fraction(high * 60, 100))
    return low, point, high


def _ranges(kind: str, account: Document, more: tuple[Fraction, Fraction]) -> list[tuple[Fraction, Fraction]]:
    platform, followers = account["platform"], account.get("followers")
    views, tier = account.get("average_views"), _tier(followers)
    found = []
    reach = (views, views) if kind in VIDEOS and views is not None else None
    if reach is None and platform == "instagram" and tier in REACH_PCT:
        low, high = (math.floor(followers * Fraction(str(percent)) / 100) for percent in REACH_PCT[tier])
        reach = (low, high)
    if tier in CPM[platform] and reach is not None:
        cpm = CPM[platform][tier]
        found.append((Fraction(reach[0] * cpm[0], 10) * more[0], Fraction(reach[1] * cpm[1], 10) * more[1]))
    rate, basis = account.get("engagement_rate_pct"), account.get("engagement_basis", "followers")
    of = {"followers": followers, "followers_likes": followers, "views": views, "reels_interaction": views}.get(basis)
    if rate is not None and of is not None:
        engagements = round(of * float(rate) / 100)
        found.append((15 * engagements * more[0], 15 * engagements * more[1]))
    if kind in VIDEOS and views is not None:
        found.append((Fraction(views), Fraction(5 * views)))
    if followers is not None and followers >= 1_000:
        rule = [Fraction(str(dollars)) / 10 for dollars in PER_1000_FOLLOWERS[platform]]
        found.append((followers * rule[0] * more[0], followers * rule[1] * more[1]))
    return found


def _tier(followers: int | None) -> str | None:
    if followers is None:
        return None
    return next((name for name, lower in reversed(TIERS) if followers >= lower), "sub_nano")


def _root(value: int, degree: int) -> int:
    """The largest whole number whose power is not above the value."""
    low, high = 0, value + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle)
    return low
