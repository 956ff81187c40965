"""The audit log, operation by operation: a change leaves one row, a refusal none."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from service.api.context import _view
from service.planning import plans as planning
from service.store.tables import audit
from tests.builders import Api, creator, ndjson
from tests.guards.routes import operations
from tests.guards.test_strictness import PLAN, address_of, options_of

# What is not there yet is made.
_MAKING = {("PUT", "/v1/creators/<external_id>"), ("PUT", "/v1/brands/<brand_id>")}


def _rows(api: Api) -> int:
    with api.backends.store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(audit)).scalar_one())


def _newest(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/v1/audit", query={"limit": 1}).json["items"][0]
    return found


def _writing(api: Api) -> list[tuple[str, str, str, Any]]:
    """Method, rule, example and view of every operation that changes something."""
    functions = {rule.rule: api.app.view_functions[rule.endpoint] for rule in api.app.url_map.iter_rules()}
    found = [(*one, _view(functions[one[1]], one[0])) for one in operations(api.app) if one[0] != "GET"]
    return [one for one in found if one[3].changes]


def _with(options: dict[str, Any], **headers: str) -> dict[str, Any]:
    return options | {"headers": {**options["headers"], **headers}}


def test_every_change_leaves_one_row_that_names_it(api: Api) -> None:
    for method, rule, path, view in _writing(api):
        api.put_creators(lena={})
        address = address_of(api, path)
        before = _rows(api)
        response = api.call(method, address, **options_of(api, method, rule))
        assert response.status_code < 300, (method, rule, response.text)
        assert _rows(api) == before + 1, (method, rule)
        row, names = _newest(api), set(re.findall(r"<(?:[^:<>]+:)?([^<>]+)>", rule))
        assert row["operation"] == view.operation
        assert row["ids"].keys() == names - {"external_id"}
        of_a_creator = "external_id" in names and view.operation != "eraseCreator"
        assert row["external_id"] == ("lena" if of_a_creator else None), (method, rule)
        assert row["request_id"] == response.headers["X-Request-Id"]


def test_no_refusal_leaves_a_row(api: Api) -> None:
    """Of a query, a body, a version, a key, an address: whatever is wrong."""
    api.put_creators(lena={})
    refused = 0
    for method, rule, path, view in _writing(api):
        options, address = options_of(api, method, rule), address_of(api, path)
        tries = [options | {"query": {"colour": "red"}}, _with(options, Authorization="Bearer cm_0")]
        if "json" in options:
            tries += [options | {"json": {**options["json"], "colour": "red"}}, options | {"json": []}]
        if view.takes_if_match:
            tries.append(_with(options, **{"If-Match": '"99"'}))
        if view.is_idempotent:
            tries.append(_with(options, **{"Idempotency-Key": ""}))
        before = _rows(api)
        for one in tries:
            assert api.call(method, address, **one).status_code >= 400, (method, rule, one)
        refused += len(tries)
        strange = path.replace("lena", "nobody")  # other ids of examples are nobody's anyway
        if "_id>" in rule and (method, rule) not in _MAKING:
            assert api.call(method, strange, **options).status_code >= 400, (method, rule)
            refused += 1
        assert _rows(api) == before, (method, rule)
    assert refused > 100


def test_a_lost_race_leaves_no_row(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.put_creators(lena={})
    posted = api.post_brief()["id"]
    plan = api.post(f"/v1/briefs/{posted}/plans", json=PLAN, headers=api.brand()).json["id"]
    solve, overtake = planning._solved, ["UPDATE plans SET version = version + 1", "DELETE FROM briefs"]

    def overtaken(*asked: Any) -> Any:
        found = solve(*asked)
        api.backends.store.write(lambda c: c.exec_driver_sql(overtake.pop(0)))
        return found

    monkeypatch.setattr(planning, "_solved", overtaken)
    before = _rows(api)
    revised = api.patch(f"/v1/plans/{plan}", json={"name": "later"}, headers=api.brand())
    assert (revised.status_code, revised.json["code"]) == (409, "plan_changed")
    assert api.post(f"/v1/briefs/{posted}/plans", json=PLAN, headers=api.brand()).status_code == 404
    assert _rows(api) == before


def test_a_repeated_or_refused_import_leaves_no_row(api: Api) -> None:
    body = ndjson(creator() | {"external_id": "lena"})
    keyed = {**api.marketplace, "Idempotency-Key": "k-1"}
    assert api.import_lines(data=body, headers=keyed).status_code == 200
    before = _rows(api)
    assert api.import_lines(data=body, headers=keyed).headers["Idempotency-Replayed"] == "true"
    assert api.import_lines(data=body + body, headers=keyed).json["code"] == "idempotency_key_reused"
    assert api.post("/v1/creators:import", data=body, content_type="text/plain").status_code == 415
    assert _rows(api) == before
