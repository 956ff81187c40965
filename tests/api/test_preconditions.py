"""ETag, If-Match, If-None-Match: nobody undoes a change that they have not seen."""

import threading
import time
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, text

from service.app import create_app
from service.planning import plans as planning
from service.store import plans
from tests.builders import Api, brief, creator
from tests.guards.test_strictness import PLAN


def test_what_was_read_before_is_not_sent_again(api: Api) -> None:
    api.put_creators(lena={})
    stored = api.post_brief()
    for path in ("/v1/creators/lena", f"/v1/briefs/{stored['id']}"):
        headers = dict(api.brand())
        tag = api.get(path, headers=headers).headers["ETag"]
        for known in (tag, f'"x", {tag}', f"W/{tag}", "*"):
            again = api.get(path, headers={**headers, "If-None-Match": known})
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
        assert api.get(path, headers={**headers, "If-None-Match": '"1"'}).status_code == 200


def test_the_tag_changes_with_whatever_is_shown(api: Api) -> None:
    put = api.put("/v1/creators/lena", json=creator())
    api.wait_indexed()
    indexed = api.get("/v1/creators/lena")
    assert put.json["embedding"] != indexed.json["embedding"]
    assert put.headers["ETag"] != indexed.headers["ETag"]
    assert api.patch("/v1/creators/lena", json={"city": "Bonn"},
                     headers={**api.marketplace, "If-Match": put.headers["ETag"]}).status_code == 200  # fmt: skip


def test_a_change_of_an_older_version_is_refused_and_changes_nothing(api: Api) -> None:
    old = api.put("/v1/creators/lena", json=creator()).headers["ETag"]
    new = api.patch("/v1/creators/lena", json={"city": "Bonn"}).headers["ETag"]
    for method, body in (("PUT", creator()), ("PATCH", {"city": "Ulm"}), ("DELETE", None)):
        for tag in (old, '"99"', "nonsense", '"-1"', f'"{"9" * 400}"'):
            response = api.call(method, "/v1/creators/lena", json=body, headers={**api.marketplace, "If-Match": tag})
            assert (response.status_code, response.json["code"]) == (412, "precondition_failed"), (method, tag)
    assert api.get("/v1/creators/lena").json["city"] == "Bonn"
    for method, body in (("PUT", creator()), ("DELETE", None)):
        headers = {**api.marketplace, "If-Match": f"{old}, {new}" if method == "PUT" else "*"}
        assert api.call(method, "/v1/creators/lena", json=body, headers=headers).status_code < 300


def test_what_is_not_there_fails_if_match_and_what_is_there_fails_if_none_match(api: Api) -> None:
    absent = api.put("/v1/creators/lena", json=creator(), headers={**api.marketplace, "If-Match": "*"})
    assert absent.status_code == 412
    only_new = {**api.marketplace, "If-None-Match": "*"}
    assert api.put("/v1/creators/lena", json=creator(), headers=only_new).status_code == 201
    assert api.put("/v1/creators/lena", json=creator(), headers=only_new).status_code == 412


def test_of_briefs_and_plans_too(api: Api) -> None:
    api.put_creators(lena={})
    stored = api.post("/v1/briefs", json=brief(), headers=api.brand())
    path, tag = f"/v1/briefs/{stored.json['id']}", stored.headers["ETag"]
    assert api.patch(path, json={"title": "a"}, headers={**api.brand(), "If-Match": tag}).status_code == 200
    for method, body in (("PATCH", {"title": "b"}), ("DELETE", None)):
        assert api.call(method, path, json=body, headers={**api.brand(), "If-Match": tag}).status_code == 412
    plan = api.post(f"{path}/plans", json=PLAN, headers=api.brand())
    path, tag = f"/v1/plans/{plan.json['id']}", plan.headers["ETag"]
    assert api.patch(path, json={"name": "a"}, headers={**api.brand(), "If-Match": tag}).status_code == 200
    for method, address, body in (("PATCH", path, {"name": "b"}), ("POST", f"{path}:accept", None),
                                  ("DELETE", path, None)):  # fmt: skip
        response = api.call(method, address, json=body, headers={**api.brand(), "If-Match": tag})
        assert response.status_code == 412, method


def test_a_plan_that_is_revised_while_it_is_accepted_is_not(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.put_creators(lena={})
    plan = api.post(f"/v1/briefs/{api.post_brief()['id']}/plans", json=PLAN, headers=api.brand())
    address, known = f"/v1/plans/{plan.json['id']}", {**api.brand(), "If-Match": plan.headers["ETag"]}
    accept = planning.accept_plan

    def overtaken(*given: Any) -> Any:
        assert api.patch(address, json={"name": "later"}, headers=api.brand()).status_code == 200
        return accept(*given)

    monkeypatch.setattr(planning, "accept_plan", overtaken)
    assert api.post(f"{address}:accept", headers=known).status_code == 412
    assert api.get(address, headers=api.brand()).json["accepted_version"] is None


@pytest.mark.parametrize("database", ["api", "postgres_api"])
def test_a_plan_that_is_revised_while_it_is_deleted_is_still_found(
    request: pytest.FixtureRequest, database: str
) -> None:
    api: Api = request.getfixturevalue(database)
    api.put_creators(lena={})
    plan = api.post(f"/v1/briefs/{api.post_brief()['id']}/plans", json=PLAN, headers=api.brand())
    address, known = f"/v1/plans/{plan.json['id']}", {**api.brand(), "If-Match": plan.headers["ETag"]}
    statuses: list[int] = []

    def delete() -> None:
        statuses.append(api.delete(address, headers=known).status_code)

    def revise(connection: Connection) -> threading.Thread:
        stored = plans.get(connection, 1, plan.json["id"])
        assert stored is not None
        assert plans.revise(connection, stored, stored.request, stored.result) is not None
        deleting = threading.Thread(target=delete)
        deleting.start()
        if database == "postgres_api":
            _wait_until_one_waits(api)
        return deleting

    api.backends.store.write(revise).join()
    assert statuses == [412]


def _wait_until_one_waits(api: Api) -> None:
    deadline = time.monotonic() + 30
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with api.backends.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.execute(waiting).scalar_one() == 0:
            assert time.monotonic() < deadline
            time.sleep(0.02)


@pytest.mark.parametrize("database", ["api", "postgres_api"])
def test_of_two_at_once_one_wins(request: pytest.FixtureRequest, database: str) -> None:
    api: Api = request.getfixturevalue(database)
    tag = api.put("/v1/creators/lena", json=creator()).headers["ETag"]
    statuses: list[int] = []

    def change(city: str) -> None:
        headers = {**api.marketplace, "If-Match": tag}
        statuses.append(api.patch("/v1/creators/lena", json={"city": city}, headers=headers).status_code)

    threads = [threading.Thread(target=change, args=(f"City {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [412] * 5
    assert api.get("/v1/creators/lena").json["version"] == 2


def test_where_the_operator_asks_for_it_a_change_names_its_version(api: Api) -> None:
    strict = Api(create_app(replace(api.backends, config=replace(api.backends.config, require_if_match="on"))))
    created = strict.put("/v1/creators/lena", json=creator())
    assert created.status_code == 201, "there is nothing to be undone yet"
    for method, body in (("PUT", creator()), ("PATCH", {"city": "Ulm"}), ("DELETE", None)):
        response = strict.call(method, "/v1/creators/lena", json=body)
        assert (response.status_code, response.json["code"]) == (428, "precondition_required"), method
    told = {**strict.marketplace, "If-Match": created.headers["ETag"]}
    assert strict.patch("/v1/creators/lena", json={"city": "Ulm"}, headers=told).status_code == 200
    assert strict.delete("/v1/creators/lena", headers={**strict.marketplace, "If-Match": "*"}).status_code == 204
