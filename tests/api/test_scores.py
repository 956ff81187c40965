"""Scores of given creators: as in matches, for those too whom the constraints leave out."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.builders import Api, Headers, account, creator, external_ids, offences

REEL = {"deliverables": [{"kind": "ig_reel"}], "budget": {"currency": "EUR", "per_creator": "400"}}


def _post(api: Api, brief_id: str, creators: list[Any], headers: Headers | None = None) -> TestResponse:
    return api.post(f"/v1/briefs/{brief_id}/scores", json={"creators": creators}, headers=headers or api.brand())


def _scores(api: Api, brief_id: str, *creators: str) -> dict[str, Any]:
    response = _post(api, brief_id, list(creators))
    assert response.status_code == 200, response.text
    return response.json


def test_who_matches_has_the_score_of_the_matches(api: Api) -> None:
    api.put_creators(
        pans={"text": "cast iron pans"}, cars={"text": "rally cars", "sponsored": None}, soup={"rate_card": None},
        late={"last_post_at": "2026-01-01T00:00:00Z", "niches": None}, plain={"accounts": None, "audience": None},
    )  # fmt: skip
    wishes = {"audience": [{"country": "DE", "min_share_pct": 5, "unknown": "include"}]}
    brief_id = api.post_brief(deliverables=REEL["deliverables"], constraints=wishes)["id"]
    matches = api.matches(brief_id)["items"]
    answer = _scores(api, brief_id, "plain", "late", "soup", "cars", "pans")
    assert len(matches) == 5
    assert _facts(answer["items"]) == _facts(matches)
    assert [item["violates"] for item in answer["items"]] == [[]] * 5


def _facts(items: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What both answers say of each creator; reasons may compare with peers in one of them only."""
    parts = ("name", "value", "weight", "contribution")
    shown = ("score", "price", "tier", "niches", "creator")
    return [
        (*(item[key] for key in shown), [tuple(c[part] for part in parts) for c in item["components"]])
        for item in items
    ]


def test_every_broken_constraint_is_named(api: Api) -> None:
    api.put_creators(
        fits={}, abroad={"country": "AT", "languages": ["fr"]}, big={"accounts": [account(followers=10**6)]},
        dear={"rate_card": {"currency": "EUR", "rates": {"ig_reel": "400.01"}}}, unpriced={"rate_card": None},
        nobody={key: None for key in creator() if key not in ("name", "text")},
    )  # fmt: skip
    wanted = {"countries": {"any_of": ["DE"]}, "languages": {"any_of": ["de"]}, "excluded_topics": ["gambling"]}
    brief_id = api.post_brief(**REEL, constraints=wanted)["id"]
    items = _scores(api, brief_id, "fits", "abroad", "big", "dear", "unpriced", "nobody")["items"]
    assert {item["creator"]["external_id"]: item["violates"] for item in items} == {
        "fits": [], "abroad": ["countries", "languages"], "big": ["followers"], "dear": ["budget_per_creator"],
        "unpriced": ["budget_per_creator"], "nobody": ["countries", "languages", "budget_per_creator"],
    }  # fmt: skip
    assert api.matches(brief_id)["matched"] == 1


def test_the_best_come_first_whatever_they_break(api: Api) -> None:
    api.put_creators(cars={"text": "rally cars"}, pans={"text": "cast iron pans", "country": "AT"})
    brief_id = api.post_brief(text="cast iron pans", constraints={"countries": {"any_of": ["DE"]}})["id"]
    answer = _scores(api, brief_id, "cars", "pans")
    assert external_ids(answer) == ["pans", "cars"]
    assert answer["items"][0]["score"] > answer["items"][1]["score"]


def test_who_does_not_exist_is_listed_apart(api: Api) -> None:
    api.put_creators(lena={}, erased={})
    api.delete("/v1/creators/erased", query={"wait": "indexed"})
    answer = _scores(api, api.post_brief()["id"], "nobody", "lena", "erased")
    assert (external_ids(answer), answer["not_found"]) == (["lena"], ["nobody", "erased"])
    assert answer["not_indexed"] == []


def test_a_rejected_creator_is_scored_and_said_to_be_rejected(api: Api) -> None:
    api.put_creators(lena={}, mia={})
    brief_id = api.post_brief()["id"]
    api.put(f"/v1/briefs/{brief_id}/feedback/lena", json={"verdict": "rejected", "reason": "other"},
            headers=api.brand())  # fmt: skip
    items = _scores(api, brief_id, "lena", "mia")["items"]
    assert {item["creator"]["external_id"]: item["violates"] for item in items} == {"lena": ["rejected"], "mia": []}


def test_five_hundred_are_scored_and_one_more_is_refused(api: Api) -> None:
    api.put_creators(lena={})
    names, brief_id = [f"c{i}" for i in range(499)], api.post_brief()["id"]
    answer = _scores(api, brief_id, *names, "lena")
    assert (external_ids(answer), len(answer["not_found"])) == (["lena"], 499)
    refused = _post(api, brief_id, [*names, "lena", "mia"])
    assert (refused.status_code, offences(refused)) == (422, [("/creators", "too_long")])


@pytest.mark.parametrize(
    ("creators", "path"),
    [([], "/creators"), (["lena", "lena"], "/creators"), (["le na"], "/creators/0"), ([7], "/creators/0")],
)
def test_it_refuses_lists_that_mean_nothing(api: Api, creators: list[Any], path: str) -> None:
    refused = _post(api, api.post_brief()["id"], creators)
    assert refused.status_code == 422
    assert offences(refused)[0][0].startswith(path)


def test_another_brands_brief_is_not_found(api: Api) -> None:
    api.put_creators(lena={})
    brief_id = api.post_brief()["id"]
    assert _post(api, brief_id, ["lena"], api.brand("other")).status_code == 404
    assert _post(api, "brf_0", ["lena"]).status_code == 404


def test_a_closed_brief_can_still_be_looked_at(api: Api) -> None:
    api.put_creators(lena={})
    assert external_ids(_scores(api, api.post_brief(status="closed")["id"], "lena")) == ["lena"]
