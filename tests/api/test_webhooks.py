"""Webhook endpoints over the API: secrets shown once, deliveries that arrive and verify, the log, replays."""

import base64
import importlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from standardwebhooks import Webhook, WebhookVerificationError

from service import delivering
from service.store import brands, outbox
from service.store.tables import deliveries as delivery_table
from service.store.tables import events
from tests.builders import Api, Document, Headers, offences, running_api, settings
from tests.hooks import WAIT_SECONDS, Hook, eventually, hook, status

# No sweep comes to the rescue: whoever writes an event has to wake who delivers it.
_DEVELOPMENT = {"webhook_private": "on", "sweep_seconds": "1000"}
_EXAMPLE = Path(__file__).parents[2] / "examples" / "webhook_receiver.py"


@pytest.fixture
def api(data: Path) -> Iterator[Api]:
    """A service that may send to loopback."""
    with running_api(settings(data, **_DEVELOPMENT)) as running:
        yield running


@pytest.fixture
def sweeping_api(data: Path) -> Iterator[Api]:
    """The same, where retries are looked for all the time."""
    with running_api(settings(data, **(_DEVELOPMENT | {"sweep_seconds": "0.05"}))) as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Hook]:
    with hook() as here:
        yield here


def _create(api: Api, headers: Headers | None = None, **document: Any) -> Document:
    response = api.post("/v1/webhooks", json=document, headers=headers or api.brand())
    assert response.status_code == 201, response.text
    return response.json


def _test(api: Api, webhook: Document) -> Document:
    response = api.post(f"/v1/webhooks/{webhook['id']}:test", headers=api.brand())
    assert response.status_code == 202, response.text
    return response.json


def _log(api: Api, webhook: Document, **query: Any) -> list[Document]:
    response = api.get(f"/v1/webhooks/{webhook['id']}/deliveries", query=query, headers=api.brand())
    assert response.status_code == 200, response.text
    return response.json["items"]


def _emit(api: Api, kind: str = outbox.PLAN_READY, brand: str = "acme", **data: Any) -> None:
    def change(connection: Any) -> None:
        stored = brands.get_brand(connection, brand)
        assert stored is not None
        outbox.emit(connection, stored.id, kind, data)

    api.backends.store.write(change)
    api.backends.jobs.wake("deliver")


def test_an_endpoint_comes_back_as_it_was_posted_and_its_secret_is_shown_once(api: Api) -> None:
    made = _create(api, url="https://example.com/hook", description="Ours", kinds=["match.entered", "plan.ready"])
    secret = made.pop("secret")
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
    response = api.get(f"/v1/webhooks/{made['id']}", headers=api.brand())
    assert response.json == made
    assert (made["enabled"], made["version"], made["disabled_reason"]) == (True, 1, None)
    listed = api.get("/v1/webhooks", headers=api.brand())
    assert listed.json["items"] == [made]
    assert secret not in response.text + listed.text


def test_a_creation_that_is_repeated_under_its_idempotency_key_makes_one_endpoint_and_shows_no_secret_again(
    api: Api,
) -> None:
    headers = {**api.brand(), "Idempotency-Key": "once"}
    first, second = (api.post("/v1/webhooks", json={"url": "https://example.com"}, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code, first.json["id"]) == (201, 201, second.json["id"])
    assert ("secret" in first.json, "secret" in second.json) == (True, False)
    assert len(api.get("/v1/webhooks", headers=api.brand()).json["items"]) == 1


def test_every_offence_of_an_endpoint_is_named(api: Api) -> None:
    wrong = {"url": 5, "kinds": ["plan.ready", "plan.ready"], "secret": "mine", "enabled": "yes"}
    response = api.post("/v1/webhooks", json=wrong, headers=api.brand())
    assert response.status_code == 422
    assert {path for path, _ in offences(response)} == {"/url", "/kinds", "/secret", "/enabled"}
    response = api.post("/v1/webhooks", json={"url": "https://a.example", "kinds": ["plan.rady"]}, headers=api.brand())
    assert offences(response) == [("/kinds/0", "unknown_value")]
    response = api.post("/v1/webhooks", json={"url": "ftp://example.com/"}, headers=api.brand())
    assert [path for path, _ in offences(response)] == ["/url"]


def test_where_the_operator_allows_no_private_addresses_only_https_to_public_ones_will_do(data: Path) -> None:
    with running_api(settings(data)) as api:
        for url in ("http://example.com/", "https://127.0.0.1/", "https://[fd00::1]/", "https://example.com:8080/"):
            response = api.post("/v1/webhooks", json={"url": url}, headers=api.brand())
            assert (response.status_code, offences(response)) == (422, [("/url", "invalid")]), url
        # A name is looked up when something is sent: where it leads is refused then.
        webhook = _create(api, url="https://localhost/")
        _test(api, webhook)
        (attempt,) = eventually(lambda: _log(api, webhook)[0]["attempts"])
        assert (attempt["error"], attempt["status"]) == ("address_refused", None)


def test_an_owner_has_twenty_endpoints_at_most(api: Api) -> None:
    for number in range(20):
        _create(api, url=f"https://example.com/{number}")
    response = api.post("/v1/webhooks", json={"url": "https://example.com/20"}, headers=api.brand())
    assert (response.status_code, response.json["code"]) == (409, "too_many_webhooks")
    _create(api, api.brand("zeta"), url="https://example.com/")
    pages = [api.get("/v1/webhooks", query={"limit": 15}, headers=api.brand()).json]
    pages.append(api.get("/v1/webhooks", query={"cursor": pages[0]["next_cursor"]}, headers=api.brand()).json)
    assert [len(page["items"]) for page in pages] == [15, 5]


def test_brands_and_marketplace_do_not_see_each_other_s_endpoints(api: Api) -> None:
    nowhere = "https://hooks.invalid/"
    mine, theirs = _create(api, url=nowhere), _create(api, api.brand("zeta"), url=nowhere)
    market = _create(api, api.marketplace, url=nowhere)
    acting = {**api.marketplace, "Creatormatch-Brand": "acme"}
    for headers, seen in ((api.brand(), mine), (api.brand("zeta"), theirs), (api.marketplace, market), (acting, mine)):
        assert [one["id"] for one in api.get("/v1/webhooks", headers=headers).json["items"]] == [seen["id"]]
        for one in (mine, theirs, market):
            expected = 200 if one is seen else 404
            assert api.get(f"/v1/webhooks/{one['id']}", headers=headers).status_code == expected
    delivery = _test(api, mine)["id"]
    address = f"/v1/webhooks/{mine['id']}"
    for method, path in (("PATCH", ""), ("DELETE", ""), ("POST", ":rotate-secret"), ("POST", ":test"),
                         ("POST", ":replay"), ("GET", "/deliveries"),
                         ("POST", f"/deliveries/{delivery}:replay")):  # fmt: skip
        body = {"json": {"since": "2026-01-01T00:00:00Z"} if path == ":replay" else {}} if method != "GET" else {}
        for headers in (api.brand("zeta"), api.marketplace):
            assert api.call(method, address + path, headers=headers, **body).status_code == 404, path
    other = f"/v1/webhooks/{theirs['id']}/deliveries/{delivery}:replay"
    assert api.post(other, headers=api.brand("zeta")).status_code == 404


def test_a_patch_changes_an_endpoint_at_the_version_that_the_caller_knows(api: Api) -> None:
    webhook = _create(api, url="https://example.com/", kinds=["plan.ready"])
    address = f"/v1/webhooks/{webhook['id']}"
    tag = api.get(address, headers=api.brand()).headers["ETag"]
    patch = {"kinds": None, "enabled": False, "url": "https://example.org/"}
    changed = api.patch(address, json=patch, headers={**api.brand(), "If-Match": tag})
    assert changed.status_code == 200
    assert {name: changed.json[name] for name in patch} == patch
    assert (changed.json["version"], changed.json["disabled_reason"]) == (2, "request")
    late = api.patch(address, json={"enabled": True}, headers={**api.brand(), "If-Match": tag})
    assert (late.status_code, late.json["code"]) == (412, "precondition_failed")
    refused = api.patch(address, json={"url": "https://example.org/#x", "colour": "red"}, headers=api.brand())
    assert [path for path, _ in offences(refused)] == ["/colour"]
    assert api.delete(address, headers={**api.brand(), "If-Match": tag}).status_code == 412
    assert api.delete(address, headers=api.brand()).status_code == 204
    assert api.get(address, headers=api.brand()).status_code == 404


def test_a_test_event_arrives_signed_and_the_log_says_so(api: Api, receiver: Hook) -> None:
    webhook = _create(api, url=receiver.url, kinds=["import.finished"])
    delivery = _test(api, webhook)
    assert (delivery["status"], delivery["attempts"]) == ("pending", [])
    (got,) = receiver.wait(1)
    event = Webhook(webhook["secret"]).verify(got.body, got.headers)
    assert (event["type"], event["data"]) == ("webhook.test", {"webhook_id": webhook["id"]})
    assert set(event) == {"type", "timestamp", "data"}
    assert (got.id, got.headers["content-type"]) == (delivery["event_id"], "application/json")
    (logged,) = eventually(lambda: _log(api, webhook, status="delivered"))
    (attempt,) = logged["attempts"]
    assert (attempt["status"], attempt["error"], logged["next_at"]) == (204, None, None)
    assert attempt["duration_ms"] >= 0
    assert _log(api, webhook, status="failed") == []


def test_both_secrets_sign_while_one_replaces_the_other(api: Api, receiver: Hook) -> None:
    webhook = _create(api, url=receiver.url)
    rotated = api.post(f"/v1/webhooks/{webhook['id']}:rotate-secret", json={}, headers=api.brand())
    assert (rotated.status_code, rotated.json["version"]) == (200, 2)
    _test(api, webhook)
    (both,) = receiver.wait(1)
    for secret in (webhook["secret"], rotated.json["secret"]):
        assert Webhook(secret).verify(both.body, both.headers)
    address = f"/v1/webhooks/{webhook['id']}:rotate-secret"
    last = api.post(address, json={"overlap_seconds": 0}, headers=api.brand()).json
    _test(api, webhook)
    got = receiver.wait(2)[1]
    assert Webhook(last["secret"]).verify(got.body, got.headers)
    for secret in (webhook["secret"], rotated.json["secret"]):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(got.body, got.headers)


def test_what_fails_is_tried_again_under_the_same_id_until_it_arrives(
    sweeping_api: Api, receiver: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = sweeping_api
    monkeypatch.setattr(delivering, "RETRY_SECONDS", (0.05,) * 9)
    monkeypatch.setattr(delivering, "_LONGEST_PAUSE_SECONDS", 0.01)
    answers = iter([status(500), status(302, Location="http://127.0.0.1:1/"), status(404)])
    receiver.answer = lambda handler: next(answers, status(200))(handler)
    webhook = _create(api, url=receiver.url)
    _test(api, webhook)
    got = receiver.wait(4)
    assert len({one.id for one in got}) == 1
    (delivery,) = eventually(lambda: _log(api, webhook, status="delivered"))
    assert [(a["status"], a["error"]) for a in delivery["attempts"]] == [
        (500, "refused"), (302, "redirected"), (404, "refused"), (200, None)]  # fmt: skip
    assert api.get(f"/v1/webhooks/{webhook['id']}", headers=api.brand()).json["failing_since"] is None


def test_after_the_last_retry_a_delivery_has_failed_and_can_be_replayed(
    sweeping_api: Api, receiver: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = sweeping_api
    monkeypatch.setattr(delivering, "RETRY_SECONDS", (0.01, 0.01))
    monkeypatch.setattr(delivering, "_LONGEST_PAUSE_SECONDS", 0.01)
    receiver.answer = status(503)
    webhook = _create(api, url=receiver.url)
    _test(api, webhook)
    (failed,) = eventually(lambda: _log(api, webhook, status="failed"))
    assert (len(failed["attempts"]), failed["next_at"]) == (3, None)
    assert api.get(f"/v1/webhooks/{webhook['id']}", headers=api.brand()).json["failing_since"] is not None
    receiver.answer = status(204)
    address = f"/v1/webhooks/{webhook['id']}/deliveries/{failed['id']}:replay"
    assert api.post(address, headers=api.brand()).status_code == 202
    (delivery,) = eventually(lambda: _log(api, webhook, status="delivered"))
    assert (delivery["id"], len(delivery["attempts"])) == (failed["id"], 4)
    assert len({one.id for one in receiver.wait(4)}) == 1


def test_an_endpoint_that_answers_410_is_disabled_until_its_owner_enables_it_and_then_gets_what_it_missed(
    api: Api, receiver: Hook
) -> None:
    webhook = _create(api, url=receiver.url)
    address = f"/v1/webhooks/{webhook['id']}"
    receiver.answer = status(410)
    _emit(api, plan_id="pln_1")
    gone = eventually(lambda: (found := api.get(address, headers=api.brand()).json)["disabled_reason"] and found)
    assert (gone["enabled"], gone["disabled_reason"], gone["version"]) == (False, "gone", 2)
    _emit(api, plan_id="pln_2")
    replay = {"since": webhook["created_at"]}
    for action, body in ((":test", {}), (":replay", {"json": replay})):
        refused = api.post(address + action, headers=api.brand(), **body)
        assert (refused.status_code, refused.json["code"]) == (409, "webhook_disabled")
    receiver.answer = status(204)
    assert api.patch(address, json={"enabled": True}, headers=api.brand()).json["disabled_reason"] is None
    for _ in range(2):
        assert api.post(f"{address}:replay", json=replay, headers=api.brand()).json["replayed"] == 2
    eventually(lambda: len(_log(api, webhook, status="delivered")) == 2)
    ids = {one.id: one.event["data"]["plan_id"] for one in receiver.got}
    assert sorted(ids.values()) == ["pln_1", "pln_2"]


def test_a_replay_takes_kinds_and_times(api: Api, receiver: Hook) -> None:
    _create(api, url="https://example.invalid/", enabled=False)
    for kind in ("plan.ready", "match.entered", "plan.ready"):
        _emit(api, kind)
    late = _create(api, url=receiver.url, kinds=["match.entered"])
    address, since = f"/v1/webhooks/{late['id']}:replay", "2026-01-01T00:00:00Z"
    asked = (
        ({"since": since}, 1), ({"since": since, "kinds": ["plan.ready"]}, 2),
        ({"since": since, "until": "2026-01-02T00:00:00+01:00"}, 0), ({"since": "2999-01-01T00:00:00Z"}, 0),
    )  # fmt: skip
    for body, count in asked:
        assert api.post(address, json=body, headers=api.brand()).json["replayed"] == count, body
    assert sorted(one.event["type"] for one in receiver.wait(3)) == ["match.entered", "plan.ready", "plan.ready"]
    wrong = api.post(address, json={"since": "yesterday", "kinds": []}, headers=api.brand())
    assert {path for path, _ in offences(wrong)} == {"/since", "/kinds"}


def test_the_body_of_an_event_that_named_an_erased_creator_cannot_be_replayed(api: Api, receiver: Hook) -> None:
    webhook = _create(api, url=receiver.url)
    _emit(api)
    (delivery,) = eventually(lambda: _log(api, webhook, status="delivered"))
    api.backends.store.write(lambda c: c.execute(update(events).values(body=None)))
    refused = api.post(f"/v1/webhooks/{webhook['id']}/deliveries/{delivery['id']}:replay", headers=api.brand())
    assert (refused.status_code, refused.json["code"]) == (409, "event_erased")
    missing = api.post(f"/v1/webhooks/{webhook['id']}/deliveries/dlv_none:replay", headers=api.brand())
    assert missing.status_code == 404


def test_the_log_is_paged_from_the_newest_on(api: Api, receiver: Hook) -> None:
    webhook = _create(api, url=receiver.url)
    made = [_test(api, webhook)["id"] for _ in range(3)]
    address = f"/v1/webhooks/{webhook['id']}/deliveries"
    first = api.get(address, query={"limit": 2}, headers=api.brand()).json
    second = api.get(address, query={"limit": 2, "cursor": first["next_cursor"]}, headers=api.brand()).json
    assert [one["id"] for page in (first, second) for one in page["items"]] == made[::-1]
    assert second["next_cursor"] is None


def test_a_plan_that_is_ready_is_told_of_and_so_is_its_revision(api: Api, receiver: Hook) -> None:
    webhook = _create(api, url=receiver.url, kinds=["plan.ready"])
    api.put_creators(lena={}, mia={})
    brief = api.post_brief()
    request = {"budget": {"currency": "EUR", "total": "1000"}, "frontier": False,
               "mixes": [{"deliverables": [{"kind": "ig_reel"}]}]}  # fmt: skip
    plan = api.post(f"/v1/briefs/{brief['id']}/plans", json=request, headers=api.brand()).json
    revised = api.patch(f"/v1/plans/{plan['id']}", json={"budget": {"total": "400"}}, headers=api.brand())
    assert revised.status_code == 200, revised.text
    ready = sorted((event["data"] for event in receiver.events(2)), key=lambda data: data["version"])
    assert ready == [
        {"plan_id": plan["id"], "brief_id": brief["id"], "version": version, "status": told["status"],
         "creators": told["totals"]["creators"], "price": told["totals"]["price"], "currency": "EUR"}
        for version, told in ((1, plan), (2, revised.json))
    ]  # fmt: skip
    assert [data["creators"] for data in ready] == [2, 1]
    assert len(_log(api, webhook)) == 2


def test_a_failed_endpoint_delays_nobody_else(api: Api, receiver: Hook) -> None:
    """More deliveries hang than one owner may have under way, and another owner's arrive."""
    release = threading.Event()
    with hook() as hanging:
        hanging.answer = lambda handler: (release.wait(WAIT_SECONDS), status(204)(handler))[1]
        for number in range(6):
            _create(api, url=f"{hanging.url}/{number}")
        _emit(api)
        hanging.wait(delivering._AT_ONCE_OF_AN_OWNER)
        _create(api, api.brand("zeta"), url=receiver.url)
        _emit(api, brand="zeta", plan_id="pln_z")
        assert receiver.events(1)[0]["data"] == {"plan_id": "pln_z"}
        assert len(hanging.got) == delivering._AT_ONCE_OF_AN_OWNER
        release.set()
        hanging.wait(6)


def test_the_receiver_of_the_examples_takes_each_event_once_and_refuses_what_is_not_signed(api: Api) -> None:
    with hook() as reserved:
        port = reserved.port  # free again when this block ends
    webhook = _create(api, url=f"http://127.0.0.1:{port}/")
    environment = {"WEBHOOK_SECRET": webhook["secret"]}
    with subprocess.Popen([sys.executable, str(_EXAMPLE), str(port)], env=environment, stdout=subprocess.PIPE,
                          text=True) as example:  # fmt: skip
        try:
            assert example.stdout is not None
            assert "waiting" in example.stdout.readline()
            delivery = _test(api, webhook)
            assert "webhook.test" in example.stdout.readline()
            eventually(lambda: _log(api, webhook, status="delivered"))
            api.post(f"/v1/webhooks/{webhook['id']}/deliveries/{delivery['id']}:replay", headers=api.brand())
            eventually(lambda: len(_log(api, webhook)[0]["attempts"]) == 2)
            api.post(f"/v1/webhooks/{webhook['id']}:rotate-secret", json={"overlap_seconds": 0}, headers=api.brand())
            _test(api, webhook)
            (refused,) = eventually(lambda: _log(api, webhook)[0]["attempts"])
            assert (refused["status"], refused["error"]) == (401, "refused")
        finally:
            example.terminate()
        assert example.stdout.read() == ""  # the event that came twice was taken once


def test_the_receiver_of_the_examples_takes_an_event_again_whose_work_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(_EXAMPLE.parent))
    seen = importlib.import_module(_EXAMPLE.stem).Seen()
    done: list[str] = []

    def broken() -> None:
        raise OSError("the queue is away")

    with pytest.raises(OSError, match="away"):
        seen.once("evt_1", broken)
    for event_id in ("evt_1", "evt_1", "evt_2"):
        seen.once(event_id, lambda event_id=event_id: done.append(event_id))
    assert done == ["evt_1", "evt_2"]


def test_metrics_tell_of_attempts_and_of_what_waits(api: Api, receiver: Hook) -> None:
    def delivered() -> float:
        lines = api.get("/metrics").text.splitlines()
        found = [line for line in lines if line.startswith('creatormatch_webhook_attempts_total{result="delivered"}')]
        return float(found[0].split()[1]) if found else 0.0

    before = delivered()
    _test(api, _create(api, url=receiver.url))
    eventually(lambda: delivered() == before + 1)
    assert "creatormatch_webhooks_waiting " in api.get("/metrics").text


def test_deleting_an_endpoint_takes_its_log_along(api: Api, receiver: Hook) -> None:
    webhook = _create(api, url=receiver.url)
    _test(api, webhook)
    receiver.wait(1)
    assert api.delete(f"/v1/webhooks/{webhook['id']}", headers=api.brand()).status_code == 204
    with api.backends.store.read() as connection:
        assert connection.execute(delivery_table.select()).all() == []
