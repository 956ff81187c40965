"""API keys: scopes, limits, expiry, rotation, browsers, and who may manage which."""

import threading
import time
from typing import Any

import pytest

from service import keys
from service.keys import Wanted
from tests.builders import Api, Headers, brief, offences

SHOP = "https://shop.example"


def bearer(key: str) -> Headers:
    return {"Authorization": f"Bearer {key}"}


def made(api: Api, **document: Any) -> dict[str, Any]:
    response = api.post("/v1/keys", json={"role": "marketplace", **document})
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.json
    return found


@pytest.fixture
def admin(api: Api) -> Headers:
    """An admin of the brand acme."""
    keys.ensure_brand(api.backends, "acme")
    return bearer(keys.make_key(api.backends, Wanted("brand", "acme", scopes=["admin", "briefs:read"])).key)


def test_a_key_is_shown_once_and_works(api: Api) -> None:
    shown = made(api, label="search page", scopes=["creators:read"])
    assert api.get("/v1/creators", headers=bearer(shown["key"])).status_code == 200
    listed = api.get(f"/v1/keys/{shown['id']}").json
    assert listed == {name: value for name, value in shown.items() if name != "key"} | {
        "last_used_at": listed["last_used_at"]
    }
    assert shown["key"] not in api.get("/v1/keys").text


def test_a_key_does_what_its_scopes_say_and_nothing_else(api: Api) -> None:
    reader = bearer(made(api, scopes=["creators:read"])["key"])
    assert api.get("/v1/creators", headers=reader).status_code == 200
    for method, path in (("PUT", "/v1/creators/lena"), ("GET", "/v1/keys"), ("POST", "/v1/match"),
                         ("GET", "/v1/status")):  # fmt: skip
        response = api.call(method, path, headers=reader)
        assert (response.status_code, response.json["code"]) == (403, "insufficient_scope"), path


def test_without_scopes_a_key_has_those_of_its_role(api: Api) -> None:
    api.put("/v1/brands/acme", json={"name": "Acme"})
    assert "admin" in made(api)["scopes"]
    of_a_brand = made(api, role="brand", brand_id="acme")["scopes"]
    assert "creators:write" not in of_a_brand
    assert "admin" not in of_a_brand
    assert made(api, publishable=True, origins=[SHOP])["scopes"] == [
        "creators:read", "briefs:read", "matches:read", "plans:read"]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, [("/role", "required")]),
        ({"role": "king"}, [("/role", "unknown_value")]),
        ({"role": "brand"}, [("/brand_id", "invalid")]),
        ({"role": "marketplace", "brand_id": "acme"}, [("/brand_id", "invalid")]),
        ({"role": "brand", "brand_id": "nobody"}, [("/brand_id", "invalid")]),
        ({"role": "brand", "brand_id": "acme", "scopes": ["creators:write"]}, [("/scopes/0", "invalid")]),
        ({"role": "marketplace", "scopes": ["creators:reed"]}, [("/scopes/0", "unknown_value")]),
        ({"role": "marketplace", "publishable": True}, [("/origins", "required")]),
        ({"role": "marketplace", "publishable": True, "origins": [SHOP], "scopes": ["admin"]},
         [("/scopes/0", "invalid")]),
        ({"role": "marketplace", "origins": [SHOP]}, [("/origins", "invalid")]),
        ({"role": "marketplace", "publishable": True, "origins": ["shop.example"]}, [("/origins/0", "bad_format")]),
        ({"role": "marketplace", "expires_at": "2020-01-01T00:00:00Z"}, [("/expires_at", "invalid")]),
        ({"role": "marketplace", "requests_per_minute": -1}, [("/requests_per_minute", "out_of_range")]),
    ],
)  # fmt: skip
def test_it_refuses_keys_that_make_no_sense(
    api: Api, document: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    api.put("/v1/brands/acme", json={"name": "Acme"})
    response = api.post("/v1/keys", json=document)
    assert response.status_code == 422
    assert offences(response) == expected


def test_an_expired_key_says_so(api: Api) -> None:
    shown = keys.make_key(api.backends, Wanted("marketplace", expires_at=time.time() - 1))
    response = api.get("/v1/creators", headers=bearer(shown.key))
    assert (response.status_code, response.json["code"]) == (401, "key_expired")
    assert api.get(f"/v1/keys/{shown.stored.id}").json["state"] == "expired"


def test_after_a_rotation_both_secrets_are_good_until_the_overlap_ends(api: Api) -> None:
    first = made(api)
    second = api.post(f"/v1/keys/{first['id']}:rotate", json={}).json
    assert second["id"] == first["id"]
    for key in (first["key"], second["key"]):
        assert api.get("/v1/creators", headers=bearer(key)).status_code == 200
    third = api.post(f"/v1/keys/{first['id']}:rotate", json={"overlap_seconds": 0}).json
    assert third["rotating_until"] is None
    for key, status in ((first["key"], 401), (second["key"], 401), (third["key"], 200)):
        assert api.get("/v1/creators", headers=bearer(key)).status_code == status


def test_a_revoked_key_stops_at_once_and_cannot_be_brought_back(api: Api) -> None:
    shown = made(api)
    assert api.get("/v1/creators", headers=bearer(shown["key"])).status_code == 200
    assert api.delete(f"/v1/keys/{shown['id']}").status_code == 204
    assert api.get("/v1/creators", headers=bearer(shown["key"])).status_code == 401
    assert api.get(f"/v1/keys/{shown['id']}").json["state"] == "revoked"
    assert api.delete(f"/v1/keys/{shown['id']}").status_code == 404
    assert api.patch(f"/v1/keys/{shown['id']}", json={"label": "x"}).status_code == 404
    assert api.post(f"/v1/keys/{shown['id']}:rotate", json={}).status_code == 404


def test_a_key_that_another_process_revokes_is_refused_within_moments(api: Api) -> None:
    shown = made(api)
    assert api.get("/v1/creators", headers=bearer(shown["key"])).status_code == 200
    api.backends.store.write(lambda c: keys.keys.revoke(c, None, shown["id"]))
    deadline = time.monotonic() + 10
    while api.get("/v1/creators", headers=bearer(shown["key"])).status_code != 401:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_change_counts_at_once(api: Api) -> None:
    shown = made(api, scopes=["creators:read"])
    changed = api.patch(f"/v1/keys/{shown['id']}", json={"scopes": ["briefs:read"], "label": "b"})
    assert (changed.json["scopes"], changed.json["label"]) == (["briefs:read"], "b")
    assert api.get("/v1/creators", headers=bearer(shown["key"])).json["code"] == "insufficient_scope"
    unlimited = api.patch(f"/v1/keys/{shown['id']}", json={"requests_per_minute": 5, "label": None}).json
    assert (unlimited["requests_per_minute"], unlimited["label"]) == (5, "")
    assert api.patch(f"/v1/keys/{shown['id']}", json={"requests_per_minute": None}).json["requests_per_minute"] is None
    assert offences(api.patch(f"/v1/keys/{shown['id']}", json={"scopes": None})) == [("/scopes", "required")]
    assert offences(api.patch(f"/v1/keys/{shown['id']}", json={"role": "brand"})) == [("/role", "unknown_key")]


def test_what_is_the_marketplaces_alone_is_not_for_publishable_keys(api: Api) -> None:
    """Anybody can read such a key, and an export holds what brands said of the creator."""
    api.put_creator("lena")
    headers = bearer(made(api, publishable=True, origins=[SHOP])["key"]) | {"Origin": SHOP}
    for path in ("/v1/creators/lena/export", "/v1/erasures", "/v1/imports", "/v1/creators/lena/briefs"):
        response = api.get(path, headers=headers)
        assert (response.status_code, response.json["code"]) == (403, "forbidden"), path
    assert api.get("/v1/creators/lena", headers=headers).status_code == 200


def test_a_publishable_key_of_the_marketplace_acts_for_no_brand(api: Api) -> None:
    """Else a visitor of its page could read what every brand plans to pay."""
    posted = api.post_brief()["id"]
    plain = bearer(made(api, publishable=True, origins=[SHOP])["key"]) | {"Origin": SHOP}
    named = plain | {"Creatormatch-Brand": "acme"}
    for path in ("/v1/briefs", f"/v1/briefs/{posted}", f"/v1/briefs/{posted}/report", f"/v1/briefs/{posted}/plans"):
        response = api.get(path, headers=named)
        assert (response.status_code, response.json["code"]) == (403, "forbidden"), path
    of_the_brand = made(api, role="brand", brand_id="acme", publishable=True, origins=[SHOP])["key"]
    assert api.get(f"/v1/briefs/{posted}", headers=bearer(of_the_brand) | {"Origin": SHOP}).status_code == 200


def test_the_last_moment_there_is_can_be_an_expiry(api: Api) -> None:
    shown = made(api, expires_at="9999-12-31T23:59:59.9999999Z")
    assert shown["expires_at"] == "9999-12-31T23:59:59.000Z"
    assert api.get("/v1/keys").status_code == 200


def test_a_wrong_secret_is_no_use_of_the_key(api: Api) -> None:
    shown = made(api)
    assert api.get("/v1/creators", headers=bearer(f"{shown['id']}_wrong")).status_code == 401
    assert "note-key" not in [thread.name for thread in threading.enumerate()]
    assert api.get(f"/v1/keys/{shown['id']}").json["last_used_at"] is None


def test_a_key_that_is_revoked_while_it_is_looked_up_is_not_remembered(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, find = made(api), keys.keys.find

    def find_and_revoke(look: Any, key_id: str, slug: str) -> Any:
        found = find(look, key_id, slug)
        monkeypatch.setattr(keys.keys, "find", find)
        keys.revoke_key(api.backends, shown["id"])
        return found

    monkeypatch.setattr(keys.keys, "find", find_and_revoke)
    assert api.get("/v1/creators", headers=bearer(shown["key"])).status_code == 200
    assert api.get("/v1/creators", headers=bearer(shown["key"])).status_code == 401


def test_the_last_use_is_noted(api: Api) -> None:
    shown = made(api)
    assert shown["last_used_at"] is None
    api.get("/v1/creators", headers=bearer(shown["key"]))
    deadline = time.monotonic() + 10
    while api.get(f"/v1/keys/{shown['id']}").json["last_used_at"] is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_an_admin_of_a_brand_manages_the_keys_of_its_brand_alone(api: Api, admin: Headers) -> None:
    foreign = made(api)
    own = api.post("/v1/keys", json={"label": "ours"}, headers=admin).json
    assert (own["role"], own["brand_id"]) == ("brand", "acme")
    listed = api.get("/v1/keys", headers=admin).json["items"]
    assert {key["brand_id"] for key in listed} == {"acme"}
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", ":rotate")):
        body = {} if method != "GET" else None
        response = api.call(method, f"/v1/keys/{foreign['id']}{path}", json=body, headers=admin)
        assert response.status_code == 404, method
    assert api.get("/v1/creators", headers=bearer(foreign["key"])).status_code == 200
    wrong = api.post("/v1/keys", json={"role": "marketplace", "brand_id": "other"}, headers=admin)
    assert offences(wrong) == [("/role", "invalid"), ("/brand_id", "invalid")]


def test_keys_are_listed_page_by_page(api: Api) -> None:
    ids = [made(api)["id"] for _ in range(5)]
    found, cursor = [], None
    while True:
        page = api.get("/v1/keys", query={"limit": 2} | ({"cursor": cursor} if cursor else {})).json
        found += [key["id"] for key in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert found[-5:] == ids
    assert len(set(found)) == len(found)


def test_a_publishable_key_is_for_pages_of_its_origins(api: Api) -> None:
    key = made(api, publishable=True, origins=[SHOP])["key"]
    assert key.startswith("cp_")
    for origin, status in ((SHOP, 200), ("https://evil.example", 403), (None, 403), ("null", 403)):
        headers = bearer(key) | ({"Origin": origin} if origin else {})
        response = api.get("/v1/creators", headers=headers)
        assert response.status_code == status, origin
        assert status == 200 or response.json["code"] == "origin_not_allowed"
        assert response.headers.get("Access-Control-Allow-Origin") == (SHOP if origin == SHOP else None)
    asked = bearer(key) | {"Origin": SHOP}
    assert api.post("/v1/match", json=brief(), headers=asked | {"Creatormatch-Brand": "acme"}).status_code == 200
    assert api.put("/v1/creators/lena", json={}, headers=asked).json["code"] == "insufficient_scope"


def test_a_browser_may_ask_first(api: Api) -> None:
    made(api, publishable=True, origins=[SHOP])
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    known = api.call("OPTIONS", "/v1/match", headers={"Origin": SHOP, **asked})
    assert known.headers["Access-Control-Allow-Origin"] == SHOP
    assert "POST" in known.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in known.headers["Access-Control-Allow-Headers"]
    strange = api.call("OPTIONS", "/v1/match", headers={"Origin": "https://evil.example", **asked})
    assert "Access-Control-Allow-Origin" not in strange.headers
    assert strange.headers["Vary"] == "Origin"


def test_what_is_left_stands_in_every_answer_until_nothing_is(api: Api) -> None:
    key = made(api, requests_per_minute=3)["key"]
    remaining = []
    for _ in range(3):
        response = api.get("/v1/creators", headers=bearer(key))
        assert response.headers["RateLimit-Policy"] == '"requests";q=3;w=60'
        remaining.append(response.headers["RateLimit"].split(";")[1])
    # A new minute may begin between two requests.
    assert remaining in (["r=2", "r=1", "r=0"], ["r=2", "r=1", "r=2"], ["r=2", "r=2", "r=1"])
    while (refused := api.get("/v1/creators", headers=bearer(key))).status_code == 200:
        pass
    assert (refused.status_code, refused.json["code"]) == (429, "rate_limited")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "r=0" in refused.headers["RateLimit"]
    assert api.get("/v1/creators").status_code == 200


def test_a_key_without_a_limit_has_no_such_headers(api: Api) -> None:
    key = made(api, requests_per_minute=0)["key"]
    assert "RateLimit" not in api.get("/v1/creators", headers=bearer(key)).headers


def test_every_answer_names_its_request(api: Api) -> None:
    own = api.get("/v1/creators", headers={**api.marketplace, "X-Request-Id": "page-7"})
    assert own.headers["X-Request-Id"] == "page-7"
    for given in ("", "a b", "x" * 200, "é"):
        named = {**api.marketplace, "X-Request-Id": given.encode().decode("latin-1")}
        response = api.get("/v1/creators/nobody", headers=named)
        assert len(response.headers["X-Request-Id"]) == 24
        assert response.json["request_id"] == response.headers["X-Request-Id"]


def test_every_change_is_in_the_audit_log_and_reading_is_not(api: Api, admin: Headers) -> None:
    api.put_creator("lena")
    posted = api.post_brief()
    api.get("/v1/creators/lena")
    api.put("/v1/creators/max", json={"name": ""})
    api.match()
    entries = api.get("/v1/audit").json["items"]
    assert [entry["operation"] for entry in entries][:2] == ["createBrief", "putCreator"]
    assert (entries[1]["external_id"], entries[0]["brand_id"]) == ("lena", "acme")
    api.delete(f"/v1/briefs/{posted['id']}", headers={**api.brand(), "X-Request-Id": "delete-7"})
    newest = api.get("/v1/audit", query={"limit": 1}, headers=admin).json["items"][0]
    assert (newest["operation"], newest["ids"], newest["request_id"]) == (
        "deleteBrief", {"brief_id": posted["id"]}, "delete-7")  # fmt: skip
    assert {entry["brand_id"] for entry in api.get("/v1/audit", headers=admin).json["items"]} == {"acme"}
    api.delete("/v1/creators/lena")
    about_lena = api.get("/v1/audit", query={"external_id": "lena"}).json["items"]
    assert about_lena == []


def test_an_import_is_one_entry(api: Api) -> None:
    api.import_lines(*({"external_id": f"c{number}", "name": "x", "text": "y"} for number in range(900)))
    operations = [entry["operation"] for entry in api.get("/v1/audit").json["items"]]
    assert operations.count("importCreators") == 1
