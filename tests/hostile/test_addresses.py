"""Addresses, query strings and headers that nobody sends by mistake: always a clear answer."""

import itertools

import pytest

from tests.builders import MERGE_PATCH, Api

_ADDRESSES = [
    "/", "/v1", "/v1/", "/v1/creators/", "/v1//creators", "/v1/creators/a/b", "/v1/creators/%00", "/v1/creators/a%00",
    "/v1/creators/%ff", "/v1/creators/%00/similar", "/v1/briefs/%00", "/v1/briefs/%00/matches", "/v1/vocabulary/%00",
    "/v1/briefs/%00/feedback", "/v1/briefs/brf_0/feedback/%00", "/v1/briefs/brf_0/feedback/" + "x" * 5000,
    "/v1/brands/%00", "/v1/creators/" + "x" * 5000, "/v1/briefs/" + "x" * 5000, "/v1/creators/..%2f..%2fetc%2fpasswd",
]  # fmt: skip


@pytest.mark.parametrize("database", ["api", "postgres_api"])
def test_no_address_breaks_the_service(request: pytest.FixtureRequest, database: str) -> None:
    api: Api = request.getfixturevalue(database)
    for path, method in itertools.product(_ADDRESSES, ("GET", "PUT", "POST", "PATCH", "DELETE", "TRACE")):
        response = api.call(method, path, headers=api.brand() if "brief" in path else api.marketplace, json={})
        is_console = (method, path) == ("GET", "/")
        assert (200 if is_console else 300) <= response.status_code < 500, (method, path, response.status_code)


@pytest.mark.parametrize("database", ["api", "postgres_api"])
def test_no_query_breaks_the_service(request: pytest.FixtureRequest, database: str) -> None:
    api: Api = request.getfixturevalue(database)
    api.put_creators(lena={})
    brief_id = api.post_brief()["id"]
    keys = ["limit", "cursor", "platform", "country", "updated_since", "followers_min", "engagement_rate_pct_min",
            "cities", "audience", "available_from", "deliverables", "per_creator", "excluded_creators", "sort",
            "status", "unknown", "wait", "sync"]  # fmt: skip
    values = [
        "",
        "\0",
        "-1",
        "9" * 5000,
        "1e999",
        "nan",
        "\ud7ff",
        "٣",
        "YnJmXwA",
        "YnJmX3gAYQ",
        "a.b",
        "Li4",
        ",,,",
        ":::",
    ]
    paths = ["/v1/creators", "/v1/briefs", f"/v1/briefs/{brief_id}/matches", "/v1/creators/lena/similar"]
    for path, key, value in itertools.product(paths, keys, values):
        status = api.get(path, query={key: value}, headers=api.brand()).status_code
        assert status in (200, 410, 422), (path, key, value, status)


@pytest.mark.parametrize("database", ["api", "postgres_api"])
def test_no_header_breaks_the_service(request: pytest.FixtureRequest, database: str) -> None:
    api: Api = request.getfixturevalue(database)
    for value in ("\xe9\xff", "x" * 5000, "", " ", "'; DROP TABLE brands; --"):
        named = {**api.marketplace, "Creatormatch-Brand": value}
        assert api.get("/v1/briefs", headers=named).status_code == 404, value
        assert api.get("/v1/briefs", headers={"Authorization": f"Bearer {value}"}).status_code == 401, value


@pytest.mark.parametrize("patch", [rb'{"\ud800": 1}', rb'{"attributes": {"\ud800": 1}}', rb'{"name": "\u0000"}',
                                   rb'{"accounts": [{"\ud800": 1}]}'])  # fmt: skip
def test_a_hostile_patch_changes_nothing(api: Api, patch: bytes) -> None:
    api.put_creator("lena")
    assert api.patch("/v1/creators/lena", data=patch, content_type=MERGE_PATCH).status_code == 422
    assert api.get("/v1/creators/lena").json["version"] == 1
