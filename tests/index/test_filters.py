"""A mask over columns lets through exactly whom the rule lets through."""

import random
from pathlib import Path

import numpy as np
import pytest

from service.bootstrap import load_rates
from service.domain.brief import read_brief
from service.domain.constraints import ALWAYS_KNOWN, Rule
from service.domain.creator import Creator
from service.domain.money import MAX_MINOR
from service.domain.order import Order
from service.domain.rate_card import Discount, Package, RateCard
from service.index.columns import GROUPS
from service.index.filters import mask_of
from service.index.pricing import prices
from service.index.segment import Segment, merge
from tests.index import crowd
from tests.property import chance

CREATORS = crowd.creators(seed=4, count=250)
RATES = load_rates("")


@pytest.fixture(scope="module", params=["delta", "merged delta", "base", "merged base and delta"])
def segment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Segment:
    """The same creators in each form that a segment takes."""
    rows = crowd.rows_of(CREATORS)
    if request.param == "delta":
        return crowd.delta_of(rows)
    if request.param == "merged delta":
        delta = crowd.delta_of(rows)
        return merge([(delta, crowd.everybody(delta))])
    if request.param == "base":
        return crowd.base_of(tmp_path_factory.mktemp("index"), rows).segment
    base = crowd.base_of(tmp_path_factory.mktemp("index"), rows[:150]).segment
    delta = crowd.delta_of(rows[100:])
    alive = crowd.everybody(base)
    alive[100:] = False  # they changed since, and stand in the delta
    return merge([(base, alive), (delta, crowd.everybody(delta))])


def rules(count: int) -> list[Rule]:
    briefs = [read_brief(chance.brief(random.Random(seed), ["c1", "c2", "c3"]), RATES) for seed in range(count)]
    return [constraint.rule for brief in briefs for constraint in brief.constraints]


def in_order_of(segment: Segment) -> list[Creator]:
    return [CREATORS[int(creator_id)] for creator_id in segment.ids]


def test_every_rule_masks_whom_it_allows(segment: Segment) -> None:
    people, seen = in_order_of(segment), set()
    for rule in rules(150):
        assert mask_of(rule, segment).tolist() == [rule.allows(creator) for creator in people], rule
        seen.add(type(rule).__name__)
    assert seen == {"AccountRule", "AnyOf", "NoneOf", "AudienceShare", "Available", "AvailableBy", "Offers",
                    "PriceLimit"}  # fmt: skip


ORDERS = [
    Order({"ig_reel": 2, "ugc_asset": 1}),
    Order({"ig_story": 3, "ig_reel": 1, "tt_video": 2}),
    Order({"blog_post": 7}, product_minor={"EUR": 35_000, "USD": 57_500, "KWD": 12_345}),
    Order({"ig_reel": 1}, product_minor={"EUR": 50_001, "JPY": 87_500, "KES": 0}),
    Order({}, product_minor={"EUR": 10**14}),
]


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_prices_are_those_of_the_rate_cards(segment: Segment, order: Order) -> None:
    cards = [creator.rate_card.price(order) if creator.rate_card else None for creator in in_order_of(segment)]
    assert prices(segment, order).tolist() == [price.amount_minor if price else -1 for price in cards]


def test_packages_discounts_and_work_for_the_product_occur_among_them() -> None:
    found = [c.rate_card.price(order) for c in CREATORS.values() if c.rate_card for order in ORDERS]
    lines = [line for price in found if price for line in price.lines]
    assert sum(line.contains is not None for line in lines) > 10
    assert sum(line.off_bp > 0 for line in lines) > 20
    assert sum(price.basis == "product" for price in found if price) > 20


def test_chosen_rows_have_the_prices_that_they_have_among_all(segment: Segment) -> None:
    rows = np.array([3, 7, *range(100, 150), 200])
    for order in ORDERS:
        assert prices(segment, order, rows).tolist() == prices(segment, order)[rows].tolist()


def test_the_dearest_prices_do_not_overflow() -> None:
    package = Package("all", {"ig_post": 1}, MAX_MINOR - 1)
    card = RateCard("EUR", {"ig_reel": MAX_MINOR, "ig_post": MAX_MINOR}, frozenset(), (package,), (Discount(2, 1),))
    segment = crowd.delta_of(crowd.rows_of({1: Creator("c", rate_card=card)}))
    order = Order({"ig_reel": 1_000, "ig_post": 1_000})
    price = card.price(order)
    assert price is not None
    assert prices(segment, order).tolist() == [price.amount_minor]


def test_a_rule_nobody_knows_is_an_error_not_an_empty_mask(segment: Segment) -> None:
    with pytest.raises(TypeError, match="no mask"):
        mask_of(object(), segment)


def test_every_group_a_rule_may_name_has_its_bit() -> None:
    groups = {rule.group for rule in rules(150) if hasattr(rule, "group")}
    assert groups <= set(GROUPS) | ALWAYS_KNOWN


def test_a_crowd_without_accounts_and_facets_is_masked_too(tmp_path: Path) -> None:
    bare = {i: Creator(f"bare{i}") for i in range(1, 4)}
    segment = crowd.base_of(tmp_path, crowd.rows_of(bare)).segment
    for rule in rules(40):
        assert mask_of(rule, segment).tolist() == [rule.allows(creator) for creator in bare.values()], rule
