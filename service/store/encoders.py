"""Which encoder serves, which is coming in, which is on its way out; and the niches' vectors by each."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import orjson
from sqlalchemy import Connection, delete, insert, select, text, update

from service.store.engine import database_time, upsert
from service.store.tables import brief_vectors, encoders, niche_vectors, stale, vectors

ACTIVE, INCOMING, RETIRING = "active", "incoming", "retiring"


@dataclass(frozen=True)
class StoredEncoder:
    fingerprint: str
    spec: dict[str, str]
    state: str
    since: float


def all_encoders(connection: Connection) -> list[StoredEncoder]:
    rows = connection.execute(select(encoders).order_by(encoders.c.since))
    return [StoredEncoder(row.fingerprint, orjson.loads(row.spec), row.state, row.since) for row in rows]


def active(connection: Connection) -> StoredEncoder | None:
    return next((e for e in all_encoders(connection) if e.state == ACTIVE), None)


def lock(connection: Connection) -> None:
    """Keep writes from reading which encoders there are until this transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE encoders IN EXCLUSIVE MODE"))


def add(connection: Connection, fingerprint: str, spec: dict[str, str]) -> str:
    """Make an encoder known: active when it is the first, incoming otherwise. Returns its state."""
    known = {e.fingerprint: e.state for e in all_encoders(connection)}
    if known.get(fingerprint) in (ACTIVE, INCOMING):
        return known[fingerprint]
    # One at a time: what was coming in before is dropped for what is configured now.
    _forget(connection, [f for f, state in known.items() if state == INCOMING or f == fingerprint])
    state = INCOMING if ACTIVE in known.values() else ACTIVE
    values = {"fingerprint": fingerprint, "spec": orjson.dumps(spec).decode(), "state": state,
              "since": database_time(connection)}  # fmt: skip
    connection.execute(insert(encoders).values(values))
    return state


def cancel_incoming(connection: Connection) -> None:
    """The configuration went back to the active encoder before the switch was done."""
    _forget(connection, [e.fingerprint for e in all_encoders(connection) if e.state == INCOMING])


def switch(connection: Connection, incoming: str) -> None:
    """Make the incoming encoder the active one, in one step; the old one retires."""
    now = database_time(connection)
    connection.execute(update(encoders).where(encoders.c.state == ACTIVE).values(state=RETIRING, since=now))
    connection.execute(update(encoders).where(encoders.c.fingerprint == incoming).values(state=ACTIVE, since=now))


def drop_retired(connection: Connection, grace_seconds: float) -> int:
    """Forget encoders that retired long enough ago for every replica to have moved on."""
    before = database_time(connection) - grace_seconds
    gone = [e.fingerprint for e in all_encoders(connection) if e.state == RETIRING and e.since < before]
    _forget(connection, gone)
    return len(gone)


def _forget(connection: Connection, fingerprints: list[str]) -> None:
    if not fingerprints:
        return
    for table in (vectors, stale, niche_vectors, brief_vectors):
        connection.execute(delete(table).where(table.c.encoder.in_(fingerprints)))
    connection.execute(delete(encoders).where(encoders.c.fingerprint.in_(fingerprints)))


def save_niches(connection: Connection, encoder: str, taxonomy: str, matrix: npt.NDArray[np.float32]) -> None:
    values = {"encoder": encoder, "taxonomy": taxonomy, "matrix": matrix.astype("<f4").tobytes(), "niches": len(matrix)}
    connection.execute(upsert(connection, niche_vectors).values(values).on_conflict_do_nothing())


def load_niches(connection: Connection, encoder: str, taxonomy: str) -> npt.NDArray[np.float32] | None:
    mine = (niche_vectors.c.encoder == encoder) & (niche_vectors.c.taxonomy == taxonomy)
    row = connection.execute(select(niche_vectors.c.matrix, niche_vectors.c.niches).where(mine)).one_or_none()
    return np.frombuffer(row.matrix, dtype="<f4").reshape(row.niches, -1) if row else None
