"""Niches of creators: those that they declare, otherwise those that their texts show."""

from typing import Any

import pytest

from service.domain.niche import NICHE_BY_ID
from tests.builders import Api, external_ids

# Texts that say nothing of any niche; the hash encoder takes some of them for one all the same.
_NOTHING = ["rally cars", "qwertz", "plugh foo", "lorem ipsum dolor", "one two three four", "hello from here"]


def _of_niche(niche: str, **changes: Any) -> dict[str, Any]:
    """A creator who declares nothing and writes what creators of the niche write."""
    return {"text": NICHE_BY_ID[niche].creators[0], "name": "Lena", "niches": None} | changes


def _niches(api: Api, external_id: str) -> list[dict[str, Any]]:
    (match,) = [m for m in api.match({"limit": 200})["items"] if m["creator"]["external_id"] == external_id]
    found: list[dict[str, Any]] = match["niches"]
    return found


def _found(api: Api, *niches: str, **policy: str) -> set[str]:
    answer = api.match({"limit": 200}, constraints={"niches": {"any_of": [*niches], **policy}})
    return set(external_ids(answer))


@pytest.fixture
def quiet(api: Api) -> str:
    """A creator of no niche at all."""
    api.put_creators(**{f"q{i}": {"text": text, "name": "Q", "niches": None} for i, text in enumerate(_NOTHING)})
    shown = {match["creator"]["external_id"]: match["niches"] for match in api.match()["items"]}
    found: str = next(name for name, niches in sorted(shown.items()) if not niches)
    for name in shown.keys() - {found}:
        api.delete(f"/v1/creators/{name}", query={"wait": "indexed"})
    return found


def test_a_text_shows_its_niche_with_its_share(api: Api) -> None:
    api.put_creators(yogi=_of_niche("fitness_yoga"))
    ((niche),) = _niches(api, "yogi")
    assert (niche["id"], niche["source"]) == ("fitness_yoga", "detected")
    assert 0.25 <= niche["share"] <= 1


def test_what_is_declared_overrules_what_the_text_shows(api: Api) -> None:
    api.put_creators(yogi=_of_niche("fitness_yoga", niches=["food_vegan", "food_cooking"]))
    assert _niches(api, "yogi") == [
        {"id": "food_vegan", "source": "declared"}, {"id": "food_cooking", "source": "declared"}
    ]  # fmt: skip
    assert _found(api, "fitness_yoga") == set()
    assert _found(api, "food_cooking") == {"yogi"}
    api.patch("/v1/creators/yogi", json={"niches": None}, query={"wait": "indexed"})
    assert _found(api, "fitness_yoga") == {"yogi"}


def test_a_brief_finds_declared_and_detected_niches_alike(api: Api, quiet: str) -> None:
    api.put_creators(says={"niches": ["fitness_yoga"]}, shows=_of_niche("fitness_yoga"), other=_of_niche("food_vegan"))
    assert _found(api, "fitness_yoga") == {"says", "shows"}
    assert _found(api, "fitness_yoga", unknown="include") == {"says", "shows", quiet}
    assert _found(api, "fitness_yoga", "food_vegan") == {"says", "shows", "other"}


def test_excluded_topics_leave_out_who_is_about_them_and_who_promoted_them(api: Api, quiet: str) -> None:
    api.put_creators(
        says={"niches": ["food_vegan"]}, shows=_of_niche("food_vegan"),
        overruled=_of_niche("food_vegan", niches=["food_cooking"]),
        bar={"sponsored": {"posts": 2, "topics": ["alcohol", "crypto"]}}, 
        promoted={"sponsored": {"posts": 1, "topics": ["food_vegan"]}}, dry={"sponsored": {"posts": 0, "topics": []}},
    )  # fmt: skip
    assert api.matched(constraints={"excluded_topics": ["food_vegan"]}) == sorted(["bar", "dry", "overruled", quiet])
    assert api.matched(constraints={"excluded_topics": ["alcohol", "dairy"]}) == sorted(
        ["dry", "overruled", "promoted", "says", "shows", quiet]
    )
    step = api.match(constraints={"excluded_topics": ["crypto"]})["funnel"][1]
    assert (step["constraint"], step["value"], step["remaining"]) == ("excluded_topics", ["crypto"], 6)


def test_a_niche_follows_the_text(api: Api) -> None:
    api.put_creators(lena=_of_niche("fitness_yoga"))
    api.put_creators(lena=_of_niche("food_vegan"))
    assert _found(api, "fitness_yoga") == set()
    assert _found(api, "food_vegan") == {"lena"}


def test_the_document_itself_holds_only_what_was_declared(api: Api) -> None:
    api.put_creators(yogi=_of_niche("fitness_yoga"))
    assert "niches" not in api.match()["items"][0]["creator"]
    assert "niches" not in api.get("/v1/creators/yogi").json


def test_a_creator_shows_its_detected_niches_where_it_declares_none(api: Api) -> None:
    api.put_creators(yogi=_of_niche("fitness_yoga"), cook=_of_niche("fitness_yoga", niches=["food_cooking"]))
    (found,) = api.get("/v1/creators/yogi").json["detected_niches"]
    assert found == {key: value for key, value in _niches(api, "yogi")[0].items() if key != "source"}
    assert api.get("/v1/creators/cook").json["detected_niches"] == []
    listed = api.get("/v1/creators").json["items"]
    assert {item["external_id"]: item["detected_niches"] for item in listed} == {"yogi": [found], "cook": []}


def test_an_answer_says_what_the_brief_was_understood_as(api: Api) -> None:
    api.put_creators(lena={})
    wanted = api.match(text=NICHE_BY_ID["fitness_yoga"].briefs[0])["wanted_niches"]
    assert wanted[0]["id"] == "fitness_yoga"
    assert sum(niche["share"] for niche in wanted) <= 1.001
