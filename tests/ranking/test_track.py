"""What a brand measured moves what its creators state, the more posts the further, and only like beside like."""

import math

import numpy as np
import pytest

from service.domain.creator import read_creator
from service.domain.outcome import Lesson, Measured, TrackRecord, lesson_of
from service.domain.vocabulary import ENGAGEMENT_BASES, PLATFORMS
from service.ranking.track import Accounts, Experience, counted_rate, track_of
from tests.builders import account, creator

NAN = math.nan


def _counted(record: TrackRecord, stated: float = 3.0, platform: str = "instagram", basis: str = "followers",
             followers: float = 12_400) -> float:  # fmt: skip
    accounts = Accounts(np.array([followers]), np.array([PLATFORMS.index(platform)], dtype=np.int8),
                        np.array([ENGAGEMENT_BASES.index(basis)], dtype=np.int8), np.array([stated]))  # fmt: skip
    return float(counted_rate(accounts, track_of({0: record}, accounts))[0])


def _measured(posts: int, rate_pct: float, platform: str = "instagram", basis: str = "followers") -> TrackRecord:
    return TrackRecord({(platform, basis): Measured(posts, round(posts * rate_pct * 10_000))})


@pytest.mark.parametrize(("posts", "expected"), [(1, 3.4), (4, 4.0), (12, 4.5), (396, 4.98)])
def test_a_stated_rate_counts_like_four_posts(posts: int, expected: float) -> None:
    assert _counted(_measured(posts, 5.0)) == pytest.approx(expected)


def test_without_a_stated_rate_the_average_of_platform_and_tier_counts() -> None:
    assert _counted(_measured(4, 5.0), stated=NAN) == pytest.approx((2 + 5) / 2)
    assert _counted(_measured(4, 5.0, "tiktok"), stated=NAN, platform="tiktok") == pytest.approx((4 + 5) / 2)


@pytest.mark.parametrize(
    "record", [_measured(9, 9.0, "tiktok"), _measured(9, 9.0, basis="views"), TrackRecord({}, 1, 2)]
)
def test_another_platform_or_basis_moves_nothing(record: TrackRecord) -> None:
    assert _counted(record) == 3.0
    assert math.isnan(_counted(record, stated=NAN))


def test_views_are_laid_beside_views() -> None:
    assert _counted(_measured(4, 5.0, basis="views"), basis="views") == pytest.approx(4.0)
    assert _counted(_measured(4, 5.0), basis="views") == 3.0


def test_only_what_was_checked_gives_ground_for_reliability() -> None:
    assert Experience({}, {1: _measured(3, 5.0)}).grounds == frozenset()
    assert Experience({2: 1.0}, {1: TrackRecord({}, 0, 1)}).grounds == {"history", "reliability"}


REACHED = {"kind": "ig_reel", "engagements": 600, "reach": 9_000, "impressions": 20_000, "views": 0}


@pytest.mark.parametrize(
    ("outcome", "lesson"),
    [
        (REACHED, Lesson("instagram", {"followers": 48_387, "reach": 66_667, "impressions": 30_000}, None)),
        (REACHED | {"engagements": 10**9}, Lesson("instagram", dict.fromkeys(("followers", "reach", "impressions"),
                                                                             1_000_000), None)),
        (REACHED | {"kind": "ig_story"}, Lesson(None, {}, None)),
        (REACHED | {"kind": "ugc_asset"}, Lesson(None, {}, None)),
        (REACHED | {"kind": "tt_video"}, Lesson("tiktok", {"reach": 66_667, "impressions": 30_000}, None)),
        ({"engagements": 5, "on_time": True}, Lesson(None, {}, True)),
        ({"on_time": True, "disclosure_seen": False}, Lesson(None, {}, False)),
        ({"kind": "ig_reel", "disclosure_seen": True}, Lesson(None, {}, True)),
    ],
)  # fmt: skip
def test_an_outcome_teaches_what_it_holds(outcome: dict[str, object], lesson: Lesson) -> None:
    assert lesson_of(outcome, read_creator("lena", creator())) == lesson


def test_the_largest_account_of_the_platform_is_what_engagements_are_divided_by() -> None:
    two = creator(accounts=[account(followers=500), account(handle="big", followers=1_000), account("tiktok")])
    found = lesson_of({"kind": "ig_post", "engagements": 50}, read_creator("lena", two))
    assert found.rates_ppm == {"followers": 50_000}
