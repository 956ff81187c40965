"""What an order costs: examples computed by hand, and decimal arithmetic beside."""

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.api.creator_schemas import load_creator
from service.bootstrap import load_rates
from service.domain.brief import read_brief
from service.domain.creator import read_creator
from service.domain.order import AddOn, Order
from service.domain.rate_card import Price, RateCard, part_of, read_rate_card
from tests.builders import creator
from tests.property import chance, rate_cards, reference

RATES = load_rates("")
REELS_3 = {"name": "Three reels", "deliverables": [{"kind": "ig_reel", "quantity": 3}], "price": "900.00"}
LAUNCH = {"name": "Launch", "deliverables": [{"kind": "ig_reel"}, {"kind": "ig_story", "quantity": 3}],
          "price": "500.00"}  # fmt: skip


def card(**parts: Any) -> RateCard:
    """350.00 EUR a reel and 99.99 a story frame, unless the parts say otherwise."""
    stated = {"currency": "EUR", "rates": {"ig_reel": "350.00", "ig_story": "99.99"}} | parts
    read = read_rate_card(load_creator(creator(rate_card=stated))["rate_card"])
    assert read is not None
    return read


def lines(price: Price | None) -> list[tuple[str, int, int]]:
    assert price is not None
    return [(line.what, line.quantity, line.amount_minor) for line in price.lines]


def test_without_packages_and_discounts_it_is_quantity_times_rate() -> None:
    price = card().price(Order({"ig_reel": 2, "ig_story": 3}))
    assert lines(price) == [("ig_reel", 2, 70_000), ("ig_story", 3, 29_997)]
    assert price is not None
    assert price.amount_minor == 99_997


def test_a_package_that_fits_is_taken_where_it_is_cheaper() -> None:
    # 1 reel and 3 frames alone: 350.00 + 299.97 = 649.97; the package 500.00; the second reel stays alone.
    assert lines(card(packages=[LAUNCH]).price(Order({"ig_reel": 2, "ig_story": 4}))) == [
        ("Launch", 1, 50_000), ("ig_reel", 1, 35_000), ("ig_story", 1, 9_999)]  # fmt: skip
    assert lines(card(packages=[LAUNCH | {"price": "650.00"}]).price(Order({"ig_reel": 1, "ig_story": 3}))) == [
        ("ig_reel", 1, 35_000), ("ig_story", 3, 29_997)]  # fmt: skip


def test_a_package_is_bought_as_often_as_it_fits() -> None:
    assert lines(card(packages=[REELS_3]).price(Order({"ig_reel": 7}))) == [
        ("Three reels", 2, 180_000), ("ig_reel", 1, 35_000)]  # fmt: skip


def test_a_package_with_more_than_is_wanted_is_not_bought() -> None:
    cheap = LAUNCH | {"price": "1.00"}
    assert lines(card(packages=[cheap]).price(Order({"ig_reel": 1, "ig_story": 2})))[0] == ("ig_reel", 1, 35_000)


def test_of_several_packages_one_is_bought_and_the_first_of_equals() -> None:
    twin = LAUNCH | {"name": "The same again"}
    assert lines(card(packages=[REELS_3, LAUNCH, twin]).price(Order({"ig_reel": 4, "ig_story": 3}))) == [
        ("Three reels", 1, 90_000), ("ig_reel", 1, 35_000), ("ig_story", 3, 29_997)]  # fmt: skip
    assert lines(card(packages=[LAUNCH, twin]).price(Order({"ig_reel": 1, "ig_story": 3}))) == [("Launch", 1, 50_000)]


def test_a_kind_without_a_rate_is_bought_in_a_package_alone() -> None:
    sold = card(rates={"ig_reel": "350.00"}, packages=[LAUNCH])
    assert lines(sold.price(Order({"ig_reel": 2, "ig_story": 3}))) == [("Launch", 1, 50_000), ("ig_reel", 1, 35_000)]
    assert sold.price(Order({"ig_reel": 2, "ig_story": 4})) is None
    assert sold.offers("ig_story")
    assert not sold.offers("ig_post")


@pytest.mark.parametrize(
    ("quantity", "off_bp", "amount"),
    [(1, 0, 9_999), (2, 500, 18_998), (3, 1_250, 26_247), (5, 1_250, 43_746), (6, 2_000, 47_995)],
)
def test_the_largest_discount_of_the_quantity_counts_and_is_rounded_half_up(
    quantity: int, off_bp: int, amount: int
) -> None:
    # 2 x 99.99 less 5 % = 189.981; 3 x less 12.5 % = 262.47375; 5 x = 437.45625; 6 x less 20 % = 479.952
    stated = [{"min_quantity": 2, "percent": 5}, {"kind": "ig_story", "min_quantity": 3, "percent": 12.5},
              {"min_quantity": 6, "percent": 20}, {"kind": "ig_reel", "min_quantity": 2, "percent": 90}]  # fmt: skip
    price = card(discounts=stated).price(Order({"ig_story": quantity}))
    assert price is not None
    assert (price.lines[0].off_bp, price.amount_minor) == (off_bp, amount)


def test_half_a_minor_unit_is_rounded_up() -> None:
    assert [part_of(amount, 5_000) for amount in (0, 1, 2, 3)] == [0, 1, 1, 2]


def test_discounts_count_what_a_package_leaves() -> None:
    priced = card(packages=[REELS_3], discounts=[{"min_quantity": 2, "percent": 10}])
    # The package and 2 reels less 10 %: 900 + 630; five reels less 10 % would be 1,575.
    assert lines(priced.price(Order({"ig_reel": 5}))) == [("Three reels", 1, 90_000), ("ig_reel", 2, 63_000)]


ADD_ONS = [
    {"kind": "usage_rights", "percent": 30, "per": "month"},
    {"kind": "usage_rights", "channel": "tv", "amount": "1000.00", "per": "month"},
    {"kind": "exclusivity", "percent": 12.25},
    {"kind": "rush", "amount": "75.50"},
]


@pytest.mark.parametrize(
    ("wanted", "amount"),
    [
        (AddOn("usage_rights", 3), 31_500),  # 30 % of 350.00, three times
        (AddOn("usage_rights", 3, "website"), 31_500),  # the rate for any channel
        (AddOn("usage_rights", 2, "tv"), 200_000),  # the channel's own rate
        (AddOn("exclusivity", 6), 4_288),  # 12.25 % of 350.00 = 42.875, once for the order
        (AddOn("rush"), 7_550),
        (AddOn("whitelisting", 1), None),  # not on the card
    ],
)
def test_add_ons_are_paid_beside(wanted: AddOn, amount: int | None) -> None:
    price = card(add_ons=ADD_ONS).price(Order({"ig_reel": 1}, (wanted,)))
    assert price is not None
    assert [line.amount_minor for line in price.add_ons] == [amount]
    assert price.amount_minor == 35_000
    assert price.total_minor == (None if amount is None else 35_000 + amount)


def test_the_example_of_the_documentation_is_right() -> None:
    rights = AddOn("usage_rights", 2)
    priced = card(packages=[LAUNCH], discounts=[{"min_quantity": 3, "percent": 10}], add_ons=ADD_ONS)
    one_by_one = card(discounts=[{"min_quantity": 3, "percent": 10}]).price(Order({"ig_reel": 2, "ig_story": 4}))
    price = priced.price(Order({"ig_reel": 2, "ig_story": 4}, (rights,)))
    assert price is not None
    assert one_by_one is not None
    assert (one_by_one.amount_minor, price.amount_minor, price.total_minor) == (105_996, 94_999, 151_998)


def test_a_share_is_one_of_what_the_deliverables_cost_after_discounts() -> None:
    priced = card(add_ons=ADD_ONS, discounts=[{"min_quantity": 2, "percent": 10}])
    price = priced.price(Order({"ig_reel": 2}, (AddOn("usage_rights", 1),)))
    assert price is not None
    assert (price.amount_minor, price.total_minor) == (63_000, 63_000 + 18_900)


@pytest.mark.parametrize(
    ("worth", "kinds", "wanted", "given_free"),
    [
        (15_000, None, {"ig_reel": 2}, True),
        (14_999, None, {"ig_reel": 2}, False),  # not worth enough
        (15_000, ["ig_story"], {"ig_story": 4}, True),
        (15_000, ["ig_story"], {"ig_story": 4, "ig_reel": 1}, False),  # reels are not made for it
        (15_000, None, {"ig_reel": 1, "ig_live": 1}, False),  # not offered
        (15_000, None, {"ig_reel": 1, "blog_post": 1}, True),  # no rate is needed
    ],
)
def test_who_works_for_the_product_costs_nothing(
    worth: int, kinds: list[str] | None, wanted: dict[str, int], given_free: bool
) -> None:
    gifting = {"min_value": "150.00"} | ({"kinds": kinds} if kinds else {})
    price = card(gifting=gifting, not_offered=["ig_live"]).price(Order(wanted, product_minor={"EUR": worth}))
    assert (price is not None and price.basis == "product" and price.amount_minor == 0) is given_free


def test_a_product_whose_worth_nobody_can_tell_is_no_fee() -> None:
    price = card(gifting={"min_value": "0"}).price(Order({"ig_reel": 1}, product_minor={"USD": 10**9}))
    assert price is not None
    assert price.basis == "stated"


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(rng=st.integers(0, 2**32).map(random.Random))
def test_prices_agree_with_decimal_arithmetic_on_the_documents(rng: random.Random) -> None:
    brief, document = chance.brief(rng), load_creator(chance.creator(rng) | {"rate_card": chance.rate_card(rng)})
    order, rate_card = read_brief(brief, RATES).order, read_creator("c", document).rate_card
    assert rate_card is not None
    found = rate_card.price(order)
    expected = rate_cards.price_of(reference.deliverables_of(brief), document, brief, RATES)
    assert (None if found is None else (found.amount_minor, found.currency)) == expected
    if found:
        amounts = [line.amount_minor for line in found.add_ons]
        assert amounts == rate_cards.add_on_prices(brief, document["rate_card"], found.amount_minor)
        shown = [line.to_json(found.currency) for line in found.lines]
        assert sum(Decimal(line["amount"]) for line in shown) == Decimal(found.money.to_json()["amount"])
