"""The audit log: who changed what through the API, written in the transaction of the change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from service.store.engine import database_time
from service.store.keyset import page_of
from service.store.tables import audit, brands


@dataclass(frozen=True)
class Entry:
    """A change about to be noted. `ids`: what it concerns, by the names of the path; a creator's id stands apart."""

    key_id: str
    brand_id: int | None
    operation: str
    ids: Mapping[str, Any]
    external_id: str | None
    request_id: str


@dataclass(frozen=True)
class StoredEntry:
    id: int
    at: float
    key_id: str
    brand: str | None
    operation: str
    ids: dict[str, Any]
    external_id: str | None
    request_id: str


def add(connection: Connection, entry: Entry) -> None:
    values = {"at": database_time(connection), "key_id": entry.key_id, "brand_id": entry.brand_id,
              "operation": entry.operation, "ids": orjson.dumps(entry.ids).decode(), "external_id": entry.external_id,
              "request_id": entry.request_id}  # fmt: skip
    connection.execute(insert(audit).values(values))


def page(connection: Connection, brand_id: int | None, filters: Mapping[str, Any], before: int | None,
         limit: int) -> list[StoredEntry]:  # fmt: skip
    """Entries of a brand, or all, the newest first, before an id."""
    fields = (audit.c.id, audit.c.at, audit.c.key_id, brands.c.slug, audit.c.operation, audit.c.ids,
              audit.c.external_id, audit.c.request_id)  # fmt: skip
    query = select(*fields).select_from(audit.outerjoin(brands, brands.c.id == audit.c.brand_id))
    if brand_id is not None:
        query = query.where(audit.c.brand_id == brand_id)
    for name in ("key_id", "operation", "external_id"):
        if name in filters:
            query = query.where(audit.c[name] == filters[name])
    rows = connection.execute(page_of(query, audit.c.id, before, limit, "newest"))
    return [StoredEntry(*row[:5], orjson.loads(row[5]), *row[6:]) for row in rows]


def forget_creators(connection: Connection, external_ids: Sequence[str]) -> None:
    """Entries stay, without the ids of creators who are erased."""
    connection.execute(update(audit).where(audit.c.external_id.in_(external_ids)).values(external_id=None))


def remove_old(connection: Connection, days: int, limit: int) -> int:
    """Up to `limit` entries older than so many days; returns how many."""
    old = select(audit.c.id).where(audit.c.at < database_time(connection) - days * 86_400).order_by(audit.c.id)
    return int(connection.execute(delete(audit).where(audit.c.id.in_(old.limit(limit)))).rowcount)
