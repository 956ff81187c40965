"""Random bytes that this installation has for itself: made when first needed, the same for every process."""

import os

from sqlalchemy import select

from service.store.engine import Connection, Store, upsert
from service.store.tables import secrets

_BYTES = 32


class Secrets:
    """The secrets by name, each read once by a process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, bytes] = {}

    def get(self, name: str) -> bytes:
        """32 bytes; raises Unavailable when it was never read and the database is away."""
        if (known := self._known.get(name)) is None:
            known = self._known[name] = self._read(name)
        return known

    def _read(self, name: str) -> bytes:
        with self._store.read() as connection:
            found = _get(connection, name)
        return found or self._store.write(lambda c: _made(c, name))


def _made(connection: Connection, name: str) -> bytes:
    """Whoever comes first makes it."""
    insert = upsert(connection, secrets).values(name=name, value=os.urandom(_BYTES))
    connection.execute(insert.on_conflict_do_nothing())
    found = _get(connection, name)
    assert found is not None
    return found


def _get(connection: Connection, name: str) -> bytes | None:
    return connection.execute(select(secrets.c.value).where(secrets.c.name == name)).scalar_one_or_none()
