"""One creator: written, read, changed, erased."""

from typing import Any

import pytest

from service.api.fields import MAX_ATTRIBUTES_BYTES
from tests.builders import MERGE_PATCH, Api, account, creator, external_ids, offences


def test_a_new_creator_comes_back_as_it_was_written(api: Api) -> None:
    response = api.put("/v1/creators/lena", json=creator())
    assert (response.status_code, response.headers["ETag"][:3]) == (201, '"1-')
    read = api.get("/v1/creators/lena").json
    assert read.items() >= creator(accounts=None).items()
    assert read["accounts"] == [creator()["accounts"][0] | {"engagement_basis": "followers"}]
    assert (read["external_id"], read["version"], read["likely_duplicates"]) == ("lena", 1, [])


def test_name_and_text_are_enough(api: Api) -> None:
    assert api.put("/v1/creators/lena", json={"name": "Lena", "text": "Bakes."}).status_code == 201
    read = api.get("/v1/creators/lena").json
    assert {"name", "text"} == read.keys() - {
        "external_id", "version", "created_at", "updated_at", "embedding", "likely_duplicates", "detected_niches"
    }  # fmt: skip


def test_a_second_put_replaces_the_whole_document_and_the_same_one_changes_nothing(api: Api) -> None:
    api.put_creator("lena")
    same = api.put("/v1/creators/lena", json=creator())
    assert (same.status_code, same.json["version"]) == (200, 1)
    other = api.put("/v1/creators/lena", json={"name": "Lena", "text": "Bakes."})
    assert (other.status_code, other.json["version"]) == (200, 2)
    assert "rate_card" not in other.json
    assert other.json["created_at"] == same.json["created_at"]


def test_a_written_creator_is_visible_in_matches_when_the_answer_waited(api: Api) -> None:
    response = api.put("/v1/creators/lena", json=creator(), query={"wait": "indexed"})
    assert response.headers["Creatormatch-Indexed"] == "true"
    assert response.json["embedding"] == {"state": "fresh"}
    assert api.matched() == ["lena"]


def test_a_changed_price_is_visible_in_matches_when_the_answer_waited(api: Api) -> None:
    api.put_creators(lena={})
    wanted = {"deliverables": [{"kind": "ig_reel"}], "budget": {"currency": "EUR", "per_creator": "350"}}
    assert api.matched(**wanted) == ["lena"]
    patch = {"rate_card": {"rates": {"ig_reel": "350.01"}}}
    response = api.patch("/v1/creators/lena", json=patch, query={"wait": "indexed"})
    assert response.headers["Creatormatch-Indexed"] == "true"
    assert api.matched(**wanted) == []


def test_a_merge_patch_merges_objects_replaces_lists_and_removes_by_null(api: Api) -> None:
    api.put_creator("lena")
    patch = {"rate_card": {"rates": {"ig_story": None, "ig_post": "200"}}, "languages": ["fr"], "city": None}
    response = api.patch("/v1/creators/lena", json=patch, content_type=MERGE_PATCH)
    assert (response.status_code, response.headers["ETag"][:3]) == (200, '"2-')
    changed = response.json
    assert changed["rate_card"] == {"currency": "EUR", "rates": {"ig_reel": "350.00", "ig_post": "200"}}
    assert changed["languages"] == ["fr"]
    assert "city" not in changed
    assert changed["audience"] == creator()["audience"]


def test_a_patch_that_changes_nothing_makes_no_new_version(api: Api) -> None:
    api.put_creator("lena")
    assert api.patch("/v1/creators/lena", json={}).json["version"] == 1
    assert api.patch("/v1/creators/lena", json={"name": "Lena Vogt", "display_name": None}).json["version"] == 1


def test_a_patch_is_refused_when_its_result_is_no_creator(api: Api) -> None:
    api.put_creator("lena")
    response = api.patch("/v1/creators/lena", json={"name": None, "colour": "red", "rate_card": {"currency": "XYZ"}})
    assert response.status_code == 422
    assert sorted(offences(response)) == [
        ("/colour", "unknown_key"), ("/name", "required"), ("/rate_card/currency", "unknown_value")
    ]  # fmt: skip
    assert api.get("/v1/creators/lena").json["version"] == 1


@pytest.mark.parametrize("body", ["[]", '"text"', "5", "null", "true"])
def test_a_patch_must_be_an_object(api: Api, body: str) -> None:
    api.put_creator("lena")
    assert api.patch("/v1/creators/lena", data=body, content_type=MERGE_PATCH).status_code == 422


def test_an_erased_creator_is_gone_at_once(api: Api) -> None:
    api.put_creators(lena={}, mia={})
    response = api.delete("/v1/creators/lena", query={"wait": "indexed"})
    assert (response.status_code, response.headers["Creatormatch-Indexed"]) == (204, "true")
    assert api.get("/v1/creators/lena").status_code == 404
    assert api.delete("/v1/creators/lena").status_code == 404
    assert api.matched() == ["mia"]


def test_an_erased_creator_is_gone_from_pages_of_a_ranking_made_before(api: Api) -> None:
    api.put_creators(a={}, b={}, c={}, d={})
    stored = api.post_brief()
    first = api.matches(stored["id"], limit=1)
    (later,) = external_ids(api.matches(stored["id"], limit=1, cursor=first["next_cursor"]))
    api.delete(f"/v1/creators/{later}")
    page = api.matches(stored["id"], limit=3, cursor=first["next_cursor"])
    assert sorted([*external_ids(first), later, *external_ids(page)]) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_unknown_creator_is_not_found(api: Api, method: str) -> None:
    response = api.call(method, "/v1/creators/nobody", **({"json": {}} if method == "PATCH" else {}))
    assert (response.status_code, response.json["code"]) == (404, "not_found")


@pytest.mark.parametrize("external_id", ["a", "A-z_0.~", "-", "_x", "9" * 128, "a..b"])
def test_it_takes_ids_that_stand_in_addresses(api: Api, external_id: str) -> None:
    assert api.put(f"/v1/creators/{external_id}", json=creator()).status_code == 201
    assert api.get(f"/v1/creators/{external_id}").json["external_id"] == external_id


@pytest.mark.parametrize("external_id", [".a", "~a", "9" * 129, "a b", "é", "a%0A", "a%3Fb", "a:b", "%F0%9F%8D%9C"])
def test_it_refuses_other_ids(api: Api, external_id: str) -> None:
    response = api.put(f"/v1/creators/{external_id}", json=creator())
    assert (response.status_code, offences(response)) == (422, [("path/external_id", "bad_format")])


def test_null_is_the_same_as_leaving_a_key_out(api: Api) -> None:
    nothing: dict[str, Any] = {"city": None, "audience": None, "accounts": [account(followers=None) | {"as_of": None}]}
    api.put("/v1/creators/lena", json=creator() | nothing)
    read = api.get("/v1/creators/lena").json
    assert "city" not in read
    assert "audience" not in read
    assert "as_of" not in read["accounts"][0]


def test_it_names_every_offence_with_a_json_pointer(api: Api) -> None:
    wrong = creator(
        name=5, country="XX", languages=["de", "de"], niches=["food_cooking", "nothing"], hobby="chess",
        accounts=[account(platform="myspace", followers=-1, likes=3)],
        audience={"countries": {"DE": 80, "AT": 30}, "ages": {"18-99": 3}}, last_post_at="yesterday",
        rate_card={"currency": "JPY", "rates": {"ig_reel": "350.50", "ig_dance": "1"}},
        availability={"from": "2026-12-02", "to": "2026-12-01"}, profile_url="javascript:alert(1)",
    )  # fmt: skip
    response = api.put("/v1/creators/lena", json=wrong)
    assert (response.status_code, response.json["code"]) == (422, "invalid_input")
    assert {path for path, _ in offences(response)} >= {
        "/name", "/country", "/languages", "/niches/1", "/hobby", "/accounts/0/platform", "/accounts/0/followers",
        "/accounts/0/likes", "/audience/ages/18-99", "/last_post_at", "/rate_card/rates/ig_dance",
        "/availability/to", "/profile_url",
    }  # fmt: skip
    assert ("/hobby", "unknown_key") in offences(response)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"audience": {"countries": {"DE": 80, "AT": 30}}}, "/audience/countries"),
        ({"rate_card": {"currency": "JPY", "rates": {"ig_reel": "350.50"}}}, "/rate_card/rates/ig_reel"),
        ({"rate_card": {"currency": "EUR", "rates": {"ig_reel": "1e3"}}}, "/rate_card/rates/ig_reel"),
        ({"rate_card": {"currency": "EUR", "rates": {"ig_reel": "1_000"}}}, "/rate_card/rates/ig_reel"),
        ({"rate_card": {"currency": "EUR", "rates": {"ig_reel": "-1"}}}, "/rate_card/rates/ig_reel"),
        ({"rate_card": {"currency": "EUR", "rates": {"ig_reel": 3.5}}}, "/rate_card/rates/ig_reel"),
        ({"rate_card": {"currency": "EUR", "rates": {"ig_reel": "1"}, "not_offered": ["ig_reel"]}},
         "/rate_card/not_offered"),
        ({"rate_card": {"rates": {"ig_reel": "1"}}}, "/rate_card/currency"),
        ({"accounts": [account(followers=True)]}, "/accounts/0/followers"),
        ({"accounts": [account(followers="12")]}, "/accounts/0/followers"),
        ({"accounts": [account(followers=12.5)]}, "/accounts/0/followers"),
        ({"accounts": [account(engagement_rate_pct=101)]}, "/accounts/0/engagement_rate_pct"),
        ({"accounts": [account(as_of="2026-02-30")]}, "/accounts/0/as_of"),
        ({"text": " \n "}, "/text"),
        ({"name": "Le\u0000na"}, "/name"),
        ({"name": "Le\u202ena"}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"refusals": ["rain"]}, "/refusals/0"),
        ({"last_post_at": "2026-11-01T18:00:00"}, "/last_post_at"),
        ({"attributes": {"x": "y" * MAX_ATTRIBUTES_BYTES}}, "/attributes"),
        ({"attributes": {"x": "\u0000"}}, "/attributes"),
        ({"attributes": {"x": 2**70}}, "/attributes"),
        ({"attributes": []}, "/attributes"),
        ({"value": 1}, "/value"),
        ({"a/b~c": 1}, "/a~1b~0c"),
    ],
)  # fmt: skip
def test_it_refuses_what_is_wrong_where_it_is_wrong(api: Api, changes: dict[str, Any], path: str) -> None:
    response = api.put("/v1/creators/lena", json=creator(**changes))
    assert (response.status_code, [found for found, _ in offences(response)]) == (422, [path])


def test_it_keeps_what_the_service_does_not_read(api: Api) -> None:
    attributes = {"crm": {"id": 17, "tags": ["a", None, 1.5]}, "vip": True, "none": None}
    api.put_creators(lena={"attributes": attributes, "avatar_url": "https://img.example/lena.jpg"})
    (match,) = api.match()["items"]
    assert match["creator"]["attributes"] == attributes
    assert match["creator"]["avatar_url"] == "https://img.example/lena.jpg"


def test_times_come_back_in_utc_and_text_in_one_form(api: Api) -> None:
    stored = api.put_creator("lena", last_post_at="2026-11-01T20:00:00+02:00", name="Zoe\u0308", text="a\r\nb ")
    assert (stored["last_post_at"], stored["name"], stored["text"]) == ("2026-11-01T18:00:00Z", "Zoë", "a\nb")


def test_creators_that_share_an_account_are_likely_duplicates(api: Api) -> None:
    api.put_creator("lena", accounts=[account(handle="Lena.Cooks")])
    copied = api.put_creator("copy", accounts=[account(handle="@lena.cooks"), account("tiktok", handle="other")])
    api.put_creator("elsewhere", accounts=[account("tiktok", handle="lena.cooks")])
    assert copied["likely_duplicates"] == [{"external_id": "lena", "platform": "instagram", "handle": "lena.cooks"}]
    assert [d["external_id"] for d in api.get("/v1/creators/lena").json["likely_duplicates"]] == ["copy"]
    assert api.get("/v1/creators/elsewhere").json["likely_duplicates"] == []
