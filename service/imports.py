"""Imports: creators by the thousand, saved in short transactions, each line with its own result."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from service.backends import Backends
from service.catalog import announce, draft
from service.domain.ids import new_id
from service.erasures import settle
from service.jobs import DELIVER
from service.lines import Line
from service.store import creators, stale
from service.store.creators import Saved, Status
from service.store.duplicates import likely_duplicates
from service.store.engine import database_time

Document = dict[str, Any]
T = TypeVar("T")

IMPORT_CHUNK = 400  # an edit waits for at most one chunk to be written: some 40 ms


@dataclass
class Tally:
    """Counts of an import."""

    lines: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0

    def count(self, line: Line, status: Status | None) -> None:
        """One line more, and what became of it; None: it failed."""
        self.lines += 1
        name = status or "failed"
        setattr(self, name, getattr(self, name) + 1)

    def to_json(self) -> Document:
        counts = ("lines", "created", "updated", "unchanged", "failed")
        return {"summary": {name: getattr(self, name) for name in counts}}


@dataclass
class ImportReport(Tally):
    """Counts of an import of creators, and the ids it held. To synchronise is to erase, at the end, whom it lacks."""

    synchronise: bool = False
    erased: int = 0
    erasure: str | None = None  # its receipt
    unidentified: int = 0
    began_at: float = 0.0
    known_before: set[int] = field(default_factory=set)
    sync: str | None = None
    seen: set[str] = field(default_factory=set)

    def count(self, line: Line, status: Status | None) -> None:
        super().count(line, status)
        if line.id is not None:
            self.seen.add(line.id)
        self.unidentified += status is None and line.id is None

    def to_json(self) -> Document:
        summary = super().to_json()["summary"] | {"erased": self.erased}
        told = {"sync": self.sync, "erasure": self.erasure}
        return {"summary": summary | {name: value for name, value in told.items() if value}}


def import_creators(backends: Backends, lines: Iterable[Line], report: ImportReport) -> Iterator[Document]:
    """Save lines in short transactions, yielding results in the lines' order, each after its commit.

    No line harms another.
    """
    if report.synchronise:
        with backends.store.read() as connection:
            report.began_at, report.known_before = database_time(connection), creators.all_ids(connection)
    for results in saved_in_turn(lines, lambda chunk: _save_chunk(backends, chunk, report)):
        yield from results
    if report.synchronise:
        _erase_missing(backends, report)


def saved_in_turn(lines: Iterable[Line], save: Callable[[list[Line]], T]) -> Iterator[T]:
    """What `save` makes of each chunk, in order. While one is saved the next is read and validated, so that neither the
    processor nor the database waits for the other. Once one fails no other begins."""
    with ThreadPoolExecutor(1, thread_name_prefix="import") as saver:
        earlier: Future[T] | None = None
        for chunk in chunks(lines):
            done = [earlier.result()] if earlier else []
            earlier = saver.submit(save, chunk)
            yield from done
        if earlier:
            yield earlier.result()


def chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines in runs of a limited length that hold no id twice: one run is one transaction."""
    chunk: list[Line] = []
    named: set[str] = set()
    for line in lines:
        if len(chunk) >= IMPORT_CHUNK or line.id in named:
            yield chunk
            chunk, named = [], set()
        chunk.append(line)
        named |= {line.id} if line.id is not None else set()
    if chunk:
        yield chunk


def _save_chunk(backends: Backends, chunk: list[Line], report: ImportReport) -> list[Document]:
    drafts = [draft(line.id, line.document) for line in chunk if line.id and line.document]
    saved = backends.store.write(lambda c: creators.save(c, drafts, stale.IMPORT)) if drafts else []
    announce(backends)
    by_id = {one.external_id: one for one in saved}
    with backends.store.read() as connection:
        duplicates = likely_duplicates(connection, [one.id for one in saved])
    results = []
    for line in chunk:
        one = by_id.get(line.id or "")
        report.count(line, one.status if one else None)
        accepted = _accepted(line, one, duplicates.get(one.id, [])) if one is not None else None
        results.append(accepted or failed(line, "external_id"))
    time.sleep(0)  # let edits that wait for the writer go first
    return results


def _accepted(line: Line, saved: Saved, duplicates: list[dict[str, str]]) -> Document:
    result: Document = {"line": line.number, "external_id": saved.external_id, "status": saved.status}
    return result | ({"likely_duplicates": duplicates} if duplicates else {})


def failed(line: Line, id_name: str) -> Document:
    """The result of a line that was not saved; `id_name` is the key of its id."""
    problems = [problem.to_json() for problem in line.problems]
    return {"line": line.number, id_name: line.id, "status": "failed", "problems": problems}


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
    after, receipt = 0, new_id("ers")
    while True:
        with backends.store.read() as connection:
            known = creators.untouched(connection, after, report.began_at, 500)
        if not known:
            break
        after = known[-1][0]
        missing = [e for creator_id, e in known if creator_id in report.known_before and e not in report.seen]
        if missing:
            erase = partial(creators.erase, external_ids=missing, receipt=receipt)
            report.erased += len(backends.store.write(erase))
            report.erasure = receipt
    report.sync = "done"
    backends.jobs.ring()
    backends.jobs.wake(DELIVER)
    settle(backends)
