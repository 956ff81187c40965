"""Lookalikes of several creators: weighted, positive and negative."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.builders import Api, external_ids, offences

BREAD = "sourdough bread and rye loaves from a small bakery"
CARS = "rally cars and engines on gravel"
YOGA = "morning yoga and breathing on the beach"


@pytest.fixture
def crowd(api: Api) -> Api:
    texts = {"baker": BREAD, "bread": f"{BREAD} again", "driver": CARS, "cars": f"{CARS} again", "yogi": YOGA,
             "yoga": f"{YOGA} again", "both": f"{BREAD} {CARS}"}  # fmt: skip
    # One name and no niches: the texts alone tell them apart.
    api.put_creators(**{name: {"text": text, "name": "Lena", "niches": None} for name, text in texts.items()})
    return api


def _post(api: Api, query: dict[str, Any] | None = None, **document: Any) -> TestResponse:
    return api.post("/v1/creators:similar", json=document, query=query or {}, headers=api.brand())


def _like(api: Api, **weights: float) -> list[str]:
    response = _post(api, creators=[{"external_id": name, "weight": weight} for name, weight in weights.items()])
    assert response.status_code == 200, response.text
    return external_ids(response.json)


def test_of_one_creator_they_are_those_of_the_plain_request(crowd: Api) -> None:
    several = _post(crowd, creators=[{"external_id": "baker"}]).json
    one = crowd.get("/v1/creators/baker/similar", headers=crowd.brand()).json
    assert several | {"took_ms": 0} == one | {"took_ms": 0}


def test_filters_mean_the_same_as_in_the_plain_request(crowd: Api) -> None:
    wanted = {"constraints": {"countries": {"any_of": ["DE"]}, "followers": {"min": 5000}},
              "deliverables": [{"kind": "ig_reel", "quantity": 2}],
              "budget": {"currency": "EUR", "per_creator": "700"}}  # fmt: skip
    query = {"countries": "DE", "followers_min": 5000, "deliverables": "ig_reel:2", "currency": "EUR",
             "per_creator": "700"}  # fmt: skip
    crowd.put_creators(yoga={"text": YOGA, "country": "AT"})
    several = _post(crowd, creators=[{"external_id": "baker"}], **wanted).json
    one = crowd.get("/v1/creators/baker/similar", query=query, headers=crowd.brand()).json
    assert several | {"took_ms": 0} == one | {"took_ms": 0}
    assert "yoga" not in external_ids(several)


def test_the_examples_themselves_are_not_among_them(crowd: Api) -> None:
    assert _like(crowd, baker=1, driver=-1)[0] == "bread"
    assert not {"baker", "driver"} & set(_like(crowd, baker=1, driver=-1))


def test_who_is_like_both_examples_comes_before_who_is_like_one(crowd: Api) -> None:
    assert _like(crowd, baker=1, driver=1)[0] == "both"


def test_the_heavier_example_leads(crowd: Api) -> None:
    bread, cars = _like(crowd, baker=3, driver=1), _like(crowd, baker=1, driver=3)
    assert bread.index("bread") < bread.index("cars")
    assert cars.index("cars") < cars.index("bread")


def test_only_the_proportion_of_the_weights_counts(crowd: Api) -> None:
    assert _like(crowd, baker=1, driver=0.5) == _like(crowd, baker=10, driver=5)
    assert _like(crowd, baker=1, yogi=0) == [name for name in _like(crowd, baker=1) if name != "yogi"]


def _fits(api: Api, **weights: float) -> dict[str, float]:
    examples = [{"external_id": name, "weight": weight} for name, weight in weights.items()]
    items = _post(api, creators=examples).json["items"]
    return {item["creator"]["external_id"]: item["components"][0]["value"] for item in items}


def test_a_negative_example_moves_its_like_away(crowd: Api) -> None:
    plain, without = _fits(crowd, baker=1, yogi=1), _fits(crowd, baker=1, yogi=1, driver=-1)
    assert without["both"] < plain["both"]
    assert plain["both"] > plain["cars"] >= without["cars"]
    assert without["both"] < without["bread"]


def test_something_must_be_wanted(crowd: Api) -> None:
    refused = _post(crowd, creators=[{"external_id": "driver", "weight": -1}])
    assert (refused.status_code, offences(refused)) == (422, [("/creators", "invalid")])


def test_examples_that_cancel_each_other_out_are_refused(crowd: Api) -> None:
    crowd.put_creators(twin={"text": BREAD, "name": "Lena", "niches": None})
    for weights in ({"baker": 1, "twin": -1}, {"baker": 0}, {"baker": 0, "driver": 0}):
        examples = [{"external_id": name, "weight": weight} for name, weight in weights.items()]
        refused = _post(crowd, creators=examples)
        assert (refused.status_code, offences(refused)) == (422, [("/creators", "invalid")])


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({}, "/creators"),
        ({"creators": []}, "/creators"),
        ({"creators": [{"external_id": "baker"}, {"external_id": "baker", "weight": -1}]}, "/creators"),
        ({"creators": [{"external_id": "baker"}] * 101}, "/creators"),
        ({"creators": [{"weight": 1}]}, "/creators/0/external_id"),
        ({"creators": [{"external_id": "baker", "weight": 10.01}]}, "/creators/0/weight"),
        ({"creators": [{"external_id": "baker", "weight": "much"}]}, "/creators/0/weight"),
        ({"creators": [{"external_id": "baker"}], "text": "bread"}, "/text"),
        ({"creators": [{"external_id": "baker"}], "budget": {"currency": "EUR", "per_creator": "5"}}, "/deliverables"),
    ],
)  # fmt: skip
def test_it_refuses_what_means_nothing(crowd: Api, document: dict[str, Any], path: str) -> None:
    refused = _post(crowd, **document)
    assert refused.status_code == 422
    assert path in [where for where, _ in offences(refused)]


def test_an_unknown_example_is_not_found_and_named(crowd: Api) -> None:
    refused = _post(crowd, creators=[{"external_id": "baker"}, {"external_id": "nobody", "weight": -1}])
    assert (refused.status_code, refused.json["code"]) == (404, "not_found")
    assert "nobody" in refused.json["detail"]


def test_they_can_be_sorted_diversified_and_counted_like_matches(crowd: Api) -> None:
    examples = [{"external_id": "baker"}]
    assert _post(crowd, {"sort": "followers"}, creators=examples).json["sort"] == "followers"
    assert _post(crowd, {"sort": "price"}, creators=examples).status_code == 422
    mixed = external_ids(_post(crowd, {"diversity": 0.7}, creators=examples).json)
    assert mixed[0] == "bread"
    assert mixed[1] != "both"
    crowd.put_creators(yoga={"text": YOGA, "niches": ["fitness_yoga"]})
    facets = _post(crowd, {"facets": True}, creators=examples).json["facets"]["niches"]
    assert {one["id"]: one["count"] for one in facets}["fitness_yoga"] == 1


def test_explained_they_say_how_their_scores_were_computed(crowd: Api) -> None:
    answer = _post(crowd, {"explain": True}, creators=[{"external_id": "baker"}]).json
    assert all("inputs" in item for item in answer["items"])
    assert {"lambda", "formulas"} <= answer["method"].keys()
