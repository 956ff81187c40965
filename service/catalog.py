"""Creators in: saved one by one or streamed by the thousand, erased, listed."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import orjson

from service.backends import Backends
from service.embeddings.text import creator_text_hash
from service.errors import CreatormatchError, Invalid, NotFound, Problem
from service.jobs import REFRESH
from service.store import creators, encoders, feed, stale
from service.store.creators import Draft, Saved, StoredCreator
from service.store.engine import Connection, database_time

Document = dict[str, Any]
# Validates a creator document and returns its canonical form; raises Invalid. Given by the front.
Validate = Callable[[Document], Document]

IMPORT_CHUNK = 100


def save_creator(backends: Backends, external_id: str, document: Document) -> Saved:
    """Insert or replace one creator; the write is durable when this returns."""
    drafts = [_draft(external_id, document)]
    (saved,) = backends.store.write(lambda c: creators.save(c, drafts, stale.EDIT))
    _after_commit(backends)
    return saved


def patch_creator(backends: Backends, external_id: str, patch: Document, validate: Validate) -> Saved:
    """Apply a JSON merge patch (RFC 7396) to the creator as it is now; two patches never undo each other."""

    def change(connection: Connection) -> Saved:
        before = creators.get(connection, external_id, lock=True)
        if before is None:
            raise _no_creator(external_id)
        document = validate(merge_patch(orjson.loads(before.document), patch))
        return creators.save(connection, [_draft(external_id, document)], stale.EDIT)[0]

    saved = backends.store.write(change)
    _after_commit(backends)
    return saved


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396: null removes, objects merge, everything else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def erase_creator(backends: Backends, external_id: str) -> int:
    """Erase a creator with everything derived from it; returns the change's number. Unknown ids raise NotFound."""

    def change(connection: Connection) -> int:
        if not creators.erase(connection, [external_id]):
            raise _no_creator(external_id)
        return feed.last_seq(connection)

    seq = backends.store.write(change)
    backends.jobs.ring()
    backends.store.clean_after_erasure()
    return seq


@dataclass(frozen=True)
class CreatorView:
    """A stored creator with what the service knows about it."""

    stored: StoredCreator
    embedding: Document
    duplicates: list[dict[str, str]]

    def to_json(self) -> Document:
        document: Document = orjson.loads(self.stored.document)
        return {
            "external_id": self.stored.external_id,
            **document,
            "version": self.stored.version,
            "created_at": self.stored.created_at,
            "updated_at": self.stored.updated_at,
            "embedding": self.embedding,
            "likely_duplicates": self.duplicates,
        }


def get_creator(backends: Backends, external_id: str) -> CreatorView:
    with backends.store.read() as connection:
        stored = creators.get(connection, external_id)
        if stored is None:
            raise _no_creator(external_id)
        return _views(connection, [stored])[0]


def list_creators(backends: Backends, filters: Mapping[str, Any], after: int, limit: int) -> list[CreatorView]:
    with backends.store.read() as connection:
        active = encoders.active(connection)
        by_encoder = {**filters, "encoder": active.fingerprint if active else ""}
        return _views(connection, creators.page(connection, by_encoder, after, limit))


def _views(connection: Connection, stored: list[StoredCreator]) -> list[CreatorView]:
    active = encoders.active(connection)
    ids = [creator.id for creator in stored]
    waiting = stale.states_of(connection, active.fingerprint, ids) if active else {}
    duplicates = creators.duplicates(connection, ids)
    return [CreatorView(s, _embedding(waiting.get(s.id)), duplicates.get(s.id, [])) for s in stored]


def _embedding(waiting: stale.Waiting | None) -> Document:
    if waiting is None:
        return {"state": "fresh"}
    if waiting.error is None:
        return {"state": "stale"}
    return {"state": "failed", "attempts": waiting.attempts, "error": waiting.error, "retry_at": waiting.retry_at}


def export_creators(backends: Backends) -> Iterator[bytes]:
    """Every creator as an NDJSON line that the import takes back."""
    after = 0
    while True:
        with backends.store.read() as connection:
            stored = creators.page(connection, {}, after, 500)
        if not stored:
            return
        for creator in stored:
            yield orjson.dumps({"external_id": creator.external_id, **orjson.loads(creator.document)}) + b"\n"
        after = stored[-1].id


@dataclass
class ImportReport:
    """Counts of an import, and the ids it held. To synchronise is to erase, at the end, whom it lacks."""

    synchronise: bool = False
    lines: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    erased: int = 0
    unidentified: int = 0
    began_at: float = 0.0
    known_before: set[int] = field(default_factory=set)
    sync: str | None = None
    seen: set[str] = field(default_factory=set)

    def to_json(self) -> Document:
        counts = ("lines", "created", "updated", "unchanged", "failed", "erased")
        summary: Document = {name: getattr(self, name) for name in counts}
        return {"summary": summary | ({"sync": self.sync} if self.sync else {})}


@dataclass(frozen=True)
class Line:
    """One line of an import: its creator, or what is wrong with it."""

    number: int
    external_id: str | None
    document: Document | None
    problems: tuple[Problem, ...] = ()


def import_creators(backends: Backends, lines: Iterable[Line], report: ImportReport) -> Iterator[Document]:
    """Save lines in short transactions, yielding each line's result after its commit. No line harms another."""
    chunk: dict[str, Line] = {}
    if report.synchronise:
        with backends.store.read() as connection:
            report.began_at, report.known_before = database_time(connection), creators.all_ids(connection)
    for line in lines:
        report.lines += 1
        if line.external_id is not None:
            report.seen.add(line.external_id)
        if line.document is None or line.external_id is None:
            report.failed += 1
            report.unidentified += line.external_id is None
            yield _failed(line)
            continue
        if line.external_id in chunk or len(chunk) >= IMPORT_CHUNK:
            yield from _save_chunk(backends, chunk, report)
        chunk[line.external_id] = line
    yield from _save_chunk(backends, chunk, report)
    if report.synchronise:
        _erase_missing(backends, report)


def _save_chunk(backends: Backends, chunk: dict[str, Line], report: ImportReport) -> Iterator[Document]:
    """Save what was collected and empty the chunk."""
    lines = list(chunk.values())
    chunk.clear()
    if not lines:
        return
    drafts = [_draft(line.external_id or "", line.document or {}) for line in lines]
    results = backends.store.write(lambda c: creators.save(c, drafts, stale.IMPORT))
    _after_commit(backends)
    with backends.store.read() as connection:
        duplicates = creators.duplicates(connection, [saved.id for saved in results])
    for line, saved in zip(lines, results, strict=True):
        setattr(report, saved.status, getattr(report, saved.status) + 1)
        result: Document = {"line": line.number, "external_id": saved.external_id, "status": saved.status}
        yield result | ({"likely_duplicates": duplicates[saved.id]} if saved.id in duplicates else {})
    time.sleep(0)  # let edits that wait for the writer go first


def _failed(line: Line) -> Document:
    problems = [problem.to_json() for problem in line.problems]
    return {"line": line.number, "external_id": line.external_id, "status": "failed", "problems": problems}


def _erase_missing(backends: Backends, report: ImportReport) -> None:
    """The end of a synchronising import: erase whom it lacks, unless it cannot be trusted to be whole.

    Who came or was written while it ran is not missing from it.
    """
    if report.unidentified:
        report.sync = "skipped: a line without a readable external_id could stand for any creator"
        return
    if not report.seen:
        report.sync = "skipped: the import holds no creator"
        return
    after = 0
    while True:
        with backends.store.read() as connection:
            known = creators.untouched(connection, after, report.began_at, 500)
        if not known:
            break
        after = known[-1][0]
        missing = [e for creator_id, e in known if creator_id in report.known_before and e not in report.seen]
        if missing:
            report.erased += len(backends.store.write(partial(creators.erase, external_ids=missing)))
    report.sync = "done"
    backends.jobs.ring()
    backends.store.clean_after_erasure()


def wait_indexed(backends: Backends, saved: Saved) -> bool:
    """Wait until a saved creator's state is what this process answers with.

    False when time ran out or its text could not be embedded.
    """

    def embedded(connection: Connection, encoder: str) -> bool | None:
        waiting = stale.states_of(connection, encoder, [saved.id]).get(saved.id)
        return True if waiting is None else None if waiting.error else False

    return _wait(backends, embedded)


def wait_all_indexed(backends: Backends) -> bool:
    """The same for everything that was queued up to now."""
    with backends.store.read() as connection:
        until = database_time(connection)
    return _wait(backends, lambda c, encoder: stale.waiting_since(c, encoder, until) == 0)


def _wait(backends: Backends, embedded: Callable[[Connection, str], bool | None]) -> bool:
    """Poll until `embedded`, then until this process shows it; None from it means never."""
    deadline = time.monotonic() + backends.config.wait_seconds
    pause = 0.005
    while (left := deadline - time.monotonic()) > 0:
        with backends.store.read() as connection:
            active = encoders.active(connection)
            ready = embedded(connection, active.fingerprint) if active else False
            seq = feed.last_seq(connection)
        if ready is None:
            return False
        if ready:
            return backends.served.wait_for(seq, left)
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, 0.1)
    return False


def read_external_id(document: Any) -> str | None:
    external_id = document.get("external_id") if isinstance(document, Mapping) else None
    return external_id if isinstance(external_id, str) else None


def validated_line(number: int, document: Any, validate: Callable[[Any], tuple[str, Document]]) -> Line:
    """A line's creator, or its problems."""
    try:
        external_id, valid = validate(document)
        return Line(number, external_id, valid)
    except Invalid as error:
        problems = error.problems or (Problem("", error.detail),)
        unreadable = any(problem.path == "/external_id" for problem in problems)
        return Line(number, None if unreadable else read_external_id(document), None, problems)
    except CreatormatchError as error:
        return Line(number, None, None, (Problem("", error.detail, error.code),))


def _draft(external_id: str, document: Document) -> Draft:
    return Draft(external_id, document, creator_text_hash(document))


def _after_commit(backends: Backends) -> None:
    backends.jobs.ring()
    backends.jobs.wake(REFRESH)


def _no_creator(external_id: str) -> NotFound:
    return NotFound(f"no creator has the external_id {external_id!r}")
