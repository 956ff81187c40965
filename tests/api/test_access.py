"""GET /v1/access: what the key at hand may do."""

from typing import Any

from service import keys
from service.domain.access import SCOPES
from service.keys import Wanted
from tests.builders import Api, Headers

SHOP = "https://shop.example"


def said_of(api: Api, wanted: Wanted, **headers: str) -> dict[str, Any]:
    response = api.get("/v1/access", headers=_bearer(keys.make_key(api.backends, wanted).key) | headers)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json
    return found


def _bearer(key: str) -> Headers:
    return {"Authorization": f"Bearer {key}"}


def test_a_marketplaces_key_has_every_scope_and_no_brand(api: Api) -> None:
    said = said_of(api, Wanted("marketplace"))
    del said["key_id"]
    assert said == {"role": "marketplace", "brand_id": None, "scopes": list(SCOPES), "publishable": False}


def test_a_brands_key_names_its_brand_and_the_scopes_that_it_was_given(api: Api) -> None:
    keys.ensure_brand(api.backends, "acme")
    said = said_of(api, Wanted("brand", "acme", scopes=["webhooks:write"]))
    assert (said["role"], said["brand_id"], said["scopes"]) == ("brand", "acme", ["webhooks:write"])


def test_a_publishable_key_is_told_so_on_pages_of_its_origin_alone(api: Api) -> None:
    wanted = Wanted("marketplace", scopes=["creators:read"], publishable=True, origins=[SHOP])
    assert said_of(api, wanted, Origin=SHOP)["publishable"] is True
    made = keys.make_key(api.backends, wanted).key
    assert api.get("/v1/access", headers=_bearer(made)).json["code"] == "origin_not_allowed"


def test_nobody_is_told_without_a_key(api: Api) -> None:
    assert api.get("/v1/access", headers={"Authorization": ""}).status_code == 401
