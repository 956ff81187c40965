"""Rate cards: packages, quantity discounts, add-ons and work for the product itself, from the document to a match."""

from typing import Any

import pytest

from tests.builders import Api, brief, creator, offences

LAUNCH = {"name": "Launch", "deliverables": [{"kind": "ig_reel"}, {"kind": "ig_story", "quantity": 3}],
          "price": "500.00"}  # fmt: skip
RIGHTS = {"kind": "usage_rights", "percent": 30, "per": "month"}
WANTED = [{"kind": "ig_reel", "quantity": 2}, {"kind": "ig_story", "quantity": 6}]


def card(**parts: Any) -> dict[str, Any]:
    """350.00 EUR a reel, 120.00 a story frame."""
    return {"rate_card": {"currency": "EUR", "rates": {"ig_reel": "350.00", "ig_story": "120.00"}} | parts}


def price(api: Api, **changes: Any) -> dict[str, Any]:
    """Of the only creator, for two reels and six story frames unless changed."""
    (match,) = api.match(**({"deliverables": WANTED} | changes))["items"]
    return dict(match["price"])


def test_a_package_is_shown_with_what_it_contains_and_the_rest_beside(api: Api) -> None:
    api.put_creators(lena=card(packages=[LAUNCH], discounts=[{"min_quantity": 2, "percent": 12.5}], negotiable=True))
    three = [{"kind": "ig_reel", "quantity": 3}, {"kind": "ig_story", "quantity": 3}]
    assert price(api, deliverables=three) == {
        "basis": "stated", "amount": "1112.50", "currency": "EUR", "negotiable": True,
        "lines": [{"package": "Launch", "contains": {"ig_reel": 1, "ig_story": 3}, "quantity": 1, "rate": "500.00",
                   "amount": "500.00"},
                  {"kind": "ig_reel", "quantity": 2, "rate": "350.00", "discount_pct": 12.5, "amount": "612.50"}],
    }  # fmt: skip


def test_who_is_cheaper_by_a_package_or_a_discount_is_within_the_budget(api: Api) -> None:
    api.put_creators(
        plain=card(),
        package=card(packages=[LAUNCH]),  # 1420.00 and 1000.00
        discount=card(discounts=[{"kind": "ig_story", "min_quantity": 6, "percent": 58.33}]),
    )  # 1000.02
    found = {amount: api.matched(deliverables=WANTED, budget={"currency": "EUR", "per_creator": amount})
             for amount in ("999.99", "1000.00", "1000.02", "1420.00")}  # fmt: skip
    assert found == {
        "999.99": [], "1000.00": ["package"], "1000.02": ["discount", "package"],
        "1420.00": ["discount", "package", "plain"],
    }  # fmt: skip


def test_add_ons_are_lines_of_their_own_and_count_in_the_total_alone(api: Api) -> None:
    api.put_creators(lena=card(add_ons=[RIGHTS, {"kind": "rush", "amount": "75.50"}]))
    wanted = [{"kind": "usage_rights", "months": 3, "channel": "website"}, {"kind": "rush"}]
    found = price(api, deliverables=WANTED[:1], add_ons=wanted, budget={"currency": "EUR", "per_creator": "700"})
    assert (found["amount"], found["total"]) == ("700.00", "1405.50")
    assert found["add_ons"] == [
        {"kind": "usage_rights", "months": 3, "channel": "website", "percent": 30.0, "per": "month",
         "amount": "630.00"},
        {"kind": "rush", "months": 1, "channel": None, "rate": "75.50", "per": "order", "amount": "75.50"},
    ]  # fmt: skip


def test_an_add_on_that_is_not_on_the_card_has_no_price_and_neither_has_the_total(api: Api) -> None:
    api.put_creators(lena=card(add_ons=[RIGHTS]))
    found = price(api, add_ons=[{"kind": "exclusivity", "months": 1}])
    assert (found["amount"], found["total"], found["add_ons"][0]["amount"]) == ("1420.00", None, None)


def test_who_works_for_the_product_costs_nothing(api: Api) -> None:
    api.put_creators(lena=card(gifting={"min_value": "150.00", "kinds": ["ig_reel", "ig_story"]}))
    budget = {"currency": "USD", "per_creator": "0"}
    assert api.matched(deliverables=WANTED, budget=budget) == []
    assert api.matched(deliverables=WANTED, budget=budget | {"product_value": "100"}) == []
    found = price(api, budget=budget | {"product_value": "400"})
    assert (found["basis"], found["amount"], found["currency"]) == ("product", "0.00", "EUR")
    assert [line["amount"] for line in found["lines"]] == ["0.00", "0.00"]


def test_one_deliverable_alone_is_held_to_its_own_limit(api: Api) -> None:
    api.put_creators(rate=card(), package=card(rates={"ig_reel": "350.00"}, packages=[LAUNCH]),
                     gifted=card(gifting={"min_value": "10"}))  # fmt: skip
    budget = {"currency": "EUR", "per_kind": {"ig_story": "110"}, "product_value": "20"}
    assert api.matched(deliverables=WANTED, budget=budget) == ["gifted"]
    assert api.matched(deliverables=WANTED, budget=budget | {"unknown_price": "include"}) == ["gifted", "package"]


def test_what_is_sold_in_a_package_alone_is_offered(api: Api) -> None:
    api.put_creators(package=card(rates={}, packages=[LAUNCH]), silent=card(rates={}),
                     gifted=card(rates={}, gifting={"min_value": "10", "kinds": ["ig_reel"]}))  # fmt: skip
    wanted = [{"kind": "ig_reel"}]
    only_known = {"deliverables": {"unknown": "exclude"}}
    assert api.matched(deliverables=wanted, constraints=only_known) == ["gifted", "package"]


LINE = {"kind": "ig_reel"}


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"packages": [LAUNCH | {"deliverables": [LINE, LINE]}]}, "/packages/0/deliverables"),
        ({"packages": [LAUNCH | {"deliverables": []}]}, "/packages/0/deliverables"),
        ({"packages": [LAUNCH | {"price": "1.005"}]}, "/packages/0/price"),
        ({"packages": [LAUNCH, LAUNCH], "not_offered": ["ig_live"], "rates": {"ig_live": "1"}}, "/not_offered"),
        ({"packages": [LAUNCH], "rates": {}, "not_offered": ["ig_story"]}, "/packages/0"),
        ({"discounts": [{"min_quantity": 2, "percent": 10.005}]}, "/discounts/0/percent"),
        ({"discounts": [{"min_quantity": 1, "percent": 10}]}, "/discounts/0/min_quantity"),
        ({"discounts": [{"min_quantity": 2, "percent": 101}]}, "/discounts/0/percent"),
        ({"add_ons": [RIGHTS | {"amount": "10.00"}]}, "/add_ons/0"),
        ({"add_ons": [{"kind": "usage_rights"}]}, "/add_ons/0"),
        ({"add_ons": [{"kind": "rush", "amount": "1.005"}]}, "/add_ons/0/amount"),
        ({"add_ons": [{"kind": "rush", "amount": "1", "per": "month"}]}, "/add_ons/0/per"),
        ({"add_ons": [RIGHTS, RIGHTS | {"percent": 50}]}, "/add_ons"),
        ({"gifting": {"min_value": "1.005"}}, "/gifting/min_value"),
        ({"gifting": {"min_value": "1", "kinds": []}}, "/gifting/kinds"),
        ({"negotiable": "yes"}, "/negotiable"),
    ],
)
def test_a_bad_rate_card_is_refused_with_the_place_of_the_problem(api: Api, parts: dict[str, Any], path: str) -> None:
    response = api.put("/v1/creators/lena", json=creator(**card(**parts)))
    assert (response.status_code, [found for found, _ in offences(response)]) == (422, [f"/rate_card{path}"])


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"add_ons": [{"kind": "usage_rights"}]}, "/add_ons/0/months"),
        ({"add_ons": [{"kind": "rush", "months": 1}]}, "/add_ons/0/months"),
        ({"add_ons": [{"kind": "usage_rights", "months": 1, "channel": "radio"}]}, "/add_ons/0/channel"),
        ({"budget": {"currency": "JPY", "product_value": "10.50"}}, "/budget/product_value"),
    ],
)
def test_a_bad_order_is_refused_with_the_place_of_the_problem(api: Api, changes: dict[str, Any], path: str) -> None:
    response = api.post("/v1/briefs", json=brief(deliverables=WANTED, **changes), headers=api.brand())
    assert (response.status_code, [found for found, _ in offences(response)]) == (422, [path])
