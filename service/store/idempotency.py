"""Writes under an Idempotency-Key: claimed before they are carried out, kept with their answer in their transaction."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import ColumnElement, Connection, delete, or_, select, tuple_, update

from service.store.engine import database_time, upsert
from service.store.tables import erasures, idempotency

KEPT_SECONDS = 24 * 3600
# Whoever carries a write out for longer is taken for dead, and the next one with the key takes over.
LEASE_SECONDS = 120
_FEW = 4
_AT_ONCE = 200
_WORD = re.compile(r'"([A-Za-z0-9._~-]+)"')  # whatever may be an external id


@dataclass(frozen=True)
class Claim:
    """The right to carry a write out."""

    owner: str
    key: str
    token: str


@dataclass(frozen=True)
class Earlier:
    """What the key was used for before: without a status it is being carried out."""

    request_sha256: bytes
    status: int | None
    headers: Mapping[str, str]
    body: str | None


def claim(connection: Connection, wanted: Claim, request_sha256: bytes) -> Earlier | None:
    """Take the key, or learn what it was used for. An expired key, or one whose holder has died, is free."""
    now = database_time(connection)
    mine = {"request_sha256": request_sha256, "lease_token": wanted.token, "leased_until": now + LEASE_SECONDS,
            "created_at": now, "status": None, "headers": None, "body": None}  # fmt: skip
    c = idempotency.c
    free = or_(c.created_at <= now - KEPT_SECONDS, c.status.is_(None) & (c.leased_until <= now))
    insert = upsert(connection, idempotency).values(owner=wanted.owner, key=wanted.key, **mine)
    connection.execute(insert.on_conflict_do_update(index_elements=["owner", "key"], set_=mine, where=free))
    row = connection.execute(select(idempotency).where(c.owner == wanted.owner, c.key == wanted.key)).one()
    if row.lease_token == wanted.token:
        return None
    return Earlier(row.request_sha256, row.status, orjson.loads(row.headers or "{}"), row.body)


def finish(connection: Connection, claimed: Claim, status: int, headers: Mapping[str, str], body: str) -> bool:
    """Keep the answer; False when somebody else has taken the key over, so that the write must not stand."""
    values = {"status": status, "headers": orjson.dumps(headers).decode(), "body": body, "leased_until": 0.0}
    mine = _held(claimed)
    return bool(connection.execute(update(idempotency).where(mine).values(values)).rowcount)


def free_all(connection: Connection) -> None:
    """Nothing is being carried out: for the one process of an embedded database, whose earlier self may have been
    killed."""
    connection.execute(delete(idempotency).where(idempotency.c.status.is_(None)))


def erased_since(connection: Connection, claimed: Claim) -> bool:
    """Whether any creator was erased since the key was taken."""
    taken_at = select(idempotency.c.created_at).where(_held(claimed)).scalar_subquery()
    return connection.execute(select(erasures.c.id).where(erasures.c.erased_at >= taken_at)).first() is not None


def release(connection: Connection, claimed: Claim) -> None:
    """Nothing was written: the key is free again."""
    connection.execute(delete(idempotency).where(_held(claimed)))


def forget_creators(connection: Connection, external_ids: Sequence[str]) -> None:
    """Answers that name creators who are erased are dropped; that they were given stays."""
    named = _naming(connection, set(external_ids))
    for begin in range(0, len(named), _AT_ONCE):
        mine = tuple_(idempotency.c.owner, idempotency.c.key).in_(named[begin : begin + _AT_ONCE])
        connection.execute(update(idempotency).where(mine).values(body=None))


def _naming(connection: Connection, names: set[str]) -> list[tuple[str, str]]:
    """Whose answers hold one of the names as a text. Few names the database looks for itself; to look for more of them
    one by one would take it longer than to hand all answers over."""
    c = idempotency.c
    if len(names) <= _FEW:
        says = or_(*(c.body.contains(f'"{name}"', autoescape=True) for name in names))
        return [(row.owner, row.key) for row in connection.execute(select(c.owner, c.key).where(says))]
    rows = connection.execute(select(c.owner, c.key, c.body).where(c.body.is_not(None)).execution_options(yield_per=50))
    return [(row.owner, row.key) for row in rows if not names.isdisjoint(_WORD.findall(row.body))]


def remove_old(connection: Connection, limit: int) -> int:
    """Up to `limit` of those whose time is over; returns how many."""
    c = idempotency.c
    old = select(c.owner, c.key).where(c.created_at <= database_time(connection) - KEPT_SECONDS).limit(limit)
    return int(connection.execute(delete(idempotency).where(tuple_(c.owner, c.key).in_(old))).rowcount)


def _held(claimed: Claim) -> ColumnElement[bool]:
    c = idempotency.c
    return (c.owner == claimed.owner) & (c.key == claimed.key) & (c.lease_token == claimed.token) & c.status.is_(None)
