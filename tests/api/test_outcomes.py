"""Outcomes: recorded for hired creators one by one and by the file, read, listed and removed, by their brand alone."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.builders import NDJSON, Api, Headers, lines_of, ndjson, offences

FULL = {
    "creator": "lena", "kind": "ig_reel", "published_at": "2026-11-10", "impressions": 20_000, "reach": 9_000,
    "views": 15_000, "engagements": 600, "clicks": 120, "conversions": 4, "spend": "350.00", "currency": "EUR",
    "post_url": "https://example.com/p/1", "disclosure_seen": True, "on_time": False, "note": "Two days late.",
}  # fmt: skip


def put(api: Api, brief_id: str, outcome_id: str = "post-1", headers: Headers | None = None,
        **document: Any) -> TestResponse:  # fmt: skip
    path = f"/v1/briefs/{brief_id}/outcomes/{outcome_id}"
    return api.put(path, json={"creator": "lena"} | document, headers=headers or api.brand())


def feedback(api: Api, brief_id: str, external_id: str, **verdict: str) -> TestResponse:
    path = f"/v1/briefs/{brief_id}/feedback/{external_id}"
    return api.put(path, json=verdict or {"verdict": "hired"}, headers=api.brand())


def send(api: Api, brief_id: str, *lines: Any) -> list[dict[str, Any]]:
    path = f"/v1/briefs/{brief_id}/outcomes:import"
    response = api.post(path, data=ndjson(*lines), content_type=NDJSON, headers=api.brand())
    assert response.status_code == 200, response.text
    return lines_of(response)


def listed(api: Api, brief_id: str, **query: Any) -> list[str]:
    """Outcome ids of all pages."""
    found: list[str] = []
    while True:
        answer = api.get(f"/v1/briefs/{brief_id}/outcomes", query=query, headers=api.brand()).json
        found += [item["outcome_id"] for item in answer["items"]]
        if answer["next_cursor"] is None:
            return found
        query["cursor"] = answer["next_cursor"]


@pytest.fixture
def brief_id(api: Api) -> str:
    """A brief for which lena is hired, and mia is not."""
    api.put_creator("lena")
    api.put_creator("mia")
    found: str = api.post_brief()["id"]
    assert feedback(api, found, "lena").status_code == 201
    return found


def test_it_comes_back_as_it_was_recorded(api: Api, brief_id: str) -> None:
    response = put(api, brief_id, **FULL)
    assert response.status_code == 201
    assert response.json.items() >= (FULL | {"outcome_id": "post-1"}).items()
    assert api.get(f"/v1/briefs/{brief_id}/outcomes/post-1", headers=api.brand()).json == response.json
    assert put(api, brief_id, **FULL).json == response.json
    changed = put(api, brief_id, clicks=7)
    assert (changed.status_code, changed.json["created_at"]) == (200, response.json["created_at"])
    assert changed.json.keys() == {"outcome_id", "creator", "clicks", "created_at", "updated_at"}


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"creator": None}, "/creator"), ({"clicks": -1}, "/clicks"), ({"clicks": 1.5}, "/clicks"),
        ({"clicks": "7"}, "/clicks"), ({"clicks": True}, "/clicks"), ({"kind": "ig_poem"}, "/kind"),
        ({"reach": 11, "impressions": 10}, "/reach"), ({"spend": "1.00"}, "/currency"), ({"currency": "EUR"}, "/spend"),
        ({"spend": "1.005", "currency": "EUR"}, "/spend"), ({"on_time": "yes"}, "/on_time"),
        ({"post_url": "ftp://x/y"}, "/post_url"), ({"published_at": "soon"}, "/published_at"),
        ({"likes": 3}, "/likes"),
    ],
)  # fmt: skip
def test_it_refuses_what_cannot_be(api: Api, brief_id: str, document: dict[str, Any], path: str) -> None:
    response = put(api, brief_id, **document)
    assert (response.status_code, [at for at, _ in offences(response)]) == (422, [path])
    assert listed(api, brief_id) == []


def test_what_is_odd_but_can_be_is_taken(api: Api, brief_id: str) -> None:
    odd = {"impressions": 10, "engagements": 90, "clicks": 80, "conversions": 100, "reach": 10, "spend": "0.00"}
    assert put(api, brief_id, **odd, currency="EUR").status_code == 201


def test_only_a_hired_creator_brings_something(api: Api, brief_id: str) -> None:
    refused = put(api, brief_id, creator="mia")
    assert (refused.status_code, refused.json["code"]) == (409, "not_hired")
    assert "/feedback/mia" in refused.json["detail"]
    feedback(api, brief_id, "mia", verdict="shortlisted")
    assert put(api, brief_id, creator="mia").status_code == 409
    feedback(api, brief_id, "mia")
    assert put(api, brief_id, creator="mia").status_code == 201
    assert put(api, brief_id, creator="nobody").status_code == 404


def test_who_brought_something_stays_hired(api: Api, brief_id: str) -> None:
    put(api, brief_id, **FULL)
    path = f"/v1/briefs/{brief_id}/feedback/lena"
    for response in (api.delete(path, headers=api.brand()), feedback(api, brief_id, "lena", verdict="shortlisted")):
        assert (response.status_code, response.json["code"]) == (409, "has_outcomes")
    kept = api.get(f"/v1/briefs/{brief_id}/feedback", headers=api.brand()).json["items"]
    assert [item["verdict"] for item in kept] == ["hired"]
    assert feedback(api, brief_id, "lena", verdict="hired", note="again").status_code == 200
    outcome = f"/v1/briefs/{brief_id}/outcomes/post-1"
    assert [api.delete(outcome, headers=api.brand()).status_code for _ in range(2)] == [204, 404]
    assert api.delete(path, headers=api.brand()).status_code == 204


def test_another_brand_finds_nothing(api: Api, brief_id: str) -> None:
    put(api, brief_id, **FULL)
    other, base = api.brand("other"), f"/v1/briefs/{brief_id}"
    answers = [
        put(api, brief_id, headers=other), api.get(f"{base}/outcomes", headers=other),
        api.get(f"{base}/outcomes/post-1", headers=other), api.delete(f"{base}/outcomes/post-1", headers=other),
        api.get(f"{base}/report", headers=other),
        api.post(f"{base}/outcomes:import", data=b"", content_type=NDJSON, headers=other),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert listed(api, brief_id) == ["post-1"]


def test_pages_follow_the_ids_and_the_creator(api: Api, brief_id: str) -> None:
    feedback(api, brief_id, "mia")
    for name, creator in {"e": "lena", "a": "mia", "c": "lena", "d": "mia", "b": "lena"}.items():
        put(api, brief_id, name, creator=creator)
    assert listed(api, brief_id, limit=2) == list("abcde")
    assert listed(api, brief_id, limit=1, creator="lena") == list("bce")
    assert listed(api, brief_id, creator="nobody") == []
    refused = api.get(f"/v1/briefs/{brief_id}/outcomes", query={"cursor": "IyM"}, headers=api.brand())
    assert refused.status_code == 422


def test_an_id_that_no_address_holds_is_refused(api: Api, brief_id: str) -> None:
    refused = put(api, brief_id, "~post")
    assert (refused.status_code, offences(refused)) == (422, [("path/outcome_id", "bad_format")])


def test_erasing_the_creator_or_the_brief_removes_them(api: Api, brief_id: str) -> None:
    feedback(api, brief_id, "mia")
    put(api, brief_id, "post-1")
    put(api, brief_id, "post-2", creator="mia")
    api.delete("/v1/creators/lena")
    assert listed(api, brief_id) == ["post-2"]
    assert api.delete(f"/v1/briefs/{brief_id}", headers=api.brand()).status_code == 204
    assert api.get(f"/v1/briefs/{brief_id}/outcomes", headers=api.brand()).status_code == 404


# --- import


def test_an_import_answers_each_line_and_harms_no_other(api: Api, brief_id: str) -> None:
    put(api, brief_id, "old", clicks=1)
    results = send(
        api, brief_id, {"outcome_id": "new", **FULL}, {"outcome_id": "old", "creator": "lena", "clicks": 1},
        {"outcome_id": "new", "creator": "lena"}, b"not json", {"creator": "lena"},
        {"outcome_id": "x", "creator": "mia"}, {"outcome_id": "y", "creator": "nobody"},
        {"outcome_id": "z", "creator": "lena", "clicks": -1}, {"outcome_id": "last", "creator": "lena"},
    )  # fmt: skip
    assert [(r["line"], r["outcome_id"], r["status"]) for r in results[:-1] if r["status"] != "failed"] == [
        (1, "new", "created"), (2, "old", "unchanged"), (3, "new", "updated"), (9, "last", "created"),
    ]  # fmt: skip
    failed = {r["line"]: (r["outcome_id"], r["problems"][0]["path"], r["problems"][0]["code"])
              for r in results[:-1] if r["status"] == "failed"}  # fmt: skip
    assert failed == {4: (None, "", "malformed_json"), 5: (None, "/outcome_id", "required"),
                      6: ("x", "/creator", "not_hired"), 7: ("y", "/creator", "not_found"),
                      8: ("z", "/clicks", "out_of_range")}  # fmt: skip
    assert results[-1] == {"summary": {"lines": 9, "created": 2, "updated": 1, "unchanged": 1, "failed": 5}}
    assert listed(api, brief_id) == ["last", "new", "old"]


def test_an_import_sent_again_changes_nothing(api: Api, brief_id: str) -> None:
    lines = [{"outcome_id": f"post-{i}", "creator": "lena", "clicks": i} for i in range(250)]
    summaries = [send(api, brief_id, *lines)[-1]["summary"] for _ in range(2)]
    assert [(summary["created"], summary["unchanged"]) for summary in summaries] == [(250, 0), (0, 250)]
    assert len(listed(api, brief_id, limit=200)) == 250


def test_an_import_wants_ndjson(api: Api, brief_id: str) -> None:
    path = f"/v1/briefs/{brief_id}/outcomes:import"
    assert api.post(path, json={"creator": "lena"}, headers=api.brand()).status_code == 415


@pytest.mark.parametrize("database", ["api", "postgres_api"])
def test_recording_and_withdrawing_at_once_leave_no_outcome_of_who_is_not_hired(
    request: pytest.FixtureRequest, database: str
) -> None:
    api: Api = request.getfixturevalue(database)
    api.put_creator("lena")
    brief = api.post_brief()["id"]
    path, headers = f"/v1/briefs/{brief}", dict(api.brand())

    def act(seed: int) -> set[int]:
        client = api.app.test_client()
        steps = {
            0: lambda i: client.put(f"{path}/outcomes/p{i}", json={"creator": "lena"}, headers=headers),
            1: lambda i: client.delete(f"{path}/feedback/lena", headers=headers),
            2: lambda i: client.put(f"{path}/feedback/lena", json={"verdict": "hired"}, headers=headers),
            3: lambda i: client.delete(f"{path}/outcomes/p{i}", headers=headers),
        }
        return {steps[seed](i % 3).status_code for i in range(25)}

    with ThreadPoolExecutor(4) as pool:
        statuses = set().union(*pool.map(act, range(4)))
    assert statuses <= {200, 201, 204, 404, 409}
    hired = api.get(f"{path}/feedback", headers=api.brand()).json["items"]
    left = api.get(f"{path}/outcomes", headers=api.brand()).json["items"]
    assert hired or not left
