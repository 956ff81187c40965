"""Creators by the thousand: one NDJSON line each, none harming another."""

import io
from pathlib import Path
from typing import Any

import pytest

from service import imports
from service.errors import Unavailable
from service.lines import MAX_LINE_BYTES
from tests.builders import NDJSON, Api, account, creator, lines_of, ndjson, settings
from tests.builders import running_api as running


def _line(external_id: str, **changes: Any) -> dict[str, Any]:
    return creator(**changes) | {"external_id": external_id}


def _statuses(results: list[dict[str, Any]]) -> list[tuple[Any, Any, str]]:
    return [(result["line"], result["external_id"], result["status"]) for result in results[:-1]]


def _stored(api: Api) -> list[str]:
    return [item["external_id"] for item in api.get("/v1/creators", query={"limit": 200}).json["items"]]


def test_it_answers_each_line_and_sums_up(api: Api) -> None:
    api.put_creator("b")
    response = api.import_lines(_line("a"), _line("b", name="Mia"), _line("a"))
    assert (response.status_code, response.mimetype) == (200, NDJSON)
    assert _statuses(lines_of(response)) == [(1, "a", "created"), (2, "b", "updated"), (3, "a", "unchanged")]
    assert lines_of(response)[-1] == {
        "summary": {"lines": 3, "created": 1, "updated": 1, "unchanged": 1, "failed": 0, "erased": 0}
    }


def test_a_bad_line_harms_no_other(api: Api) -> None:
    bad: list[Any] = [
        b"not json", b'{"external_id": "x", "name": "X"', b"[]", b"null", b'"x"', b"\xff",
        rb'{"external_id": "\ud800"}',
        rb'{"external_id": "e", "name": "E", "text": "E", "\ud800": 1}', b'{"external_id": "f", "external_id": "f"}',
        b"[" * 100_000, b'{"external_id": ' + b"9" * 5000 + b"}", {"name": "G", "text": "G"}, _line("bad id"),
        _line("h", name=5), _line("i", colour="red"), b"{}",
    ]  # fmt: skip
    mixed = [line for pair in zip(bad, (_line(f"good-{i}") for i in range(len(bad))), strict=True) for line in pair]
    response = api.import_lines(*mixed)
    results = lines_of(response)
    assert sorted(_stored(api)) == sorted(f"good-{i}" for i in range(len(bad)))
    assert [r["line"] for r in results[:-1] if r["status"] == "failed"] == list(range(1, 2 * len(bad), 2))
    assert all(r["problems"] for r in results[:-1] if r["status"] == "failed")
    assert results[-1]["summary"]["failed"] == len(bad)


def test_results_stand_in_the_order_of_the_lines_over_many_transactions(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "IMPORT_CHUNK", 3)
    lines = [_line(f"c{number % 7}", country="XX" if number % 4 == 3 else "DE") for number in range(20)]
    results = lines_of(api.import_lines(*lines))
    assert [result["line"] for result in results[:-1]] == list(range(1, 21))
    assert [result["external_id"] for result in results[:-1]] == [line["external_id"] for line in lines]
    assert results[-1]["summary"]["failed"] == 5


def test_an_import_ends_where_the_database_goes_away(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "IMPORT_CHUNK", 1)
    save = imports.creators.save

    def fails_at_b(connection: Any, drafts: Any, urgency: int) -> Any:
        if drafts[0].external_id == "b":
            raise Unavailable("gone", 2, code="database_unavailable")
        return save(connection, drafts, urgency)

    monkeypatch.setattr(imports.creators, "save", fails_at_b)
    response = api.import_lines(*(_line(name) for name in "abcdef"), query={"sync": "true"})
    assert (response.status_code, response.json["code"]) == (503, "database_unavailable")
    assert "a" in _stored(api)
    assert "f" not in _stored(api)


def test_a_failed_line_says_where_it_is_wrong(api: Api) -> None:
    (result, _) = lines_of(api.import_lines(_line("lena", country="XX", hobby="chess")))
    assert (result["external_id"], result["status"]) == ("lena", "failed")
    assert {(p["path"], p["code"]) for p in result["problems"]} == {
        ("/country", "unknown_value"), ("/hobby", "unknown_key")
    }  # fmt: skip


def test_a_last_line_that_was_cut_off_is_not_accepted(api: Api) -> None:
    cut = ndjson(_line("a")) + ndjson(_line("b")).rstrip(b"\n")
    results = lines_of(api.import_lines(data=cut))
    assert _statuses(results) == [(1, "a", "created"), (2, None, "failed")]
    assert results[1]["problems"][0]["code"] == "truncated"
    assert _stored(api) == ["a"]


def test_blank_lines_count_and_are_passed_over(api: Api) -> None:
    results = lines_of(api.import_lines(data=b"\n  \r\n" + ndjson(_line("a")) + b"\n"))
    assert _statuses(results) == [(3, "a", "created")]


def test_lines_may_end_as_windows_ends_them(api: Api) -> None:
    windows = ndjson(_line("a"), _line("b")).replace(b"\n", b"\r\n")
    assert [status for *_, status in _statuses(lines_of(api.import_lines(data=windows)))] == ["created", "created"]


def test_the_last_of_several_lines_for_one_creator_stands(api: Api) -> None:
    results = lines_of(api.import_lines(_line("a", name="First"), _line("b"), _line("a", name="Last")))
    assert _statuses(results) == [(1, "a", "created"), (2, "b", "created"), (3, "a", "updated")]
    stored = api.get("/v1/creators/a").json
    assert (stored["name"], stored["version"]) == ("Last", 2)


def test_a_line_that_is_too_long_fails_alone(api: Api) -> None:
    long = _line("long", attributes={"x": "y" * MAX_LINE_BYTES})
    results = lines_of(api.import_lines(_line("a"), long, _line("b")))
    assert [r["problems"][0]["code"] for r in results if r.get("status") == "failed"] == ["too_large"]
    assert _stored(api) == ["a", "b"]


def test_what_lies_beyond_the_largest_body_is_not_read(data: Path) -> None:
    body = ndjson(*(_line(f"c{i}") for i in range(10)))
    with running(settings(data, import_max_bytes=str(len(body) // 2))) as api:
        assert api.import_lines(data=body).status_code == 413
        chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
        response = api.post("/v1/creators:import", input_stream=io.BytesIO(body), content_type=NDJSON,
                            query={"sync": "true"}, environ_overrides=chunked)  # fmt: skip
        summary = lines_of(response)[-1]["summary"]
        assert (summary["created"], summary["failed"], summary["erased"]) == (5, 1, 0)
        assert summary["sync"].startswith("skipped")


@pytest.mark.parametrize("media", ["application/json", "text/plain", None])
def test_it_takes_ndjson_only(api: Api, media: str | None) -> None:
    response = api.post("/v1/creators:import", data=ndjson(_line("a")), content_type=media)
    assert response.status_code == 415
    assert _stored(api) == []


def test_it_refuses_compressed_bodies(api: Api) -> None:
    headers = {**api.marketplace, "Content-Encoding": "gzip"}
    assert api.import_lines(_line("a"), headers=headers).status_code == 415


def test_everything_imported_is_visible_when_the_answer_waited(api: Api) -> None:
    response = api.import_lines(*(_line(f"c{i}") for i in range(250)), query={"wait": "indexed"})
    assert response.headers["Creatormatch-Indexed"] == "true"
    assert lines_of(response)[-1]["summary"]["created"] == 250
    assert api.match({"limit": 1})["matched"] == 250


def test_sync_erases_whom_the_import_lacks(api: Api) -> None:
    api.put_creators(a={}, b={}, c={})
    summary = lines_of(api.import_lines(_line("b"), _line("d"), query={"sync": "true"}))[-1]["summary"]
    assert (summary["sync"], summary["erased"], summary["unchanged"]) == ("done", 2, 1)
    assert _stored(api) == ["b", "d"]
    api.wait_indexed()
    assert api.matched() == ["b", "d"]


def test_sync_keeps_a_creator_whose_line_fails(api: Api) -> None:
    api.put_creators(a={}, b={})
    summary = lines_of(api.import_lines(_line("a", country="XX"), query={"sync": "true"}))[-1]["summary"]
    assert (summary["failed"], summary["erased"]) == (1, 1)
    assert _stored(api) == ["a"]


@pytest.mark.parametrize("line", [b"half a li", b'{"name": "B", "text": "B"}', {"external_id": "b "} | creator(), b"[]",
                                  {"external_id": 5} | creator(), rb'{"external_id": "\ud800"}'])  # fmt: skip
def test_sync_erases_nobody_when_a_line_could_stand_for_anybody(api: Api, line: Any) -> None:
    api.put_creators(a={}, b={})
    summary = lines_of(api.import_lines(_line("a"), line, query={"sync": "true"}))[-1]["summary"]
    assert (summary["erased"], summary["sync"].partition(":")[0]) == (0, "skipped")
    assert _stored(api) == ["a", "b"]


def test_sync_erases_nobody_when_the_import_is_empty_or_cut_off(api: Api) -> None:
    api.put_creators(a={}, b={})
    for body in (b"\n", ndjson(_line("a")) + b'{"external_id": "b"'):
        summary = lines_of(api.import_lines(data=body, query={"sync": "true"}))[-1]["summary"]
        assert summary["sync"].startswith("skipped")
    assert _stored(api) == ["a", "b"]


@pytest.mark.parametrize("value", ["yes please", "2", ""])
def test_sync_is_true_or_false(api: Api, value: str) -> None:
    api.put_creators(a={})
    assert api.import_lines(_line("b"), query={"sync": value}).status_code == 422
    assert _stored(api) == ["a"]


def test_likely_duplicates_are_reported_with_the_line(api: Api) -> None:
    api.put_creator("lena")
    results = lines_of(api.import_lines(
        _line("copy", accounts=[account(handle="@LENA.cooks")]), _line("other", accounts=[account(handle="mia")])
    ))  # fmt: skip
    assert results[0]["likely_duplicates"] == [{"external_id": "lena", "platform": "instagram", "handle": "lena.cooks"}]
    assert "likely_duplicates" not in results[1]


def test_a_body_that_is_cut_off_after_a_line_erases_nobody(api: Api) -> None:
    api.put_creators(here={}, sent_later={})
    body = ndjson(_line("here"))
    cut = {"CONTENT_LENGTH": str(2 * len(body)), "wsgi.input_terminated": True}  # as gunicorn hands it over
    response = api.post("/v1/creators:import", input_stream=io.BytesIO(body), content_type=NDJSON,
                        query={"sync": "true"}, environ_overrides=cut)  # fmt: skip
    results = lines_of(response)
    assert [result["status"] for result in results[:-1]] == ["unchanged", "failed"]
    assert results[1]["problems"][0]["code"] == "truncated"
    assert results[-1]["summary"]["sync"].startswith("skipped")
    assert _stored(api) == ["here", "sent_later"]
