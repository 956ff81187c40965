"""Imports: creators by the thousand, saved in short transactions, each line with its own result."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from service.backends import Backends
from service.catalog import announce, draft
from service.errors import CreatormatchError, Invalid, Problem
from service.store import creators, stale
from service.store.creators import Saved, Status
from service.store.duplicates import likely_duplicates
from service.store.engine import database_time

Document = dict[str, Any]

IMPORT_CHUNK = 400  # an edit waits for at most one chunk to be written: some 40 ms


@dataclass(frozen=True)
class Line:
    """One line of an import: the id and the document of what it holds, or what is wrong with it."""

    number: int
    id: str | None
    document: Document | None
    problems: tuple[Problem, ...] = ()


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
        return {"summary": summary | ({"sync": self.sync} if self.sync else {})}


def import_creators(backends: Backends, lines: Iterable[Line], report: ImportReport) -> Iterator[Document]:
    """Save lines in short transactions, yielding results in the lines' order, each after its commit.

    No line harms another. While one run is saved the next is read and validated, so that neither the processor nor
    the database waits for the other.
    """
    if report.synchronise:
        with backends.store.read() as connection:
            report.began_at, report.known_before = database_time(connection), creators.all_ids(connection)
    with ThreadPoolExecutor(1, thread_name_prefix="import") as saver:
        earlier: Future[list[Document]] | None = None
        for chunk in chunks(lines):
            saving = saver.submit(_save_chunk, backends, chunk, report)
            yield from earlier.result() if earlier else ()
            earlier = saving
        yield from earlier.result() if earlier else ()
    if report.synchronise:
        _erase_missing(backends, report)


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


def validated_line(
    number: int, document: Any, validate: Callable[[Any], tuple[str, Document]], id_name: str = "external_id"
) -> Line:
    """A line's id and document, or its problems."""
    try:
        found, valid = validate(document)
        return Line(number, found, valid)
    except Invalid as error:
        problems = error.problems or (Problem("", error.detail),)
        unreadable = any(problem.path == f"/{id_name}" for problem in problems)
        return Line(number, None if unreadable else _read_id(document, id_name), None, problems)
    except CreatormatchError as error:
        return Line(number, None, None, (Problem("", error.detail, error.code),))


def _read_id(document: Any, id_name: str) -> str | None:
    found = document.get(id_name) if isinstance(document, Mapping) else None
    return found if isinstance(found, str) else None
