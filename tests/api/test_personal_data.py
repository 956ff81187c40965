"""A creator's own data: the export holds all of it, the erasure all of its copies, the receipt nobody's name."""

import base64

import orjson
import pytest
from sqlalchemy import Table, select

from service import erasures
from service.domain.folding import name_key
from service.embeddings.encoder import encoder_spec, open_encoder
from service.embeddings.text import creator_text
from service.store import creators as store_creators
from service.store import erasures as receipts
from service.store import outbox
from service.store.tables import creators, metadata
from tests.builders import Api, creator, lines_of

# Every table that refers to creators, with the key of the export under which its rows stand.
HELD = {
    "creators": "creator",
    "creator_names": "creator",
    "accounts": "accounts",
    "changes": "creator",
    "vectors": "vectors",
    "stale": "waiting",
    "feedback": "feedback",
    "outcomes": "outcomes",
    "plan_creators": "plans",
    "standing_places": "standing_places",
    "event_creators": "webhook_events",
    "import_seen": "imports",
    "import_problems": "imports",
    "audit": "audit",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def any_api(request: pytest.FixtureRequest) -> Api:
    return request.getfixturevalue("api" if request.param == "sqlite" else "postgres_api")


def busy_creator(api: Api) -> dict[str, str]:
    """A creator of whom everybody has said something; what that was."""
    account = {"platform": "instagram", "handle": "mila", "followers": 5000, "engagement_rate_pct": 4.0}
    api.put_creators(lena={}, mila={"name": "Mila", "accounts": [account]})
    brief = api.post_brief(deliverables=[{"kind": "ig_reel"}], budget={"currency": "EUR", "total": "1000"})["id"]
    excluding = api.post_brief(constraints={"excluded_creators": ["lena", "mila"]})["id"]
    acme = api.brand()
    said = {"verdict": "hired", "note": "sends good drafts"}
    assert api.put(f"/v1/briefs/{brief}/feedback/lena", json=said, headers=acme).status_code == 201
    brought = {"creator": "lena", "kind": "ig_reel", "engagements": 310}
    assert api.put(f"/v1/briefs/{brief}/outcomes/post-1", json=brought, headers=acme).status_code == 201
    asked = {"candidates": {"creators": ["lena", "mila"], "must_have": ["lena"]}}
    plan = api.post(f"/v1/briefs/{brief}/plans", json=asked, headers=acme)
    assert plan.status_code == 201, plan.text
    with api.backends.store.read() as connection:
        number = connection.execute(select(creators.c.id).where(creators.c.external_id == "lena")).scalar_one()
    api.backends.store.write(
        lambda c: outbox.add_event(c, None, "match.entered", {"external_id": "lena", "rank": 1}, [number])
    )
    return {"brief": brief, "excluding": excluding, "plan": plan.json["id"]}


def test_the_export_holds_everything_about_a_creator_and_nothing_of_others(any_api: Api) -> None:
    ids = busy_creator(any_api)
    found = any_api.get("/v1/creators/lena/export").json
    document = creator()
    assert found["creator"]["document"] == any_api.backends.store.write(_document)
    assert found["creator"]["name_key"] == name_key(document["name"])
    assert found["accounts"] == [{"platform": "instagram", "handle_key": "lena.cooks"}]
    (vector,) = found["vectors"]
    right = open_encoder(encoder_spec("hash")).encode_documents([creator_text(document)]).astype("<f2")
    assert base64.b64decode(vector["vector"]) == right.tobytes()
    (said,) = found["feedback"]
    assert (said["brand"], said["brief_id"], said["verdict"], said["note"]) == (
        "acme", ids["brief"], "hired", "sends good drafts")  # fmt: skip
    assert [(one["outcome_id"], one["document"]["engagements"]) for one in found["outcomes"]] == [("post-1", 310)]
    (plan,) = found["plans"]
    assert (plan["plan_id"], len(plan["lines"])) == (ids["plan"], 1)
    assert {(one.get("plan_id", one.get("brief_id")), one["list"]) for one in found["mentions"]} == {
        (ids["plan"], "creators"), (ids["plan"], "must_have"), (ids["excluding"], "excluded_creators")}  # fmt: skip
    assert [event["kind"] for event in found["webhook_events"]] == ["match.entered"]
    assert "mila" not in orjson.dumps(found).decode()


def _document(connection: object) -> dict[str, object]:
    query = select(creators.c.document).where(creators.c.external_id == "lena")
    return orjson.loads(connection.execute(query).scalar_one())  # type: ignore[attr-defined]


def test_nobody_can_be_exported_who_is_not_there(api: Api) -> None:
    assert api.get("/v1/creators/lena/export").status_code == 404


def test_an_erasure_leaves_the_creator_s_id_in_no_table(any_api: Api) -> None:
    ids = busy_creator(any_api)
    assert _tables_with(any_api, "lena") >= {"briefs", "plan_versions", "events", "creators"}
    assert any_api.delete("/v1/creators/lena").status_code == 204
    assert _tables_with(any_api, "lena") == set()
    assert "mila" in any_api.get(f"/v1/briefs/{ids['excluding']}", headers=any_api.brand()).text
    plan = any_api.get(f"/v1/plans/{ids['plan']}", headers=any_api.brand()).json
    assert plan["request"]["candidates"] == {"creators": ["mila"], "must_have": []}
    assert plan["erased_lines"] == 1


def _tables_with(api: Api, word: str) -> set[str]:
    """Tables with a row in which the word stands, whatever the column."""
    with api.backends.store.read() as connection:
        return {
            table.name
            for table in metadata.sorted_tables
            if any(word in str(value) for row in connection.execute(select(table)) for value in row)
        }


def test_every_table_that_refers_to_creators_is_exported() -> None:
    referring = {table.name for table in metadata.sorted_tables if _refers_to_creators(table)}
    assert referring == HELD.keys()


def _refers_to_creators(table: Table) -> bool:
    names = {"creator_id", "external_id"} & {column.name for column in table.columns}
    return bool(names) or any(key.column.table is creators for key in table.foreign_keys)


def test_the_export_has_something_of_every_table_that_holds_something(api: Api) -> None:
    busy_creator(api)
    found = api.get("/v1/creators/lena/export").json
    mine = {"creator_id": found["creator"]["number"], "external_id": "lena"}
    with api.backends.store.read() as connection:
        for name in HELD:
            table = metadata.tables[name]
            column = next(table.c[one] for one in mine if one in table.c)
            held = connection.execute(select(table).where(column == mine[column.name])).all()
            assert bool(held) == bool(found[HELD[name]]) or HELD[name] == "imports", name


def test_an_erasure_answers_with_its_receipt_which_names_nobody(api: Api) -> None:
    busy_creator(api)
    answer = api.delete("/v1/creators/lena")
    receipt = api.get(answer.headers["Location"])
    assert receipt.json["id"] == answer.headers["Creatormatch-Erasure"]
    assert receipt.json["creators"] == 1
    assert "lena" not in receipt.text
    assert api.get("/v1/erasures").json["items"] == [receipt.json]


def test_on_sqlite_the_files_of_the_database_are_clean_when_the_answer_comes(api: Api) -> None:
    api.put_creators(lena={})
    receipt = api.get(api.delete("/v1/creators/lena").headers["Location"]).json
    states = {one["store"]: one["state"] for one in receipt["stores"]}
    assert states | {"index_files": "", "caches": ""} == {
        "database": "gone", "database_files": "gone", "write_ahead_log": "gone", "index_files": "",
        "webhook_notices": "gone", "uploads": "gone", "caches": "", "logs": "never_held", "backups": "operator",
    }  # fmt: skip
    assert not receipt["complete"]


def test_a_receipt_is_complete_when_its_last_copy_has_gone(api: Api) -> None:
    api.put_creators(lena={})
    address = api.delete("/v1/creators/lena").headers["Location"]
    with api.backends.store.read() as connection:
        receipt = receipts.get(connection, address.rpartition("/")[2])
    assert receipt is not None
    api.backends.store.write(lambda c: receipts.report(c, "embedded", receipt.seq - 1))
    api.backends.store.write(lambda c: receipts.report(c, "another", receipt.seq))
    assert _state(api, address, "index_files") == "waiting"
    api.backends.store.write(lambda c: receipts.report(c, "embedded", receipt.seq))
    assert _state(api, address, "index_files") == "gone"


def _state(api: Api, address: str, store: str) -> str:
    found: str = next(one["state"] for one in api.get(address).json["stores"] if one["store"] == store)
    return found


def test_receipts_are_listed_the_newest_first_and_by_pages(api: Api) -> None:
    api.put_creators(**{f"c{n}": {} for n in range(3)})
    made = [api.delete(f"/v1/creators/c{n}").headers["Creatormatch-Erasure"] for n in range(3)]
    first = api.get("/v1/erasures", query={"limit": 2}).json
    second = api.get("/v1/erasures", query={"limit": 2, "cursor": first["next_cursor"]}).json
    assert [one["id"] for one in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None


def test_a_synchronising_import_has_one_receipt_for_all_whom_it_erased(api: Api) -> None:
    api.put_creators(**{f"c{n}": {} for n in range(5)})
    answer = api.import_lines(creator() | {"external_id": "c0"}, query={"sync": "true"})
    summary = lines_of(answer)[-1]["summary"]
    receipt = api.get(f"/v1/erasures/{summary['erasure']}").json
    assert (summary["erased"], receipt["creators"]) == (4, 4)


def test_an_unknown_receipt_is_not_found(api: Api) -> None:
    assert api.get("/v1/erasures/ers_0").status_code == 404


def test_what_a_killed_process_left_undone_is_done_by_the_next(api: Api) -> None:
    api.put_creators(lena={})
    api.backends.store.write(lambda c: store_creators.erase(c, ["lena"], "ers_1"))  # and there it was killed
    erasures.settle(api.backends)
    with api.backends.store.read() as connection:
        receipt = receipts.get(connection, "ers_1")
    assert receipt is not None
    assert None not in (receipt.gone_at["pages"], receipt.gone_at["log"])


def test_an_upload_that_was_not_read_yet_is_a_copy_that_waits(api: Api) -> None:
    api.put_creators(lena={})
    made = api.post("/v1/imports", json={"format": "ndjson"}).json["id"]
    line = orjson.dumps(creator() | {"external_id": "lena"}) + b"\n"
    assert api.put(f"/v1/imports/{made}/parts/1", data=line, content_type="application/octet-stream").status_code == 200
    address = api.delete("/v1/creators/lena").headers["Location"]
    assert _state(api, address, "uploads") == "waiting"
    assert api.delete(f"/v1/imports/{made}").status_code == 204
    erasures.settle(api.backends)
    assert _state(api, address, "uploads") == "gone"


def test_the_notice_that_a_brand_gets_is_a_copy_that_waits(api: Api) -> None:
    api.put_creators(lena={})
    data = {"external_id": "lena", "reason": "erased"}
    event = api.backends.store.write(lambda c: outbox.add_event(c, None, "match.left", data, of_erased=True))
    address = api.delete("/v1/creators/lena").headers["Location"]
    assert _state(api, address, "webhook_notices") == "waiting"
    api.backends.store.write(lambda c: outbox.scrub_delivered(c, event))
    erasures.settle(api.backends)
    assert _state(api, address, "webhook_notices") == "gone"
