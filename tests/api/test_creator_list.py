"""Creators listed: filters, and pages that neither repeat nor skip."""

from typing import Any

import pytest

from tests.builders import Api, account, creator, offences


def _ids(api: Api, **query: Any) -> list[str]:
    answer = api.get("/v1/creators", query=query).json
    return [item["external_id"] for item in answer["items"]]


def _pages(api: Api, **query: Any) -> list[list[str]]:
    found: list[list[str]] = []
    while True:
        answer = api.get("/v1/creators", query=query).json
        found.append([item["external_id"] for item in answer["items"]])
        if answer["next_cursor"] is None:
            return found
        query["cursor"] = answer["next_cursor"]


@pytest.fixture
def three(api: Api) -> Api:
    api.put_creators(
        anna={"country": "AT", "languages": ["de"], "niches": ["food_baking"]},
        bea={"country": "DE", "languages": ["en"], "niches": ["food_cooking", "food_baking"],
             "accounts": [account(), account("tiktok", handle="bea")]},
        cleo={"country": None, "languages": None, "niches": None, "accounts": None},
    )  # fmt: skip
    return api


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["anna", "bea", "cleo"]),
        ({"country": "DE"}, ["bea"]),
        ({"language": "de"}, ["anna"]),
        ({"niche": "food_baking"}, ["anna", "bea"]),
        ({"niche": "food_vegan"}, []),
        ({"platform": "tiktok"}, ["bea"]),
        ({"platform": "instagram", "country": "AT", "niche": "food_baking"}, ["anna"]),
        ({"handle": "@BEA"}, ["bea"]),
        ({"handle": "lena.cooks"}, ["anna", "bea"]),
        ({"handle": "lena.cooks", "country": "AT"}, ["anna"]),
        ({"handle": "lena"}, []),
        ({"embedding": "fresh"}, ["anna", "bea", "cleo"]),
        ({"embedding": "stale"}, []),
        ({"embedding": "failed"}, []),
        ({"updated_since": "2020-01-01T00:00:00Z"}, ["anna", "bea", "cleo"]),
        ({"updated_since": "2100-01-01T00:00:00+02:00"}, []),
    ],
)
def test_filters_hold_together(three: Api, filters: dict[str, str], expected: list[str]) -> None:
    assert _ids(three, **filters) == expected


_NAMES = {"bold": "✨𝓗𝓪𝓷𝓷𝓪𝓱✨ 100%", "hannah": "Hannah M. Sutter", "joanna": "Joanna Sutherland",
          "john": "ジョン・スミス", "none": "✨", "ram": "राम", "rima": "रीमा", "script": "𝓛𝓮𝓷𝓪",
          "soft": "Ka\u00adʻiu\u200dlani", "taro": "山田太郎", "zoe": "Zoé Łuczak-Müller"}  # fmt: skip


@pytest.fixture
def any_api(request: pytest.FixtureRequest) -> Api:
    return request.getfixturevalue("api" if request.param == "sqlite" else "postgres_api")


@pytest.mark.parametrize("any_api", ["sqlite", "postgresql"], indirect=True)
def test_a_name_is_found_by_the_beginnings_of_its_words(any_api: Api) -> None:
    any_api.put_creators(**{external_id: {"name": name} for external_id, name in _NAMES.items()})
    for asked, expected in {
        "hannah sut": ["hannah"], "SUTTER, hannah": ["hannah"], "hannah": ["bold", "hannah"],
        "sut": ["hannah", "joanna"], "anna": [], "zoe luczak": ["zoe"], "ZOÉ": ["zoe"], "luczak-mul": ["zoe"],
        "muller luczak": ["zoe"], "太郎": ["taro"], "田山": [], "𝓱𝓪𝓷": ["bold", "hannah"], "100": ["bold"],
        "lena": ["script"], "𝓛𝓮": ["script"], "राम": ["ram"], "री": ["rima"], "ka'iulani": ["soft"],
        "ジョンスミス": ["john"],
        "%": [], "_": [], "100%": ["bold"], "✨": [], "-": [], "hannah\\": ["bold", "hannah"], "nobody": [],
    }.items():  # fmt: skip
        assert _ids(any_api, name=asked) == expected, asked
    assert _pages(any_api, name="s", limit=1) == [["hannah"], ["joanna"], []]
    assert _ids(any_api, name="hannah", niche="food_vegan") == []
    any_api.patch("/v1/creators/hannah", json={"name": "Ida Sutter"})
    assert (_ids(any_api, name="hannah"), _ids(any_api, name="ida sutter")) == (["bold"], ["hannah"])
    any_api.delete("/v1/creators/hannah")
    assert _ids(any_api, name="sutter") == []


def test_what_changed_since_a_time_comes_back(three: Api) -> None:
    since = three.patch("/v1/creators/bea", json={"city": "Bonn"}).json["updated_at"]
    assert _ids(three, updated_since=since) == ["bea"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 9])
def test_pages_hold_everybody_once_in_the_order_of_arrival(api: Api, limit: int) -> None:
    names = [f"c{i}" for i in range(5)]
    api.put_creators(**{name: {} for name in names})
    assert [name for page in _pages(api, limit=limit) for name in page] == names


def test_creators_that_arrive_or_go_between_pages_shift_nothing(api: Api) -> None:
    api.put_creators(a={}, b={}, c={})
    first = api.get("/v1/creators", query={"limit": 2}).json
    api.delete("/v1/creators/a")
    api.put_creator("d")
    assert _ids(api, cursor=first["next_cursor"]) == ["c", "d"]


def test_a_limit_beyond_the_most_is_the_most(api: Api) -> None:
    api.put_creators(**{f"c{i}": {} for i in range(201)})
    assert [len(page) for page in _pages(api, limit=10_000)] == [200, 1]
    assert len(_ids(api)) == 20


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"limit": "0"}, "query/limit"), ({"limit": "-1"}, "query/limit"), ({"limit": "ten"}, "query/limit"),
        ({"cursor": "nonsense!"}, "query/cursor"), ({"cursor": "YnJmX2E"}, "query/cursor"),
        ({"country": "de"}, "query/country"), ({"platform": "myspace"}, "query/platform"),
        ({"language": "xx"}, "query/language"),
        ({"niche": "everything"}, "query/niche"), ({"embedding": "rotten"}, "query/embedding"),
        ({"name": ""}, "query/name"), ({"name": "a" * 129}, "query/name"),
        ({"updated_since": "yesterday"}, "query/updated_since"), ({"city": "Berlin"}, "query/city"),
    ],
)  # fmt: skip
def test_it_refuses_filters_that_mean_nothing(api: Api, query: dict[str, str], path: str) -> None:
    response = api.get("/v1/creators", query=query)
    assert (response.status_code, [found for found, _ in offences(response)]) == (422, [path])


def test_a_brand_may_look_at_creators(three: Api) -> None:
    assert len(three.get("/v1/creators", headers=three.brand()).json["items"]) == 3
    assert three.get("/v1/creators/bea", headers=three.brand()).json["name"] == creator()["name"]
