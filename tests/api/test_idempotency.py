"""Idempotency-Key: sent again, carried out once, answered as the first time."""

import threading
from typing import Any

import pytest
from werkzeug.test import TestResponse

from service import briefs, calibrating
from service.api import importing
from service.backends import Backends
from service.errors import Unavailable
from service.store import calibrations, idempotency
from service.store.idempotency import Claim
from tests.builders import NDJSON, Api, Headers, brief, creator, lines_of, ndjson
from tests.guards.test_strictness import PLAN


def keyed(headers: Headers, key: str = "k-1") -> Headers:
    return {**headers, "Idempotency-Key": key}


def post(api: Api, key: str = "k-1", **changes: Any) -> TestResponse:
    return api.post("/v1/briefs", json=brief(**changes), headers=keyed(api.brand(), key))


def count(api: Api) -> int:
    return len(api.get("/v1/briefs", headers=api.brand()).json["items"])


@pytest.mark.parametrize("database", ["api", "postgres_api"])
def test_the_second_time_is_answered_as_the_first(request: pytest.FixtureRequest, database: str) -> None:
    api: Api = request.getfixturevalue(database)
    first, second = post(api), post(api)
    assert (first.status_code, first.data, first.headers["ETag"], first.headers["Location"]) == (
        second.status_code, second.data, second.headers["ETag"], second.headers["Location"])  # fmt: skip
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]
    assert count(api) == 1
    assert post(api, '"k-1"').data == first.data, "a string of RFC 9651 is the same key"


def test_another_body_address_or_brand_header_under_the_same_key_is_refused(api: Api) -> None:
    post(api)
    other = post(api, text="Something else")
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")
    assert other.json["errors"][0]["path"] == "header/Idempotency-Key"
    brief_id = api.post_brief()["id"]
    plan = api.post(f"/v1/briefs/{brief_id}/plans", json=PLAN, headers=keyed(api.brand()))
    assert plan.json["code"] == "idempotency_key_reused"
    assert count(api) == 2


def test_what_failed_may_be_corrected_under_its_key(api: Api) -> None:
    wrong = post(api, text="pans", budget={"currency": "EUR", "per_creator": "500"})
    assert wrong.status_code == 422
    assert post(api, text="pans").status_code == 201


@pytest.mark.parametrize("wrong", ["", "x" * 256, '""'])
def test_a_key_that_is_none_is_refused(api: Api, wrong: str) -> None:
    response = post(api, wrong)
    assert (response.status_code, response.json["errors"][0]["path"]) == (422, "header/Idempotency-Key")
    assert count(api) == 0


def test_a_body_that_nobody_asked_for_is_not_read_without_end(api: Api) -> None:
    """Where an operation takes none, it is read all the same, to tell requests apart."""
    path = "/v1/plans/pln_0:accept"
    assert api.post(path, data=b"x" * 1024 * 1024, headers=keyed(api.brand())).status_code == 404
    response = api.post(path, data=b"x" * (1024 * 1024 + 1), headers=keyed(api.brand()))
    assert (response.status_code, response.json["code"]) == (413, "too_large")


def test_while_the_first_is_carried_out_the_second_is_told_so(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, go_on = threading.Event(), threading.Event()
    carried_out = briefs.post_brief

    def slow(*args: Any) -> Any:
        inside.set()
        assert go_on.wait(30)
        return carried_out(*args)

    monkeypatch.setattr(briefs, "post_brief", slow)
    answers: list[TestResponse] = []
    first = threading.Thread(target=lambda: answers.append(post(api)))
    first.start()
    assert inside.wait(30)
    second = post(api)
    assert (second.status_code, second.json["code"]) == (409, "idempotency_in_flight")
    go_on.set()
    first.join()
    assert post(api).data == answers[0].data
    assert count(api) == 1


@pytest.mark.parametrize("database", ["api", "postgres_api"])
def test_many_at_once_have_one_effect(request: pytest.FixtureRequest, database: str) -> None:
    api: Api = request.getfixturevalue(database)
    answers: list[TestResponse] = []
    threads = [threading.Thread(target=lambda: answers.append(post(api))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json["id"] for answer in answers if answer.status_code == 201}) == 1
    assert count(api) == 1


def test_the_answer_is_kept_if_and_only_if_the_write_is(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill between write and answer: the transaction holds both or none."""

    def killed(*_: Any) -> bool:
        raise Unavailable("gone", code="database_unavailable")

    with monkeypatch.context() as patch:
        patch.setattr(idempotency, "finish", killed)
        assert post(api).status_code == 503
    assert count(api) == 0
    assert post(api).status_code == 201


def test_a_dead_holder_is_taken_over_and_can_write_nothing_any_more(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = Claim("marketplace", "k", "token-of-the-dead")
    store = api.backends.store
    monkeypatch.setattr(idempotency, "LEASE_SECONDS", 0)
    assert store.write(lambda c: idempotency.claim(c, dead, b"request")) is None
    heir = Claim("marketplace", "k", "token-of-the-heir")
    assert store.write(lambda c: idempotency.claim(c, heir, b"request")) is None
    assert not store.write(lambda c: idempotency.finish(c, dead, 201, {}, ""))
    assert store.write(lambda c: idempotency.finish(c, heir, 201, {}, "kept"))
    found = store.write(lambda c: idempotency.claim(c, dead, b"request"))
    assert found is not None
    assert found.body == "kept"


def test_a_process_that_starts_alone_frees_what_its_earlier_self_was_carrying_out(api: Api) -> None:
    store = api.backends.store
    assert post(api, "done").status_code == 201
    half_done = Claim("marketplace", "k", "token-of-the-killed")
    store.write(lambda c: idempotency.claim(c, half_done, b"request"))
    store.write(idempotency.free_all)
    assert store.write(lambda c: idempotency.claim(c, Claim("marketplace", "k", "another"), b"other")) is None
    assert post(api, "done").headers["Idempotency-Replayed"] == "true"


def test_a_day_later_the_key_is_free_and_the_row_is_gone(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    first = post(api)
    monkeypatch.setattr(idempotency, "KEPT_SECONDS", -1)
    assert post(api, text="Something else").json["id"] != first.json["id"]
    assert api.backends.store.write(lambda c: idempotency.remove_old(c, 10)) == 1


def test_a_plan_is_made_and_accepted_once(api: Api) -> None:
    api.put_creators(lena={})
    path = f"/v1/briefs/{api.post_brief()['id']}/plans"
    first, second = (api.post(path, json=PLAN, headers=keyed(api.brand())) for _ in range(2))
    assert first.data == second.data
    assert len(api.get(path, headers=api.brand()).json["items"]) == 1
    accept = f"/v1/plans/{first.json['id']}:accept"
    accepted = [api.post(accept, headers=keyed(api.brand(), "accept")) for _ in range(2)]
    assert accepted[0].data == accepted[1].data
    assert accepted[1].headers["Idempotency-Replayed"] == "true"


def test_an_answer_that_names_an_erased_creator_is_not_given_again(api: Api) -> None:
    api.put_creators(lena={})
    path = f"/v1/briefs/{api.post_brief()['id']}/plans"
    assert "lena" in api.post(path, json=PLAN, headers=keyed(api.brand())).text
    api.delete("/v1/creators/lena")
    again = api.post(path, json=PLAN, headers=keyed(api.brand()))
    assert (again.status_code, again.json["code"]) == (410, "answer_erased")


def test_the_secret_of_a_key_is_not_kept_with_its_answer(api: Api) -> None:
    first, second = (api.post("/v1/keys", json={"role": "marketplace"}, headers=keyed(api.marketplace))
                     for _ in range(2))  # fmt: skip
    assert first.json["key"].startswith(first.json["id"])
    assert second.json == first.json | {"key": None}


def test_a_calibration_that_is_due_is_made_before_the_write(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a transaction of its own, which on SQLite would wait for the one that it is asked from."""
    api.put_creators(lena={})
    brand = api.brand()
    monkeypatch.setattr(calibrating, "_LEAST_CREATORS", 1)
    assert api.post("/v1/briefs", json=brief(), headers=keyed(brand)).status_code == 201
    with api.backends.store.read() as connection:
        assert calibrations.newest_id(connection) > 0


def test_routes_that_write_nothing_pass_the_header_over(api: Api) -> None:
    for _ in range(2):
        answer = api.post("/v1/match", json=brief(), headers=keyed(api.brand()))
        assert answer.status_code == 200
        assert "Idempotency-Replayed" not in answer.headers
    assert api.post("/v1/match", json=brief(text="other"), headers=keyed(api.brand())).status_code == 200


def test_an_import_is_answered_again_and_another_body_refused(api: Api) -> None:
    body = ndjson(creator() | {"external_id": "lena"}, {"external_id": "max", "name": "Max"})

    def send(data: bytes) -> TestResponse:
        return api.post("/v1/creators:import", data=data, content_type=NDJSON, headers=keyed(api.marketplace))
    first, second = send(body), send(body)
    assert lines_of(first) == lines_of(second)
    assert lines_of(second)[-1]["summary"]["created"] == 1
    assert second.headers["Idempotency-Replayed"] == "true"
    assert send(body + body).json["code"] == "idempotency_key_reused"
    assert lines_of(api.import_lines(creator() | {"external_id": "lena"}))[-1]["summary"]["unchanged"] == 1


def test_of_an_import_nobody_is_kept_who_was_erased_while_it_ran(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    spooled = importing._spooled

    def then_erase(*given: Any) -> Any:
        results = spooled(*given)
        api.app.test_client().delete("/v1/creators/lena", headers=dict(api.marketplace))
        return results

    monkeypatch.setattr(importing, "_spooled", then_erase)
    body = ndjson(creator() | {"external_id": "lena"})
    first, second = (api.post("/v1/creators:import", data=body, content_type=NDJSON, headers=keyed(api.marketplace))
                     for _ in range(2))  # fmt: skip
    assert lines_of(first)[0]["external_id"] == "lena"
    assert lines_of(second) == lines_of(first)[1:]


def test_every_post_that_writes_takes_the_header(api: Api) -> None:
    for path, methods in api.contract.spec["paths"].items():
        if "post" not in methods:
            continue
        operation = methods["post"]
        view = next(view for view in _views(api) if view.operation == operation["operationId"])
        assert view.is_idempotent == view.changes, path


def _views(api: Api) -> list[Any]:
    return [view for function in api.app.view_functions.values() if hasattr(function, "view_class")
            for view in [getattr(function.view_class, "post", None)] if view is not None]  # fmt: skip


def test_it_works_with_backends_that_write_beside(api: Api) -> None:
    """What is kept for later (a brief's vectors) is no part of the write that is asked for."""
    seen: list[object] = []
    joined = api.backends.with_store(api.backends.store.joined(lambda _c, result: seen.append(result)))
    assert isinstance(joined, Backends)
    joined.store.bare.write(lambda _: "beside")
    joined.store.write(lambda _: "asked for")
    assert seen == ["asked for"]
