"""Imports as jobs: uploaded in parts, claimed by lease, saved with their progress in one transaction a chunk."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, delete, func, insert, literal, or_, select, tuple_, update

from service.store.engine import database_time, insert_short, upsert
from service.store.keyset import Order, page_of
from service.store.tables import creators, import_parts, import_problems, import_refusals, import_seen, imports

UPLOADING, WAITING, RUNNING, FINISHED, FAILED = "uploading", "waiting", "running", "finished", "failed"
STATES = (UPLOADING, WAITING, RUNNING, FINISHED, FAILED)
UNFINISHED = (UPLOADING, WAITING, RUNNING)
COUNTS = ("lines", "created", "updated", "unchanged", "failed", "erased", "unidentified")


@dataclass(frozen=True)
class StoredImport:
    """An import: `reading` says how its bytes become lines (from its start on), `line` is the last that was read,
    `outcome` what became of a synchronising one, or why it failed. Times in seconds since the epoch."""

    id: str
    state: str
    document: dict[str, Any]
    reading: dict[str, Any] | None
    bytes_total: int
    bytes_done: int
    line: int
    counts: dict[str, int]
    outcome: str | None
    created_at: float
    started_at: float | None
    finished_at: float | None
    attempts: int
    token: str | None


@dataclass(frozen=True)
class Part:
    number: int
    size: int
    sha256: str


@dataclass(frozen=True)
class Progress:
    """What a chunk adds: bytes and lines read up to its end, counts, what was wrong with the lines that failed."""

    bytes_done: int
    line: int
    counts: Mapping[str, int]
    failures: Sequence["Failure"] = ()


@dataclass(frozen=True)
class Failure:
    """A line that was not saved; `problems` as in `errors` of an answer."""

    line: int
    external_id: str | None
    problems: Sequence[Mapping[str, str]]


_SELECT = select(imports)


# --- made, filled, started, removed


def add(connection: Connection, import_id: str, document: Mapping[str, Any]) -> StoredImport:
    values = {"id": import_id, "state": UPLOADING, "document": orjson.dumps(document).decode(), "bytes_total": 0,
              "bytes_done": 0, "line": 0, "created_at": database_time(connection), "attempts": 0,
              "leased_until": 0.0, **dict.fromkeys(COUNTS, 0)}  # fmt: skip
    connection.execute(insert(imports).values(values))
    return _known(connection, import_id)


def get(connection: Connection, import_id: str, lock: bool = False) -> StoredImport | None:
    query = _SELECT.where(imports.c.id == import_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return _stored(row) if row else None


def page(connection: Connection, state: str | None, place: str, limit: int, order: Order) -> list[StoredImport]:
    """Imports in an order, those that follow an id (empty: from the beginning)."""
    query = _SELECT.where(imports.c.state == state) if state is not None else _SELECT
    return [_stored(row) for row in connection.execute(page_of(query, imports.c.id, place, limit, order))]


def count_unfinished(connection: Connection) -> int:
    query = select(func.count()).select_from(imports).where(imports.c.state.in_(UNFINISHED))
    return int(connection.execute(query).scalar_one())


def queued(connection: Connection) -> tuple[int, int]:
    """How many wait for a worker, and how many are being read."""
    query = select(imports.c.state, func.count()).where(imports.c.state.in_((WAITING, RUNNING)))
    found = {row[0]: int(row[1]) for row in connection.execute(query.group_by(imports.c.state))}
    return found.get(WAITING, 0), found.get(RUNNING, 0)


def replace_document(connection: Connection, import_id: str, document: Mapping[str, Any]) -> StoredImport:
    values = {"document": orjson.dumps(document).decode()}
    connection.execute(update(imports).where(imports.c.id == import_id).values(values))
    return _known(connection, import_id)


def put_part(connection: Connection, import_id: str, number: int, content: bytes) -> Part:
    """Keep a part, in place of an earlier one with its number."""
    part = Part(number, len(content), hashlib.sha256(content).hexdigest())
    values = {"import_id": import_id, "number": number, "size": part.size, "sha256": part.sha256, "content": content}
    statement = upsert(connection, import_parts)
    fields = {name: statement.excluded[name] for name in ("size", "sha256", "content")}
    connection.execute(
        statement.values(values).on_conflict_do_update(index_elements=["import_id", "number"], set_=fields)
    )
    total = select(func.sum(import_parts.c.size)).where(import_parts.c.import_id == import_id).scalar_subquery()
    connection.execute(update(imports).where(imports.c.id == import_id).values(bytes_total=total))
    return part


def parts(connection: Connection, import_id: str) -> list[Part]:
    fields = (import_parts.c.number, import_parts.c.size, import_parts.c.sha256)
    query = select(*fields).where(import_parts.c.import_id == import_id).order_by(import_parts.c.number)
    return [Part(*row) for row in connection.execute(query)]


def content(connection: Connection, import_id: str, number: int) -> bytes | None:
    """What a part holds; None when there is no such part, or it is saved already."""
    mine = (import_parts.c.import_id == import_id) & (import_parts.c.number == number)
    found = connection.execute(select(import_parts.c.content).where(mine)).scalar_one_or_none()
    return bytes(found) if found is not None else None


def start(connection: Connection, import_id: str, reading: Mapping[str, Any], begin: int, line: int) -> StoredImport:
    """Let it wait for a worker, which reads on from the byte `begin`, after the line `line`."""
    values = {"state": WAITING, "reading": orjson.dumps(reading).decode(), "bytes_done": begin, "line": line}
    connection.execute(update(imports).where(imports.c.id == import_id).values(values))
    return _known(connection, import_id)


def remove(connection: Connection, import_id: str) -> bool:
    """Everything of it; a worker that is at it finds its lease gone."""
    return bool(connection.execute(delete(imports).where(imports.c.id == import_id)).rowcount)


# --- worked on


def claim(connection: Connection, token: str, lease_seconds: float) -> StoredImport | None:
    """Lease the oldest import that waits, or whose worker is gone."""
    now = database_time(connection)
    free = imports.c.state.in_((WAITING, RUNNING)) & (imports.c.leased_until <= now)
    oldest = select(imports.c.id).where(free).order_by(imports.c.id).limit(1)
    import_id = connection.execute(oldest.with_for_update(skip_locked=True)).scalar_one_or_none()
    if import_id is None:
        return None
    values = {"state": RUNNING, "lease_token": token, "leased_until": now + lease_seconds,
              "attempts": imports.c.attempts + 1, "started_at": func.coalesce(imports.c.started_at, now)}  # fmt: skip
    connection.execute(update(imports).where(imports.c.id == import_id).values(values))
    return _known(connection, import_id)


def hold(connection: Connection, import_id: str, token: str) -> StoredImport | None:
    """The import, locked to the transaction's end; None when the lease is another's, or the import was removed.

    Locked before creators are, in the order in which an erasure locks them: see `refuse`.
    """
    mine = (imports.c.id == import_id) & (imports.c.lease_token == token)
    row = connection.execute(_SELECT.where(mine).with_for_update()).one_or_none()
    return _stored(row) if row else None


def advance(connection: Connection, held: StoredImport, progress: Progress, lease_seconds: float) -> None:
    """Store how far a held import is, and forget the contents of parts that lie behind it."""
    values: dict[str, Any] = {name: imports.c[name] + added for name, added in progress.counts.items()}
    values |= {"bytes_done": progress.bytes_done, "line": progress.line, "attempts": 0,
               "leased_until": database_time(connection) + lease_seconds}  # fmt: skip
    connection.execute(update(imports).where(imports.c.id == held.id).values(values))
    if progress.failures:
        rows = [{"import_id": held.id, "line": one.line, "external_id": one.external_id,
                 "problems": orjson.dumps(one.problems).decode()} for one in progress.failures]  # fmt: skip
        insert_short(connection, insert(import_problems), rows)
    _forget_parts(connection, held, progress.bytes_done)


def _forget_parts(connection: Connection, held: StoredImport, done: int) -> None:
    end, numbers = 0, []
    for part in parts(connection, held.id):
        end += part.size
        if held.bytes_done < end <= done:
            numbers.append(part.number)
    if numbers:
        mine = (import_parts.c.import_id == held.id) & import_parts.c.number.in_(numbers)
        connection.execute(update(import_parts).where(mine).values(content=None))


def release(connection: Connection, import_id: str, token: str) -> None:
    """Give a lease back: another worker may go on at once."""
    mine = (imports.c.id == import_id) & (imports.c.lease_token == token)
    connection.execute(update(imports).where(mine).values(lease_token=None, leased_until=0.0, attempts=0))


def free_all(connection: Connection) -> None:
    """End every lease: for the one process of an embedded database, whose earlier self may have been killed."""
    held = imports.c.lease_token.is_not(None)
    connection.execute(update(imports).where(held).values(lease_token=None, leased_until=0.0))


def finish(connection: Connection, import_id: str, state: str, outcome: str | None) -> StoredImport:
    """The end of an import that is held: finished or failed. What it stored of people goes, but for the problems."""
    values: dict[str, Any] = {"state": state, "outcome": outcome, "finished_at": database_time(connection),
                              "lease_token": None, "leased_until": 0.0}  # fmt: skip
    if state == FINISHED:
        values["bytes_done"] = imports.c.bytes_total  # empty lines at the end belong to no chunk
    connection.execute(update(imports).where(imports.c.id == import_id).values(values))
    connection.execute(update(import_parts).where(import_parts.c.import_id == import_id).values(content=None))
    connection.execute(delete(import_refusals).where(import_refusals.c.import_id == import_id))
    return _known(connection, import_id)


# --- whom it held: for an import that synchronises


def see(connection: Connection, import_id: str, creator_ids: Sequence[int]) -> None:
    if creator_ids:
        rows = [{"import_id": import_id, "creator_id": creator_id} for creator_id in creator_ids]
        insert_short(connection, upsert(connection, import_seen).on_conflict_do_nothing(), rows)


def has_seen_anybody(connection: Connection, import_id: str) -> bool:
    query = select(literal(1)).select_from(import_seen).where(import_seen.c.import_id == import_id).limit(1)
    return connection.execute(query).first() is not None


def unseen(connection: Connection, held: StoredImport, after: int, limit: int) -> list[tuple[int, str]]:
    """Creators whom an import did not hold, after an internal id; not who was written since it was made."""
    mine = (import_seen.c.import_id == held.id) & (import_seen.c.creator_id == creators.c.id)
    query = select(creators.c.id, creators.c.external_id).where(
        creators.c.id > after, creators.c.updated_at <= held.created_at, ~select(import_seen).where(mine).exists()
    )
    return [(row.id, row.external_id) for row in connection.execute(query.order_by(creators.c.id).limit(limit))]


def count_erased(connection: Connection, import_id: str, count: int, lease_seconds: float) -> None:
    values = {"erased": imports.c.erased + count, "leased_until": database_time(connection) + lease_seconds,
              "attempts": 0}  # fmt: skip
    connection.execute(update(imports).where(imports.c.id == import_id).values(values))


def forget_seen(connection: Connection, limit: int) -> int:
    """Some of whom imports held that have ended, so that nobody waits long for the writer; returns how many."""
    ended = import_seen.join(imports, imports.c.id == import_seen.c.import_id)
    query = select(import_seen).select_from(ended).where(imports.c.finished_at.is_not(None)).limit(limit)
    rows = [tuple(row) for row in connection.execute(query)]
    if rows:
        key = tuple_(import_seen.c.import_id, import_seen.c.creator_id)
        connection.execute(delete(import_seen).where(key.in_(rows)))
    return len(rows)


# --- whom it may not bring back


def refuse(connection: Connection, external_ids: Sequence[str]) -> None:
    """Creators about to be erased: imports that were made before and have not read everything are not to bring them
    back. Only a hash is kept, which means nothing outside of its import, and only until that ends.

    Called before the creators are locked: a chunk that is being saved holds its import, so whoever comes second sees
    what the first has done.
    """
    unread = imports.c.state.in_(UNFINISHED) & or_(
        imports.c.state == UPLOADING, imports.c.bytes_done < imports.c.bytes_total
    )
    # Held, so that none of them ends or is removed meanwhile.
    held = select(imports.c.id).where(unread).order_by(imports.c.id).with_for_update(read=True, key_share=True)
    for import_id in connection.execute(held).scalars().all():
        rows = [{"import_id": import_id, "digest": _digest(import_id, one)} for one in sorted(set(external_ids))]
        insert_short(connection, upsert(connection, import_refusals).on_conflict_do_nothing(), rows)


def refused(connection: Connection, import_id: str, external_ids: Sequence[str]) -> set[str]:
    """Those of the ids that the import may not bring back."""
    mine = import_refusals.c.import_id == import_id
    if connection.execute(select(literal(1)).select_from(import_refusals).where(mine).limit(1)).first() is None:
        return set()
    by_digest = {_digest(import_id, one): one for one in external_ids}
    found = connection.execute(select(import_refusals.c.digest).where(mine, import_refusals.c.digest.in_(by_digest)))
    return {by_digest[digest] for digest in found.scalars()}


def _digest(import_id: str, external_id: str) -> str:
    return hashlib.sha256(f"{import_id}\0{external_id}".encode()).hexdigest()


# --- what was wrong, and what expires


def failures(connection: Connection, import_id: str, after: int, limit: int) -> list[Failure]:
    """Lines that failed, after a line."""
    fields = (import_problems.c.line, import_problems.c.external_id, import_problems.c.problems)
    query = select(*fields).where(import_problems.c.import_id == import_id, import_problems.c.line > after)
    rows = connection.execute(query.order_by(import_problems.c.line).limit(limit))
    return [Failure(row.line, row.external_id, orjson.loads(row.problems)) for row in rows]


def drop_problems(connection: Connection, ended_for_seconds: float, limit: int) -> int:
    """Forget problems of imports that ended so long ago; they name creators. Returns of how many lines."""
    old = imports.c.finished_at < database_time(connection) - ended_for_seconds
    of_old = select(import_problems.c.import_id, import_problems.c.line).join(imports).where(old).limit(limit)
    rows = connection.execute(of_old).all()
    key = tuple_(import_problems.c.import_id, import_problems.c.line)
    if rows:
        connection.execute(delete(import_problems).where(key.in_([tuple(row) for row in rows])))
    return len(rows)


def forget_creators(connection: Connection, external_ids: Sequence[str]) -> None:
    """Forget what was wrong with lines of creators who are erased."""
    connection.execute(delete(import_problems).where(import_problems.c.external_id.in_(external_ids)))


def drop_abandoned(connection: Connection, idle_seconds: float) -> int:
    """Remove imports that were never started; their parts hold people. Returns how many."""
    old = (imports.c.state == UPLOADING) & (imports.c.created_at < database_time(connection) - idle_seconds)
    return int(connection.execute(delete(imports).where(old)).rowcount)


def _known(connection: Connection, import_id: str) -> StoredImport:
    found = get(connection, import_id)
    assert found is not None
    return found


def _stored(row: Any) -> StoredImport:
    counts = {name: getattr(row, name) for name in COUNTS}
    reading = orjson.loads(row.reading) if row.reading else None
    return StoredImport(row.id, row.state, orjson.loads(row.document), reading, row.bytes_total, row.bytes_done,
                        row.line, counts, row.outcome, row.created_at, row.started_at, row.finished_at, row.attempts,
                        row.lease_token)  # fmt: skip
