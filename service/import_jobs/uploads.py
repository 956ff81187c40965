"""Imports before they are read: made, filled with parts, tried out, started; looked at and removed at any time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from service.backends import Backends
from service.domain.ids import new_id
from service.errors import Conflict, Invalid, NotFound, Problem, TooLarge
from service.import_jobs import forms
from service.import_jobs.part_stream import open_parts
from service.import_jobs.preview import preview
from service.jobs import IMPORT
from service.lines import Contract
from service.store import imports
from service.store.engine import Connection, database_time
from service.store.imports import UPLOADING, Failure, Part, StoredImport
from service.store.keyset import Order

Document = dict[str, Any]

MAX_PART_BYTES = 16 * 1024 * 1024
MAX_PARTS = 1_000
MAX_UNFINISHED = 10
_FAILURES_AT_ONCE = 1_000


@dataclass(frozen=True)
class ImportView:
    """An import with its parts, and the database's time at which it was looked at."""

    stored: StoredImport
    parts: Sequence[Part]
    seen_at: float


def create_import(backends: Backends, document: Document) -> ImportView:
    """Make an import that waits for its parts; raises Conflict when too many are unfinished."""

    def change(connection: Connection) -> ImportView:
        if imports.count_unfinished(connection) >= MAX_UNFINISHED:
            detail = f"{MAX_UNFINISHED} imports are unfinished; wait for one of them, or remove one"
            raise Conflict(detail, code="too_many_imports")
        return _view(connection, imports.add(connection, new_id("imp"), document))

    return backends.store.write(change)


def get_import(backends: Backends, import_id: str) -> ImportView:
    with backends.store.read() as connection:
        return _view(connection, _known(connection, import_id))


def list_imports(backends: Backends, state: str | None, place: str, limit: int, order: Order) -> list[ImportView]:
    """A page of them, without their parts."""
    with backends.store.read() as connection:
        now = database_time(connection)
        return [ImportView(stored, (), now) for stored in imports.page(connection, state, place, limit, order)]


def change_import(backends: Backends, import_id: str, revise: Callable[[Document], Document]) -> ImportView:
    """Replace how an import is to be read, while it is not started; `revise` makes the new document of the old."""

    def change(connection: Connection) -> ImportView:
        stored = _uploading(connection, import_id)
        return _view(connection, imports.replace_document(connection, import_id, revise(stored.document)))

    return backends.store.write(change)


def put_part(backends: Backends, import_id: str, number: int, content: bytes) -> Part:
    """Keep a part durably, in place of an earlier one of its number; raises TooLarge beyond the limits."""
    limit = backends.config.import_max_bytes

    def change(connection: Connection) -> Part:
        stored = _uploading(connection, import_id)
        earlier = {part.number: part for part in imports.parts(connection, import_id)}
        before = earlier[number].size if number in earlier else 0
        if stored.bytes_total - before + len(content) > limit:
            raise TooLarge(f"the import is larger than {limit} bytes")
        return imports.put_part(connection, import_id, number, content)

    return backends.store.write(change)


def start_import(backends: Backends, import_id: str, contract: Contract) -> ImportView:
    """Let an import be read; what is wrong with its mapping or header is raised now. Started already: as it is."""

    def change(connection: Connection) -> ImportView:
        stored = _known(connection, import_id, lock=True)
        if stored.state != UPLOADING:
            return _view(connection, stored)
        _check_parts(imports.parts(connection, import_id))
        found = forms.sample(stored.document, open_parts(backends.store, import_id), contract)
        form = forms.form_of(stored.document, found, contract)
        begin = found.begin
        return _view(connection, imports.start(connection, import_id, form.to_json(), begin.bytes, begin.line))

    view = backends.store.write(change)
    backends.jobs.wake(IMPORT)
    return view


def remove_import(backends: Backends, import_id: str) -> None:
    """Remove an import with everything that it stored. One that is running stops; what it saved stays saved."""

    def change(connection: Connection) -> bool:
        _known(connection, import_id, lock=True)
        return imports.remove(connection, import_id)

    backends.store.write(change)
    backends.store.clean_log()


def preview_import(backends: Backends, import_id: str, contract: Contract, rows: int) -> Document:
    """The dry run over what was uploaded so far; see `preview`."""
    with backends.store.read() as connection:
        document = _uploading(connection, import_id, lock=False).document
    return preview(document, lambda: open_parts(backends.store, import_id), contract, rows)


def failures(backends: Backends, import_id: str) -> Iterator[list[Failure]]:
    """The lines that failed so far, some at a time; raises NotFound at once."""
    get_import(backends, import_id)
    return _failures(backends, import_id)


def _failures(backends: Backends, import_id: str) -> Iterator[list[Failure]]:
    after = 0
    while True:
        with backends.store.read() as connection:
            found = imports.failures(connection, import_id, after, _FAILURES_AT_ONCE)
        if not found:
            return
        yield found
        after = found[-1].line


def _view(connection: Connection, stored: StoredImport) -> ImportView:
    return ImportView(stored, imports.parts(connection, stored.id), database_time(connection))


def _known(connection: Connection, import_id: str, lock: bool = False) -> StoredImport:
    stored = imports.get(connection, import_id, lock)
    if stored is None:
        raise NotFound(f"no import has the id {import_id[:64]!r}")
    return stored


def _uploading(connection: Connection, import_id: str, lock: bool = True) -> StoredImport:
    stored = _known(connection, import_id, lock)
    if stored.state != UPLOADING:
        raise Conflict("the import is started: neither its parts nor its mapping change now", code="import_started")
    return stored


def _check_parts(parts: Sequence[Part]) -> None:
    """Every part up to the last one has to be there, and there is at least one."""
    numbers = {part.number for part in parts}
    missing = sorted(set(range(1, max(numbers, default=1) + 1)) - numbers)
    if missing:
        problems = tuple(Problem(f"/parts/{number}", "is missing", "required") for number in missing[:20])
        raise Invalid("parts are missing: they are numbered from 1 without a gap", problems, code="parts_missing")
