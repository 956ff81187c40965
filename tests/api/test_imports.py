"""Imports as jobs: uploaded in parts, tried out, started, looked at, removed."""

import csv
import hashlib
import io
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from service.api.importing import CREATORS
from service.import_jobs import running as jobs
from service.import_jobs import uploads
from service.store.tables import events
from tests.builders import MERGE_PATCH, Api, creator, lines_of, ndjson, offences, settings
from tests.builders import running_api as running
from tests.reliability.harness import eventually

OCTETS = "application/octet-stream"
HEADER = b"external_id,name,text,accounts.0.platform,accounts.0.handle,accounts.0.followers\n"


def line(external_id: str, **changes: Any) -> dict[str, Any]:
    return creator(**changes) | {"external_id": external_id}


def rows(*names: str) -> bytes:
    return HEADER + b"".join(b"%b,N,Bio,instagram,%b,5000\n" % (name.encode(), name.encode()) for name in names)


def made(api: Api, format: str = "ndjson", **document: Any) -> str:
    """The id of a new import."""
    response = api.post("/v1/imports", json={"format": format, **document})
    assert response.status_code == 201, response.text
    assert response.headers["Location"] == f"/v1/imports/{response.json['id']}"
    import_id: str = response.json["id"]
    return import_id


def upload(api: Api, import_id: str, *parts: bytes) -> None:
    for number, part in enumerate(parts, 1):
        response = api.put(f"/v1/imports/{import_id}/parts/{number}", data=part, content_type=OCTETS)
        assert response.status_code == 200, response.text


def finished(api: Api, import_id: str) -> dict[str, Any]:
    """Start it and wait for its end."""
    response = api.post(f"/v1/imports/{import_id}:start")
    assert (response.status_code, response.json["state"]) == (202, "waiting"), response.text

    def ended() -> dict[str, Any] | None:
        found: dict[str, Any] = api.get(f"/v1/imports/{import_id}").json
        return found if found["finished_at"] else None

    found = eventually("the import ends", ended)
    assert found is not None
    return found


def imported(api: Api, data: bytes, format: str = "ndjson", **document: Any) -> dict[str, Any]:
    import_id = made(api, format, **document)
    upload(api, import_id, data)
    return finished(api, import_id)


def failures(api: Api, import_id: str) -> list[dict[str, Any]]:
    return lines_of(api.get(f"/v1/imports/{import_id}/errors"))


def stored(api: Api) -> list[str]:
    return sorted(item["external_id"] for item in api.get("/v1/creators", query={"limit": 200}).json["items"])


def counts(**known: int) -> dict[str, int]:
    return {"lines": 0, "created": 0, "updated": 0, "unchanged": 0, "failed": 0, "erased": 0} | known


def test_parts_that_end_anywhere_become_creators_and_again_nothing_changes(api: Api) -> None:
    data = ndjson(line("a"), b"no json", line("b", country="XX"), b"", line("c"))
    for expected in (counts(lines=4, created=2, failed=2), counts(lines=4, unchanged=2, failed=2)):
        import_id = made(api)
        upload(api, import_id, *(data[start : start + 100] for start in range(0, len(data), 100)))
        shown = finished(api, import_id)
        assert (shown["state"], shown["counts"], shown["outcome"]) == ("finished", expected, None)
        assert shown["bytes"] == {"total": len(data), "done": len(data)}
        assert [part["sha256"] for part in shown["parts"]] == [
            hashlib.sha256(data[start : start + 100]).hexdigest() for start in range(0, len(data), 100)
        ]
        assert [(one["line"], one["external_id"]) for one in failures(api, import_id)] == [(2, None), (3, "b")]
    assert stored(api) == ["a", "c"]


def test_csv_is_read_row_by_row_and_bad_rows_harm_no_other(api: Api) -> None:
    rest = b",N,Bio,instagram,x,1\n"
    data = rows("a") + b'"b\nb"' + rest + b"short,N\n" + b"\xff" + rest + b"n\0l" + rest + b'"e"x' + rest + b"\n"
    data += rows("f").removeprefix(HEADER) + b'last,"not closed' + rest + b"x\n"
    shown = imported(api, data, "csv")
    assert shown["counts"] == counts(lines=8, created=2, failed=6)
    problems = {one["line"]: one["problems"][0]["code"] for one in failures(api, shown["id"])}
    assert problems == {3: "bad_format", 5: "bad_csv", 6: "bad_csv", 7: "bad_csv", 8: "bad_csv", 11: "bad_csv"}
    assert "lines 11 to 12" in failures(api, shown["id"])[-1]["problems"][0]["message"]
    assert stored(api) == ["a", "f"]


@pytest.mark.parametrize("bad", [b"\0", b"\xff"])
def test_what_stands_in_the_quotes_of_a_bad_row_is_no_row(api: Api, bad: bytes) -> None:
    smuggled = b'lena,N,"Bio' + bad + b'\nevil,N,Bio,instagram,evil,1\n",instagram,lena,5000\n'
    shown = imported(api, HEADER + smuggled + rows("mia").removeprefix(HEADER), "csv")
    assert shown["counts"] == counts(lines=2, created=1, failed=1)
    assert stored(api) == ["mia"]
    (problem,) = failures(api, shown["id"])[0]["problems"]
    assert problem["message"].endswith("(lines 2 to 4 were read as one row)")


def test_a_cell_may_be_as_long_as_a_row(api: Api) -> None:
    header, row = HEADER.replace(b"\n", b",attributes.notes\n"), rows("lena").removeprefix(HEADER).replace(b"\n", b",")
    shown = imported(api, header + row + b"x" * 200_000 + b"\n", "csv")
    (problem,) = failures(api, shown["id"])[0]["problems"]
    assert (problem["path"], problem["code"]) == ("/attributes", "invalid")  # read, but more than an attribute may hold


def test_csv_may_come_from_a_spreadsheet(api: Api) -> None:
    windows = "\ufeff" + rows("a", "b").decode().replace("\n", "\r\n").rstrip()
    assert imported(api, windows.encode(), "csv")["counts"]["created"] == 2
    latin = rows("c").replace(b",", b";").replace(b";N;", ";Zoë;".encode("latin-1"))
    shown = imported(api, latin, "csv", csv={"delimiter": ";", "encoding": "latin-1"})
    assert shown["counts"]["created"] == 1
    assert api.get("/v1/creators/c").json["name"] == "Zoë"


def test_a_row_that_is_too_long_fails_alone(api: Api) -> None:
    data = rows("a") + b"long,N," + b"x" * 300_000 + b",instagram,l,1\n" + rows("b").removeprefix(HEADER)
    shown = imported(api, data, "csv")
    assert shown["counts"] == counts(lines=3, created=2, failed=1)
    assert failures(api, shown["id"])[0]["problems"][0]["code"] == "too_large"


def test_the_dry_run_shows_what_was_understood_and_saves_nothing(api: Api) -> None:
    import_id = made(api, "csv", mapping={"fields": {"name": {"column": "Full Name"}, "country": {"column": "Land"}}})
    upload(api, import_id, b"ID,Full Name,Country,Mail\n1,Lena,Germany,l@example.com\n")
    shown = api.post(f"/v1/imports/{import_id}:preview").json
    (problem,) = shown["problems"]
    assert (problem["path"], problem["code"]) == ("/mapping/fields/country", "unknown_column")
    refused = api.post(f"/v1/imports/{import_id}:start")
    assert (refused.status_code, offences(refused)) == (422, [("/mapping/fields/country", "unknown_column")])

    patch = {"mapping": {"suggested": True, "fields": {"country": None, "text": {"constant": "A bio"}}}}
    changed = api.patch(f"/v1/imports/{import_id}", json=patch, content_type=MERGE_PATCH)
    assert changed.json["mapping"]["fields"].keys() == {"name", "text"}
    shown = api.post(f"/v1/imports/{import_id}:preview", query={"rows": 1}).json
    assert {column["column"]: column["fields"] for column in shown["columns"]} == {
        "ID": ["external_id"], "Full Name": ["name"], "Country": ["country"], "Mail": []
    }  # fmt: skip
    (row,) = shown["rows"]
    assert (row["document"]["country"], row["problems"]) == ("DE", [])
    assert stored(api) == []
    assert finished(api, import_id)["counts"]["created"] == 1
    assert stored(api) == ["1"]


def test_a_dry_run_of_ndjson_shows_rows_with_their_problems(api: Api) -> None:
    import_id = made(api)
    upload(api, import_id, ndjson(line("a"), line("b", country="XX"), b"no json", {"uid": "c"}))
    shown = api.post(f"/v1/imports/{import_id}:preview").json
    assert [row["line"] for row in shown["rows"]] == [1, 2, 3, 4]
    assert [bool(row["problems"]) for row in shown["rows"]] == [False, True, True, True]
    fields = {column["column"]: column["fields"] for column in shown["columns"]}
    assert (fields["accounts.0.handle"], fields["uid"]) == (["accounts.0.handle"], [])


@pytest.mark.parametrize("format", ["csv", "ndjson"])
def test_a_dry_run_has_an_end_whatever_was_uploaded(api: Api, format: str) -> None:
    wide = b",".join(b"c%d" % number for number in range(20_000)) + b"\n"
    many = b"{" + b",".join(b'"k%d":1' % number for number in range(20_000)) + b"}\n"
    for body in (b"", b"\n" * 1_000_000, b'"' + b"\n" * 1_000_000, wide, many * 3, b"\xff\n" * 100_000):
        import_id = made(api, format)
        if body:
            upload(api, import_id, body)
        shown = api.post(f"/v1/imports/{import_id}:preview")
        assert shown.status_code == 200, shown.text
        assert len(shown.json["columns"]) <= 1_000
        assert not shown.json["rows"] or all(row["problems"] for row in shown.json["rows"])
        api.delete(f"/v1/imports/{import_id}")


def test_a_part_may_be_sent_again_while_the_import_is_uploading(api: Api) -> None:
    import_id = made(api)
    upload(api, import_id, ndjson(line("a")), ndjson(line("b")))
    upload(api, import_id, ndjson(line("a")), ndjson(line("c")))
    shown = finished(api, import_id)
    assert [part["number"] for part in shown["parts"]] == [1, 2]
    assert stored(api) == ["a", "c"]
    late = api.put(f"/v1/imports/{import_id}/parts/3", data=b"x", content_type=OCTETS)
    assert (late.status_code, late.json["code"]) == (409, "import_started")
    assert api.post(f"/v1/imports/{import_id}:preview").json["code"] == "import_started"
    assert api.patch(f"/v1/imports/{import_id}", json={"sync": True}).json["code"] == "import_started"


def test_it_starts_only_when_every_part_is_there_and_only_once(api: Api) -> None:
    import_id = made(api)
    empty = api.post(f"/v1/imports/{import_id}:start")
    assert (empty.status_code, empty.json["code"]) == (422, "parts_missing")
    assert offences(empty) == [("/parts/1", "required")]
    upload(api, import_id, ndjson(line("a")))
    api.put(f"/v1/imports/{import_id}/parts/4", data=b"\n", content_type=OCTETS)
    missing = api.post(f"/v1/imports/{import_id}:start")
    assert offences(missing) == [("/parts/2", "required"), ("/parts/3", "required")]
    upload(api, import_id, ndjson(line("a")), b"\n", b"\n")
    finished(api, import_id)
    again = api.post(f"/v1/imports/{import_id}:start")
    assert (again.status_code, again.json["state"]) == (202, "finished")


def test_a_part_has_to_be_whole_and_of_a_known_kind(api: Api) -> None:
    address = f"/v1/imports/{made(api)}/parts/1"
    assert api.put(address, data=b"x", content_type="application/json").status_code == 415
    assert api.put(address, data=b"", content_type=OCTETS).status_code == 422
    compressed = {**api.marketplace, "Content-Encoding": "gzip"}
    assert api.put(address, data=b"x", content_type=OCTETS, headers=compressed).status_code == 415
    cut = {"CONTENT_LENGTH": "100", "wsgi.input_terminated": True}  # as gunicorn hands it over
    response = api.put(address, input_stream=io.BytesIO(b"x"), content_type=OCTETS, environ_overrides=cut)
    assert offences(response) == [("", "truncated")]
    huge = {"CONTENT_LENGTH": str(uploads.MAX_PART_BYTES + 1)}
    response = api.put(address, input_stream=io.BytesIO(b"x"), content_type=OCTETS, environ_overrides=huge)
    assert response.status_code == 413
    for number in ("0", "-1", "x", "1001", "٣"):
        wrong = api.put(address.removesuffix("1") + number, data=b"x", content_type=OCTETS)
        assert offences(wrong)[0][0] == "path/number"
    assert api.get(address.partition("/parts")[0]).json["parts"] == []


def test_all_parts_together_stay_within_the_limit(data: Any) -> None:
    with running(settings(data, import_max_bytes="1000")) as api:
        import_id = made(api)
        upload(api, import_id, b"x" * 600, b"x" * 400)
        more = api.put(f"/v1/imports/{import_id}/parts/3", data=b"x", content_type=OCTETS)
        assert (more.status_code, more.json["code"]) == (413, "too_large")
        upload(api, import_id, b"x" * 500, b"x" * 500)


def test_ten_imports_may_be_unfinished(api: Api) -> None:
    ids = [made(api) for _ in range(uploads.MAX_UNFINISHED)]
    refused = api.post("/v1/imports", json={"format": "csv"})
    assert (refused.status_code, refused.json["code"]) == (409, "too_many_imports")
    assert api.delete(f"/v1/imports/{ids[0]}").status_code == 204
    made(api)
    assert api.get(f"/v1/imports/{ids[0]}").status_code == 404


def test_an_import_that_is_made_or_started_again_under_the_same_key_is_the_same(api: Api) -> None:
    headers = {**api.marketplace, "Idempotency-Key": "spring"}
    first, again = (api.post("/v1/imports", json={"format": "csv"}, headers=headers) for _ in range(2))
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert len(api.get("/v1/imports").json["items"]) == 1
    upload(api, first.json["id"], rows("a"))
    headers["Idempotency-Key"] = "start"
    started, again = (api.post(f"/v1/imports/{first.json['id']}:start", headers=headers) for _ in range(2))
    assert (started.status_code, started.json) == (again.status_code, again.json)


def test_imports_are_listed_in_either_order_by_pages_and_states(api: Api) -> None:
    ids = [made(api) for _ in range(3)]
    upload(api, ids[1], ndjson(line("a")))
    finished(api, ids[1])
    for order, expected in (("oldest", ids), ("newest", ids[::-1])):
        page = api.get("/v1/imports", query={"limit": 2, "order": order}).json
        rest = api.get("/v1/imports", query={"limit": 2, "order": order, "cursor": page["next_cursor"]}).json
        assert [one["id"] for one in (*page["items"], *rest["items"])] == expected
        assert "parts" not in page["items"][0]
    assert [one["id"] for one in api.get("/v1/imports").json["items"]] == ids
    assert api.get("/v1/imports", query={"order": "oldest", "cursor": page["next_cursor"]}).status_code == 422
    done = api.get("/v1/imports", query={"state": "finished"}).json["items"]
    assert [one["id"] for one in done] == [ids[1]]


def test_what_was_wrong_is_a_file_without_formulas(api: Api) -> None:
    bad = creator() | {"external_id": "-x", "country": "=1+1"}
    shown = imported(api, ndjson(bad, bad | {"=cmd": 1}))
    answer = api.get(f"/v1/imports/{shown['id']}/errors", query={"format": "csv"})
    assert answer.headers["Content-Disposition"].endswith('-errors.csv"')
    table = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert table[0] == ["line", "external_id", "path", "code", "message"]
    assert [row[1] for row in table[1:]] == ["'-x"] * 3
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in table for cell in row)


def test_sync_erases_whom_the_import_lacks_but_nobody_written_since_it_was_made(api: Api) -> None:
    api.put_creators(a={}, b={}, c={})
    import_id = made(api, sync=True)
    api.put_creator("new")
    upload(api, import_id, ndjson(line("b"), line("d"), line("c", country="XX")))
    shown = finished(api, import_id)
    assert shown["outcome"] == "done"
    assert shown["counts"] == counts(lines=3, created=1, unchanged=1, failed=1, erased=1)
    assert stored(api) == ["b", "c", "d", "new"]


_NOT_WHOLE = {"bad": ndjson(line("a"), b"cut"), "cut": ndjson(line("a")) + b'{"external', "empty": b"\n"}


@pytest.mark.parametrize("body", _NOT_WHOLE.values(), ids=_NOT_WHOLE)
def test_sync_erases_nobody_when_the_import_may_not_be_whole(api: Api, body: bytes) -> None:
    api.put_creators(a={}, b={})
    shown = imported(api, body, sync=True)
    assert (shown["counts"]["erased"], shown["outcome"].partition(":")[0]) == (0, "skipped")
    assert stored(api) == ["a", "b"]


def test_an_import_does_not_bring_back_who_was_erased_after_it_was_made(api: Api) -> None:
    api.put_creators(lena={})
    import_id = made(api)
    upload(api, import_id, ndjson(line("lena"), line("mia"), line("lena", country="XX", city=["lena"])))
    assert api.delete("/v1/creators/lena").status_code in (200, 204)
    shown = finished(api, import_id)
    assert shown["counts"] == counts(lines=3, created=1, failed=2)
    found = failures(api, import_id)
    assert [(one["line"], one["external_id"]) for one in found] == [(1, None), (3, None)]
    assert [[problem["code"] for problem in one["problems"]] for one in found] == [["erased"], ["erased"]]
    assert "lena" not in api.get(f"/v1/imports/{import_id}/errors").text
    assert stored(api) == ["mia"]
    assert imported(api, ndjson(line("lena")))["counts"]["created"] == 1


def test_an_erasure_takes_the_creator_out_of_the_problems_of_imports(api: Api) -> None:
    api.put_creators(lena={})
    shown = imported(api, ndjson(line("lena", country="XX"), line("mia", country="XX")))
    api.delete("/v1/creators/lena")
    assert [one["external_id"] for one in failures(api, shown["id"])] == ["mia"]


def test_nothing_of_a_finished_import_is_kept_but_what_was_wrong(api: Api) -> None:
    shown = imported(api, ndjson(line("a", text="A bio that only this import holds")))
    api.delete("/v1/creators/a")
    assert api.delete(f"/v1/imports/{shown['id']}").status_code == 204
    for file in api.backends.config.data.glob("creatormatch.sqlite*"):
        assert b"that only this import" not in file.read_bytes()


def test_an_import_of_a_mapped_format_says_which_cell_could_not_be_read(api: Api) -> None:
    mapping = {
        "fields": {
            "external_id": {"column": "profile.uid"},
            "name": {"column": "profile.title"},
            "text": {"column": "about"},
            "country": {"column": "geo", "transform": "country"},
        }
    }
    data = ndjson({"profile": {"uid": "a", "title": "A"}, "about": "x", "geo": "Deutschland"},
                  {"profile": {"uid": "b", "title": "B"}, "about": "x", "geo": "Atlantis"}, ["no object"])  # fmt: skip
    shown = imported(api, data, mapping=mapping)
    assert shown["counts"] == counts(lines=3, created=1, failed=2)
    first, second = failures(api, shown["id"])
    assert first["external_id"] == "b"
    assert first["problems"] == [
        {"path": "/country", "code": "invalid", "message": "column 'geo': 'Atlantis' names no country"}
    ]
    assert second["problems"][0]["code"] == "wrong_type"


def test_the_document_of_an_import_is_strict(api: Api) -> None:
    for document, path in (
        ({}, "/format"), ({"format": "xlsx"}, "/format"), ({"format": "csv", "kind": "outcomes"}, "/kind"),
        ({"format": "ndjson", "csv": {}}, "/csv"), ({"format": "csv", "csv": {"delimiter": "x"}}, "/csv/delimiter"),
        ({"format": "csv", "csv": {"encoding": "utf-16"}}, "/csv/encoding"), ({"format": "csv", "sync": 1}, "/sync"),
    ):  # fmt: skip
        response = api.post("/v1/imports", json=document)
        assert (response.status_code, [where for where, _ in offences(response)]) == (422, [path])


def test_who_removes_a_running_import_stops_it(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.imports.IMPORT_CHUNK", 1)
    import_id = made(api)
    upload(api, import_id, ndjson(*(line(name) for name in "abcdef")))
    monkeypatch.setattr(jobs, "announce", lambda backends: uploads.remove_import(backends, import_id))
    uploads.start_import(api.backends, import_id, CREATORS)
    eventually("it stops", lambda: api.get(f"/v1/imports/{import_id}").status_code == 404)
    monkeypatch.undo()
    assert imported(api, ndjson(line("z")))["state"] == "finished"
    assert stored(api) == ["a", "z"]


def test_the_marketplace_hears_of_the_end(api: Api) -> None:
    webhook = api.post("/v1/webhooks", json={"url": "https://example.com/hook"}).json
    address = f"/v1/webhooks/{webhook['id']}/deliveries"
    shown = imported(api, ndjson(line("a"), b"x"))
    (event,) = api.get(address).json["items"]
    assert event["kind"] == "import.finished"
    with api.backends.store.read() as connection:
        body = orjson.loads(connection.execute(select(events.c.body)).scalar_one())
    told = counts(lines=2, created=1, failed=1)
    assert body["data"] == {"import_id": shown["id"], "state": "finished", **told}
