"""Bodies and addresses that nobody sends by mistake: always a clear refusal, never a broken service."""

import gzip
import io
import itertools
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from service.api.parsing import MAX_BODY_BYTES
from tests.builders import MERGE_PATCH, Api, brief, creator

_NAMED = b'{"name": "Lena", "text": "Bakes.", "attributes": %b}'
MALFORMED = {
    "nothing": b"",
    "half an object": b'{"name": "Lena"',
    "not UTF-8": b'{"name": "L\xffna"}',
    "UTF-16": '{"name": "Lena"}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "NUL": b"\x00",
    "two documents": b"{}{}",
    "NaN": _NAMED % b'{"x": NaN}',
    "infinity": _NAMED % b'{"x": -Infinity}',
    "a number beyond all numbers": _NAMED % b'{"x": 1e999}',
    "an integer of 5,000 digits": _NAMED % (b'{"x": ' + b"9" * 5000 + b"}"),
    "100,000 nested arrays": _NAMED % (b"[" * 100_000 + b"]" * 100_000),
    "100,000 nested objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a key that stands twice": b'{"name": "Lena", "name": "Mia", "text": "Bakes."}',
    "a key that stands twice inside": _NAMED % b'{"x": {"y": 1, "y": 2}}',
}
REFUSED = {
    "an array": b"[]",
    "a string": b'"Lena"',
    "a number": b"5",
    "null": b"null",
    "a NUL in a text": rb'{"name": "L\u0000na", "text": "Bakes."}',
    "a lone surrogate in a text": rb'{"name": "L\ud800na", "text": "Bakes."}',
    "a lone surrogate as a key": rb'{"name": "Lena", "text": "Bakes.", "\ud800": 1}',
    "a lone surrogate as an id": rb'{"name": "Lena", "text": "Bakes.", "country": "\udfff"}',
    "a lone surrogate in attributes": _NAMED % rb'{"x": "\ud800"}',
    "a lone surrogate as a key in attributes": _NAMED % rb'{"\ud800": 1}',
    "a NUL in attributes": _NAMED % rb'{"\u0000": 1}',
    "an integer of 4,000 digits": _NAMED % (b'{"x": ' + b"9" * 4000 + b"}"),
    "an integer of 4,000 digits as a count": b'{"name": "Lena", "text": "Bakes.", "accounts": [{"platform": "x", '
    b'"handle": "l", "followers": ' + b"9" * 4000 + b"}]}",
    "an integer of 4,000 digits as a share": b'{"name": "Lena", "text": "Bakes.", "audience": {"ages": {"18-24": '
    + b"9" * 4000 + b"}}}",
    "an integer of 4,000 digits as a price": b'{"name": "Lena", "text": "Bakes.", "rate_card": {"currency": "EUR", '
    b'"rates": {"ig_reel": ' + b"9" * 4000 + b"}}}",
}  # fmt: skip
WRONG_VALUES: tuple[Any, ...] = (None, True, 0, -1, 1.5, 10**15, "", "x", "\u202e", [], [[]], [None], [5], {}, {"": {}})


@pytest.mark.parametrize("name", MALFORMED)
def test_it_refuses_what_is_no_json(api: Api, name: str) -> None:
    for method, path, headers in _writes(api):
        response = api.call(method, path, data=MALFORMED[name], content_type="application/json", headers=headers)
        assert (response.status_code, response.json["code"]) == (400, "malformed_json"), path


@pytest.mark.parametrize("name", REFUSED)
def test_it_refuses_json_that_would_hurt(api: Api, name: str) -> None:
    for method, path, headers in _writes(api):
        response = api.call(method, path, data=REFUSED[name], content_type="application/json", headers=headers)
        assert (response.status_code, response.json["code"]) == (422, "invalid_input"), path
        assert response.json["errors"]


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None])
def test_it_refuses_other_media(api: Api, media: str | None) -> None:
    for method, path, headers in _writes(api):
        response = api.call(method, path, data=orjson.dumps(creator()), content_type=media, headers=headers)
        assert (response.status_code, response.json["code"]) == (415, "unsupported_media_type"), path


def test_it_refuses_compressed_bodies(api: Api) -> None:
    packed = gzip.compress(orjson.dumps(creator()))
    for method, path, headers in _writes(api):
        sent = {**headers, "Content-Encoding": "gzip"}
        response = api.call(method, path, data=packed, content_type="application/json", headers=sent)
        assert response.status_code == 415, path


def test_it_refuses_bodies_that_are_too_large_whether_they_say_so_or_not(api: Api) -> None:
    large = orjson.dumps(creator(text="x" * MAX_BODY_BYTES))
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    for method, path, headers in _writes(api):
        for more in ({"data": large}, {"input_stream": io.BytesIO(large), "environ_overrides": chunked}):
            response = api.call(method, path, content_type="application/json", headers=headers, **more)
            assert (response.status_code, response.json["code"]) == (413, "too_large"), (path, more.keys())


def test_it_reads_a_body_that_does_not_tell_its_length(api: Api) -> None:
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    response = api.put("/v1/creators/lena", input_stream=io.BytesIO(orjson.dumps(creator())),
                       content_type="application/json; charset=utf-8", environ_overrides=chunked)  # fmt: skip
    assert response.status_code == 201


@pytest.mark.parametrize("document", [creator(), brief(title="T", status="open", deliverables=[{"kind": "ig_reel"}],
    creators_wanted=3, budget={"currency": "EUR", "per_creator": "500", "total": "5000"}, promotes=["alcohol"],
    constraints={"followers": {"min": 1}, "engagement_rate_pct": {"min": 1}, "platforms": {"any_of": ["x"]},
                 "audience": [{"country": "DE", "min_share_pct": 30}], "excluded_creators": ["a"],
                 "availability": {"from": "2026-12-01", "to": "2026-12-20"}},
    preferences={"weights": {"fit": 1}})], ids=["creator", "brief"])  # fmt: skip
def test_a_wrong_value_at_any_place_breaks_nothing(api: Api, document: dict[str, Any]) -> None:
    is_creator = "name" in document
    method, path = ("PUT", "/v1/creators/lena") if is_creator else ("POST", "/v1/match")
    for changed in _with_wrong_values(document):
        response = api.call(method, path, data=orjson.dumps(changed), content_type="application/json",
                            headers=api.marketplace)  # fmt: skip
        assert response.status_code in (200, 201, 422), (response.status_code, changed)


@pytest.mark.parametrize("patch", [rb'{"\ud800": 1}', rb'{"attributes": {"\ud800": 1}}', rb'{"name": "\u0000"}',
                                   rb'{"accounts": [{"\ud800": 1}]}'])  # fmt: skip
def test_a_hostile_patch_changes_nothing(api: Api, patch: bytes) -> None:
    api.put_creator("lena")
    assert api.patch("/v1/creators/lena", data=patch, content_type=MERGE_PATCH).status_code == 422
    assert api.get("/v1/creators/lena").json["version"] == 1


_ADDRESSES = [
    "/", "/v1", "/v1/", "/v1/creators/", "//v1/creators", "/v1/creators/a/b", "/v1/creators/%00", "/v1/creators/a%00",
    "/v1/creators/%ff", "/v1/creators/%00/similar", "/v1/briefs/%00", "/v1/briefs/%00/matches", "/v1/vocabulary/%00",
    "/v1/briefs/%00/feedback", "/v1/briefs/brf_0/feedback/%00", "/v1/briefs/brf_0/feedback/" + "x" * 5000,
    "/v1/brands/%00", "/v1/creators/" + "x" * 5000, "/v1/briefs/" + "x" * 5000, "/v1/creators/..%2f..%2fetc%2fpasswd",
]  # fmt: skip


@pytest.mark.parametrize("database", ["api", "postgres_api"])
def test_no_address_breaks_the_service(request: pytest.FixtureRequest, database: str) -> None:
    api: Api = request.getfixturevalue(database)
    for path, method in itertools.product(_ADDRESSES, ("GET", "PUT", "POST", "PATCH", "DELETE", "TRACE")):
        response = api.call(method, path, headers=api.brand() if "brief" in path else api.marketplace, json={})
        assert 300 <= response.status_code < 500, (method, path, response.status_code)


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


def _writes(api: Api) -> list[tuple[str, str, Any]]:
    return [("PUT", "/v1/creators/lena", api.marketplace), ("POST", "/v1/briefs", api.brand()),
            ("POST", "/v1/match", api.brand()), ("PUT", "/v1/brands/acme", api.marketplace),
            ("PUT", "/v1/briefs/brf_0/feedback/lena", api.brand())]  # fmt: skip


def _with_wrong_values(document: Any) -> Iterator[Any]:
    """The document again and again, each time with another value at one of its places."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield from (document | {key: wrong} for wrong in WRONG_VALUES)
            yield from (document | {wrong: value} for wrong in ("", "\u202e", "x" * 300))
            yield from (document | {key: inner} for inner in _with_wrong_values(value))
    elif isinstance(document, list):
        yield from ([wrong, *document] for wrong in WRONG_VALUES)
        for place, value in enumerate(document):
            rest = document[:place], document[place + 1 :]
            yield from ([*rest[0], inner, *rest[1]] for inner in _with_wrong_values(value))
