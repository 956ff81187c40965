"""Liveness says whether a restart would help, readiness whether requests should come here; both in bounded time."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from service import probes, serving
from service.health import ENDED, STUCK, Bounded, Health
from service.store import tables
from service.store.engine import Connection
from tests.builders import Api

_SECONDS = 20.0


def test_a_process_whose_jobs_ended_is_broken_and_one_that_drains_is_not(api: Api) -> None:
    api.backends.health.watch("jobs", lambda: ENDED)
    broken = api.get("/healthz", headers={})
    assert (broken.status_code, broken.json["code"]) == (503, "process_broken")
    assert broken.json["checks"]["jobs"] == {"ok": False, "trouble": "ended"}
    assert broken.json["checks"]["follower"] == {"ok": True}
    api.backends.health.draining = True
    assert api.get("/healthz", headers={}).json == {"status": "alive", "checks": {}}


@pytest.fixture
def hanging(api: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """The database hangs; how often a probe has asked it."""
    let_go, asked = threading.Event(), [0]

    def hang(*_: object) -> None:
        asked[0] += 1
        let_go.wait(_SECONDS)
        raise OSError("it went away at last")

    monkeypatch.setattr(probes, "revision", hang)
    monkeypatch.setattr(probes, "DEADLINE_SECONDS", 0.05)
    yield lambda: asked[0]
    let_go.set()


def test_a_database_that_hangs_holds_one_thread_and_no_probe(api: Api, hanging: Callable[[], int]) -> None:
    for _ in range(3):
        found = api.get("/readyz", headers={})
        assert (found.status_code, found.json["code"]) == (503, "database_unavailable")
        assert found.json["checks"]["database"] == {"ok": False}
        assert "schema" not in found.json["checks"], "what cannot be known is not told"
    assert hanging() == 1


def test_who_is_stuck_while_the_database_is_away_is_alive(api: Api, hanging: Callable[[], int]) -> None:
    api.backends.health.watch("follower", lambda: STUCK)
    assert api.get("/healthz", headers={}).status_code == 200
    api.backends.health.watch("watcher", lambda: ENDED)
    assert api.get("/healthz", headers={}).status_code == 503


def test_who_is_stuck_beside_a_database_of_another_version_is_alive(api: Api) -> None:
    api.backends.health.watch("follower", lambda: STUCK)
    api.backends.store.write(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    assert api.get("/healthz", headers={}).status_code == 200


def test_who_is_stuck_while_the_database_answers_is_broken(api: Api) -> None:
    api.backends.health.watch("follower", lambda: STUCK)
    assert api.get("/healthz", headers={}).json["checks"]["follower"] == {"ok": False, "trouble": "stuck"}


def test_readiness_ends_with_the_first_signal_while_requests_are_answered(api: Api) -> None:
    api.put_creators(lena={})
    api.backends.health.draining = True
    found = api.get("/readyz", headers={})
    assert (found.status_code, found.json["code"]) == (503, "draining")
    assert found.json["checks"]["database"]["ok"]
    assert api.match()["items"]


def test_another_schema_is_told(api: Api) -> None:
    api.backends.store.write(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    found = api.get("/readyz", headers={})
    assert (found.status_code, found.json["code"]) == (503, "schema_not_current")
    assert found.json["checks"]["schema"] == {"ok": False, "revision": "9999"}


def test_without_an_index_it_is_not_ready(api: Api) -> None:
    api.backends.served.snapshot = None
    assert api.get("/readyz", headers={}).json["code"] == "index_not_ready"
    assert api.get("/healthz", headers={}).status_code == 200


def test_who_shows_changes_far_too_late_is_not_ready(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.put_creators(lena={})
    snapshot = api.backends.served.snapshot
    assert snapshot is not None
    old = time.time() - 1000

    def change(connection: Connection) -> None:
        connection.execute(update(tables.changes).values(changed_at=old))

    api.backends.store.write(change)
    assert api.get("/readyz", headers={}).json["checks"]["feed"]["lag_seconds"] == 0.0
    monkeypatch.setattr(api.backends.served, "snapshot", _behind(snapshot))
    found = api.get("/readyz", headers={})
    assert (found.status_code, found.json["code"]) == (503, "feed_behind")
    assert found.json["checks"]["feed"]["lag_seconds"] >= 1000


def _behind(snapshot: Any) -> Any:
    """The same index as of before the first change."""
    return replace(snapshot, header=replace(snapshot.header, seq=0))


def test_answers_of_an_open_question_are_shared_and_errors_are_told() -> None:
    bounded, may_answer = Bounded(), threading.Event()

    def question() -> str:
        may_answer.wait(_SECONDS)
        return "first"

    with pytest.raises(TimeoutError):
        bounded.ask(question, 0.01)
    may_answer.set()
    assert bounded.ask(lambda: "second", _SECONDS) in ("first", "second")

    def wrong() -> str:
        raise ValueError("no")

    other = Bounded()
    with pytest.raises(ValueError, match="no"):
        other.ask(wrong, _SECONDS)
    assert other.ask(lambda: "well", _SECONDS) == "well"


def test_a_part_that_was_stopped_on_purpose_is_not_missed() -> None:
    health = Health()
    health.watch("jobs", lambda: ENDED)
    health.forget("jobs")
    assert health.parts() == {}


def test_the_follower_is_stuck_without_a_round_and_ended_without_its_thread(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    (follower,) = [thread for thread in threading.enumerate() if thread.name == "follower"]
    trouble = api.backends.health._parts["follower"]
    assert trouble() is None
    monkeypatch.setattr(serving, "_STUCK_SECONDS", -1.0)
    assert trouble() == STUCK
    trouble.__self__._stopping.set()  # type: ignore[attr-defined]
    follower.join(_SECONDS)
    assert trouble() == ENDED
