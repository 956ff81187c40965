"""Rows whose vector is missing or old: marked by writes, claimed by lease, finished only if still the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, insert, literal, select, update

from service.store import feed
from service.store.engine import database_time, insert_short, upsert
from service.store.tables import creators, encoders, stale, vectors

EDIT = 0
IMPORT = 1

_GIVEN_UP = 3
_BACK_OFF_SECONDS = (5, 30, 120, 600, 3600)


@dataclass(frozen=True)
class Claimed:
    creator_id: int
    content_rev: int
    document: str
    attempts: int


@dataclass(frozen=True)
class Waiting:
    """A row that waits: how often it was tried, why it failed, when it is tried again (seconds since the epoch)."""

    attempts: int
    error: str | None
    retry_at: float


@dataclass(frozen=True)
class Embedded:
    creator_id: int
    content_rev: int
    vector: bytes


def mark(connection: Connection, creator_ids: Sequence[int], urgency: int) -> None:
    """Ask for new vectors by every encoder in use; a lease that is running loses its claim."""
    if not creator_ids:
        return
    now = database_time(connection)
    # Held against `encoders.lock`: an encoder that is coming in must see this row, or this write that encoder.
    known = select(encoders.c.fingerprint).with_for_update(read=True, key_share=True)
    fingerprints = list(connection.execute(known).scalars())
    rows = [_waiting(creator_id, encoder, urgency, now) for creator_id in creator_ids for encoder in fingerprints]
    if rows:
        insert_stale = upsert(connection, stale)
        fields = {name: insert_stale.excluded[name] for name in rows[0] if name not in ("creator_id", "encoder")}
        insert_short(
            connection, insert_stale.on_conflict_do_update(index_elements=["creator_id", "encoder"], set_=fields), rows
        )


def mark_missing(connection: Connection, encoder: str) -> int:
    """Ask for every vector that this encoder has not made yet: a new encoder, or a repair. Returns how many."""
    current = and_(
        vectors.c.creator_id == creators.c.id,
        vectors.c.encoder == encoder,
        vectors.c.content_rev == creators.c.content_rev,
    )
    asked = and_(stale.c.creator_id == creators.c.id, stale.c.encoder == encoder)
    waiting = _waiting(0, encoder, IMPORT, database_time(connection))
    values = [creators.c.id, *(literal(waiting[n], stale.c[n].type).label(n) for n in waiting if n != "creator_id")]
    missing = select(*values).where(
        ~select(vectors.c.creator_id).where(current).exists(), ~select(stale.c.creator_id).where(asked).exists()
    )
    marking = insert(stale).from_select(list(waiting), missing).execution_options(preserve_rowcount=True)
    return int(connection.execute(marking).rowcount)


def claim(connection: Connection, encoder: str, token: str, limit: int, lease_seconds: float) -> list[Claimed]:
    """Lease up to `limit` waiting rows, edits first and by themselves, so that an edit's vector waits for no import's;
    nobody else gets them until the lease ends."""
    now = database_time(connection)
    free = and_(stale.c.encoder == encoder, stale.c.leased_until <= now, stale.c.retry_at <= now)
    order = (stale.c.urgency, stale.c.queued_at, stale.c.creator_id)
    chosen = select(stale.c.creator_id, stale.c.urgency).where(free).order_by(*order).limit(limit)
    waiting = connection.execute(chosen.with_for_update(skip_locked=True)).all()
    ids = [row.creator_id for row in waiting if row.urgency == waiting[0].urgency]
    if not ids:
        return []
    leased = stale.c.creator_id.in_(ids) & (stale.c.encoder == encoder)
    connection.execute(update(stale).where(leased).values(lease_token=token, leased_until=now + lease_seconds))
    fields = (creators.c.id, creators.c.content_rev, creators.c.document, stale.c.attempts)
    query = select(*fields).join(stale, stale.c.creator_id == creators.c.id).where(leased)
    return [Claimed(*row) for row in connection.execute(query)]


def free_all(connection: Connection) -> None:
    """End every lease: for the one process of an embedded database, whose earlier self may have been killed."""
    connection.execute(update(stale).where(stale.c.lease_token.is_not(None)).values(lease_token=None, leased_until=0.0))


def finish(connection: Connection, encoder: str, token: str, embedded: Sequence[Embedded]) -> int:
    """Store vectors of rows whose lease still stands; returns how many. Others changed, or were erased."""
    ids = [e.creator_id for e in embedded]
    locked = select(creators.c.id).where(creators.c.id.in_(ids)).order_by(creators.c.id)
    connection.execute(locked.with_for_update(read=True, key_share=True)).all()
    mine = and_(stale.c.lease_token == token, stale.c.encoder == encoder, stale.c.creator_id.in_(ids))
    kept = set(connection.execute(delete(stale).where(mine).returning(stale.c.creator_id)).scalars())
    rows = [
        {"creator_id": e.creator_id, "encoder": encoder, "content_rev": e.content_rev, "vector": e.vector}
        for e in embedded
        if e.creator_id in kept
    ]
    if rows:
        insert_vector = upsert(connection, vectors)
        fields = {"content_rev": insert_vector.excluded.content_rev, "vector": insert_vector.excluded.vector}
        connection.execute(
            insert_vector.on_conflict_do_update(index_elements=["creator_id", "encoder"], set_=fields), rows
        )
        if _is_served(connection, encoder):
            feed.record(connection, sorted(kept))
    return len(rows)


def _is_served(connection: Connection, encoder: str) -> bool:
    """Whether anybody's answers change by this encoder's vectors: not while it is only coming in."""
    mine = select(encoders.c.state).where(encoders.c.fingerprint == encoder)
    return connection.execute(mine.with_for_update(read=True, key_share=True)).scalar_one_or_none() != "incoming"


def fail(connection: Connection, encoder: str, token: str, claimed: Claimed, error: str) -> None:
    """Put a poison row off, longer each time; its error stays to be seen."""
    wait = _BACK_OFF_SECONDS[min(claimed.attempts, len(_BACK_OFF_SECONDS) - 1)]
    mine = and_(stale.c.creator_id == claimed.creator_id, stale.c.encoder == encoder, stale.c.lease_token == token)
    values = {"attempts": claimed.attempts + 1, "error": error[:500], "lease_token": None, "leased_until": 0.0,
              "retry_at": database_time(connection) + wait}  # fmt: skip
    connection.execute(update(stale).where(mine).values(values))


def waiting_since(connection: Connection, encoder: str, queued_until: float) -> bool:
    """Whether a row queued up to a time still waits and has not failed."""
    return _any(
        connection, (stale.c.encoder == encoder) & (stale.c.queued_at <= queued_until) & stale.c.error.is_(None)
    )


def blocking_switch(connection: Connection, encoder: str) -> bool:
    """Whether a switch to this encoder must wait for a row; one that failed several times holds nobody up."""
    return _any(connection, (stale.c.encoder == encoder) & (stale.c.attempts < _GIVEN_UP))


def _any(connection: Connection, condition: ColumnElement[bool]) -> bool:
    return connection.execute(select(literal(1)).select_from(stale).where(condition).limit(1)).first() is not None


def counts(connection: Connection, encoder: str) -> dict[str, float]:
    """Waiting and failed rows, how many of the waiting are edits and how many come from imports or another encoder, and
    the age of the oldest that waits of all and of each kind, in seconds."""
    waits = case((stale.c.error.is_(None), stale.c.queued_at))
    fields = (stale.c.urgency, func.count(waits), func.count(stale.c.error), func.min(waits))
    rows = connection.execute(select(*fields).where(stale.c.encoder == encoder).group_by(stale.c.urgency)).all()
    now = database_time(connection)
    waiting = {urgency: count for urgency, count, _, _ in rows}
    ages = {urgency: round(max(0.0, now - first), 3) for urgency, _, _, first in rows if first is not None}
    return {"stale": sum(waiting.values()), "edits": waiting.get(EDIT, 0), "imported": waiting.get(IMPORT, 0),
            "failed": sum(failed for _, _, failed, _ in rows), "oldest_seconds": max(ages.values(), default=0.0),
            "oldest_edit_seconds": ages.get(EDIT, 0.0), "oldest_imported_seconds": ages.get(IMPORT, 0.0),
            }  # fmt: skip


def states_of(connection: Connection, encoder: str, creator_ids: Sequence[int]) -> dict[int, Waiting]:
    """Those of the creators that wait for a vector."""
    mine = stale.c.creator_id.in_(creator_ids) & (stale.c.encoder == encoder)
    query = select(stale.c.creator_id, stale.c.attempts, stale.c.error, stale.c.retry_at).where(mine)
    return {row[0]: Waiting(*row[1:]) for row in connection.execute(query)}


def _waiting(creator_id: int, encoder: str, urgency: int, now: float) -> dict[str, Any]:
    return {"creator_id": creator_id, "encoder": encoder, "urgency": urgency, "queued_at": now, "lease_token": None,
            "leased_until": 0.0, "attempts": 0, "retry_at": 0.0, "error": None}  # fmt: skip
