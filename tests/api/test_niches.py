"""GET /v1/niches: the niche map."""

from typing import Any

from service.domain.niche import NICHES
from service.keys import Wanted, make_key
from tests.builders import Api, account


def niche_map(api: Api) -> dict[str, Any]:
    response = api.get("/v1/niches", headers=api.brand())
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json
    return found


def _counts(answer: dict[str, Any]) -> dict[str, tuple[int, int | None]]:
    return {one["id"]: (one["creators"], one["median_followers"]) for one in answer["items"] if one["creators"]}


def test_an_empty_index_has_a_map_with_nobody_on_it(api: Api) -> None:
    answer = niche_map(api)
    assert [one["id"] for one in answer["items"]] == [niche.id for niche in NICHES]
    assert _counts(answer) == {}
    assert (answer["indexed"], answer["without_niche"]) == (0, 0)


def test_creators_count_for_each_niche_that_they_declare(api: Api) -> None:
    api.put_creators(
        anna={"niches": ["food_baking"], "accounts": [account(followers=2_000)]},
        bea={"niches": ["food_baking", "food_cooking"], "accounts": [account(followers=7_000)]},
        cleo={"niches": ["food_baking"], "accounts": [account(followers=90_000)]},
        dora={"niches": ["fitness_yoga"], "accounts": None},
    )
    answer = niche_map(api)
    assert _counts(answer) == {"food_baking": (3, 7_000), "food_cooking": (1, 7_000), "fitness_yoga": (1, None)}
    assert answer["indexed"] == 4


def test_what_a_text_shows_counts_where_nothing_is_declared(api: Api) -> None:
    sentence = NICHES[0].creators[0]
    api.put_creators(anna={"niches": None, "text": sentence}, bea={"niches": None, "text": "Hello"})
    shown = api.get("/v1/creators/anna").json["detected_niches"]
    answer = niche_map(api)
    assert set(_counts(answer)) == {niche["id"] for niche in shown} != set()
    assert answer["without_niche"] == 1


def test_the_map_follows_changes_and_erasures_and_its_places_stay(api: Api) -> None:
    api.put_creators(anna={"niches": ["food_baking"]}, bea={"niches": ["food_baking"]})
    before = niche_map(api)
    api.put("/v1/creators/anna?wait=indexed", json={"name": "Anna", "text": "Yoga", "niches": ["fitness_yoga"]})
    api.delete("/v1/creators/bea?wait=indexed")
    after = niche_map(api)
    assert set(_counts(after)) == {"fitness_yoga"}
    assert after["index_version"] != before["index_version"]
    assert [(one["x"], one["y"]) for one in after["items"]] == [(one["x"], one["y"]) for one in before["items"]]


def test_each_niche_names_its_five_nearest_the_most_similar_first(api: Api) -> None:
    for one in niche_map(api)["items"]:
        similar = [other["similarity"] for other in one["nearest"]]
        assert len({other["id"] for other in one["nearest"]} - {one["id"]}) == 5
        assert similar == sorted(similar, reverse=True)


def test_a_key_without_the_scope_and_an_index_that_is_being_read_are_told_so(api: Api) -> None:
    made = make_key(api.backends, Wanted("marketplace", scopes=["admin"])).key
    assert api.get("/v1/niches", headers={"Authorization": f"Bearer {made}"}).json["code"] == "insufficient_scope"
    shown, api.backends.served.snapshot = api.backends.served.snapshot, None
    assert api.get("/v1/niches").json["code"] == "index_not_ready"
    api.backends.served.snapshot = shown
