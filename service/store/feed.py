"""The change feed: what changed, in commit order, one row a creator."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from service.store.engine import database_time, insert_short, upsert
from service.store.tables import changes, creators, feed, vectors


@dataclass(frozen=True)
class Change:
    """A creator as of its last change; `vector` is None while there is none by the asked encoder."""

    seq: int
    creator_id: int
    external_id: str | None
    version: int
    document: str | None
    vector: bytes | None


def record(connection: Connection, creator_ids: Sequence[int], erased: bool = False) -> int:
    """Put creators at the feed's end and return its last number. Call it last in the transaction."""
    if not creator_ids:
        return last_seq(connection)
    taken = connection.execute(
        update(feed).values(seq=feed.c.seq + len(creator_ids)).returning(feed.c.seq)
    ).scalar_one()
    first, now = taken - len(creator_ids) + 1, database_time(connection)
    rows = [
        {"creator_id": creator_id, "seq": first + i, "erased": erased, "changed_at": now}
        for i, creator_id in enumerate(creator_ids)
    ]
    insert = upsert(connection, changes)
    fields = {name: insert.excluded[name] for name in ("seq", "erased", "changed_at")}
    insert_short(connection, insert.on_conflict_do_update(index_elements=["creator_id"], set_=fields), rows)
    return int(taken)


def last_seq(connection: Connection) -> int:
    return int(connection.execute(select(feed.c.seq)).scalar_one())


def database_id(connection: Connection) -> str:
    """This database's own name, given when it was made."""
    return str(connection.execute(select(feed.c.database_id)).scalar_one())


def read_changes(connection: Connection, after: int, encoder: str, limit: int) -> list[Change]:
    """The next changes after a number, each with the creator as it is now."""
    joined = changes.outerjoin(creators, creators.c.id == changes.c.creator_id).outerjoin(
        vectors, (vectors.c.creator_id == changes.c.creator_id) & (vectors.c.encoder == encoder)
    )
    fields = (changes.c.seq, changes.c.creator_id, creators.c.external_id, creators.c.version, creators.c.document,
              vectors.c.vector)  # fmt: skip
    query = select(*fields).select_from(joined).where(changes.c.seq > after).order_by(changes.c.seq).limit(limit)
    return [Change(row[0], row[1], row[2], row[3] or 0, row[4], row[5]) for row in connection.execute(query)]


def lag(connection: Connection, after: int) -> tuple[int, float]:
    """How many changes come after a number, and the age of the first of them in seconds."""
    count = count_after(connection, after)
    return count, lag_seconds(connection, after) if count else 0.0


def lag_seconds(connection: Connection, after: int) -> float:
    """The age of the first change after a number; 0 when there is none."""
    first = select(changes.c.changed_at).where(changes.c.seq > after).order_by(changes.c.seq).limit(1)
    since = connection.execute(first).scalar_one_or_none()
    return 0.0 if since is None else round(max(0.0, database_time(connection) - since), 3)


def count_after(connection: Connection, after: int) -> int:
    query = select(func.count()).select_from(changes).where(changes.c.seq > after)
    return int(connection.execute(query).scalar_one())
