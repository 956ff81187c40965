"""Lookalikes: creators most like one of them, under the constraints of a brief in one line."""

from typing import Any

import pytest

from tests.builders import Api, account, external_ids, offences


def _similar(api: Api, external_id: str = "lena", **query: Any) -> list[str]:
    response = api.get(f"/v1/creators/{external_id}/similar", query=query, headers=api.brand())
    assert response.status_code == 200, response.text
    return external_ids(response.json)


def test_the_likest_come_first_and_the_creator_is_not_among_them(api: Api) -> None:
    api.put_creators(
        lena={"text": "quick dinners from a small kitchen"}, cars={"text": "rally cars and engines", "name": "Max"},
        twin={"text": "quick dinners from a small kitchen", "name": "Mia"}, soup={"text": "quick soups from a kitchen"},
    )  # fmt: skip
    assert _similar(api) == ["twin", "soup", "cars"]
    assert _similar(api, limit=1) == ["twin"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"countries": "AT,CH"}, {"other"}),
        ({"cities": "graz"}, {"other"}),
        ({"languages": "fr"}, {"other"}),
        ({"niches": "food_cooking"}, {"same"}),
        ({"platforms": "tiktok"}, {"other"}),
        ({"followers_min": 50_000}, {"other"}),
        ({"followers_max": 50_000}, {"same"}),
        ({"engagement_rate_pct_min": 3}, {"same"}),
        ({"audience": "country:DE:30,gender:female:60"}, {"same"}),
        ({"audience": "country:DE:30", "unknown": "include"}, {"same", "other"}),
        ({"available_from": "2026-12-01", "available_to": "2026-12-20"}, {"same"}),
        ({"excluded_creators": "same"}, {"other"}),
        ({"deliverables": "ig_reel:2", "currency": "EUR", "per_creator": "700"}, {"same"}),
        ({"deliverables": "ig_reel:2", "currency": "EUR", "per_creator": "699.99"}, set()),
        ({"promotes": "gambling"}, {"other"}),
        ({"countries": "DE", "languages": "fr"}, set()),
    ],
)
def test_each_filter_is_the_constraint_of_a_brief(api: Api, query: dict[str, Any], expected: set[str]) -> None:
    other = {
        "country": "AT", "city": "Graz", "languages": ["fr"], "niches": ["food_baking"], "audience": None,
        "availability": None, "refusals": None,
        "accounts": [account("tiktok", followers=80_000, engagement_rate_pct=1.0)], "rate_card": None,
    }  # fmt: skip
    api.put_creators(lena={}, same={}, other=other)
    assert set(_similar(api, **query)) == expected


def test_an_answer_is_explained_like_a_briefs(api: Api) -> None:
    api.put_creators(lena={}, mia={})
    answer = api.get("/v1/creators/lena/similar", query={"countries": "DE"}).json
    assert [step["constraint"] for step in answer["funnel"]] == [
        "all_indexed_creators", "excluded_creators", "followers", "countries"
    ]  # fmt: skip
    assert answer["items"][0]["components"][0]["name"] == "fit"
    assert answer["items"][0]["score"] <= 1


def test_an_unknown_creator_has_no_lookalikes(api: Api) -> None:
    assert api.get("/v1/creators/nobody/similar").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"countries": "XX"}, {"countries": ""}, {"audience": "DE:30"}, {"audience": "country:DE:lots"},
        {"audience": "planet:DE:3"}, {"deliverables": "ig_reel:0"}, {"deliverables": "ig_reel:x"},
        {"deliverables": "ig_reel:99999"}, {"deliverables": "dance"}, {"per_creator": "5"},
        {"currency": "EUR", "per_creator": "5"},
        {"followers_min": "-1"}, {"followers_min": "9", "followers_max": "1"}, {"engagement_rate_pct_min": "nan"},
        {"available_from": "2026-12-01"}, {"unknown": "maybe"}, {"excluded_creators": "a b"}, {"min_followers": "1"},
    ],
)  # fmt: skip
def test_it_refuses_filters_that_mean_nothing(api: Api, query: dict[str, str]) -> None:
    api.put_creators(lena={})
    response = api.get("/v1/creators/lena/similar", query=query)
    assert response.status_code == 422
    assert offences(response)
