"""Every operation beside another brand's object: 404 as if there were none, and no trace of the attempt."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, select, update
from werkzeug.test import TestResponse

from service import keys
from service.keys import Wanted
from service.store.tables import deliveries, metadata
from tests.builders import Api, Headers
from tests.guards.routes import operations
from tests.guards.test_strictness import PLAN, body_of

# Whose object an id in a path names: a brand's, made by these.
Maker = Callable[[Api, Headers], str]


def _brief(api: Api, headers: Headers) -> str:
    return str(api.post_brief(headers)["id"])


def _plan(api: Api, headers: Headers) -> str:
    return str(api.post(f"/v1/briefs/{_brief(api, headers)}/plans", json=PLAN, headers=headers).json["id"])


def _webhook(api: Api, headers: Headers) -> str:
    made = api.post("/v1/webhooks", json={"url": "https://hooks.example/in"}, headers=headers)
    return str(made.json["id"])


def _delivery(api: Api, headers: Headers) -> str:
    """Of the newest endpoint: the first path id of its address."""
    webhook_id = api.get("/v1/webhooks", headers=headers).json["items"][-1]["id"]
    api.post(f"/v1/webhooks/{webhook_id}:test", headers=headers)
    return str(api.get(f"/v1/webhooks/{webhook_id}/deliveries", headers=headers).json["items"][0]["id"])


def _key(api: Api, headers: Headers) -> str:
    return str(api.post("/v1/keys", json={}, headers=headers).json["id"])


MAKERS: dict[str, Maker] = {"brief_id": _brief, "plan_id": _plan, "webhook_id": _webhook, "delivery_id": _delivery,
                            "key_id": _key}  # fmt: skip
# Ids of what belongs to the marketplace or to nobody; an outcome's is one of its brief's.
OF_NO_BRAND = {"external_id", "brand_id", "name", "code", "import_id", "number", "erasure_id", "outcome_id"}


@pytest.fixture
def brands(api: Api) -> dict[str, Headers]:
    """Keys with every scope that a brand's key may have."""
    found = {}
    for slug in ("acme", "other"):
        keys.ensure_brand(api.backends, slug)
        scopes = [*keys.make_key(api.backends, Wanted("brand", slug)).stored.scopes.split(), "admin"]
        made = keys.make_key(api.backends, Wanted("brand", slug, scopes=scopes))
        found[slug] = {"Authorization": f"Bearer {made.key}"}
    return found


def _matrix(api: Api) -> list[tuple[str, str]]:
    """Every operation whose path names a brand's object."""
    found = []
    for method, rule, _ in operations(api.app):
        names = set(re.findall(r"<(?:[^:<>]+:)?([^<>]+)>", rule))
        assert names <= MAKERS.keys() | OF_NO_BRAND, f"{rule}: say in this file whose object the new id names"
        if names & MAKERS.keys():
            found.append((method, rule))
    return found


def _everything(api: Api) -> dict[str, list[Any]]:
    """Every row of every table, but the moments at which keys were used."""
    with api.backends.store.read() as connection:
        return {
            table.name: sorted(
                repr(tuple(row)) for row in connection.execute(
                    select(*(column for column in table.c if column.name != "last_used_at"))
                )
            )
            for table in metadata.sorted_tables
        }  # fmt: skip


def _rest(api: Api) -> None:
    """Let no delivery be tried again meanwhile: that leaves traces of its own."""
    deadline = time.monotonic() + 30
    while not api.backends.store.write(lambda c: _postponed(c)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _postponed(connection: Connection) -> bool:
    """Whether the first try of all of them is over, and the next one is far away."""
    if connection.execute(select(deliveries.c.id).where(deliveries.c.tries == 0)).first() is not None:
        return False
    connection.execute(update(deliveries).values(next_at=1e12))
    return True


def _call(api: Api, method: str, rule: str, ids: dict[str, str], headers: Headers, **more: str) -> TestResponse:
    path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda found: ids.get(found[1], "lena"), rule)
    return api.call(method, path, headers={**headers, **more}, **body_of(method, rule))


@pytest.mark.parametrize("acting", ["brand", "marketplace"])
def test_another_brands_object_is_not_there_and_nothing_is_left_of_the_attempt(
    api: Api, brands: dict[str, Headers], acting: str
) -> None:
    api.put_creators(lena={})
    other = brands["other"] if acting == "brand" else {**api.marketplace, "Creatormatch-Brand": "other"}
    ids = {name: make(api, brands["acme"]) for name, make in MAKERS.items()}
    api.put(f"/v1/briefs/{ids['brief_id']}/feedback/lena", json={"verdict": "hired"}, headers=brands["acme"])
    api.put(f"/v1/briefs/{ids['brief_id']}/outcomes/lena", json={"creator": "lena"}, headers=brands["acme"])
    _rest(api)
    strange = {name: re.sub(r"[0-9a-f]{6}$", "0" * 6, found) for name, found in ids.items()}
    matrix = [cell for cell in _matrix(api) if acting == "brand" or "key_id" not in cell[1]]
    before = _everything(api)
    for method, rule in matrix:
        for more in ({}, {"If-Match": "*"}, {"Idempotency-Key": "k-1"}):
            response = _call(api, method, rule, ids, other, **more)
            assert (response.status_code, response.json["code"]) == (404, "not_found"), (method, rule, response.text)
            nobodys = _call(api, method, rule, strange, other, **more)
            assert _said(response, ids) == _said(nobodys, strange), "it tells what is another's from what is not there"
    after = _everything(api)
    traces = {name: [row for row in after[name] if row not in before[name]] for name in before}
    assert {name: rows for name, rows in traces.items() if rows} == {}
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    print(f"\nisolation: {len(matrix)} operations x 3 forms, as a {acting}: {3 * len(matrix)} refusals")


def _said(response: TestResponse, ids: dict[str, str]) -> str:
    text = response.text.replace(response.json["request_id"], "")
    for name, found in ids.items():
        text = text.replace(found, name)
    return text


def test_the_owner_reaches_all_of_it(api: Api, brands: dict[str, Headers]) -> None:
    """Otherwise the matrix would prove nothing."""
    api.put_creators(lena={})
    for method, rule in _matrix(api):
        ids = {name: make(api, brands["acme"]) for name, make in MAKERS.items() if f"{name}>" in rule}
        if "brief_id" in ids:
            path = f"/v1/briefs/{ids['brief_id']}"
            api.put(f"{path}/feedback/lena", json={"verdict": "hired"}, headers=brands["acme"])
            if "outcome_id" in rule:
                api.put(f"{path}/outcomes/lena", json={"creator": "lena"}, headers=brands["acme"])
        status = _call(api, method, rule, ids, brands["acme"]).status_code
        assert status < 300 or status == 409, (method, rule, status)


def test_lists_counts_and_cursors_of_one_brand_tell_nothing_of_another(api: Api, brands: dict[str, Headers]) -> None:
    lists = ["/v1/briefs", "/v1/webhooks", "/v1/keys", "/v1/audit"]
    alone = {path: api.get(path, headers=brands["other"]).json for path in lists}
    cursors = {}
    for _ in range(3):
        for make in MAKERS.values():
            make(api, brands["acme"])
    for path in lists:
        page = api.get(path, query={"limit": 2}, headers=brands["acme"]).json
        assert len(page["items"]) == 2, path
        cursors[path] = page["next_cursor"]
        now = api.get(path, headers=brands["other"]).json
        assert _without_use(now) == _without_use(alone[path]), path
        stolen = api.get(path, query={"cursor": cursors[path]}, headers=brands["other"])
        assert (stolen.status_code, stolen.json["errors"][0]["path"]) == (422, "query/cursor"), path
        assert api.get(path, query={"cursor": cursors[path]}, headers=brands["acme"]).status_code == 200


def _without_use(page: dict[str, Any]) -> Any:
    return [{name: value for name, value in item.items() if name != "last_used_at"} for item in page["items"]]


def test_an_idempotency_key_of_one_brand_is_no_others(api: Api, brands: dict[str, Headers]) -> None:
    answers = [api.post("/v1/briefs", json={"text": "pans"}, headers={**headers, "Idempotency-Key": "same"})
               for headers in (brands["acme"], brands["other"], brands["acme"])]  # fmt: skip
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert answers[0].json["id"] == answers[2].json["id"] != answers[1].json["id"]


def test_facets_and_matches_are_the_same_whatever_another_brand_says(api: Api, brands: dict[str, Headers]) -> None:
    api.put_creators(lena={}, max={"name": "Max Brot"})
    mine = _brief(api, brands["other"])
    path = f"/v1/briefs/{mine}/matches?facets=true&explain=true"
    before = api.get(path, headers=brands["other"]).json
    theirs = _brief(api, brands["acme"])
    for creator in ("lena", "max"):
        api.put(f"/v1/briefs/{theirs}/feedback/{creator}", json={"verdict": "hired"}, headers=brands["acme"])
        api.put(f"/v1/briefs/{theirs}/outcomes/{creator}", headers=brands["acme"],
                json={"creator": creator, "kind": "ig_reel", "impressions": 9000, "engagements": 4000})  # fmt: skip
    after = api.get(path, headers=brands["other"]).json
    assert {**before, "took_ms": 0} == {**after, "took_ms": 0}
