"""Briefs. Every function takes the brand: nobody else's brief can be reached by any of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from service.store import feedback, standing
from service.store.engine import database_time, upsert
from service.store.keyset import Order, page_of
from service.store.prepared import Look, Prepared, Row
from service.store.tables import brands, brief_vectors, briefs, feed


@dataclass(frozen=True)
class StoredBrief:
    id: str
    brand_id: int
    document: dict[str, Any]
    version: int
    created_at: float
    updated_at: float
    readings: list[dict[str, Any]]  # what its text was read as when it was written
    feedback_rev: int  # of its brand's feedback and outcomes when it was read; it only grows


_SELECT = select(briefs.c.id, briefs.c.brand_id, briefs.c.document, briefs.c.version, briefs.c.created_at,
                 briefs.c.updated_at, briefs.c.readings, brands.c.feedback_rev).join(brands)  # fmt: skip
_MARKS = Prepared(
    select(briefs.c.version, briefs.c.updated_at, brands.c.feedback_rev, select(feed.c.seq).scalar_subquery())
    .join(brands)
    .where(briefs.c.brand_id == bindparam("brand_id"), briefs.c.id == bindparam("brief_id"))
)


Readings = list[dict[str, Any]]


def add(
    connection: Connection, brand_id: int, brief_id: str, document: Mapping[str, Any], readings: Readings
) -> StoredBrief:
    now = database_time(connection)
    values = {"id": brief_id, "brand_id": brand_id, "version": 1, "created_at": now} | _values(document, readings, now)
    connection.execute(insert(briefs).values(values))
    standing.keep(connection, brief_id, document)
    feedback_rev = feedback.revision(connection, brand_id)
    return StoredBrief(brief_id, brand_id, dict(document), 1, now, now, readings, feedback_rev)


def get(connection: Connection, brand_id: int, brief_id: str, lock: bool = False) -> StoredBrief | None:
    query = _SELECT.where(briefs.c.brand_id == brand_id, briefs.c.id == brief_id)
    row = connection.execute(query.with_for_update(of=briefs) if lock else query).one_or_none()
    return _stored(row) if row else None


def marks(look: Look, brand_id: int, brief_id: str) -> tuple[Row, int] | None:
    """What tells whether `get` would find the same as before, and the change feed's last number, which tells whether
    any creator has changed; None when the brand has no such brief."""
    row = look.row(_MARKS, brand_id=brand_id, brief_id=brief_id)
    return (row[:-1], row[-1]) if row else None


def replace(
    connection: Connection, before: StoredBrief, document: Mapping[str, Any], readings: Readings
) -> StoredBrief:
    now = database_time(connection)
    mine = (briefs.c.brand_id == before.brand_id) & (briefs.c.id == before.id)
    values = {"version": before.version + 1} | _values(document, readings, now)
    connection.execute(update(briefs).where(mine).values(values))
    standing.keep(connection, before.id, document)
    return StoredBrief(before.id, before.brand_id, dict(document), before.version + 1, before.created_at, now, readings,
                       before.feedback_rev)  # fmt: skip


def discoverable(connection: Connection, limit: int) -> list[tuple[StoredBrief, str]]:
    """The newest open briefs that their brands let creators see, each with its brand's slug."""
    mine = briefs.c.discoverable.is_(True) & (briefs.c.status == "open")
    query = _SELECT.add_columns(brands.c.slug).where(mine)
    found = connection.execute(query.order_by(briefs.c.id.desc()).limit(limit))
    return [(_stored(row), row.slug) for row in found]


def remove(connection: Connection, brand_id: int, brief_id: str) -> bool:
    feedback.forget_brief(connection, brand_id, brief_id)
    mine = (briefs.c.brand_id == brand_id) & (briefs.c.id == brief_id)
    return bool(connection.execute(delete(briefs).where(mine)).rowcount)


def page(connection: Connection, brand_id: int, status: str | None, place: str, limit: int,
         order: Order) -> list[StoredBrief]:  # fmt: skip
    """A brand's briefs in an order, those that follow an id (empty: from the beginning)."""
    query = _SELECT.where(briefs.c.brand_id == brand_id)
    if status is not None:
        query = query.where(briefs.c.status == status)
    return [_stored(row) for row in connection.execute(page_of(query, briefs.c.id, place, limit, order))]


def load_vectors(connection: Connection, brief_id: str, encoder: str, text_hash: str) -> npt.NDArray[np.float32] | None:
    """A brief's views as unit vectors, shape (views, dimension); None when its text has none by this encoder."""
    mine = (
        (brief_vectors.c.brief_id == brief_id)
        & (brief_vectors.c.encoder == encoder)
        & (brief_vectors.c.text_hash == text_hash)
    )
    query = select(brief_vectors.c.vector, brief_vectors.c.views).where(mine)
    row = connection.execute(query).one_or_none()
    return np.frombuffer(row.vector, dtype="<f4").reshape(row.views, -1) if row is not None else None


def save_vectors(
    connection: Connection, brief_id: str, encoder: str, text_hash: str, vectors: npt.NDArray[np.float32]
) -> None:
    """Keep a brief's vectors; a brief deleted meanwhile takes none."""
    if (
        connection.execute(select(briefs.c.id).where(briefs.c.id == brief_id).with_for_update(read=True)).first()
        is None
    ):
        return
    values = {
        "brief_id": brief_id,
        "encoder": encoder,
        "text_hash": text_hash,
        "vector": vectors.astype("<f4").tobytes(),
        "views": len(vectors),
    }
    statement = upsert(connection, brief_vectors)
    fields = {name: statement.excluded[name] for name in ("text_hash", "vector", "views")}
    connection.execute(
        statement.values(values).on_conflict_do_update(index_elements=["brief_id", "encoder"], set_=fields)
    )


def _values(document: Mapping[str, Any], readings: Readings, now: float) -> dict[str, Any]:
    return {
        "document": orjson.dumps(document).decode(),
        "status": document["status"],
        "updated_at": now,
        "readings": orjson.dumps(readings).decode(),
        "discoverable": document.get("discoverable", False),
    }


def _stored(row: Any) -> StoredBrief:
    # A brief that was stored before texts were read has no readings: its constraints stay what they were.
    readings = orjson.loads(row.readings) if row.readings else []
    document = orjson.loads(row.document)
    return StoredBrief(row.id, row.brand_id, document, row.version, row.created_at, row.updated_at, readings,
                       row.feedback_rev)  # fmt: skip
