"""Briefs: posted, read, changed, deleted, by the brand that owns them alone."""

from typing import Any

import pytest

from tests.builders import MERGE_PATCH, Api, brief, offences

FULL: dict[str, Any] = {
    "title": "Winter pans", "status": "draft", "creators_wanted": 5, "promotes": ["alcohol", "food_drinks"],
    "deliverables": [{"kind": "ig_reel", "quantity": 2}, {"kind": "ig_story", "quantity": 1}],
    "budget": {"currency": "EUR", "per_creator": "500.00", "total": "5000.00", "unknown_price": "include"},
    "constraints": {
        "followers": {"min": 1000, "max": 100000, "unknown": "exclude"},
        "engagement_rate_pct": {"min": 2.5}, "platforms": {"any_of": ["instagram"]},
        "countries": {"any_of": ["DE", "AT"]}, "cities": {"any_of": ["Berlin"]}, "languages": {"any_of": ["de"]},
        "niches": {"any_of": ["food_cooking"], "unknown": "include"},
        "audience": [{"country": "DE", "min_share_pct": 30.0}, {"age": "25-34", "min_share_pct": 20.0}],
        "availability": {"from": "2026-12-01", "to": "2026-12-20"}, "excluded_creators": ["ext-1"],
    },
    "preferences": {"weights": {"fit": 0.6, "value": 0.4}},
}  # fmt: skip


def test_a_full_brief_comes_back_as_it_was_posted(api: Api) -> None:
    response = api.post("/v1/briefs", json=brief(**FULL), headers=api.brand())
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/briefs/{response.json['id']}"
    read = api.get(response.headers["Location"], headers=api.brand())
    assert read.json == response.json
    assert read.json.items() >= brief(**FULL).items()


def test_text_is_enough_and_the_defaults_are_shown(api: Api) -> None:
    stored = api.post_brief()
    assert (stored["status"], stored["version"]) == ("open", 1)
    assert stored["resolved_constraints"] == [
        {"constraint": "followers", "value": {"min": 1000, "max": 100000}, "source": "default", "unknown": "include"}
    ]
    assert stored["weights"]["fit"] == 0.6


def test_every_constraint_is_shown_back_with_its_source_and_policy(api: Api) -> None:
    stored = api.post_brief(**FULL)
    shown = [(c["constraint"], c["source"], c["unknown"]) for c in stored["resolved_constraints"]]
    assert shown == [
        ("excluded_creators", "explicit", "include"), ("refusals", "derived", "include"),
        ("platforms", "explicit", "exclude"), ("followers", "explicit", "exclude"),
        ("engagement_rate_pct", "explicit", "exclude"), ("countries", "explicit", "exclude"),
        ("cities", "explicit", "exclude"), ("languages", "explicit", "exclude"), ("niches", "explicit", "include"),
        ("audience", "explicit", "exclude"), ("audience", "explicit", "exclude"),
        ("availability", "explicit", "exclude"), ("deliverables", "derived", "include"),
        ("budget_per_creator", "explicit", "include"),
    ]  # fmt: skip


def test_stating_one_follower_bound_drops_both_defaults(api: Api) -> None:
    stored = api.post_brief(constraints={"followers": {"min": 5000}})
    assert stored["resolved_constraints"] == [
        {"constraint": "followers", "value": {"min": 5000, "max": None}, "source": "explicit", "unknown": "exclude"}
    ]


def test_a_merge_patch_changes_a_brief(api: Api) -> None:
    stored = api.post_brief(title="Old", constraints={"countries": {"any_of": ["DE"]}})
    patch = {"title": None, "status": "closed", "constraints": {"cities": {"any_of": ["Graz"]}}}
    response = api.patch(f"/v1/briefs/{stored['id']}", json=patch, content_type=MERGE_PATCH, headers=api.brand())
    assert (response.status_code, response.headers["ETag"][:3]) == (200, '"2-')
    assert "title" not in response.json
    assert response.json["status"] == "closed"
    assert response.json["constraints"] == {"countries": {"any_of": ["DE"]}, "cities": {"any_of": ["Graz"]}}


def test_a_patch_is_refused_when_its_result_is_no_brief(api: Api) -> None:
    path = f"/v1/briefs/{api.post_brief()['id']}"
    response = api.patch(path, json={"text": None, "status": "paused", "colour": "red"}, headers=api.brand())
    assert response.status_code == 422
    assert sorted(path for path, _ in offences(response)) == ["/colour", "/status", "/text"]
    assert api.get(path, headers=api.brand()).json["version"] == 1


def test_null_under_an_unknown_key_is_refused_with_every_other_offence(api: Api) -> None:
    path = f"/v1/briefs/{api.post_brief()['id']}"
    patch = {"dedline": None, "deadline": None, "title": 7, "constraints": {"citties": None}}
    response = api.patch(path, json=patch, headers=api.brand())
    assert sorted(offences(response)) == [
        ("/constraints/citties", "unknown_key"), ("/dedline", "unknown_key"), ("/title", "wrong_type")
    ]  # fmt: skip
    assert "'deadline'" in str(response.json["errors"])


def test_a_deleted_brief_is_gone(api: Api) -> None:
    path = f"/v1/briefs/{api.post_brief()['id']}"
    assert api.delete(path, headers=api.brand()).status_code == 204
    for method in ("GET", "PATCH", "DELETE"):
        options: dict[str, Any] = {"json": {}} if method == "PATCH" else {}
        assert api.call(method, path, headers=api.brand(), **options).status_code == 404
    assert api.get(f"{path}/matches", headers=api.brand()).status_code == 404


def test_a_brand_sees_and_touches_its_own_briefs_only(api: Api) -> None:
    path = f"/v1/briefs/{api.post_brief()['id']}"
    other = api.brand("other")
    assert api.get("/v1/briefs", headers=other).json["items"] == []
    for method, address in (("GET", path), ("PATCH", path), ("DELETE", path), ("GET", f"{path}/matches")):
        options: dict[str, Any] = {"json": {"status": "closed"}} if method == "PATCH" else {}
        response = api.call(method, address, headers=other, **options)
        assert (response.status_code, response.json["code"]) == (404, "not_found"), (method, address)
    assert api.get(path, headers=api.brand()).json["version"] == 1


def test_a_brand_cannot_name_another_brand(api: Api) -> None:
    path = f"/v1/briefs/{api.post_brief()['id']}"
    named = {**api.brand("other"), "Creatormatch-Brand": "acme"}
    assert api.get(path, headers=named).status_code in (403, 404)


def test_the_marketplace_names_the_brand_it_acts_for(api: Api) -> None:
    path = f"/v1/briefs/{api.post_brief()['id']}"
    unnamed = api.get(path)
    assert (unnamed.status_code, offences(unnamed)) == (422, [("header/Creatormatch-Brand", "required")])
    assert api.get(path, headers={**api.marketplace, "Creatormatch-Brand": "acme"}).status_code == 200
    assert api.get(path, headers={**api.marketplace, "Creatormatch-Brand": "nobody"}).status_code == 404
    api.brand("other")
    assert api.get(path, headers={**api.marketplace, "Creatormatch-Brand": "other"}).status_code == 404


def test_pages_of_briefs_follow_their_arrival_and_their_status(api: Api) -> None:
    ids = [api.post_brief(status=status)["id"] for status in ("open", "closed", "open", "draft", "open")]
    api.post_brief(headers=api.brand("other"))
    assert _pages(api, limit=2) == ids
    assert _pages(api, limit=2, status="open") == [ids[0], ids[2], ids[4]]
    assert _pages(api, limit=2, order="newest") == ids[::-1]
    assert _pages(api, limit=2, order="newest", status="open") == [ids[4], ids[2], ids[0]]
    assert api.get("/v1/briefs", query={"cursor": "MTc"}, headers=api.brand()).status_code == 422
    assert api.get("/v1/briefs", query={"status": "lost"}, headers=api.brand()).status_code == 422
    assert api.get("/v1/briefs", query={"order": "best"}, headers=api.brand()).status_code == 422


def test_a_brief_that_arrives_between_pages_moves_nobody(api: Api) -> None:
    ids = [api.post_brief()["id"] for _ in range(3)]
    first = api.get("/v1/briefs", query={"limit": 2, "order": "newest"}, headers=api.brand()).json
    api.post_brief()
    rest = _pages(api, limit=2, order="newest", cursor=first["next_cursor"])
    assert [*(one["id"] for one in first["items"]), *rest] == ids[::-1]


@pytest.mark.parametrize(("given", "asked"), [("newest", "oldest"), ("newest", None), (None, "newest")])
def test_a_cursor_of_one_order_does_not_lead_on_in_the_other(api: Api, given: str | None, asked: str | None) -> None:
    api.post_brief()
    query = {"limit": 1} | ({"order": given} if given else {})
    cursor = api.get("/v1/briefs", query=query, headers=api.brand()).json["next_cursor"]
    query = {"limit": 1, "cursor": cursor} | ({"order": asked} if asked else {})
    refused = api.get("/v1/briefs", query=query, headers=api.brand())
    assert (refused.status_code, offences(refused)) == (422, [("query/cursor", "bad_format")])


def _pages(api: Api, **query: Any) -> list[str]:
    found: list[str] = []
    while True:
        answer = api.get("/v1/briefs", query=query, headers=api.brand()).json
        assert len(answer["items"]) <= query["limit"]
        found += [item["id"] for item in answer["items"]]
        if answer["next_cursor"] is None:
            return found
        query["cursor"] = answer["next_cursor"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"text": None}, "/text"),
        ({"text": ""}, "/text"),
        ({"status": "paused"}, "/status"),
        ({"creators_wanted": 0}, "/creators_wanted"),
        ({"deliverables": [{"kind": "ig_dance"}]}, "/deliverables/0/kind"),
        ({"deliverables": [{"kind": "ig_reel", "quantity": 0}]}, "/deliverables/0/quantity"),
        ({"deliverables": [{"kind": "ig_reel", "quantity": 101}]}, "/deliverables/0/quantity"),
        ({"budget": {"per_creator": "5"}, "deliverables": [{"kind": "ig_reel"}]}, "/budget/currency"),
        ({"budget": {"currency": "EUR", "per_creator": "5"}}, "/deliverables"),
        ({"budget": {"currency": "JPY", "total": "5.50"}}, "/budget/total"),
        ({"budget": {"currency": "EUR", "total": "-5"}}, "/budget/total"),
        ({"budget": {"currency": "EUR", "total": "NaN"}}, "/budget/total"),
        ({"promotes": ["rain"]}, "/promotes/0"),
        ({"constraints": {"followers": {"min": 2, "max": 1}}}, "/constraints/followers/min"),
        ({"constraints": {"followers": {"unknown": "maybe"}}}, "/constraints/followers/unknown"),
        ({"constraints": {"followers": {"min": 1, "most": 2}}}, "/constraints/followers/most"),
        ({"constraints": {"engagement_rate_pct": {}}}, "/constraints/engagement_rate_pct"),
        ({"constraints": {"platforms": {"any_of": []}}}, "/constraints/platforms/any_of"),
        ({"constraints": {"countries": {}}}, "/constraints/countries/any_of"),
        ({"constraints": {"countries": {"any_of": ["DE", "DE"]}}}, "/constraints/countries/any_of"),
        ({"constraints": {"audience": [{"min_share_pct": 30}]}}, "/constraints/audience/0"),
        ({"constraints": {"audience": [{"country": "DE", "gender": "male", "min_share_pct": 3}]}},
         "/constraints/audience/0"),
        ({"constraints": {"audience": [{"country": "DE"}]}}, "/constraints/audience/0/min_share_pct"),
        ({"constraints": {"availability": {"from": "2026-12-02", "to": "2026-12-01"}}}, "/constraints/availability/to"),
        ({"constraints": {"availability": {"from": "2026-12-02"}}}, "/constraints/availability/to"),
        ({"constraints": {"excluded_creators": ["no id"]}}, "/constraints/excluded_creators/0"),
        ({"preferences": {"weights": {"looks": 1}}}, "/preferences/weights/looks"),
        ({"preferences": {"weights": {"fit": 1.5}}}, "/preferences/weights/fit"),
    ],
)  # fmt: skip
def test_it_refuses_what_is_wrong_where_it_is_wrong(api: Api, changes: dict[str, Any], path: str) -> None:
    for address in ("/v1/briefs", "/v1/match"):
        response = api.post(address, json=brief(**changes), headers=api.brand())
        assert (response.status_code, [found for found, _ in offences(response)]) == (422, [path])
