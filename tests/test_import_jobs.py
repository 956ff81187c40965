"""The job that reads imports: killed at any moment it goes on where it was, on both databases."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from service import imports as chunked
from service.api.import_schemas import load_import
from service.api.importing import CREATORS
from service.backends import Backends
from service.bootstrap import build_backends
from service.config import load_config
from service.errors import Unavailable
from service.import_jobs import running, uploads
from service.import_jobs.running import run_imports
from service.import_jobs.uploads import ImportView
from service.store import creators, imports
from service.tidying import tidy
from tests.builders import creator, ndjson, prepare, settings
from tests.reliability.harness import eventually

LINES, CHUNK = 60, 7
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["service.cli"])


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    if request.param == "sqlite":
        return settings(request.getfixturevalue("data"), lease_seconds="0.2")
    url = request.getfixturevalue("postgres_url")
    found = settings(tmp_path / "data", database_url=url, lease_seconds="0.2")
    prepare(found)
    return found


@pytest.fixture
def backends(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Backends]:
    monkeypatch.setattr(chunked, "IMPORT_CHUNK", CHUNK)
    opened = build_backends(load_config(environment))
    yield opened
    opened.store.close()


def document(number: int) -> Any:
    """Every tenth line fails."""
    return creator(country="XX" if number % 10 == 0 else "DE") | {"external_id": f"c{number}"}


def started(backends: Backends, data: bytes, **how: Any) -> str:
    """The id of an import that waits; its parts are small and end anywhere."""
    import_id = uploads.create_import(backends, load_import({"format": "ndjson", **how})).stored.id
    for number, start in enumerate(range(0, len(data), 3000), 1):
        uploads.put_part(backends, import_id, number, data[start : start + 3000])
    uploads.start_import(backends, import_id, CREATORS)
    return import_id


def run(backends: Backends) -> int:
    return run_imports(backends, threading.Event(), CREATORS)


def ended(backends: Backends, import_id: str) -> ImportView:
    """The import once it is read to its end, by as many runs as that takes: a lease may have to run out first."""
    view = uploads.get_import(backends, import_id)
    while view.stored.state in imports.UNFINISHED:
        run(backends)
        view = uploads.get_import(backends, import_id)
    return view


def failed_lines(backends: Backends, import_id: str) -> list[int]:
    return [one.line for found in uploads.failures(backends, import_id) for one in found]


WHOLE = b"".join(ndjson(document(number)) for number in range(1, LINES + 1))
EXACT = {"lines": LINES, "created": 54, "updated": 0, "unchanged": 0, "failed": 6, "erased": 0, "unidentified": 0}
FAILED = list(range(10, LINES + 1, 10))


def _killed_at(environment: dict[str, str], moment: str, turn: int) -> None:
    """A worker process that is killed at its turn-th passing of a moment: before a chunk's commit, or after it."""
    opened = build_backends(load_config(environment))
    chunked.IMPORT_CHUNK = CHUNK
    passed = 0

    def die() -> None:
        nonlocal passed
        passed += 1
        if passed == turn:
            os.kill(os.getpid(), signal.SIGKILL)

    if moment == "before":
        advance = imports.advance

        def dying(*args: Any) -> None:
            advance(*args)
            die()

        imports.advance = dying  # type: ignore[assignment]
    else:
        running.announce = lambda backends: die()  # type: ignore[assignment, attr-defined]
    run(opened)


def _end_of_worker(*arguments: Any) -> int | None:
    worker = _CONTEXT.Process(target=_killed_at, args=arguments)
    worker.start()
    worker.join()
    return worker.exitcode


def test_a_worker_that_is_killed_loses_no_line_and_counts_none_twice(
    backends: Backends, environment: dict[str, str]
) -> None:
    import_id = started(backends, WHOLE)
    for moment, turn in (("before", 1), ("after", 3), ("before", 2)):
        while (status := _end_of_worker(environment, moment, turn)) == 0:
            pass  # the lease of the one before has to run out
        assert status == -signal.SIGKILL
    before = uploads.get_import(backends, import_id).stored
    assert before.counts["lines"] == 4 * CHUNK
    assert before.state == "running"
    view = ended(backends, import_id)
    assert (view.stored.counts, view.stored.bytes_done) == (EXACT, len(WHOLE))
    assert failed_lines(backends, import_id) == FAILED
    with backends.store.read() as connection:
        assert creators.count(connection) == 54
        assert all(imports.content(connection, import_id, part.number) is None for part in view.parts)


def test_a_worker_that_is_told_to_stop_gives_its_lease_back(
    backends: Backends, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id, stopping = started(backends, WHOLE), threading.Event()
    monkeypatch.setattr(running, "announce", lambda backends: stopping.set())
    assert run_imports(backends, stopping, CREATORS) == 0
    stored = uploads.get_import(backends, import_id).stored
    assert 0 < stored.counts["lines"] < LINES
    assert stored.token is None
    monkeypatch.undo()
    assert ended(backends, import_id).stored.counts == EXACT


def test_who_has_lost_the_lease_saves_nothing_more(backends: Backends) -> None:
    import_id = started(backends, WHOLE)
    first = backends.store.write(lambda c: imports.claim(c, "first", 0.0))
    assert first is not None
    second = backends.store.write(lambda c: imports.claim(c, "second", 60.0))
    assert second is not None
    assert not running._run(backends, first, threading.Event(), CREATORS)
    assert uploads.get_import(backends, import_id).stored.counts["lines"] == 0
    assert running._run(backends, second, threading.Event(), CREATORS)
    assert uploads.get_import(backends, import_id).stored.counts == EXACT


def test_a_mistake_in_an_import_that_is_removed_meanwhile_ends_only_that_import(
    backends: Backends, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id, other, advance = started(backends, WHOLE), started(backends, WHOLE), imports.advance

    def wrong_once(connection: Any, held: Any, *more: Any) -> None:
        if held.id != import_id:
            return advance(connection, held, *more)
        imports.remove(connection, import_id)
        connection.commit()
        raise ValueError("a mistake")

    monkeypatch.setattr(imports, "advance", wrong_once)
    assert ended(backends, other).stored.counts["lines"] == LINES


def test_where_the_database_goes_away_the_import_is_read_on_later(
    backends: Backends, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = started(backends, WHOLE)
    save, calls = creators.save, []

    def away_at_the_third(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == 3:
            raise Unavailable("gone", 2, code="database_unavailable")
        return save(*args)

    monkeypatch.setattr(creators, "save", away_at_the_third)
    with pytest.raises(Unavailable):
        run(backends)
    assert uploads.get_import(backends, import_id).stored.counts["lines"] == 2 * CHUNK
    assert ended(backends, import_id).stored.counts == EXACT


def test_an_import_that_takes_down_every_worker_is_given_up(backends: Backends) -> None:
    import_id = started(backends, WHOLE)
    for _ in range(running._MAX_ATTEMPTS):
        assert backends.store.write(lambda c: imports.claim(c, "dead", 0.0)) is not None
    stored = ended(backends, import_id).stored
    assert (stored.state, stored.counts["lines"]) == ("failed", 0)
    assert "given up" in (stored.outcome or "")


def test_a_synchronising_import_that_was_interrupted_still_knows_whom_it_held(
    backends: Backends, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended(backends, started(backends, ndjson(*(document(number) for number in (1, 2, 3, 101, 102)))))
    import_id, stopping = started(backends, WHOLE, sync=True), threading.Event()
    monkeypatch.setattr(running, "announce", lambda backends: stopping.set())
    run_imports(backends, stopping, CREATORS)
    monkeypatch.undo()
    stored = ended(backends, import_id).stored
    assert (stored.outcome, stored.counts) == ("done", EXACT | {"created": 51, "unchanged": 3, "erased": 2})
    with backends.store.read() as connection:
        assert creators.count(connection) == 54
        assert not imports.has_seen_anybody(connection, import_id)


def test_a_synchronising_import_that_is_ended_twice_erases_nobody_more(
    backends: Backends, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ndjson(*(document(number) for number in (1, 2, 3)))
    ended(backends, started(backends, data))
    import_id, finish = started(backends, data, sync=True), imports.finish

    def away(*_: Any) -> None:
        raise Unavailable("gone", 2, code="database_unavailable")

    monkeypatch.setattr(imports, "finish", away)
    with pytest.raises(Unavailable):
        run(backends)
    monkeypatch.setattr(imports, "finish", finish)
    stored = ended(backends, import_id).stored
    assert (stored.outcome, stored.counts["unchanged"], stored.counts["erased"]) == ("done", 3, 0)
    with backends.store.read() as connection:
        assert creators.count(connection) == 3
        assert not imports.has_seen_anybody(connection, import_id)


def test_an_erasure_while_an_import_runs_is_not_undone(backends: Backends, monkeypatch: pytest.MonkeyPatch) -> None:
    ended(backends, started(backends, ndjson(document(LINES - 1))))
    import_id, stopping = started(backends, WHOLE), threading.Event()
    monkeypatch.setattr(running, "announce", lambda backends: stopping.set())
    run_imports(backends, stopping, CREATORS)
    monkeypatch.undo()
    backends.store.write(lambda c: creators.erase(c, [f"c{LINES - 1}"]))
    assert ended(backends, import_id).stored.counts == EXACT | {"created": 53, "failed": 7}
    assert failed_lines(backends, import_id) == sorted([*FAILED, LINES - 1])
    with backends.store.read() as connection:
        assert creators.get(connection, f"c{LINES - 1}") is None


def test_an_erasure_waits_for_an_import_that_is_being_removed(backends: Backends) -> None:
    ended(backends, started(backends, ndjson(document(1))))
    import_id, store = started(backends, WHOLE), backends.store

    def remove(connection: Connection) -> Future[list[int]]:
        imports.remove(connection, import_id)
        erasing = others.submit(store.write, lambda c: creators.erase(c, ["c1"]))
        eventually("the erasure waits", lambda: store.bare.is_sqlite or _somebody_waits(store))
        return erasing

    with ThreadPoolExecutor(1) as others:
        assert len(store.write(remove).result()) == 1


def _somebody_waits(store: Any) -> bool:
    with store.read() as connection:
        return bool(connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())


def test_what_expires_is_tidied_away(backends: Backends) -> None:
    import_id = started(backends, WHOLE)
    ended(backends, import_id)
    idle = uploads.create_import(backends, load_import({"format": "csv"})).stored.id
    tidy(backends, threading.Event())
    assert failed_lines(backends, import_id) == FAILED
    assert uploads.get_import(backends, idle).stored.state == "uploading"
    backends.store.write(lambda c: c.execute(imports.imports.update().values(
        created_at=imports.imports.c.created_at - 8 * 86_400, finished_at=imports.imports.c.finished_at - 8 * 86_400)))
    tidy(backends, threading.Event())
    assert failed_lines(backends, import_id) == []
    assert [view.stored.id for view in uploads.list_imports(backends, None, "", 10, "oldest")] == [import_id]
