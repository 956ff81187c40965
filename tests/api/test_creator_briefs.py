"""Briefs that suit a creator: open and discoverable ones alone, whose constraints it fulfils, best first."""

from typing import Any

import pytest

from tests.builders import Api, creator

SHOWN = {"discoverable": True}


def _briefs(api: Api, external_id: str = "lena", **query: Any) -> dict[str, Any]:
    response = api.get(f"/v1/creators/{external_id}/briefs", query=query)
    assert response.status_code == 200, response.text
    return response.json


def _ids(answer: dict[str, Any]) -> list[str]:
    return [item["brief"]["id"] for item in answer["items"]]


def test_the_score_and_the_reasons_are_those_that_the_brand_sees(api: Api) -> None:
    api.put_creators(lena={}, cars={"text": "rally cars"}, bare=dict.fromkeys(creator().keys() - {"name", "text"}))
    wanted = {
        "deliverables": [{"kind": "ig_reel"}], "budget": {"currency": "USD", "total": "9000"},
        "constraints": {"audience": [{"country": "DE", "min_share_pct": 5, "unknown": "include"}]},
    }  # fmt: skip
    brief = api.post_brief(**SHOWN, **wanted, title="Pans", deadline="2026-12-24")
    for match in api.matches(brief["id"])["items"]:
        (item,) = _briefs(api, match["creator"]["external_id"])["items"]
        assert (item["score"], item["price"]) == (match["score"], match["price"])
        assert [_without_reason(c) for c in item["components"]] == [_without_reason(c) for c in match["components"]]
        assert item["brand_id"] == "acme"
        assert item["brief"] == {
            "id": brief["id"], "title": "Pans", "text": brief["text"], "deadline": "2026-12-24",
            "deliverables": [{"kind": "ig_reel", "quantity": 1}],
        }  # fmt: skip


def _without_reason(component: dict[str, Any]) -> dict[str, Any]:
    """Reasons may compare with the other creators that match, who are not looked at here."""
    return {key: value for key, value in component.items() if key != "reason"}


def test_what_the_text_states_is_shown_like_a_field(api: Api) -> None:
    api.put_creators(lena={})
    text = "Our pans, weeknight cooking. We are looking for creators on Instagram. We need 2 reels by 24 December 2099."
    api.post_brief(**SHOWN, text=text)
    (item,) = _briefs(api)["items"]
    assert item["brief"]["deliverables"] == [{"kind": "ig_reel", "quantity": 2}]
    assert item["brief"]["deadline"] == "2099-12-24"
    assert item["price"]["lines"] == [{"kind": "ig_reel", "quantity": 2, "rate": "350.00", "amount": "700.00"}]


def test_only_open_briefs_that_their_brand_shows_are_there(api: Api) -> None:
    api.put_creators(lena={})
    shown = api.post_brief(**SHOWN)["id"]
    api.post_brief()
    api.post_brief(discoverable=False)
    for status in ("draft", "closed"):
        api.post_brief(**SHOWN, status=status)
    answer = _briefs(api)
    assert (_ids(answer), answer["considered"], answer["suiting"]) == ([shown], 1, 1)


@pytest.mark.parametrize("patch", [{"status": "closed"}, {"discoverable": False}, {"discoverable": None}])
def test_a_brief_that_is_taken_back_is_gone(api: Api, patch: dict[str, Any]) -> None:
    api.put_creators(lena={})
    brief_id = api.post_brief(**SHOWN)["id"]
    assert _ids(_briefs(api)) == [brief_id]
    api.patch(f"/v1/briefs/{brief_id}", json=patch, headers=api.brand())
    assert _ids(_briefs(api)) == []


def test_a_creator_sees_no_brief_whose_constraints_it_breaks(api: Api) -> None:
    api.put_creators(lena={}, bare=dict.fromkeys(creator().keys() - {"name", "text"}))
    plain = api.post_brief(**SHOWN)["id"]
    german = api.post_brief(**SHOWN, constraints={"countries": {"any_of": ["DE"]}})["id"]
    api.post_brief(**SHOWN, constraints={"countries": {"any_of": ["AT"]}})
    api.post_brief(**SHOWN, promotes=["gambling"], constraints={"refusals": {"unknown": "exclude"}})
    api.post_brief(**SHOWN, deliverables=[{"kind": "ig_reel"}], budget={"currency": "EUR", "per_creator": "349.99"})
    assert set(_ids(_briefs(api))) == {plain, german}
    assert (_briefs(api)["considered"], _briefs(api)["suiting"]) == (5, 2)
    assert _ids(_briefs(api, "bare")) == [plain]


def test_briefs_of_every_brand_come_best_first(api: Api) -> None:
    api.put_creators(lena={"text": "cast iron pans"})
    cars = api.post_brief(api.brand("garage"), **SHOWN, text="rally cars")["id"]
    pans = api.post_brief(**SHOWN, text="cast iron pans")["id"]
    answer = _briefs(api)
    assert [(item["brief"]["id"], item["brand_id"]) for item in answer["items"]] == [(pans, "acme"), (cars, "garage")]
    first = _briefs(api, limit=1)
    assert (_ids(first), first["suiting"]) == ([pans], 2)


def test_what_a_brand_said_of_the_creator_stays_with_the_brand(api: Api) -> None:
    api.put_creators(lena={})
    brief_id, other = (api.post_brief(**SHOWN)["id"] for _ in range(2))
    before = _briefs(api)
    api.put(f"/v1/briefs/{brief_id}/feedback/lena", json={"verdict": "rejected", "reason": "brand_safety"},
            headers=api.brand())  # fmt: skip
    assert _briefs(api)["items"] == before["items"]
    assert set(_ids(before)) == {brief_id, other}


def test_brands_may_not_look_for_the_briefs_of_others(api: Api) -> None:
    api.put_creators(lena={})
    assert api.get("/v1/creators/lena/briefs", headers=api.brand()).status_code == 403


def test_an_unknown_creator_has_no_briefs(api: Api) -> None:
    assert api.get("/v1/creators/nobody/briefs").status_code == 404
