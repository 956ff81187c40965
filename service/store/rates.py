"""Tables of exchange rates that were set: appended, never changed."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from service.store.engine import database_time
from service.store.tables import exchange_rates


@dataclass(frozen=True)
class StoredRates:
    """One row; without a document the file's table counts."""

    id: int
    document: str | None
    created_at: float


def newest_id(connection: Connection) -> int:
    """0 when none was ever set."""
    return connection.execute(select(func.max(exchange_rates.c.id))).scalar_one() or 0


def get(connection: Connection, rates_id: int) -> StoredRates:
    row = connection.execute(select(exchange_rates).where(exchange_rates.c.id == rates_id)).one()
    return StoredRates(*row)


def add(connection: Connection, document: str | None) -> None:
    values = {"document": document, "created_at": database_time(connection)}
    connection.execute(insert(exchange_rates).values(values))
