"""Webhook endpoints. Every function takes the owner, a brand or (None) the marketplace: nobody else's can be reached.

Secrets are kept as they are, since every delivery is signed with them; nothing here names a creator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, delete, func, insert, select, update

from service.store.engine import database_time
from service.store.keyset import page_of
from service.store.outbox import owned_by
from service.store.tables import webhooks

GONE, FAILING, REQUEST = "gone", "failing", "request"  # why an endpoint is disabled


@dataclass(frozen=True)
class StoredWebhook:
    """An endpoint; `kinds` None: it takes all. Until `old_secret_until` the secret before the last rotation signs
    too."""

    id: str
    brand_id: int | None
    url: str
    description: str | None
    kinds: tuple[str, ...] | None
    enabled: bool
    disabled_reason: str | None
    disabled_at: float | None
    secret: str
    old_secret: str | None
    old_secret_until: float | None
    version: int
    created_at: float
    updated_at: float
    failing_since: float | None  # every delivery since then has failed


_FIELDS = tuple(webhooks.c[name] for name in StoredWebhook.__dataclass_fields__)


def add(connection: Connection, owner: int | None, webhook_id: str, secret: str, settings: dict[str, Any],
        most: int) -> StoredWebhook | None:  # fmt: skip
    """A new endpoint; None when the owner has `most` already. `settings`: url, description, kinds, enabled."""
    first = select(webhooks.c.id).where(owned_by(webhooks, owner)).order_by(webhooks.c.id).limit(1)
    connection.execute(first.with_for_update(key_share=True))  # two creations at once are counted one after the other
    count = select(func.count()).select_from(webhooks).where(owned_by(webhooks, owner))
    if connection.execute(count).scalar_one() >= most:
        return None
    now = database_time(connection)
    values = {"id": webhook_id, "brand_id": owner, "secret": secret, "version": 1, "created_at": now,
              "leased_until": 0.0}  # fmt: skip
    connection.execute(insert(webhooks).values(values | _columns(settings, now)))
    return get(connection, owner, webhook_id)


def get(connection: Connection, owner: int | None, webhook_id: str, lock: bool = False) -> StoredWebhook | None:
    query = select(*_FIELDS).where(_mine(owner, webhook_id))
    row = connection.execute(query.with_for_update(key_share=True) if lock else query).one_or_none()
    return _stored(row) if row else None


def page(connection: Connection, owner: int | None, after: str, limit: int) -> list[StoredWebhook]:
    """An owner's endpoints in the order of their arrival, after an id."""
    query = select(*_FIELDS).where(owned_by(webhooks, owner))
    return [_stored(row) for row in connection.execute(page_of(query, webhooks.c.id, after, limit))]


def change(connection: Connection, before: StoredWebhook, settings: dict[str, Any]) -> StoredWebhook:
    """Give an endpoint, which the caller has locked, other settings. It starts with a clean record."""
    unless_held = case((webhooks.c.lease_token.is_(None), 0.0), else_=webhooks.c.leased_until)
    columns = _columns(settings, database_time(connection))
    return _update(connection, before, columns | {"leased_until": unless_held})


def rotate(connection: Connection, before: StoredWebhook, secret: str, overlap_seconds: float) -> StoredWebhook:
    """Sign with a new secret, and for a while with the one before too. The caller has locked the endpoint."""
    now = database_time(connection)
    values = {"secret": secret, "old_secret": before.secret, "old_secret_until": now + overlap_seconds}
    return _update(connection, before, values | {"updated_at": now})


def remove(connection: Connection, owner: int | None, webhook_id: str) -> bool:
    """Remove an endpoint with the log of its deliveries."""
    return bool(connection.execute(delete(webhooks).where(_mine(owner, webhook_id))).rowcount)


def drop_old_secrets(connection: Connection, limit: int) -> int:
    """Forget secrets that no longer sign; returns how many."""
    over = select(webhooks.c.id).where(webhooks.c.old_secret_until < database_time(connection)).limit(limit)
    values = {"old_secret": None, "old_secret_until": None}
    return connection.execute(update(webhooks).where(webhooks.c.id.in_(over)).values(values)).rowcount


def _update(connection: Connection, before: StoredWebhook, values: dict[str, Any]) -> StoredWebhook:
    changed = update(webhooks).where(webhooks.c.id == before.id).values(values | {"version": before.version + 1})
    return _stored(connection.execute(changed.returning(*_FIELDS)).one())


def _columns(settings: dict[str, Any], now: float) -> dict[str, Any]:
    kinds: Sequence[str] | None = settings.get("kinds")
    enabled = settings.get("enabled", True)
    return {
        "url": settings["url"],
        "description": settings.get("description"),
        "kinds": f" {' '.join(kinds)} " if kinds is not None else None,
        "enabled": enabled,
        "disabled_reason": None if enabled else REQUEST,
        "disabled_at": None if enabled else now,
        "updated_at": now,
        "failures": 0,
        "failing_since": None,
    }


def _mine(owner: int | None, webhook_id: str) -> ColumnElement[bool]:
    return owned_by(webhooks, owner) & (webhooks.c.id == webhook_id)


def _stored(row: Any) -> StoredWebhook:
    values = dict(row._mapping)
    values["kinds"] = tuple(values["kinds"].split()) if values["kinds"] is not None else None
    return StoredWebhook(**values)
