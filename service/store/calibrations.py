"""The newest calibration of price estimates; older ones are dropped, their ids are never used again."""

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, delete, func, insert, select

from service.store.engine import database_time
from service.store.tables import calibrations


@dataclass(frozen=True)
class StoredCalibration:
    id: int
    document: dict[str, Any]
    created_at: float


def newest_id(connection: Connection) -> int:
    """0 when there is none."""
    return connection.execute(select(func.max(calibrations.c.id))).scalar_one() or 0


def newest(connection: Connection) -> StoredCalibration | None:
    row = connection.execute(select(calibrations).order_by(calibrations.c.id.desc()).limit(1)).one_or_none()
    return StoredCalibration(row.id, orjson.loads(row.document), row.created_at) if row else None


def replace(connection: Connection, before: int, document: dict[str, Any]) -> None:
    """Put a new one in the place of `before`; nothing happens when somebody else was first."""
    if newest_id(connection) != before:
        return
    values = {"document": orjson.dumps(document).decode(), "created_at": database_time(connection)}
    connection.execute(insert(calibrations).values(values))
    connection.execute(delete(calibrations).where(calibrations.c.id <= before))
