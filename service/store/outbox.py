"""The outbox: events written in the transaction in which they happen, and a delivery to each endpoint that wants them.

An event is kept only where its owner, a brand or (None) the marketplace, has an endpoint. `events.body` is what is
sent, byte for byte. Bodies name creators by their external ids: `event_creators` says which event names whom, so that
an erasure finds them (`scrub`). Deliveries hold no body and name nobody.
"""

import datetime
from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from service.domain.ids import new_id
from service.store.engine import among, database_time, insert_short
from service.store.tables import deliveries, event_creators, events, webhooks

MATCH_ENTERED = "match.entered"
MATCH_LEFT = "match.left"
IMPORT_FINISHED = "import.finished"
PLAN_READY = "plan.ready"
KINDS = (MATCH_ENTERED, MATCH_LEFT, IMPORT_FINISHED, PLAN_READY)  # what endpoints choose from
TEST = "webhook.test"  # goes to one endpoint, whatever it chose

_MOST_BYTES = 20_000


def emit(connection: Connection, brand_id: int | None, kind: str, data: dict[str, Any],
         creator_ids: Sequence[int] = (), of_erased: bool = False) -> None:  # fmt: skip
    """Tell a brand's endpoints, or (None) the marketplace's, what this transaction does. Wake DELIVER after the commit.

    `creator_ids`: whom `data` names; the caller has locked them, or holds them as just erased. `of_erased`: `data`
    names somebody whom this very transaction erases; the body goes as soon as it was delivered.
    """
    endpoints = select(webhooks.c.id, webhooks.c.enabled, webhooks.c.kinds).where(owned_by(webhooks, brand_id))
    found = connection.execute(endpoints.with_for_update(read=True, key_share=True)).all()
    if found:
        event_id = add_event(connection, brand_id, kind, data, creator_ids, of_erased)
        wanting = [row.id for row in found if row.enabled and (row.kinds is None or f" {kind} " in row.kinds)]
        add_deliveries(connection, [(webhook_id, event_id) for webhook_id in wanting])


def add_event(connection: Connection, brand_id: int | None, kind: str, data: dict[str, Any],
              creator_ids: Sequence[int] = (), of_erased: bool = False) -> str:  # fmt: skip
    """An event that nobody is told of yet; returns its id, which is the `webhook-id` of all of its deliveries."""
    now = database_time(connection)
    moment = datetime.datetime.fromtimestamp(now, datetime.UTC).isoformat(timespec="milliseconds")
    body = orjson.dumps({"type": kind, "timestamp": moment.replace("+00:00", "Z"), "data": data})
    if len(body) >= _MOST_BYTES:
        raise ValueError(f"the body of {kind} has {len(body)} bytes; it must stay below {_MOST_BYTES}")
    event_id = new_id("evt")
    values = {"id": event_id, "brand_id": brand_id, "kind": kind, "body": body.decode(), "of_erased": of_erased,
              "created_at": now}  # fmt: skip
    connection.execute(insert(events).values(values))
    if creator_ids:
        named = [{"event_id": event_id, "creator_id": creator_id} for creator_id in sorted({*creator_ids})]
        connection.execute(insert(event_creators), named)
    return event_id


def add_deliveries(connection: Connection, pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Deliveries of (endpoint, event), to begin at once; returns their ids. The caller has locked the endpoints."""
    now = database_time(connection)
    rows: list[dict[str, Any]] = [
        {"id": new_id("dlv"), "webhook_id": webhook_id, "event_id": event_id, "status": "pending", "tries": 0,
         "next_at": now, "attempts": "[]", "created_at": now}
        for webhook_id, event_id in pairs
    ]  # fmt: skip
    if rows:
        insert_short(connection, insert(deliveries), rows)
    return [row["id"] for row in rows]


def scrub(connection: Connection, creator_ids: Sequence[int]) -> None:
    """Empty the bodies of all events that name creators who are being erased; what was not delivered yet never is."""
    named = select(event_creators.c.event_id).where(among(connection, event_creators.c.creator_id, creator_ids))
    found = list(connection.execute(named.distinct()).scalars())
    if found:
        _empty(connection, found)
        connection.execute(delete(event_creators).where(among(connection, event_creators.c.event_id, found)))


def scrub_delivered(connection: Connection, event_id: str) -> None:
    """Empty an event about an erased creator once no endpoint waits for it any more."""
    waiting = select(deliveries.c.id).where(deliveries.c.event_id == events.c.id, deliveries.c.status == "pending")
    done = (events.c.id == event_id) & events.c.of_erased.is_(True) & ~waiting.exists()
    connection.execute(update(events).where(done).values(body=None))


def scrub_erased(connection: Connection, older_than_seconds: float, limit: int) -> int:
    """Empty events about erased creators that could not be delivered for so long; returns how many."""
    before = database_time(connection) - older_than_seconds
    late = events.c.of_erased.is_(True) & events.c.body.is_not(None) & (events.c.created_at < before)
    found = list(connection.execute(select(events.c.id).where(late).limit(limit)).scalars())
    if found:
        _empty(connection, found)
    return len(found)


def forget(connection: Connection, older_than_seconds: float, limit: int) -> int:
    """Remove up to `limit` old events with their deliveries; returns how many."""
    before = database_time(connection) - older_than_seconds
    old = select(events.c.id).where(events.c.created_at < before).order_by(events.c.created_at).limit(limit)
    found = list(connection.execute(old).scalars())
    if found:
        connection.execute(delete(events).where(among(connection, events.c.id, found)))
    return len(found)


def owned_by(table: Table, owner: int | None) -> ColumnElement[bool]:
    """Rows of one brand, or of the marketplace."""
    mine: ColumnElement[bool] = table.c.brand_id.is_(None) if owner is None else table.c.brand_id == owner
    return mine


def _empty(connection: Connection, event_ids: Sequence[str]) -> None:
    connection.execute(update(events).where(among(connection, events.c.id, event_ids)).values(body=None))
    waiting = among(connection, deliveries.c.event_id, event_ids) & (deliveries.c.status == "pending")
    connection.execute(update(deliveries).where(waiting).values(status="erased", next_at=None))
