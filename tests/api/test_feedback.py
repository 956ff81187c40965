"""Feedback: given, changed, withdrawn and listed, by the brand whose brief it is alone."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import TestResponse

from service.domain.feedback import REASONS_OF_THE_CREATOR, REJECTION_REASONS, VERDICTS
from tests.builders import Api, Headers, offences

HIRED = {"verdict": "hired"}
REJECTED = {"verdict": "rejected", "reason": "too_expensive", "note": "Twice our budget.\nMaybe next year."}


def give(api: Api, brief_id: str, external_id: str = "lena", headers: Headers | None = None,
         **document: Any) -> TestResponse:  # fmt: skip
    path = f"/v1/briefs/{brief_id}/feedback/{external_id}"
    return api.put(path, json=document or HIRED, headers=headers or api.brand())


def listed(api: Api, brief_id: str, **query: Any) -> list[dict[str, Any]]:
    return api.get(f"/v1/briefs/{brief_id}/feedback", query=query, headers=api.brand()).json["items"]


@pytest.fixture
def brief_id(api: Api) -> str:
    api.put_creator("lena")
    found: str = api.post_brief()["id"]
    return found


def test_it_comes_back_as_it_was_given(api: Api, brief_id: str) -> None:
    response = give(api, brief_id, **REJECTED)
    assert response.status_code == 201
    assert response.json.items() >= (REJECTED | {"external_id": "lena"}).items()
    assert listed(api, brief_id) == [response.json]


def test_given_again_it_stays_as_it_is(api: Api, brief_id: str) -> None:
    first, second = give(api, brief_id, **REJECTED), give(api, brief_id, **REJECTED)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json


def test_another_verdict_replaces_it_with_reason_and_note(api: Api, brief_id: str) -> None:
    first = give(api, brief_id, **REJECTED).json
    response = give(api, brief_id, verdict="hired", reason=None, note=None)
    assert response.status_code == 200
    assert response.json.keys() == {"external_id", "verdict", "created_at", "updated_at"}
    assert response.json["created_at"] == first["created_at"]
    assert listed(api, brief_id) == [response.json]


def test_withdrawn_it_is_gone(api: Api, brief_id: str) -> None:
    give(api, brief_id)
    path = f"/v1/briefs/{brief_id}/feedback/lena"
    statuses = [api.delete(path, headers=api.brand()).status_code for _ in range(2)]
    assert statuses == [204, 404]
    assert listed(api, brief_id) == []
    assert give(api, brief_id).status_code == 201


@pytest.mark.parametrize("reason", REJECTION_REASONS)
def test_every_reason_can_be_given(api: Api, brief_id: str, reason: str) -> None:
    assert give(api, brief_id, verdict="rejected", reason=reason).json["reason"] == reason


@pytest.mark.parametrize(
    ("document", "offence"),
    [
        ({"reason": "other"}, ("/verdict", "required")),
        ({"verdict": "liked"}, ("/verdict", "unknown_value")),
        ({"verdict": 1}, ("/verdict", "wrong_type")),
        ({"verdict": ["hired"]}, ("/verdict", "wrong_type")),
        ({"verdict": "rejected"}, ("/reason", "required")),
        ({"verdict": "rejected", "reason": None}, ("/reason", "required")),
        ({"verdict": "rejected", "reason": "ugly"}, ("/reason", "unknown_value")),
        ({"verdict": "rejected", "reason": True}, ("/reason", "wrong_type")),
        ({"verdict": "hired", "reason": "other"}, ("/reason", "invalid")),
        ({"verdict": "shortlisted", "reason": "wrong_niche"}, ("/reason", "invalid")),
        ({"verdict": "hired", "note": ""}, ("/note", "too_short")),
        ({"verdict": "hired", "note": "x" * 1001}, ("/note", "too_long")),
        ({"verdict": "hired", "note": "a\u0000b"}, ("/note", "bad_character")),
        ({"verdict": "hired", "note": {}}, ("/note", "wrong_type")),
        ({"verdict": "hired", "notes": "x"}, ("/notes", "unknown_key")),
    ],
)  # fmt: skip
def test_it_refuses_what_is_wrong_where_it_is_wrong(
    api: Api, brief_id: str, document: dict[str, Any], offence: tuple[str, str]
) -> None:
    response = give(api, brief_id, **document)
    assert (response.status_code, offences(response)) == (422, [offence])
    assert listed(api, brief_id) == []


def test_a_note_of_a_thousand_characters_is_kept(api: Api, brief_id: str) -> None:
    assert give(api, brief_id, verdict="hired", note="ü" * 1000).json["note"] == "ü" * 1000


@pytest.mark.parametrize(("brief", "creator"), [("brf_0", "lena"), (None, "nobody"), (None, "le%20na")])
def test_an_unknown_brief_or_creator_is_not_found(api: Api, brief_id: str, brief: str | None, creator: str) -> None:
    path = f"/v1/briefs/{brief or brief_id}/feedback/{creator}"
    for method in ("PUT", "DELETE"):
        options = {"json": HIRED} if method == "PUT" else {}
        response = api.call(method, path, headers=api.brand(), **options)
        assert (response.status_code, response.json["code"]) == (404, "not_found")


def test_a_brand_neither_sees_nor_touches_the_feedback_of_another(api: Api, brief_id: str) -> None:
    before, other = give(api, brief_id, **REJECTED).json, api.brand("other")
    path = f"/v1/briefs/{brief_id}/feedback"
    assert give(api, brief_id, headers=other).status_code == 404
    assert api.delete(f"{path}/lena", headers=other).status_code == 404
    assert api.get(path, headers=other).status_code == 404
    assert give(api, brief_id, headers={**other, "Creatormatch-Brand": "acme"}).status_code == 403
    assert listed(api, brief_id) == [before]


def test_the_marketplace_names_the_brand_it_acts_for(api: Api, brief_id: str) -> None:
    unnamed = give(api, brief_id, headers=api.marketplace)
    assert (unnamed.status_code, offences(unnamed)) == (422, [("header/Creatormatch-Brand", "required")])
    assert give(api, brief_id, headers={**api.marketplace, "Creatormatch-Brand": "acme"}).status_code == 201
    api.brand("other")
    assert give(api, brief_id, headers={**api.marketplace, "Creatormatch-Brand": "other"}).status_code == 404


def test_a_closed_brief_still_takes_feedback(api: Api) -> None:
    api.put_creator("lena")
    assert give(api, api.post_brief(status="closed")["id"]).status_code == 201


def test_pages_follow_the_arrival_of_the_creators_and_the_verdict(api: Api) -> None:
    given = {"a": "hired", "b": "rejected", "c": "hired", "d": "shortlisted", "e": "hired"}
    api.put_creators(**{external_id: {} for external_id in given})
    brief_id = api.post_brief()["id"]
    for external_id, verdict in reversed(given.items()):
        reason = {"reason": "other"} if verdict == "rejected" else {}
        give(api, brief_id, external_id, verdict=verdict, **reason)
    assert _pages(api, brief_id, limit=2) == list("abcde")
    assert _pages(api, brief_id, limit=2, verdict="hired") == list("ace")
    assert _pages(api, brief_id, limit=1, verdict="rejected") == ["b"]


def _pages(api: Api, brief_id: str, **query: Any) -> list[str]:
    found: list[str] = []
    while True:
        answer = api.get(f"/v1/briefs/{brief_id}/feedback", query=query, headers=api.brand()).json
        assert len(answer["items"]) <= query["limit"]
        found += [item["external_id"] for item in answer["items"]]
        if answer["next_cursor"] is None:
            return found
        query["cursor"] = answer["next_cursor"]


@pytest.mark.parametrize("query", [{"cursor": "YnJm"}, {"verdict": "liked"}, {"limit": "0"}, {"reason": "other"}])
def test_the_list_refuses_what_it_cannot_read(api: Api, brief_id: str, query: dict[str, str]) -> None:
    response = api.get(f"/v1/briefs/{brief_id}/feedback", query=query, headers=api.brand())
    assert (response.status_code, [path for path, _ in offences(response)]) == (422, [f"query/{next(iter(query))}"])


def test_erasing_a_creator_removes_the_feedback_on_it(api: Api, brief_id: str) -> None:
    give(api, brief_id, **REJECTED)
    api.delete("/v1/creators/lena")
    assert listed(api, brief_id) == []
    api.put_creator("lena")
    assert listed(api, brief_id) == []


def test_a_deleted_brief_has_no_feedback_any_more(api: Api, brief_id: str) -> None:
    give(api, brief_id)
    assert api.delete(f"/v1/briefs/{brief_id}", headers=api.brand()).status_code == 204
    assert api.get(f"/v1/briefs/{brief_id}/feedback", headers=api.brand()).status_code == 404


@pytest.mark.parametrize("database", ["api", "postgres_api"])
def test_of_two_writers_one_creates_and_the_other_changes(request: pytest.FixtureRequest, database: str) -> None:
    api: Api = request.getfixturevalue(database)
    api.put_creator("lena")
    path = f"/v1/briefs/{api.post_brief()['id']}/feedback/lena"

    def write(document: dict[str, str]) -> TestResponse:
        return api.app.test_client().put(path, json=document, headers=dict(api.brand()))

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(write, (HIRED, REJECTED)))
    assert sorted(answer.status_code for answer in answers) == [200, 201]
    (left,) = listed(api, path.split("/")[3])
    assert [left] == [answer.json for answer in answers if answer.status_code == 200]


def test_the_vocabularies_say_what_may_be_given_and_whom_it_is_about(api: Api) -> None:
    verdicts = api.get("/v1/vocabulary/verdicts", headers={}).json["items"]
    reasons = api.get("/v1/vocabulary/rejection_reasons", headers={}).json["items"]
    assert [item["id"] for item in verdicts] == [*VERDICTS]
    assert [item["id"] for item in reasons] == [*REJECTION_REASONS]
    assert {item["id"] for item in reasons if item["about"] == "creator"} == REASONS_OF_THE_CREATOR
