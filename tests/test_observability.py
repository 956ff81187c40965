"""Logs: one JSON line an event, with ids and durations, and nothing that anybody wrote."""

import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from service import observability
from service.app import create_app
from service.embeddings.encoder import HashEncoder
from service.errors import ConfigError, NotFound
from service.observability import configure_logs, error_kind, json_lines, trace
from service.store.engine import Connection
from tests.builders import Api, brief, creator, prepare, running_api, settings
from workers.single import Single

# Each stands somewhere where people write, and must stand nowhere else.
_MARKS = {what: f"marker{what}zq" for what in
          ("bio", "name", "handle", "brief", "title", "city", "external", "note", "secret", "broken", "exception",
           "header", "reason", "line")}  # fmt: skip


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that is logged, as it is served."""
    caught = io.StringIO()
    monkeypatch.setattr(sys, "stderr", caught)
    before, handlers = structlog.get_config(), logging.getLogger().handlers[:]
    configure_logs(pretty=False)
    fresh = structlog.get_logger()
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("service", "workers") and hasattr(module, "log"):
            monkeypatch.setattr(module, "log", fresh)
    yield caught
    structlog.configure(**before)
    logging.getLogger().handlers[:] = handlers


def events(caught: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in caught.getvalue().splitlines()]


class _Poisoned(HashEncoder):
    """Fails for one text, and quotes it."""

    def encode_documents(self, texts: Any) -> Any:
        if any(_MARKS["broken"] in one for one in texts):
            raise ValueError(f"cannot encode {texts}")
        return super().encode_documents(texts)


def _documents() -> tuple[dict[str, Any], dict[str, Any]]:
    account = {"platform": "instagram", "handle": _MARKS["handle"], "followers": 12_400}
    one = creator(name=_MARKS["name"], text=f"Quick dinners {_MARKS['bio']}", city=_MARKS["city"], accounts=[account])
    return one, brief(text=f"Home cooks {_MARKS['brief']}", title=_MARKS["title"])


def _live(api: Api) -> None:
    """What people do, right and wrong."""
    one, wanted = _documents()
    external_id = _MARKS["external"]
    api.put(f"/v1/creators/{external_id}", json=one)
    api.put("/v1/creators/broken", json=one | {"text": f"Cakes {_MARKS['broken']}"})
    api.put("/v1/creators/wrong", json=one | {"colour": _MARKS["note"]})
    api.import_lines(one | {"external_id": "second"}, b'{"external_id": "' + _MARKS["line"].encode() + b'", ')
    api.get("/v1/creators", headers={"Authorization": f"Bearer {_MARKS['secret']}"})
    stored = api.post_brief(**wanted)
    api.match(**wanted)
    api.matches(stored["id"])
    api.put(f"/v1/briefs/{stored['id']}/feedback/{external_id}", json={"verdict": "rejected", "note": _MARKS["reason"]},
            headers=api.brand())  # fmt: skip
    api.get(f"/v1/creators/{_MARKS['note']}")
    api.delete(f"/v1/creators/{external_id}")


def _break(api: Api) -> None:
    """Mistakes of the service that quote what they were at."""

    def broken() -> str:
        raise RuntimeError(f"cannot read {_MARKS['exception']}")

    def refused() -> str:
        def change(connection: Connection) -> None:
            incomplete = "INSERT INTO brands (slug, name, created_at) VALUES (:slug, :name, NULL)"
            connection.execute(text(incomplete), {"slug": _MARKS["exception"], "name": _MARKS["name"]})

        api.backends.store.write(change)
        return ""

    app = create_app(api.backends)
    app.add_url_rule("/v1/broken/<path:where>", view_func=lambda where: broken(), endpoint="broken")
    app.add_url_rule("/v1/refused", view_func=refused)
    for path in (f"/v1/broken/{_MARKS['external']}", "/v1/refused"):
        answer = app.test_client().get(path, headers={**api.marketplace, "User-Agent": _MARKS["header"]})
        assert answer.status_code >= 500
    Single("made_up", broken)()
    logging.getLogger("a.library").warning("cannot read %s", _MARKS["bio"])
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"odd: {_MARKS['bio']}", stacklevel=1)
    sys.excepthook(ValueError, ValueError(_MARKS["bio"]), None)
    try:
        broken()
    except RuntimeError:
        logging.getLogger("a.library").exception("failed: %s", _MARKS["bio"])


def _run(environment: dict[str, str], caught: io.StringIO) -> list[dict[str, Any]]:
    with running_api(environment | {"CREATORMATCH_ACCESS_LOG": "on"}, encoder=_Poisoned) as api:
        _live(api)
        _break(api)
        with api.backends.store.read() as connection:
            assert connection.execute(text("SELECT count(*) FROM creators")).scalar_one() >= 1
        keys = [headers["Authorization"].split()[1] for headers in (api.marketplace, api.brand())]
    told = caught.getvalue()
    assert [what for what, mark in _MARKS.items() if mark in told] == []
    assert [key for key in keys if key[len("cm_") + 13 :] in told] == []
    assert not {mark for mark in ("lena", "Lena Vogt", "lena.cooks") if mark in told}
    return events(caught)


def test_nothing_that_anybody_wrote_is_logged(data: Path, lines: io.StringIO) -> None:
    found = _run(settings(data), lines)
    told = {event["event"] for event in found}
    assert told >= {"request_answered", "request_failed", "unexpected_error", "job_failed", "library_message",
                    "batch_failed", "embedding_failed"}  # fmt: skip
    assert all(event["level"] and event["timestamp"] for event in found)


def test_nothing_that_anybody_wrote_is_logged_with_postgresql(
    tmp_path: Path, postgres_url: str, lines: io.StringIO
) -> None:
    environment = settings(tmp_path / "data", database_url=postgres_url)
    prepare(environment)
    found = _run(environment, lines)
    (refused,) = [event for event in found if event["event"] == "unexpected_error" and "Integrity" in event["error"]]
    assert refused["error"] == "IntegrityError: NotNullViolation 23502"


def test_a_failed_request_is_told_with_its_id_and_route_and_the_lines_it_came_through(
    api: Api, lines: io.StringIO
) -> None:
    _break(api)
    failed = [event for event in events(lines) if event["event"] == "request_failed"]
    assert {(one["route"], one["code"], one["status"], one["method"]) for one in failed} == {
        ("/v1/broken/<path:where>", "internal_error", 500, "GET"),
        ("/v1/refused", "internal_error", 500, "GET"),
    }
    assert all(one["request_id"] and one["ms"] >= 0 and one["key_id"].startswith("cm_") for one in failed)
    (told,) = [event for event in events(lines) if event.get("error") == "RuntimeError" and "request_id" in event
               and event["event"] == "unexpected_error"]  # fmt: skip
    assert told["request_id"] == failed[0]["request_id"]
    assert any("test_observability.py" in line and line.endswith(" broken") for line in told["trace"])


def test_a_slow_request_is_told_and_a_quick_one_is_not(data: Path, lines: io.StringIO) -> None:
    with running_api(settings(data, slow_seconds="0.0000001")) as api:
        api.get("/v1/creators")
    (slow,) = [event for event in events(lines) if event.get("route") == "/v1/creators"]
    assert (slow["event"], slow["status"]) == ("request_slow", 200)
    lines.truncate(0)
    lines.seek(0)
    with running_api(settings(data, slow_seconds="0")) as api:
        api.get("/v1/creators")
    assert events(lines) == []


def test_what_a_job_logs_carries_its_name_and_the_id_of_its_run(lines: io.StringIO) -> None:
    job = Single("made_up", lambda: observability.log.info("worker_started"))
    job()
    job()
    first, second = events(lines)
    assert first["job"] == second["job"] == "made_up"
    assert first["job_id"] != second["job_id"]


def test_what_the_server_itself_says_is_json_without_what_it_quotes() -> None:
    record = logging.LogRecord("gunicorn.error", logging.INFO, "", 0, "Booting worker with pid: %s", (7,), None)
    told = json.loads(json_lines("server_message", filled=True).format(record))
    assert (told["event"], told["message"], told["level"]) == ("server_message", "Booting worker with pid: 7", "info")
    told = json.loads(json_lines("library_message").format(record))
    assert told["message"] == "Booting worker with pid: %s"


def test_of_errors_their_kind_is_told_and_of_wrong_settings_all() -> None:
    assert error_kind(ConfigError("CREATORMATCH_DATA is wrong")) == "ConfigError: CREATORMATCH_DATA is wrong"
    assert error_kind(NotFound("no creator 'lena'")) == "NotFound: not_found"
    assert error_kind(FileNotFoundError(2, "x", "/home/lena")) == "FileNotFoundError: No such file or directory"
    assert error_kind(ValueError("lena")) == "ValueError"
    assert error_kind(IntegrityError("INSERT", {"name": "lena"}, ValueError("lena"))) == "IntegrityError"


def test_a_trace_follows_causes_and_ends() -> None:
    def deep(left: int) -> None:
        try:
            if left == 0:
                raise ValueError("lena")
            deep(left - 1)
        except (ValueError, KeyError) as error:
            raise KeyError("lena") from error

    with pytest.raises(KeyError) as caught:
        deep(2)
    told = trace(caught.value)
    assert [line for line in told if not line.startswith(" ")] == ["KeyError", "KeyError", "KeyError", "ValueError"]
    assert "lena" not in " ".join(told)
    with pytest.raises(KeyError) as caught:
        deep(300)
    assert len(trace(caught.value)) == 100


def test_whoever_may_read_a_creator_reads_the_message_that_the_log_leaves_out(data: Path, lines: io.StringIO) -> None:
    with running_api(settings(data), encoder=_Poisoned) as api:
        api.put("/v1/creators/broken", json=creator(text=_MARKS["broken"]))
        api.wait_indexed()
        shown = api.get("/v1/creators/broken").json["embedding"]
    assert _MARKS["broken"] in shown["error"]
    assert _MARKS["broken"] not in lines.getvalue()
