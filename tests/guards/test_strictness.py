"""No key that a caller sends is silently dropped, on any route there is."""

from typing import Any

import pytest

from tests.builders import NDJSON, Api, brief, creator, offences
from tests.guards.routes import OPEN_TO_ALL_QUERIES, operations

PLAN = {
    "budget": {"currency": "EUR", "total": "1000"}, "frontier": False,
    "mixes": [{"deliverables": [{"kind": "ig_reel"}]}],
}  # fmt: skip
_BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("PUT", "/v1/creators/<external_id>"): creator(),
    ("PATCH", "/v1/creators/<external_id>"): {},
    ("PUT", "/v1/brands/<brand_id>"): {"name": "Acme"},
    ("POST", "/v1/briefs"): brief(),
    ("PATCH", "/v1/briefs/<brief_id>"): {},
    ("PUT", "/v1/briefs/<brief_id>/feedback/<external_id>"): {"verdict": "shortlisted"},
    ("PUT", "/v1/briefs/<brief_id>/outcomes/<outcome_id>"): {"creator": "lena"},
    ("POST", "/v1/briefs/<brief_id>/plans"): PLAN,
    ("PATCH", "/v1/plans/<plan_id>"): {},
    ("POST", "/v1/match"): brief(),
    ("POST", "/v1/briefs:parse"): brief(),
    ("POST", "/v1/briefs/<brief_id>/scores"): {"creators": ["lena"]},
    ("POST", "/v1/creators:similar"): {"creators": [{"external_id": "lena"}]},
    ("POST", "/v1/imports"): {"format": "ndjson"},
    ("PATCH", "/v1/imports/<import_id>"): {},
    ("POST", "/v1/keys"): {"role": "marketplace"},
    ("PATCH", "/v1/keys/<key_id>"): {},
    ("POST", "/v1/keys/<key_id>:rotate"): {},
    ("POST", "/v1/webhooks"): {"url": "https://hooks.invalid/"},
    ("PATCH", "/v1/webhooks/<webhook_id>"): {},
    ("POST", "/v1/webhooks/<webhook_id>:rotate-secret"): {},
    ("POST", "/v1/webhooks/<webhook_id>:replay"): {"since": "2026-01-01T00:00:00Z"},
    ("PUT", "/v1/rates"): {"as_of": "2026-01-01", "base": "EUR", "rates": {"USD": "1.15"}},
}
_OF_THE_MARKETPLACE = {"/v1/creators/<external_id>/briefs"}


def body_of(method: str, rule: str) -> dict[str, Any]:
    """A body that is right for its route, as the options of a call."""
    if rule.endswith((":import", "/parts/<number>")):
        return {"data": b"\n", "content_type": NDJSON}
    body = _BODIES.get((method, rule))
    return {} if body is None else {"json": body}


def options_of(api: Api, method: str, rule: str) -> dict[str, Any]:
    """A request that is right for its route: of a brand where a brief is meant."""
    of_a_brand = ("brief" in rule or "match" in rule or "plan" in rule) and rule not in _OF_THE_MARKETPLACE
    headers = api.brand() if of_a_brand else api.marketplace
    return {"headers": headers, **body_of(method, rule)}


def _import(api: Api) -> str:
    """One with a part, in place of earlier ones: there may not be many."""
    for earlier in api.get("/v1/imports").json["items"]:
        api.delete(f"/v1/imports/{earlier['id']}")
    import_id: str = api.post("/v1/imports", json={"format": "ndjson"}).json["id"]
    api.put(f"/v1/imports/{import_id}/parts/1", data=b"\n", content_type=NDJSON)
    return import_id


def _webhook(api: Api) -> tuple[str, str]:
    """One with a delivery to nowhere, in place of earlier ones: there may not be many."""
    for earlier in api.get("/v1/webhooks", query={"limit": 50}).json["items"]:
        api.delete(f"/v1/webhooks/{earlier['id']}")
    webhook_id: str = api.post("/v1/webhooks", json={"url": "https://hooks.invalid/"}).json["id"]
    return webhook_id, api.post(f"/v1/webhooks/{webhook_id}:test").json["id"]


def address_of(api: Api, path: str) -> str:
    address = path.replace("brf_0", api.post_brief()["id"])
    if "pln_0" in address:
        made = api.post(f"/v1/briefs/{api.post_brief()['id']}/plans", json=PLAN, headers=api.brand())
        address = address.replace("pln_0", made.json["id"])
    if "cm_0" in address:
        address = address.replace("cm_0", api.post("/v1/keys", json={"role": "marketplace"}).json["id"])
    if "ers_0" in address:
        api.put_creators(gone={})
        address = address.replace("ers_0", api.delete("/v1/creators/gone").headers["Creatormatch-Erasure"])
    if "imp_0" in address:
        address = address.replace("imp_0", _import(api))
    if "whk_0" in address:
        webhook_id, delivery_id = _webhook(api)
        address = address.replace("whk_0", webhook_id).replace("dlv_0", delivery_id)
    if address.endswith("/feedback/lena"):  # so that there is something to withdraw
        assert api.put(address, json={"verdict": "hired"}, headers=api.brand()).status_code == 201
    if address.endswith("/outcomes/post-1"):
        brief_address = address.removesuffix("/outcomes/post-1")
        api.put(f"{brief_address}/feedback/lena", json={"verdict": "hired"}, headers=api.brand())
        assert api.put(address, json={"creator": "lena"}, headers=api.brand()).status_code == 201
    return address


def test_every_route_is_right_without_the_unknown_key(api: Api) -> None:
    for method, rule, path in operations(api.app):
        api.put_creators(lena={})
        status = api.call(method, address_of(api, path), **options_of(api, method, rule)).status_code
        assert status in (200, 201, 202, 204), (method, rule)


def test_every_route_refuses_an_unknown_query_key(api: Api) -> None:
    api.put_creators(lena={})
    for method, rule, path in operations(api.app):
        options = options_of(api, method, rule) | {"query": {"colour": "red"}}
        response = api.call(method, address_of(api, path), **options)
        if rule in OPEN_TO_ALL_QUERIES:
            assert response.status_code == 200
        else:
            assert response.status_code == 422, (method, rule, response.text)
            assert [code for _, code in offences(response)] == ["unknown_key"]
    assert api.get("/v1/creators/lena").json["version"] == 1


def test_every_route_refuses_a_query_key_that_stands_twice(api: Api) -> None:
    for method, rule, path in operations(api.app):
        if rule not in OPEN_TO_ALL_QUERIES:
            options = options_of(api, method, rule) | {"query": "limit=1&limit=2"}
            assert api.call(method, path, **options).status_code == 422, (method, rule)


@pytest.mark.parametrize("route", _BODIES, ids=" ".join)
def test_every_route_refuses_an_unknown_body_key(api: Api, route: tuple[str, str]) -> None:
    api.put_creators(lena={})
    for method, rule, path in operations(api.app):
        if (method, rule) == route:
            options = options_of(api, method, rule)
            options["json"] = options["json"] | {"colour": "red"}
            response = api.call(method, address_of(api, path), **options)
            assert (response.status_code, offences(response)) == (422, [("/colour", "unknown_key")])


def test_every_route_with_a_body_is_tried(api: Api) -> None:
    with_body = {
        (method, rule)
        for method, rule, path in operations(api.app)
        if "requestBody" in (api.contract.operation(method, path) or {})
    }
    lines = (":import", "/parts/<number>")
    imports = {(method, rule) for method, rule, _ in operations(api.app) if rule.endswith(lines)}
    assert with_body == _BODIES.keys() | imports
