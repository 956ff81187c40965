"""Brands that a marketplace acts for, and the lists that menus are filled from."""

import pytest

from service.domain.niche import NICHES
from service.vocabulary import VOCABULARIES
from tests.builders import Api, brief, offences


def test_a_brand_is_created_renamed_and_listed(api: Api) -> None:
    created = api.put("/v1/brands/acme", json={"name": "Acme"})
    renamed = api.put("/v1/brands/acme", json={"name": "Acme Ltd"})
    assert (created.status_code, renamed.status_code) == (201, 200)
    assert created.json["created_at"] == renamed.json["created_at"]
    assert [(b["brand_id"], b["name"]) for b in api.get("/v1/brands").json["items"]] == [("acme", "Acme Ltd")]


def test_a_marketplace_posts_briefs_for_a_brand_that_it_created(api: Api) -> None:
    api.put("/v1/brands/globex", json={"name": "Globex"})
    named = {**api.marketplace, "Creatormatch-Brand": "globex"}
    assert api.post("/v1/briefs", json=brief(), headers=named).status_code == 201
    assert len(api.get("/v1/briefs", headers=api.brand("globex")).json["items"]) == 1


@pytest.mark.parametrize("brand_id", ["Acme", "-a", "a" * 65, "a.b", "é", "a%0A"])
def test_it_refuses_other_brand_ids(api: Api, brand_id: str) -> None:
    response = api.put(f"/v1/brands/{brand_id}", json={"name": "Acme"})
    assert (response.status_code, offences(response)) == (422, [("path/brand_id", "bad_format")])


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_vocabulary_has_distinct_ids_with_names(api: Api, name: str) -> None:
    items = api.get(f"/v1/vocabulary/{name}", headers={}).json["items"]
    assert items
    assert len({item["id"] for item in items}) == len(items)
    assert all(item.get("name") or "min_followers" in item for item in items)


def test_the_vocabularies_hold_what_documents_may_say(api: Api) -> None:
    def ids(name: str) -> set[str]:
        return {item["id"] for item in api.get(f"/v1/vocabulary/{name}", headers={}).json["items"]}

    assert {"DE", "US"} <= ids("countries")
    assert {"de", "en"} <= ids("languages")
    assert {"EUR", "JPY"} <= ids("currencies")
    assert ids("niches") == {niche.id for niche in NICHES}
    assert ids("niches") | {"alcohol"} <= ids("topics")
    assert {"ig_reel", "ugc_asset"} <= ids("deliverable_kinds")
    assert "micro" in ids("tiers")


def test_an_unknown_vocabulary_is_not_found_and_the_others_are_named(api: Api) -> None:
    response = api.get("/v1/vocabulary/colours", headers={})
    assert response.status_code == 404
    assert "deliverable_kinds" in response.json["detail"]
