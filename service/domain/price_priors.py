"""What published figures say that one account asks for one deliverable, in whole US cents.

Each method runs only where all of its inputs are known, and prices a feed post or a video; a story frame is a share
of a feed post. Kinds without a published figure are not here: they are priced by the marketplace's own rates or not
at all. The index keeps what `prior` says of each account, so a change here needs a new `FORMAT` of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

from service.domain.creator import Account
from service.domain.vocabulary import tier_of

Form = Literal["feed", "video"]
FORMS: tuple[Form, ...] = ("feed", "video")
Percents = tuple[int, int]

# CPM in dollars by tier: influencerradar.com, "Benchmarking influencer CPM" (its tiers from 100k up renamed to ours).
_CPM_INSTAGRAM = {"nano": (5, 12), "micro": (10, 20), "mid": (15, 30), "macro": (25, 45), "mega": (40, 100)}
_CPM_TIKTOK = {"nano": (4, 10), "micro": (8, 18), "mid": (12, 25), "macro": (20, 40)}
_CPM_YOUTUBE = {"micro": (20, 50), "mid": (35, 75)}
# Per mille of the followers that an Instagram feed post reaches: micro and macro thecirqle.com, "Average creator rates"
# (2024); the others 10 to 20 % (untapper.com, "Influencer marketing benchmarks", 2026). Of mega nobody says.
_REACH_PER_MILLE = {"nano": (100, 200), "micro": (157, 157), "mid": (100, 200), "macro": (32, 32)}
# Traackr, default cost per 1,000 engagements: CPM 6 at an engagement rate of 4 %, 150 dollars.
_CENTS_PER_ENGAGEMENT = 15
# Cents for one view, 0.01 to 0.05 dollars: commonly said, nowhere confirmed.
_CENTS_PER_VIEW = (1, 5)
# The follower rule speaks of 1,000 followers and more.
_LEAST_FOLLOWERS = 1_000
# Engagement rates are a percentage of one or the other; of reach and impressions nobody states how many there are.
_OF_FOLLOWERS, _OF_VIEWS = frozenset({"followers", "followers_likes"}), frozenset({"views", "reels_interaction"})
# Above any price; what the index keeps must fit into 64 bits when quantities multiply it.
_MOST_CENTS = 10**12


@dataclass(frozen=True)
class _Figures:
    """Of one platform and form: CPM, cents for 1,000 followers, percentages of both against a feed post."""

    cpm: Mapping[str, tuple[int, int]]
    per_thousand_followers: tuple[int, int]
    percent: Percents = (100, 100)


# Follower rule: wordontheblock.com (2023) and alittleclass.blogspot.com (2021): Instagram 10, YouTube 20, TikTok 2.50
# to 5 dollars for 1,000 followers. A reel asks 15 to 25 % more than a feed post (influencerradar.com, TRIBE).
_FIGURES: dict[tuple[str, Form], _Figures] = {
    ("instagram", "feed"): _Figures(_CPM_INSTAGRAM, (1_000, 1_000)),
    ("instagram", "video"): _Figures(_CPM_INSTAGRAM, (1_000, 1_000), (115, 125)),
    ("tiktok", "video"): _Figures(_CPM_TIKTOK, (250, 500)),
    ("youtube", "video"): _Figures(_CPM_YOUTUBE, (2_000, 2_000)),
}
# Deliverable kind -> its form, and the percentage of it that it asks. A story frame is 40 to 60 % of a feed post
# (influencerradar.com, TRIBE); a carousel is taken for a feed post, which is a choice.
PRICED_FORMS: dict[str, tuple[Form, Percents]] = {
    "ig_post": ("feed", (100, 100)),
    "ig_carousel": ("feed", (100, 100)),
    "ig_story": ("feed", (40, 60)),
    "ig_reel": ("video", (100, 100)),
    "tt_video": ("video", (100, 100)),
    "yt_dedicated": ("video", (100, 100)),
}


@dataclass(frozen=True)
class Method:
    """What one method says, and what it was computed from."""

    name: str
    low: int
    high: int
    inputs: Mapping[str, Any]


@dataclass(frozen=True)
class Quote:
    """Cents for one deliverable."""

    low: int
    point: int
    high: int

    def times(self, percent: Percents) -> "Quote":
        """A share of it: low rounded down, high up, the point half up."""
        low, high = percent
        return Quote(self.low * low // 100, (self.point * (low + high) + 100) // 200, -(-self.high * high // 100))


def prior(account: Account, form: Form) -> Quote | None:
    """What the methods say together: the least low, the greatest high, the geometric mean of the midpoints."""
    found = methods(account, form)
    if not found:
        return None
    point = _root(prod(m.low + m.high for m in found), len(found)) // 2
    return Quote(min(m.low for m in found), point, max(m.high for m in found))


def kind_methods(account: Account, kind: str) -> tuple[Method, ...]:
    """The methods that run for a deliverable kind, as shares of its form."""
    form, (low, high) = PRICED_FORMS[kind]
    return tuple(Method(m.name, m.low * low // 100, -(-m.high * high // 100), m.inputs) for m in methods(account, form))


def methods(account: Account, form: Form) -> tuple[Method, ...]:
    figures = _FIGURES.get((account.platform, form))
    return tuple(m for m in _methods(account, form, figures) if 0 < m.high <= _MOST_CENTS) if figures else ()


def _methods(account: Account, form: Form, figures: _Figures) -> Iterator[Method]:
    followers, (less, more) = account.followers, figures.percent
    cpm = None if followers is None else figures.cpm.get(tier_of(followers))
    if cpm is not None and (reach := _reach(account, form)) is not None:
        yield Method("cpm_reach", reach[0] * cpm[0] * less // 1_000, -(-reach[1] * cpm[1] * more // 1_000),
                     {"reach": list(reach), "cpm_usd": list(cpm)})  # fmt: skip
    if (engagements := _engagements(account)) is not None:
        cents = engagements * _CENTS_PER_ENGAGEMENT
        yield Method("cpme_engagement", cents * less // 100, -(-cents * more // 100),
                     {"engagements": engagements, "usd_per_1000": _CENTS_PER_ENGAGEMENT * 10})  # fmt: skip
    if form == "video" and account.average_views is not None:
        low, high = (account.average_views * cents for cents in _CENTS_PER_VIEW)
        yield Method("cpv_views", low, high, {"views": account.average_views, "usd_per_view": [0.01, 0.05]})
    if followers is not None and followers >= _LEAST_FOLLOWERS:
        rule = figures.per_thousand_followers
        yield Method("follower_rule", followers * rule[0] * less // 100_000, -(-followers * rule[1] * more // 100_000),
                     {"followers": followers, "usd_per_1000": [rule[0] / 100, rule[1] / 100]})  # fmt: skip


def _reach(account: Account, form: Form) -> tuple[int, int] | None:
    """Of one deliverable: a video's is its views; a feed post's, and that of a reel with unknown views, a share of the
    followers."""
    if form == "video" and account.average_views is not None:
        return account.average_views, account.average_views
    if account.platform != "instagram" or account.followers is None:
        return None
    share = _REACH_PER_MILLE.get(tier_of(account.followers))
    return None if share is None else (account.followers * share[0] // 1_000, account.followers * share[1] // 1_000)


def _engagements(account: Account) -> int | None:
    """Engagement rate times what it is a percentage of."""
    rate, basis = account.engagement_rate_pct, account.engagement_basis
    of = account.followers if basis in _OF_FOLLOWERS else account.average_views if basis in _OF_VIEWS else None
    return None if rate is None or of is None else round(of * rate / 100)


def _root(value: int, degree: int) -> int:
    """The whole part of a root, exactly: the same on every machine."""
    root: int = round(value ** (1 / degree))
    while root**degree > value:
        root -= 1
    while (root + 1) ** degree <= value:
        root += 1
    return root
