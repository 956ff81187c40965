"""Receipts of erasures: an opaque id, how many creators, and when each kind of copy of them was gone."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, literal, or_, select, update

from service.store.engine import among, database_time, upsert
from service.store.keyset import page_of
from service.store.tables import erasures, events, import_parts, imports, processes

# Copies that go later than the rows. "pages": what the database's files hold between their rows; "log": its
# write-ahead log; "index": generations of serving processes; "notices": webhook events that told of it; "uploads":
# files of imports. Of the last two the rows go later, and then what the files of the database hold of them.
COPIES = ("pages", "log", "index", "notices", "uploads")
# A serving process that was not seen for so long is taken for ended; what it had mapped and in memory ended with it.
GONE_SECONDS = 120.0


@dataclass(frozen=True)
class Receipt:
    """Times are seconds since the epoch; `gone_at` by copy, None while it is still there."""

    id: str
    creators: int
    seq: int
    erased_at: float
    gone_at: dict[str, float | None]


def record(connection: Connection, receipt: str, creators: int, seq: int) -> None:
    """Count creators who are erased in this transaction, up to change `seq`, on a receipt: a new one, or that of a run
    of several transactions, whose copies are there again."""
    last = {"seq": seq, "erased_at": database_time(connection)}
    insert = upsert(connection, erasures).values(id=receipt, creators=creators, **last)
    more = {"creators": erasures.c.creators + creators, **last, **{f"{copy}_at": None for copy in COPIES}}
    connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=more))


def get(connection: Connection, receipt: str) -> Receipt | None:
    row = connection.execute(select(erasures).where(erasures.c.id == receipt)).one_or_none()
    return _receipt(row) if row else None


def page(connection: Connection, before: str | None, limit: int) -> list[Receipt]:
    """Receipts before an id, the newest first."""
    query = page_of(select(erasures), erasures.c.id, before, limit, "newest")
    return [_receipt(row) for row in connection.execute(query)]


@dataclass(frozen=True)
class Ready:
    """What the next cleaning of the database's files will end: of erasures up to change `seq` what their rows left, and
    of receipts, by id, what their notices and uploads left, whose rows are gone too by now."""

    seq: int
    notices: list[str]
    uploads: list[str]

    def __bool__(self) -> bool:
        return bool(self.seq or self.notices or self.uploads)


def ready(connection: Connection) -> Ready:
    """To be read before the cleaning."""
    waits = or_(erasures.c.pages_at.is_(None), erasures.c.log_at.is_(None))
    newest = connection.execute(select(func.max(erasures.c.seq)).where(waits)).scalar_one_or_none()
    told = select(events.c.id).where(
        events.c.of_erased.is_(True), events.c.body.is_not(None), events.c.created_at <= erasures.c.erased_at
    )
    uploaded = select(imports.c.id).join(import_parts, import_parts.c.import_id == imports.c.id)
    uploaded = uploaded.where(import_parts.c.content.is_not(None), imports.c.created_at <= erasures.c.erased_at)
    found = [
        list(connection.execute(select(erasures.c.id).where(column.is_(None), ~left.exists())).scalars())
        for column, left in ((erasures.c.notices_at, told), (erasures.c.uploads_at, uploaded))
    ]
    return Ready(newest or 0, *found)


def cleaned(connection: Connection, what: Ready, *copies: str) -> None:
    """Note that a cleaning has ended these copies."""
    for copy in copies:
        ids = what.notices if copy == "notices" else what.uploads if copy == "uploads" else None
        of_these = erasures.c.seq <= what.seq if ids is None else among(connection, erasures.c.id, ids)
        _gone(connection, copy, of_these)


def awaits_index(connection: Connection) -> bool:
    """Whether generations of somebody may still hold who was erased."""
    query = select(literal(1)).select_from(erasures).where(erasures.c.index_at.is_(None)).limit(1)
    return connection.execute(query).first() is not None


def report(connection: Connection, process: str, clean_seq: int) -> None:
    """A serving process tells up to which change it holds nobody who was erased; a copy that the last of them let go
    is gone."""
    now = database_time(connection)
    insert = upsert(connection, processes).values(name=process, clean_seq=clean_seq, seen_at=now)
    values = {"clean_seq": clean_seq, "seen_at": now}
    connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_=values))
    connection.execute(delete(processes).where(processes.c.seen_at < now - GONE_SECONDS))
    everywhere = int(connection.execute(select(func.min(processes.c.clean_seq))).scalar_one())
    _gone(connection, "index", erasures.c.seq <= everywhere)


def end_process(connection: Connection, process: str) -> None:
    """A serving process ends: nobody has to wait for it."""
    connection.execute(delete(processes).where(processes.c.name == process))


def serving(connection: Connection) -> list[int]:
    """Of each serving process, up to which change it holds nobody who was erased."""
    alive = processes.c.seen_at >= database_time(connection) - GONE_SECONDS
    return list(connection.execute(select(processes.c.clean_seq).where(alive)).scalars())


def _gone(connection: Connection, copy: str, of: ColumnElement[bool]) -> None:
    column = erasures.c[f"{copy}_at"]
    values = {column.name: database_time(connection)}
    connection.execute(update(erasures).where(column.is_(None), of).values(values))


def _receipt(row: object) -> Receipt:
    fields = dict(row._mapping)  # type: ignore[attr-defined]
    gone_at = {copy: fields.pop(f"{copy}_at") for copy in COPIES}
    return Receipt(**fields, gone_at=gone_at)
