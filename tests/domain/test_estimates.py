"""Estimates of prices that nobody stated: each method, how they are combined, and how known prices correct them."""

import pytest

from service.domain.creator import Account, Creator
from service.domain.estimate import UNCALIBRATED, Calibration, Cell, Estimate, Estimates, estimate
from service.domain.order import Order
from service.domain.price_priors import Quote
from service.domain.rate_card import Package, RateCard

MICRO = Account("instagram", "lena", followers=20_000, engagement_rate_pct=3.0)


def creator(*accounts: Account, card: RateCard | None = None) -> Creator:
    return Creator("lena", accounts, rate_card=card)


def estimated(account: Account, kind: str, calibration: Calibration = UNCALIBRATED) -> Estimate | None:
    return estimate(creator(account), Order({kind: 1}), calibration)


def ranges(found: Estimate | None) -> dict[str, tuple[int, int]]:
    assert found is not None
    return {method.name: (method.low, method.high) for method in found.lines[0].methods}


def calibration(**cells: Cell) -> Calibration:
    return Calibration(7, 0.0, 100, {name.replace("__", "/"): cell for name, cell in cells.items()})


def test_the_methods_of_a_micro_account_differ_sixfold() -> None:
    """20,000 followers: 15.7 % reach at a CPM of 10 to 20; 600 engagements at 0.15; 10 for 1,000 followers."""
    found = estimated(MICRO, "ig_post")
    assert ranges(found) == {
        "cpm_reach": (3140, 6280),
        "cpme_engagement": (9000, 9000),
        "follower_rule": (20000, 20000),
    }
    assert found is not None
    middle = (4710 * 9000 * 20000) ** (1 / 3)
    assert (found.low, found.high, found.point) == (3140, 20000, int(middle))


def test_a_method_runs_only_where_all_its_inputs_are_known() -> None:
    assert set(ranges(estimated(Account("instagram", "a", followers=20_000), "ig_post"))) == {
        "cpm_reach", "follower_rule"}  # fmt: skip
    assert set(ranges(estimated(Account("tiktok", "a", average_views=5_000), "tt_video"))) == {"cpv_views"}
    assert estimated(Account("instagram", "a"), "ig_post") is None
    of_reach = Account("instagram", "a", 20_000, 3.0, engagement_basis="reach")
    assert "cpme_engagement" not in ranges(estimated(of_reach, "ig_post"))


def test_a_reel_costs_more_than_a_post_and_a_story_frame_less() -> None:
    post, reel, story = (estimated(MICRO, kind) for kind in ("ig_post", "ig_reel", "ig_story"))
    assert post is not None
    assert ranges(reel)["follower_rule"] == (23000, 25000)
    assert ranges(story)["follower_rule"] == (8000, 12000)
    assert (story and (story.low, story.high)) == (post.low * 40 // 100, post.high * 60 // 100)


def test_kinds_add_up_by_quantity() -> None:
    found = estimate(creator(MICRO), Order({"ig_post": 2, "ig_story": 3}))
    assert found is not None
    assert found.high == 2 * 20000 + 3 * 12000


@pytest.mark.parametrize("kind", ["blog_post", "podcast_read", "x_post", "li_post", "yt_integration", "ugc_asset"])
def test_kinds_without_a_published_figure_are_not_invented(kind: str) -> None:
    accounts = [Account(platform, "a", 20_000, 3.0) for platform in ("blog", "podcast", "x", "linkedin", "youtube")]
    assert estimate(creator(*accounts), Order({kind: 1})) is None


def test_known_prices_correct_the_estimate_by_the_narrowest_cell() -> None:
    cells = calibration(ig_post__micro=Cell(40, 0.5, 2.0, 3.0), ig_post=Cell(90, 0.1, 1.0, 9.0))
    found = estimated(MICRO, "ig_post", cells)
    assert found is not None
    assert found.lines[0].cell == "ig_post/micro"
    assert found.lines[0].unit == Quote(9464 // 2, 2 * 9464, 3 * 9464)
    larger = estimated(Account("instagram", "a", 200_000), "ig_post", cells)
    assert larger is not None
    assert larger.lines[0].cell == "ig_post"


def test_kinds_without_a_figure_are_priced_by_the_followers_of_others_or_by_the_piece() -> None:
    cells = calibration(blog_post=Cell(30, 0.5, 1.0, 2.0), ugc_asset=Cell(30, 5000.0, 10000.0, 20000.0))
    blog = estimated(Account("blog", "a", followers=20_000), "blog_post", cells)
    assert blog is not None
    assert blog.lines[0].unit == Quote(10_000, 20_000, 40_000)
    content = estimate(Creator("c"), Order({"ugc_asset": 1}), cells)
    assert content is not None
    assert content.lines[0].unit == Quote(5_000, 10_000, 20_000)
    assert estimated(Account("blog", "a"), "blog_post", cells) is None


def test_what_the_creator_states_is_not_estimated() -> None:
    card = RateCard("EUR", {"ig_reel": 35_000}, frozenset({"ig_live"}), (Package("both", {"ig_story": 3}, 9_000),))
    found = estimate(creator(MICRO, card=card), Order({"ig_reel": 2, "ig_post": 1, "ig_story": 3}))
    assert found is not None
    assert [line.kind for line in found.lines] == ["ig_post"]
    assert [price.amount_minor for price in found.stated] == [70_000, 9_000]
    assert estimate(creator(MICRO, card=card), Order({"ig_reel": 1})) is None
    assert estimate(creator(MICRO, card=card), Order({"ig_live": 1})) is None


def test_what_the_brand_paid_before_wins() -> None:
    found = estimate(creator(MICRO), Order({"ig_post": 1}), paid={"ig_post": [15_000, 12_000, 40_000]})
    assert ranges(found) == {"own_history": (12_000, 40_000)}
    assert found is not None
    assert found.point == 15_000


def test_the_highest_estimate_counts_stated_parts_in_dollars() -> None:
    card = RateCard("EUR", {"ig_reel": 10_000})
    who, order = creator(MICRO, card=card), Order({"ig_reel": 1, "ig_post": 1})
    assert Estimates(UNCALIBRATED, {"EUR": 1.5}, {}).high(who, order) == 20_000 + 15_000
    assert Estimates(UNCALIBRATED, {}, {}).high(who, order) is None


def test_an_account_that_nobody_follows_has_no_estimate() -> None:
    assert estimated(Account("instagram", "a", followers=0, engagement_rate_pct=3.0), "ig_post") is None
