"""Deliveries: claimed by lease, one at a time for each endpoint; finished only by who holds the lease; replayed.

The lease stands on the endpoint's row, by the database's clock: a worker that was killed is followed by another once it
has ended. What came of each attempt is kept as a status or the name of an error, never as what the receiver answered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, func, select, update

from service.store import outbox, webhooks
from service.store.engine import among, database_time
from service.store.keyset import page_of
from service.store.outbox import owned_by
from service.store.tables import deliveries, events
from service.store.tables import webhooks as endpoints

Document = dict[str, Any]

PENDING, DELIVERED, FAILED, ERASED = "pending", "delivered", "failed", "erased"
STATUSES = (PENDING, DELIVERED, FAILED, ERASED)

_MOST_ATTEMPTS = 20  # of the log of one delivery


@dataclass(frozen=True)
class Claimed:
    """What is to be sent where. `tries`: how often it was tried since it began or was replayed; `secrets`: each signs;
    `failing_seconds`: since when every delivery to the endpoint failed, 0 while it does not."""

    delivery_id: str
    webhook_id: str
    brand_id: int | None
    event_id: str
    body: str
    url: str
    secrets: tuple[str, ...]
    tries: int
    failures: int
    failing_seconds: float
    version: int  # of the endpoint


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt: delivered or not, for good or to be tried again after some seconds (`retry_seconds`),
    while the endpoint is left alone (`pause_seconds`) or disabled for a reason."""

    status: str
    attempt: Document
    retry_seconds: float | None = None
    pause_seconds: float = 0.0
    disable: str | None = None


@dataclass(frozen=True)
class StoredDelivery:
    id: str
    webhook_id: str
    event_id: str
    kind: str
    status: str
    attempts: list[Document]
    next_at: float | None
    created_at: float
    event_at: float
    has_body: bool  # False once a creator whom the event named was erased


def claim(connection: Connection, token: str, lease_seconds: float,
          without: Collection[int | None] = ()) -> Claimed | None:  # fmt: skip
    """Lease the endpoint whose delivery has been due longest, and that delivery; None when nothing is due. `without`:
    owners who have enough under way."""
    now = database_time(connection)
    free = endpoints.c.enabled.is_(True) & (endpoints.c.leased_until <= now)
    longest = select(func.min(deliveries.c.next_at)).where(deliveries.c.webhook_id == endpoints.c.id)
    first = longest.scalar_subquery()
    others = [endpoints.c.brand_id.is_distinct_from(owner) for owner in without]
    query = select(endpoints).where(free, first <= now, *others)
    one = query.order_by(first, endpoints.c.id).limit(1).with_for_update(key_share=True, skip_locked=True)
    row = connection.execute(one).first()
    if row is None:
        return None
    found = _first_due(connection, row.id, now)
    if found is None:  # all that was due is erased
        return claim(connection, token, lease_seconds, without)
    lease = {"lease_token": token, "leased_until": now + lease_seconds}
    connection.execute(update(endpoints).where(endpoints.c.id == row.id).values(lease))
    signing = (row.secret, *((row.old_secret,) if row.old_secret and row.old_secret_until > now else ()))
    failing = now - row.failing_since if row.failing_since is not None else 0.0
    return Claimed(found.id, row.id, row.brand_id, found.event_id, found.body, row.url, signing, found.tries,
                   row.failures, failing, row.version)  # fmt: skip


def _first_due(connection: Connection, webhook_id: str, now: float) -> Any:
    """The delivery that has been due longest; one of an event that was emptied meanwhile is never sent."""
    fields = (deliveries.c.id, deliveries.c.event_id, deliveries.c.tries, events.c.body)
    due = select(*fields).join(events).where(deliveries.c.webhook_id == webhook_id, deliveries.c.next_at <= now)
    first = due.order_by(deliveries.c.next_at, deliveries.c.id).limit(1)
    while (found := connection.execute(first).first()) is not None and found.body is None:
        emptied = update(deliveries).where(deliveries.c.id == found.id)
        connection.execute(emptied.values(status=ERASED, next_at=None))
    return found


def finish(connection: Connection, token: str, claimed: Claimed, outcome: Outcome) -> bool:
    """Note what came of an attempt and give the endpoint free; False when the lease was another's by then."""
    now = database_time(connection)
    mine = (endpoints.c.id == claimed.webhook_id) & (endpoints.c.lease_token == token)
    leased = select(endpoints.c.version, endpoints.c.failing_since).where(mine)
    held = connection.execute(leased.with_for_update(key_share=True)).first()
    if held is None:
        return False
    delivered = outcome.status == DELIVERED
    values: Document = {"lease_token": None, "leased_until": now + outcome.pause_seconds}
    values["failures"] = 0 if delivered else endpoints.c.failures + 1
    values["failing_since"] = None if delivered else held.failing_since if held.failing_since is not None else now
    # What was changed meanwhile, to another address say, has not answered yet.
    if outcome.disable is not None and held.version == claimed.version:
        values |= {"enabled": False, "disabled_reason": outcome.disable, "disabled_at": now, "updated_at": now,
                   "version": held.version + 1}  # fmt: skip
    connection.execute(update(endpoints).where(mine).values(values))
    _note(connection, claimed, outcome, now)
    outbox.scrub_delivered(connection, claimed.event_id)
    return True


def _note(connection: Connection, claimed: Claimed, outcome: Outcome, now: float) -> None:
    """Only where it still waits: an event that was erased meanwhile stays so."""
    waiting = (deliveries.c.id == claimed.delivery_id) & (deliveries.c.status == PENDING)
    row = connection.execute(select(deliveries.c.attempts).where(waiting).with_for_update()).first()
    if row is None:
        return
    attempts = [*orjson.loads(row.attempts), outcome.attempt][-_MOST_ATTEMPTS:]
    retry = outcome.retry_seconds
    values = {"status": outcome.status, "attempts": orjson.dumps(attempts).decode(), "tries": deliveries.c.tries + 1,
              "next_at": now + retry if retry is not None else None}  # fmt: skip
    connection.execute(update(deliveries).where(waiting).values(values))


def release(connection: Connection, token: str, claimed: Claimed) -> bool:
    """Give an endpoint free whose delivery was begun and is not waited for any longer, so that another worker repeats
    it at once and not when the lease ends."""
    mine = (endpoints.c.id == claimed.webhook_id) & (endpoints.c.lease_token == token)
    freed = update(endpoints).where(mine).values(lease_token=None, leased_until=0.0).returning(endpoints.c.id)
    return connection.execute(freed).first() is not None


def free_all(connection: Connection) -> None:
    """End every lease: for the one process of an embedded database, whose earlier self may have been killed."""
    held = endpoints.c.lease_token.is_not(None)
    connection.execute(update(endpoints).where(held).values(lease_token=None, leased_until=0.0))


def get(connection: Connection, owner: int | None, webhook_id: str, delivery_id: str) -> StoredDelivery | None:
    row = connection.execute(_select(owner, webhook_id).where(deliveries.c.id == delivery_id)).one_or_none()
    return _stored(row) if row else None


def page(connection: Connection, owner: int | None, webhook_id: str, status: str | None, before: str,
         limit: int) -> list[StoredDelivery]:  # fmt: skip
    """The log of an endpoint, the newest first, before an id (empty: from the newest on)."""
    query = _select(owner, webhook_id)
    if status is not None:
        query = query.where(deliveries.c.status == status)
    return [_stored(row) for row in connection.execute(page_of(query, deliveries.c.id, before, limit, "newest"))]


def replay(connection: Connection, owner: int | None, delivery: StoredDelivery) -> StoredDelivery:
    """Let a delivery begin again at once. The caller has locked the endpoint."""
    _begin_again(connection, delivery.webhook_id, [delivery.id])
    return _just_made(connection, owner, delivery.webhook_id, delivery.id)


def replay_range(connection: Connection, webhook: webhooks.StoredWebhook, since: float, until: float | None,
                 kinds: Sequence[str], limit: int) -> int | None:  # fmt: skip
    """Let an endpoint, which the caller has locked, have again every event of its owner between two times, those too
    that it did not take then; None when there are more than `limit`. Who repeats this gets nothing twice that still
    waits."""
    wanted = owned_by(events, webhook.brand_id) & events.c.body.is_not(None) & events.c.kind.in_(kinds)
    wanted &= events.c.created_at >= since
    if until is not None:
        wanted &= events.c.created_at < until
    theirs = (deliveries.c.event_id == events.c.id) & (deliveries.c.webhook_id == webhook.id)
    query = select(events.c.id, deliveries.c.id.label("delivery_id")).outerjoin(deliveries, theirs)
    found = connection.execute(query.where(wanted).order_by(events.c.id).limit(limit + 1)).all()
    if len(found) > limit:
        return None
    _begin_again(connection, webhook.id, [row.delivery_id for row in found if row.delivery_id])
    outbox.add_deliveries(connection, [(webhook.id, row.id) for row in found if row.delivery_id is None])
    return len(found)


def _begin_again(connection: Connection, webhook_id: str, delivery_ids: Sequence[str]) -> None:
    again = {"status": PENDING, "tries": 0, "next_at": database_time(connection)}
    connection.execute(update(deliveries).where(among(connection, deliveries.c.id, delivery_ids)).values(again))
    _end_pause(connection, webhook_id)


def _end_pause(connection: Connection, webhook_id: str) -> None:
    """Somebody who asks for a delivery has seen to the endpoint: it need not be left alone any longer."""
    paused = (endpoints.c.id == webhook_id) & endpoints.c.lease_token.is_(None)
    connection.execute(update(endpoints).where(paused).values(leased_until=0.0))


def send_to(connection: Connection, webhook: webhooks.StoredWebhook, kind: str, data: Document) -> StoredDelivery:
    """An event for one endpoint alone, which the caller has locked."""
    event_id = outbox.add_event(connection, webhook.brand_id, kind, data)
    (delivery_id,) = outbox.add_deliveries(connection, [(webhook.id, event_id)])
    _end_pause(connection, webhook.id)
    return _just_made(connection, webhook.brand_id, webhook.id, delivery_id)


def _just_made(connection: Connection, owner: int | None, webhook_id: str, delivery_id: str) -> StoredDelivery:
    made = get(connection, owner, webhook_id, delivery_id)
    assert made is not None
    return made


def waiting(connection: Connection) -> tuple[int, float]:
    """How many deliveries wait for their first or next attempt at endpoints that are enabled, and the age in seconds of
    the oldest."""
    query = select(func.count(), func.min(deliveries.c.created_at)).select_from(deliveries.join(endpoints))
    open_ones = query.where(deliveries.c.next_at.is_not(None), endpoints.c.enabled.is_(True))
    count, oldest = connection.execute(open_ones).one()
    return count, max(0.0, database_time(connection) - oldest) if oldest is not None else 0.0


def _select(owner: int | None, webhook_id: str) -> Select[Any]:
    mine: ColumnElement[bool] = owned_by(endpoints, owner) & (endpoints.c.id == webhook_id)
    fields = (deliveries.c.id, deliveries.c.webhook_id, deliveries.c.event_id, events.c.kind, deliveries.c.status,
              deliveries.c.attempts, deliveries.c.next_at, deliveries.c.created_at,
              events.c.created_at.label("event_at"), events.c.body.is_not(None).label("has_body"))  # fmt: skip
    joined = deliveries.join(endpoints, endpoints.c.id == deliveries.c.webhook_id).join(
        events, events.c.id == deliveries.c.event_id
    )
    return select(*fields).select_from(joined).where(mine)


def _stored(row: Any) -> StoredDelivery:
    return StoredDelivery(**(dict(row._mapping) | {"attempts": orjson.loads(row.attempts)}))
