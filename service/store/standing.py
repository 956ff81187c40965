"""Standing briefs: which are due for another look, and who was at the top of each at the last one.

A row of `standing` is an open brief whose document says `standing`; it is looked at under a lease, by one process at a
time. `standing_places` holds internal creator ids and ranks, nothing else; an erased creator's places go with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from service.store import outbox
from service.store.engine import among, database_time, insert_short
from service.store.tables import brands, briefs, standing, standing_places, webhooks


class Brief(Protocol):
    """What of a stored brief tells whether it is still the one that was looked at."""

    @property
    def version(self) -> int: ...
    @property
    def feedback_rev(self) -> int: ...


@dataclass(frozen=True)
class Look:
    """One process's look: under which lease, on which ground, up to which change of the feed."""

    token: str
    ground: str
    seq: int


@dataclass(frozen=True)
class Due:
    """A brief to look at. `ground`: on which it was looked at last, None when nothing can be compared with; `places`:
    rank by internal creator id."""

    brief_id: str
    brand_id: int
    top: int
    ground: str | None
    places: dict[int, int]


def keep(connection: Connection, brief_id: str, document: Mapping[str, Any]) -> None:
    """Note whether a brief that was just written is to be looked after: from a new start, as it is another brief now.
    The caller holds its row."""
    wanted = document.get("standing") if document["status"] == "open" else None
    if wanted is None:
        connection.execute(delete(standing).where(standing.c.brief_id == brief_id))
        return
    start = {"top": wanted["top"], "ground": None, "looked_at": 0.0}
    if not connection.execute(update(standing).where(standing.c.brief_id == brief_id).values(start)).rowcount:
        connection.execute(insert(standing).values({"brief_id": brief_id, "seq": 0, **start, **_FREE}))


def start_again(connection: Connection, brand_ids: Sequence[int]) -> None:
    """Brands changed what their rankings learn from: what comes next is no work of creators."""
    theirs = select(briefs.c.id).where(briefs.c.brand_id.in_(brand_ids))
    connection.execute(update(standing).where(standing.c.brief_id.in_(theirs)).values(ground=None))


def any_due(connection: Connection, look: Look, every_seconds: float) -> bool:
    now = database_time(connection)
    found = select(standing.c.brief_id).join(briefs).where(_is_due(look, now, every_seconds)).limit(1)
    return connection.execute(found).first() is not None


def claim(connection: Connection, look: Look, every_seconds: float, lease_seconds: float, limit: int) -> list[Due]:
    """Lease up to `limit` due briefs, the longest waiting first."""
    now = database_time(connection)
    due = select(standing.c.brief_id, briefs.c.brand_id, standing.c.top, standing.c.ground).join(briefs)
    chosen = due.where(_is_due(look, now, every_seconds)).order_by(standing.c.looked_at, standing.c.brief_id)
    found = connection.execute(chosen.limit(limit).with_for_update(of=standing, key_share=True, skip_locked=True)).all()
    ids = [row.brief_id for row in found]
    if not ids:
        return []
    leased = {"lease_token": look.token, "leased_until": now + lease_seconds}
    connection.execute(update(standing).where(standing.c.brief_id.in_(ids)).values(leased))
    places = _places(connection, ids)
    return [Due(*row, places.get(row.brief_id, {})) for row in found]


def _is_due(look: Look, now: float, every_seconds: float) -> ColumnElement[bool]:
    """Free, not looked at for a while, and since then creators have changed or the ground has; and its brand has an
    endpoint that is to be told."""
    told = select(webhooks.c.id).where(
        webhooks.c.brand_id == briefs.c.brand_id,
        webhooks.c.enabled.is_(True),
        or_(webhooks.c.kinds.is_(None), webhooks.c.kinds.contains(" match.")),
    )
    # On another ground too an index that lags behind leaves it to the others: it would bring back an earlier top.
    elsewhere = or_(standing.c.ground.is_(None), standing.c.ground != look.ground)
    moved = or_(standing.c.seq < look.seq, (standing.c.seq == look.seq) & elsewhere)
    free = (standing.c.leased_until <= now) & (standing.c.looked_at <= now - every_seconds)
    return free & moved & told.exists()


def finish(connection: Connection, look: Look, due: Due, brief: Brief, order: Sequence[int]) -> bool:
    """End a look at which these creators stood at the top, the best first; the caller has locked them. False, and
    nothing is noted, when the lease is another's, or brief, feedback or places have changed under it."""
    mine = (standing.c.brief_id == due.brief_id) & (standing.c.lease_token == look.token)
    held = connection.execute(select(standing.c.ground).where(mine).with_for_update(key_share=True)).first()
    if held is None or held.ground != due.ground or not _is_as_it_was(connection, due, brief):
        return False
    values = {"ground": look.ground, "seq": look.seq, "looked_at": database_time(connection), **_FREE}
    connection.execute(update(standing).where(mine).values(values))
    ranks = {creator_id: rank for rank, creator_id in enumerate(order, 1)}
    if ranks != due.places:
        connection.execute(delete(standing_places).where(standing_places.c.brief_id == due.brief_id))
        rows = [{"brief_id": due.brief_id, "creator_id": one, "rank": rank} for one, rank in ranks.items()]
        if rows:
            insert_short(connection, insert(standing_places), rows)
    return True


def _is_as_it_was(connection: Connection, due: Due, brief: Brief) -> bool:
    query = select(briefs.c.version, brands.c.feedback_rev).join(brands).where(briefs.c.id == due.brief_id)
    row = connection.execute(query).first()
    same = row is not None and tuple(row) == (brief.version, brief.feedback_rev)
    return same and _places(connection, [due.brief_id]).get(due.brief_id, {}) == due.places


def release(connection: Connection, look: Look) -> None:
    """Give back what is still leased, for a later look: what could not be ranked now is not tried at once again."""
    later = {"looked_at": database_time(connection), **_FREE}
    connection.execute(update(standing).where(standing.c.lease_token == look.token).values(later))


def free_all(connection: Connection) -> None:
    """End every lease: for the one process of an embedded database, whose earlier self may have been killed."""
    connection.execute(update(standing).where(standing.c.lease_token.is_not(None)).values(_FREE))


def forget_creators(connection: Connection, names: Mapping[int, str]) -> None:
    """Take creators who are being erased off every top, and tell the brands concerned: by external id, the one thing
    that they know them by. `names`: external by internal ids; the caller has locked these creators."""
    theirs = among(connection, standing_places.c.creator_id, list(names))
    query = select(standing_places, briefs.c.brand_id).join(briefs, briefs.c.id == standing_places.c.brief_id)
    in_order = query.where(theirs).order_by(standing_places.c.brief_id, standing_places.c.rank)
    for row in connection.execute(in_order).all():
        data = {"brief_id": row.brief_id, "external_id": names[row.creator_id], "reason": "erased",
                "previous_rank": row.rank, "rank": None, "score": None}  # fmt: skip
        outbox.emit(connection, row.brand_id, outbox.MATCH_LEFT, data, of_erased=True)
    connection.execute(delete(standing_places).where(theirs))


def _places(connection: Connection, brief_ids: Sequence[str]) -> dict[str, dict[int, int]]:
    """Ranks by creator of each brief."""
    found: dict[str, dict[int, int]] = {}
    query = select(standing_places).where(standing_places.c.brief_id.in_(brief_ids)).order_by(standing_places.c.rank)
    for row in connection.execute(query):
        found.setdefault(row.brief_id, {})[row.creator_id] = row.rank
    return found


_FREE: dict[str, Any] = {"lease_token": None, "leased_until": 0.0}
