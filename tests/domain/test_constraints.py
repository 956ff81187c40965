"""Each rule on one creator: bounds, and the unknown."""

import datetime
from typing import Any

import pytest

from service.bootstrap import load_rates
from service.domain.brief import read_brief
from service.domain.constraints import violated
from service.domain.creator import read_creator
from tests.builders import account, brief, creator

RATES = load_rates("")


def _violated(constraints: dict[str, Any] | None = None, of: dict[str, Any] | None = None, **more: Any) -> str | None:
    asked = read_brief(brief(constraints=constraints or {}, **more), RATES)
    return violated(asked.constraints, read_creator("lena", of if of is not None else creator()))


@pytest.mark.parametrize(
    ("followers", "expected"),
    [(0, "followers"), (999, "followers"), (1_000, None), (100_000, None), (100_001, "followers"), (None, None)],
)
def test_the_default_range_includes_its_bounds_and_the_unknown(followers: int | None, expected: str | None) -> None:
    assert _violated(of=creator(accounts=[account(followers=followers)])) == expected


@pytest.mark.parametrize(
    ("constraints", "name"),
    [
        ({"followers": {"min": 12_401}}, "followers"),
        ({"followers": {"max": 12_399}}, "followers"),
        ({"engagement_rate_pct": {"min": 3.5}}, "engagement_rate_pct"),
        ({"platforms": {"any_of": ["tiktok"]}}, "platforms"),
        ({"countries": {"any_of": ["AT"]}}, "countries"),
        ({"cities": {"any_of": ["Bonn"]}}, "cities"),
        ({"languages": {"any_of": ["fr"]}}, "languages"),
        ({"niches": {"any_of": ["food_vegan"]}}, "niches"),
        ({"audience": [{"country": "DE", "min_share_pct": 61.6}]}, "audience"),
        ({"availability": {"from": "2026-09-01", "to": "2026-10-20"}}, "availability"),
        ({"excluded_creators": ["lena"]}, "excluded_creators"),
    ],
)
def test_the_first_constraint_that_is_broken_is_named(constraints: dict[str, Any], name: str) -> None:
    assert _violated(constraints) == name


def test_one_account_alone_must_satisfy_all_account_rules() -> None:
    two = creator(accounts=[account(followers=500, engagement_rate_pct=8.0),
                            account("youtube", followers=40_000, engagement_rate_pct=1.0)])  # fmt: skip
    assert _violated({"followers": {"min": 10_000}, "engagement_rate_pct": {"min": 5}}, two) == "engagement_rate_pct"
    assert _violated({"platforms": {"any_of": ["instagram"]}, "followers": {"min": 10_000}}, two) == "followers"
    assert _violated({"platforms": {"any_of": ["youtube"]}, "followers": {"min": 10_000}}, two) is None


def test_a_share_that_was_not_stated_in_a_stated_group_is_zero() -> None:
    assert _violated({"audience": [{"country": "FR", "min_share_pct": 0.1, "unknown": "include"}]}) == "audience"
    assert _violated({"audience": [{"country": "FR", "min_share_pct": 0}]}) is None
    assert _violated({"audience": [{"age": "25-34", "min_share_pct": 0}]}) == "audience"
    assert _violated({"audience": [{"age": "25-34", "min_share_pct": 50, "unknown": "include"}]}) is None


@pytest.mark.parametrize(
    ("free", "expected"),
    [({"from": "2026-12-01", "to": "2026-12-20"}, None), ({"from": "2026-12-02", "to": "2026-12-20"}, "availability"),
     ({"from": "2026-12-01", "to": "2026-12-19"}, "availability"), ({"from": "2026-12-01"}, None),
     ({"to": "2026-12-20"}, None), ({"to": "2026-12-19"}, "availability"), ({}, "availability"),
     (None, "availability")],
)  # fmt: skip
def test_a_creator_is_free_on_every_day_or_not_at_all(free: dict[str, str] | None, expected: str | None) -> None:
    wanted = {"availability": {"from": "2026-12-01", "to": "2026-12-20"}}
    assert _violated(wanted, creator(availability=free)) == expected


@pytest.mark.parametrize(("limit", "expected"), [("940.00", None), ("939.99", "budget_per_creator")])
def test_a_price_is_the_sum_over_the_deliverables(limit: str, expected: str | None) -> None:
    wanted = [{"kind": "ig_reel", "quantity": 2}, {"kind": "ig_story"}, {"kind": "ig_story"}]
    assert _violated(deliverables=wanted, budget={"currency": "EUR", "per_creator": limit}) == expected


@pytest.mark.parametrize(
    "card", [None, {"currency": "EUR", "rates": {"ig_story": "1"}}, {"currency": "KWD", "rates": {"ig_reel": "1"}}]
)
def test_a_price_that_is_unknown_or_has_no_rate_passes_only_if_told_to(card: dict[str, Any] | None) -> None:
    asked: dict[str, Any] = {"deliverables": [{"kind": "ig_reel"}], "of": creator(rate_card=card)}
    budget = {"currency": "EUR", "per_creator": "1000"}
    assert _violated(**asked, budget=budget) == "budget_per_creator"
    assert _violated(**asked, budget=budget | {"unknown_price": "include"}) is None


def test_not_offered_is_not_unknown() -> None:
    never = creator(rate_card={"currency": "EUR", "not_offered": ["ig_reel"]})
    budget = {"currency": "EUR", "per_creator": "1000", "unknown_price": "include"}
    assert _violated(deliverables=[{"kind": "ig_reel"}], budget=budget, of=never) == "deliverables"
    assert _violated(deliverables=[{"kind": "ugc_asset"}], of=never) is None


def test_refusals_are_honoured_and_silence_is_consent() -> None:
    assert _violated(promotes=["gambling"]) == "refusals"
    assert _violated(promotes=["alcohol"]) is None
    assert _violated(promotes=["gambling"], of=creator(refusals=None)) is None


def test_a_creator_is_read_with_exact_units() -> None:
    read = read_creator("lena", creator(last_post_at="2026-11-01T18:00:00Z"))
    assert read.rate_card is not None
    assert read.rate_card.rates_minor == {"ig_reel": 35_000, "ig_story": 12_000}
    assert read.available_from == datetime.date(2026, 10, 1)
    assert read.last_post_at == datetime.datetime(2026, 11, 1, 18, tzinfo=datetime.UTC)
    assert read.leading_account() is not None
    assert read.leading_account().followers == 12_400
