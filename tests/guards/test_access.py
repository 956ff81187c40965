"""Who may do what, for every route there is: a new one has to be added here on purpose."""

from service.app import create_app
from tests.builders import Api
from tests.guards.routes import operations

PUBLIC = {
    ("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/metrics"), ("GET", "/v1/openapi.json"),
    ("GET", "/v1/vocabulary/<name>"), ("GET", "/v1/errors"), ("GET", "/v1/errors/<code>"),
}  # fmt: skip
MARKETPLACE = {
    ("PUT", "/v1/creators/<external_id>"), ("PATCH", "/v1/creators/<external_id>"),
    ("DELETE", "/v1/creators/<external_id>"), ("POST", "/v1/creators:import"),
    ("GET", "/v1/brands"), ("PUT", "/v1/brands/<brand_id>"), ("GET", "/v1/status"),
    ("GET", "/v1/creators/<external_id>/briefs"), ("PUT", "/v1/rates"), ("DELETE", "/v1/rates"),
    ("GET", "/v1/creators/<external_id>/export"), ("GET", "/v1/erasures"), ("GET", "/v1/erasures/<erasure_id>"),
    ("GET", "/v1/imports"), ("POST", "/v1/imports"), ("GET", "/v1/imports/<import_id>"),
    ("PATCH", "/v1/imports/<import_id>"), ("DELETE", "/v1/imports/<import_id>"),
    ("PUT", "/v1/imports/<import_id>/parts/<number>"), ("POST", "/v1/imports/<import_id>:preview"),
    ("POST", "/v1/imports/<import_id>:start"), ("GET", "/v1/imports/<import_id>/errors"),
}
# Brands have them too, for their own keys, but not unless somebody gave them the scope.
ADMINISTRATION = {
    ("GET", "/v1/keys"), ("POST", "/v1/keys"), ("GET", "/v1/keys/<key_id>"), ("PATCH", "/v1/keys/<key_id>"),
    ("DELETE", "/v1/keys/<key_id>"), ("POST", "/v1/keys/<key_id>:rotate"), ("GET", "/v1/audit"),
}  # fmt: skip
ANYBODY_WITH_A_KEY = {
    ("GET", "/v1/access"), ("GET", "/v1/niches"),
    ("GET", "/v1/creators"), ("GET", "/v1/creators/<external_id>"), ("GET", "/v1/creators/<external_id>/similar"),
    ("GET", "/v1/briefs"), ("POST", "/v1/briefs"), ("GET", "/v1/briefs/<brief_id>"),
    ("PATCH", "/v1/briefs/<brief_id>"), ("DELETE", "/v1/briefs/<brief_id>"),
    ("GET", "/v1/briefs/<brief_id>/matches"), ("POST", "/v1/match"), ("GET", "/v1/briefs/<brief_id>/feedback"),
    ("PUT", "/v1/briefs/<brief_id>/feedback/<external_id>"),
    ("DELETE", "/v1/briefs/<brief_id>/feedback/<external_id>"), ("POST", "/v1/creators:similar"),
    ("POST", "/v1/briefs:parse"), ("POST", "/v1/briefs/<brief_id>/scores"),
    ("GET", "/v1/briefs/<brief_id>/outcomes"), ("GET", "/v1/briefs/<brief_id>/outcomes/<outcome_id>"),
    ("PUT", "/v1/briefs/<brief_id>/outcomes/<outcome_id>"), ("DELETE", "/v1/briefs/<brief_id>/outcomes/<outcome_id>"),
    ("POST", "/v1/briefs/<brief_id>/outcomes:import"), ("GET", "/v1/briefs/<brief_id>/report"),
    ("GET", "/v1/briefs/<brief_id>/plans"), ("POST", "/v1/briefs/<brief_id>/plans"), ("GET", "/v1/plans/<plan_id>"),
    ("PATCH", "/v1/plans/<plan_id>"), ("DELETE", "/v1/plans/<plan_id>"), ("POST", "/v1/plans/<plan_id>:accept"),
    ("GET", "/v1/plans/<plan_id>/export"), ("GET", "/v1/briefs/<brief_id>/relaxations"),
    ("GET", "/v1/rates"), ("GET", "/v1/price-calibration"), ("GET", "/v1/webhooks"), ("POST", "/v1/webhooks"),
    ("GET", "/v1/webhooks/<webhook_id>"), ("PATCH", "/v1/webhooks/<webhook_id>"),
    ("DELETE", "/v1/webhooks/<webhook_id>"), ("POST", "/v1/webhooks/<webhook_id>:rotate-secret"),
    ("POST", "/v1/webhooks/<webhook_id>:test"), ("POST", "/v1/webhooks/<webhook_id>:replay"),
    ("GET", "/v1/webhooks/<webhook_id>/deliveries"),
    ("POST", "/v1/webhooks/<webhook_id>/deliveries/<delivery_id>:replay"),
}  # fmt: skip

_WRONG_KEYS = [
    {}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Bearer "},
    {"Authorization": "Basic bWU6bWU="}, {"Authorization": "Bearer cm_000000000000_" + "x" * 43},
    {"Authorization": "Bearer " + "x" * 5000}, {"Authorization": "Bearer \xe9\xff"},
]  # fmt: skip


def test_every_route_is_listed_here(api: Api) -> None:
    listed = {(method, rule) for method, rule, _ in operations(api.app)}
    assert listed == PUBLIC | MARKETPLACE | ADMINISTRATION | ANYBODY_WITH_A_KEY


def test_every_route_that_is_not_public_refuses_a_missing_or_wrong_key(api: Api) -> None:
    for method, rule, path in operations(api.app):
        if (method, rule) in PUBLIC:
            continue
        for headers in _WRONG_KEYS:
            response = api.call(method, path, headers=headers)
            assert (response.status_code, response.json["code"]) == (401, "unauthenticated"), (method, rule, headers)
            assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_with_a_wrong_secret_is_refused_and_so_is_a_cut_one(api: Api) -> None:
    right = api.brand()["Authorization"]
    for wrong in (right[:-1], right + "x", right[:-2] + "__", right.replace("_", "-"), right[:22]):
        assert api.get("/v1/creators", headers={"Authorization": wrong}).status_code == 401
    assert api.get("/v1/creators", headers={"Authorization": right}).status_code == 200


def test_public_routes_need_no_key(api: Api) -> None:
    for method, rule, path in operations(api.app):
        if (method, rule) in PUBLIC:
            assert api.call(method, path, headers={}).status_code in (200, 503), rule


def test_a_brand_is_refused_by_each_route_of_the_marketplace_before_anything_is_read(api: Api) -> None:
    api.put_creator("lena")
    for method, rule, path in operations(api.app):
        status = api.call(method, path, headers=api.brand()).status_code
        assert (status == 403) == ((method, rule) in MARKETPLACE | ADMINISTRATION), (method, rule, status)
    assert api.get("/v1/creators/lena").json["version"] == 1


def test_no_route_refuses_the_marketplace_for_its_role(api: Api) -> None:
    for method, rule, path in operations(api.app):
        assert api.call(method, path).status_code not in (401, 403), (method, rule)


def test_head_asks_for_the_same_key_as_get(api: Api) -> None:
    for method, rule, path in operations(api.app):
        if method == "GET" and (method, rule) not in PUBLIC:
            assert api.call("HEAD", path, headers={}).status_code == 401, rule
        if (method, rule) == ("GET", "/v1/status"):
            assert api.call("HEAD", path, headers=api.brand()).status_code == 403


def test_a_route_that_is_a_plain_function_needs_a_key_too(api: Api) -> None:
    app = create_app(api.backends)
    app.add_url_rule("/v1/plain", view_func=lambda: "secret")
    assert app.test_client().get("/v1/plain").status_code == 401
    assert app.test_client().get("/v1/plain", headers=dict(api.brand())).status_code == 200


def test_the_document_says_which_routes_are_public(api: Api) -> None:
    assert api.contract.spec["security"] == [{"key": []}]
    for method, rule, path in operations(api.app):
        operation = api.contract.operation(method, path)
        assert operation is not None
        assert (operation.get("security") == []) == ((method, rule) in PUBLIC), rule
