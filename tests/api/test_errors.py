"""Problem details: what was wrong, where, what was probably meant, and a page about it."""

import re
from typing import Any

import pytest

from service.api.error_codes import OFFENCES, PROBLEMS
from service.api.nearest import nearest
from service.api.offences import MOST_OFFENCES
from service.errors import Conflict
from tests.builders import Api, brief, creator


def _meant(api: Api, **changes: Any) -> dict[str, str | None]:
    """What is suggested for each offence of a brief."""
    response = api.post("/v1/briefs", json=brief(**changes), headers=api.brand())
    assert response.status_code == 422, response.text
    return {offence["path"]: offence.get("suggestion") for offence in response.json["errors"]}


@pytest.mark.parametrize(
    ("changes", "suggestions"),
    [
        ({"bugdet": {}}, {"/bugdet": "budget"}),
        ({"Title": "x"}, {"/Title": "title"}),
        ({"zzz": 1}, {"/zzz": None}),
        ({"constraints": {"folowers": {"min": 1}}}, {"/constraints/folowers": "followers"}),
        ({"constraints": {"folowers": 1, "followers": {"mn": 1}}},
         {"/constraints/folowers": "followers", "/constraints/followers/mn": "min"}),
        ({"deliverables": [{"kind": "ig_reel"}, {"kind": "ig_reels", "quantitty": 2}]},
         {"/deliverables/1/kind": "ig_reel", "/deliverables/1/quantitty": "quantity"}),
        ({"constraints": {"countries": {"any_of": ["Germany", "at", "QQ"]}}},
         {"/constraints/countries/any_of/0": "DE", "/constraints/countries/any_of/1": "AT",
          "/constraints/countries/any_of/2": None}),
        ({"status": "opne"}, {"/status": "open"}),
        ({"deliverables": [{"kind": "ig_reel"}], "budget": {"currency": "EUR", "per_kind": {"ig_real": "9"}}},
         {"/budget/per_kind/ig_real": "ig_reel"}),
        ({"x" * 5000: 1}, {f"/{'x' * 5000}": None}),
        ({"_schema": 1}, {"/_schema": None}),
    ],
)  # fmt: skip
def test_unknown_keys_and_values_come_with_what_was_probably_meant(
    api: Api, changes: dict[str, Any], suggestions: dict[str, str | None]
) -> None:
    assert _meant(api, **changes) == suggestions


def test_the_message_says_it_too(api: Api) -> None:
    (offence,) = api.post("/v1/briefs", json=brief(bugdet={}), headers=api.brand()).json["errors"]
    assert offence == {"path": "/bugdet", "code": "unknown_key", "message": "Unknown field. Did you mean 'budget'?",
                       "suggestion": "budget"}  # fmt: skip


def test_query_keys_and_values_have_suggestions(api: Api) -> None:
    response = api.get("/v1/creators?limt=3&platform=instagramm&embedding=stael")
    assert {offence["path"]: offence["suggestion"] for offence in response.json["errors"]} == {
        "query/limt": "limit", "query/platform": "instagram", "query/embedding": "stale",
    }  # fmt: skip


def test_import_lines_have_suggestions(api: Api) -> None:
    response = api.import_lines(creator(nmae="x") | {"external_id": "lena"})
    assert b'"suggestion":"name"' in response.data


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"text": None}, "/text", "required"),
        ({"text": 7}, "/text", "wrong_type"),
        ({"text": ""}, "/text", "too_short"),
        ({"text": " \n "}, "/text", "too_short"),
        ({"text": "x" * 20_001}, "/text", "too_long"),
        ({"text": "a\u0000b"}, "/text", "bad_character"),
        ({"status": "sleeping"}, "/status", "unknown_value"),
        ({"deadline": "tomorrow"}, "/deadline", "bad_format"),
        ({"creators_wanted": 0}, "/creators_wanted", "out_of_range"),
        ({"creators_wanted": 10**40}, "/creators_wanted", "out_of_range"),
        ({"creators_wanted": "3"}, "/creators_wanted", "wrong_type"),
        ({"discoverable": "yes"}, "/discoverable", "wrong_type"),
        ({"deliverables": {}}, "/deliverables", "wrong_type"),
        ({"deliverables": [3]}, "/deliverables/0", "wrong_type"),
        ({"deliverables": [{"kind": "ig_reel"}] * 21}, "/deliverables", "too_long"),
        ({"promotes": ["alcohol", "alcohol"]}, "/promotes", "duplicate"),
        ({"preferences": {"weights": {"value": 7}}}, "/preferences/weights/value", "out_of_range"),
        ({"budget": {"currency": "EUR", "total": "1,5"}}, "/budget/total", "bad_format"),
        ({"budget": {"currency": "EUR", "per_creator": "9"}}, "/deliverables", "required"),
        ({"constraints": {"followers": {"min": 9, "max": 1}}}, "/constraints/followers/min", "invalid"),
    ],
)  # fmt: skip
def test_each_kind_of_offence_has_its_code(api: Api, changes: dict[str, Any], path: str, code: str) -> None:
    response = api.post("/v1/briefs", json=brief(**changes), headers=api.brand())
    assert [(offence["path"], offence["code"]) for offence in response.json["errors"]] == [(path, code)]


def test_a_query_key_given_twice_is_a_duplicate(api: Api) -> None:
    response = api.get("/v1/creators?limit=1&limit=2")
    assert [offence["code"] for offence in response.json["errors"]] == ["duplicate"]


def test_of_very_many_offences_the_first_thousand_are_listed(api: Api) -> None:
    response = api.post("/v1/briefs", json=brief(**{f"key{n}": 1 for n in range(3000)}), headers=api.brand())
    assert len(response.json["errors"]) == MOST_OFFENCES


def test_a_misspelling_is_found_by_code_and_by_name_and_nothing_is_found_for_a_stranger() -> None:
    countries = {"DE": "Germany", "FR": "France"}
    assert [nearest(word, countries) for word in ("de", "Germny", "FRANCE", "XX", "", "x" * 65)] == [
        "DE", "DE", "FR", None, None, None,
    ]  # fmt: skip


def test_the_type_of_a_problem_leads_to_its_page(api: Api) -> None:
    problem = api.get("/v1/creators/nobody").json
    page = api.get(problem["type"], headers={}).json
    assert (page["code"], page["status"]) == (problem["code"], problem["status"]) == ("not_found", 404)
    assert page["action"]
    assert page["example"]["type"] == problem["type"]


def test_every_code_has_a_page_and_the_list_has_them_all(api: Api) -> None:
    listed = api.get("/v1/errors", headers={}).json
    assert [page["code"] for page in listed["items"]] == [*PROBLEMS]
    assert [offence["code"] for offence in listed["offences"]] == [*OFFENCES]
    for page in listed["items"]:
        assert api.get(f"/v1/errors/{page['code']}", headers={}).json == page
    assert api.get("/v1/errors/<script>", headers={}).status_code == 404


def test_browsers_get_a_page_without_scripts(api: Api) -> None:
    response = api.get("/v1/errors/key_expired", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response.mimetype == "text/html"
    assert "Accept" in response.headers.getlist("Vary")
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "<code>key_expired</code>, HTTP status 401" in response.text
    assert api.get("/v1/errors/key_expired", headers={"Accept": "*/*"}).mimetype == "application/json"


def test_problems_name_the_request(api: Api) -> None:
    response = api.get("/v1/creators/nobody", headers={**api.marketplace, "X-Request-Id": "from-the-shop-1"})
    assert response.json["request_id"] == response.headers["X-Request-Id"] == "from-the-shop-1"


def test_a_code_that_the_table_lacks_is_answered_as_that_of_its_class(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise Conflict("no", code="made_up")

    monkeypatch.setattr("service.api.briefs.briefs.get_brief", refuse)
    response = api.client.get("/v1/briefs/brf_0", headers=dict(api.brand()))
    assert (response.status_code, response.json["code"]) == (409, "conflict")


def test_the_contract_refuses_an_error_that_the_operation_does_not_list(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise Conflict("no", code="brief_closed")

    monkeypatch.setattr("service.api.briefs.briefs.get_brief", refuse)
    with pytest.raises(AssertionError, match="getBrief documents no 409"):
        api.get("/v1/briefs/brf_0", headers=api.brand())


def test_every_operation_lists_the_errors_of_its_form(api: Api) -> None:
    responses = {operation["operationId"]: operation["responses"] for path in api.contract.spec["paths"].values()
                 for operation in path.values() if isinstance(operation, dict)}  # fmt: skip
    assert {status for status in responses["createBrief"] if re.match("[45]", status)} == {
        "400", "401", "403", "404", "409", "410", "413", "415", "422", "429", "500", "503",
    }  # fmt: skip
    assert {"412", "428"} <= responses["updateBrief"].keys()
    assert {status for status in responses["getOpenApi"] if re.match("[45]", status)} == {"422", "500"}
    assert "401" not in responses["getVocabulary"]
