"""Reading an import that was started: chunk by chunk, each with its progress in one transaction.

Whoever is killed between two chunks leaves everything up to the last one saved and counted, and its lease to run out;
then another worker reads on from there.
"""

import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial

from service.backends import Backends
from service.catalog import announce, draft
from service.domain.ids import new_id
from service.erasures import settle
from service.errors import Problem, Unavailable
from service.import_jobs import forms
from service.import_jobs.forms import Form
from service.import_jobs.part_stream import PartGone, open_parts
from service.imports import saved_in_turn
from service.jobs import DELIVER
from service.lines import MOST_PROBLEMS, Contract, Line, Place
from service.observability import log
from service.store import creators, imports, outbox, stale
from service.store.engine import Connection
from service.store.imports import FAILED, FINISHED, Failure, Progress, StoredImport

_MAX_ATTEMPTS = 5  # without any progress: it would take down one worker after the other
_ERASED_AT_ONCE = 500
_FORGOTTEN_AT_ONCE = 2_000
_PAUSE_SECONDS = 0.01  # between erasures, so that edits wait for one transaction and not for all


class LeaseLost(Exception):
    """The import was removed, or another worker is at it."""


def run_imports(backends: Backends, stopping: threading.Event, contract: Contract) -> int:
    """Read imports that wait, the oldest first, until none is left or it is told to stop; returns how many ended."""
    ended = 0
    while not stopping.is_set():
        token = secrets.token_hex(8)
        claimed = backends.store.write(lambda c, t=token: imports.claim(c, t, backends.config.lease_seconds))  # type: ignore[misc]
        if claimed is None:
            break
        ended += _run(backends, claimed, stopping, contract)
    return ended


def _run(backends: Backends, claimed: StoredImport, stopping: threading.Event, contract: Contract) -> bool:
    """Whether it came to its end."""
    try:
        if claimed.attempts > _MAX_ATTEMPTS:
            _end(backends, claimed, FAILED, f"given up: {_MAX_ATTEMPTS} workers ended without getting any further")
        elif not _read(backends, claimed, stopping, contract):
            backends.store.write(lambda c: imports.release(c, claimed.id, claimed.token or ""))
            return False
        else:
            _end(backends, claimed, FINISHED, _synchronise(backends, claimed))
    except (LeaseLost, PartGone):
        log.info("import_left", import_id=claimed.id)
        return False
    except Unavailable:
        raise  # the lease runs out, and the import is read on
    except Exception as error:
        log.error("import_failed", import_id=claimed.id, exc_info=error)
        with suppress(LeaseLost):  # it was removed meanwhile
            _end(backends, claimed, FAILED, "a mistake of the service; it is in the log")
    return True


def _read(backends: Backends, claimed: StoredImport, stopping: threading.Event, contract: Contract) -> bool:
    """Save what is left to be read; False when told to stop before the end."""
    assert claimed.reading is not None
    stream = open_parts(backends.store, claimed.id, claimed.bytes_done)
    lines = forms.lines(Form(**claimed.reading), stream, contract, Place(claimed.bytes_done, claimed.line))
    for _ in saved_in_turn(_until(stopping, lines), partial(_save_chunk, backends, claimed)):
        pass
    return not stopping.is_set()


def _until(stopping: threading.Event, lines: Iterator[Line]) -> Iterator[Line]:
    for line in lines:
        if stopping.is_set():
            return
        yield line


def _save_chunk(backends: Backends, claimed: StoredImport, chunk: list[Line]) -> None:
    drafts = {line.id: draft(line.id, line.document) for line in chunk if line.id and line.document}

    def change(connection: Connection) -> None:
        held = _hold(connection, claimed)
        refused = imports.refused(connection, held.id, [line.id for line in chunk if line.id])
        accepted = [one for external_id, one in drafts.items() if external_id not in refused]
        saved = creators.save(connection, accepted, stale.IMPORT) if accepted else []
        if held.document.get("sync"):
            _see(connection, held, chunk)
        status = {one.external_id: one.status for one in saved}
        progress = _progress(chunk, status, refused)
        imports.advance(connection, held, progress, backends.config.lease_seconds)

    backends.store.write(change)
    announce(backends)


def _hold(connection: Connection, claimed: StoredImport) -> StoredImport:
    held = imports.hold(connection, claimed.id, claimed.token or "")
    if held is None:
        raise LeaseLost
    return held


def _see(connection: Connection, held: StoredImport, chunk: Sequence[Line]) -> None:
    known = creators.ids_of(connection, [line.id for line in chunk if line.id is not None])
    imports.see(connection, held.id, list(known.values()))


def _progress(chunk: Sequence[Line], status: dict[str, creators.Status], refused: set[str]) -> Progress:
    became = [status.get(line.id or "") if line.document else None for line in chunk]
    counts = {name: became.count(name) for name in ("created", "updated", "unchanged")}
    counts |= {"lines": len(chunk), "failed": became.count(None)}
    counts["unidentified"] = sum(line.id is None for line in chunk)
    failed = [line for line, one in zip(chunk, became, strict=True) if one is None]
    failures = [_refused(line) if line.id in refused else _failure(line) for line in failed]
    return Progress(chunk[-1].end, chunk[-1].last, counts, failures)


def _refused(line: Line) -> Failure:
    """Whatever else is wrong with it: it says nothing of who was erased."""
    message = "was erased after this import was made; import it anew if it may come back"
    return Failure(line.number, None, [Problem("/external_id", message, "erased").to_json()])


def _failure(line: Line) -> Failure:
    return Failure(line.number, line.id, [problem.to_json() for problem in line.problems[:MOST_PROBLEMS]])


# --- the end


def _synchronise(backends: Backends, claimed: StoredImport) -> str | None:
    """Erase whom a synchronising import lacks, unless it cannot be trusted to be whole; what became of that."""
    if not claimed.document.get("sync"):
        return None
    with backends.store.read() as connection:
        now = imports.get(connection, claimed.id)
        if now is None:
            raise LeaseLost
        if now.counts["unidentified"]:
            return "skipped: a line without a readable external_id could stand for any creator"
        if not imports.has_seen_anybody(connection, claimed.id):
            return "skipped: the import holds no creator"
    receipt = new_id("ers")
    after: int | None = 0
    while after is not None:
        after = backends.store.write(lambda c, a=after: _erase_some(backends, c, claimed, a, receipt))  # type: ignore[misc]
        time.sleep(_PAUSE_SECONDS)
    settle(backends)
    return "done"


def _erase_some(backends: Backends, connection: Connection, claimed: StoredImport, after: int,
                receipt: str) -> int | None:  # fmt: skip
    """The internal id after which to go on; None at the end."""
    held = _hold(connection, claimed)
    missing = imports.unseen(connection, held, after, _ERASED_AT_ONCE)
    if not missing:
        return None
    erased = creators.erase(connection, [external_id for _, external_id in missing], receipt)
    imports.count_erased(connection, held.id, len(erased), backends.config.lease_seconds)
    return missing[-1][0]


def _end(backends: Backends, claimed: StoredImport, state: str, outcome: str | None) -> None:
    def change(connection: Connection) -> None:
        _hold(connection, claimed)
        ended = imports.finish(connection, claimed.id, state, outcome)
        counts = {name: ended.counts[name] for name in ("lines", "created", "updated", "unchanged", "failed", "erased")}
        outbox.emit(connection, None, "import.finished", {"import_id": ended.id, "state": state, **counts})

    backends.store.write(change)
    # Not before the end: another worker would take who is forgotten for somebody whom the import lacks.
    while backends.store.write(lambda c: imports.forget_seen(c, _FORGOTTEN_AT_ONCE)):
        pass
    announce(backends)
    backends.jobs.wake(DELIVER)
    backends.store.clean_log()
    log.info("import_ended", import_id=claimed.id, state=state)
