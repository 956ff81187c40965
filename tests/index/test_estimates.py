"""Estimates over columns are those of the creators one by one; the calibration is what its quantiles say."""

import hashlib
import statistics
from pathlib import Path

import numpy as np
import pytest

from service.bootstrap import load_rates
from service.domain import price_priors
from service.domain.constraints import PriceLimit
from service.domain.creator import Account, Creator
from service.domain.estimate import UNCALIBRATED, Calibration, Cell, Estimates, cell_names, usd_cents
from service.domain.money import Money
from service.domain.order import Order
from service.domain.rate_card import RateCard
from service.domain.vocabulary import DELIVERABLE_KINDS, PLATFORMS, TIERS
from service.index.derived import all_rows
from service.index.estimates import calibrate, highs
from service.index.filters import mask_of
from service.index.generation import FORMAT
from service.index.segment import Segment
from tests.index import crowd

RATES = load_rates("")
CREATORS = crowd.creators(seed=11, count=400)
ORDERS = [
    Order({"ig_reel": 1}),
    Order({"tt_video": 3, "ig_story": 2}),
    Order({"blog_post": 1, "ig_reel": 2}),
    Order({"yt_short": 2, "ugc_asset": 1}),
    Order({"yt_dedicated": 1}),
    Order({}),
]
NAMES = sorted({name for kind in DELIVERABLE_KINDS for _, lower in TIERS for name in cell_names(kind, lower)})
SOME_CELLS = {name: Cell(30, 0.1, 0.7 + place / 97, 1.1 + place / 13) for place, name in enumerate(NAMES) if place % 3}
PAID = {f"c{i}": {"ig_reel": [9_000, 12_345 + i], "ugc_asset": [5_000]} for i in range(0, 400, 7)}
CALIBRATIONS = [UNCALIBRATED, Calibration(1, 0.0, 900, SOME_CELLS)]


@pytest.fixture(scope="module", params=["delta", "base"])
def segment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Segment:
    rows = crowd.rows_of(CREATORS)
    return (
        crowd.delta_of(rows) if request.param == "delta" else crowd.base_of(tmp_path_factory.mktemp("i"), rows).segment
    )


def people(segment: Segment) -> list[Creator]:
    return [CREATORS[int(creator_id)] for creator_id in segment.ids]


@pytest.mark.parametrize("calibration", CALIBRATIONS, ids=["published", "calibrated"])
@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_the_most_an_order_may_cost_is_the_same_over_columns(
    segment: Segment, order: Order, calibration: Calibration
) -> None:
    estimates = Estimates.by(RATES, calibration, PAID)
    unpriced = [c.rate_card is None or c.rate_card.price(order) is None for c in people(segment)]
    one_by_one = [estimates.high(creator, order) for creator in people(segment)]
    found = np.where(unpriced, highs(segment, order, estimates, all_rows(segment)), np.nan).tolist()
    assert [None if np.isnan(high) else high for high in found] == one_by_one


@pytest.mark.parametrize("calibration", CALIBRATIONS, ids=["published", "calibrated"])
def test_a_limit_lets_in_whose_estimate_is_within_it(segment: Segment, calibration: Calibration) -> None:
    estimates, let_in, kept_out = Estimates.by(RATES, calibration, PAID), 0, 0
    for order in ORDERS[:5]:
        found = [high for creator in people(segment) if (high := estimates.high(creator, order)) is not None]
        middle = int(statistics.median(found or [0]))
        for limit in (Money(40_000, "EUR"), Money(10_000_000, "USD"), Money(middle, "USD")):
            rule = PriceLimit(order, RATES.limits(limit), False, estimates)
            allowed = [rule.allows(creator) for creator in people(segment)]
            assert mask_of(rule, segment).tolist() == allowed
            highest = [estimates.high(creator, order) for creator in people(segment)]
            judged = [passes for passes, high in zip(allowed, highest, strict=True) if high is not None]
            let_in, kept_out = let_in + sum(judged), kept_out + judged.count(False)
    assert min(let_in, kept_out) > 100


def test_nobody_with_an_account_is_masked_too(tmp_path: Path) -> None:
    bare = {i: Creator(f"bare{i}") for i in range(1, 4)}
    segment = crowd.base_of(tmp_path, crowd.rows_of(bare)).segment
    for order in ORDERS:
        assert np.isnan(highs(segment, order, Estimates.by(RATES), all_rows(segment))).all()


def priced(count: int, kind: str = "ig_post") -> dict[int, Creator]:
    """Micro accounts whose price is 0.01 to count/100 times the published point, and one whose price is unknown."""
    account = Account("instagram", "a", followers=20_000, engagement_rate_pct=3.0)
    cards = [RateCard("USD", {kind: 9464 * i // 100}) for i in range(1, count + 1)]
    cards[0] = RateCard("KES", {kind: 94 * 130})
    return {i: Creator(f"c{i}", (account,), rate_card=card) for i, card in enumerate([*cards, None], 1)}


def test_a_cell_holds_the_quantiles_of_price_over_estimate() -> None:
    segment = crowd.delta_of(crowd.rows_of(priced(100)))
    prices, cells = calibrate([(segment, crowd.everybody(segment))], usd_cents(RATES))
    assert prices == 100
    assert set(cells) == {"ig_post/micro", "ig_post", "instagram/micro", "instagram"}
    cell = cells["ig_post/micro"]
    assert (cell.low, cell.middle, cell.high) == pytest.approx((0.101, 0.505, 0.909), abs=0.005)
    assert cells["instagram"] == cells["ig_post"] == cell


def test_too_few_prices_and_dead_rows_make_no_cell() -> None:
    segment = crowd.delta_of(crowd.rows_of(priced(30)))
    alive = crowd.everybody(segment)
    assert len(calibrate([(segment, alive)], usd_cents(RATES))[1]) == 4
    alive[5] = False
    assert calibrate([(segment, alive)], usd_cents(RATES)) == (29, {})


def test_parts_of_an_index_are_calibrated_as_one() -> None:
    rows = crowd.rows_of(priced(60))
    whole, halves = crowd.delta_of(rows), [crowd.delta_of(rows[:25]), crowd.delta_of(rows[25:])]
    parts = [(half, crowd.everybody(half)) for half in halves]
    assert calibrate(parts, usd_cents(RATES)) == calibrate([(whole, crowd.everybody(whole))], usd_cents(RATES))


def test_other_published_figures_need_another_index_format() -> None:
    """The index keeps what they say of each account."""
    figures = (price_priors._FIGURES, price_priors._REACH_PER_MILLE, price_priors._CENTS_PER_ENGAGEMENT,
               price_priors._CENTS_PER_VIEW, price_priors._LEAST_FOLLOWERS, PLATFORMS)  # fmt: skip
    digest = hashlib.sha256(repr(figures).encode()).hexdigest()[:8]
    assert (FORMAT, digest) == (6, "1eaab23e")
