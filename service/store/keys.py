"""API keys. Only hashes of their secrets are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, insert, select, update

from service.store.engine import database_time
from service.store.prepared import Look, Prepared
from service.store.tables import brands, keys


@dataclass(frozen=True)
class StoredKey:
    id: str
    role: str
    brand_id: int | None
    secret_sha256: bytes
    label: str
    created_at: float
    revoked_at: float | None
    version: int
    publishable: bool
    scopes: str
    origins: str
    requests_per_minute: int | None
    expires_at: float | None
    last_used_at: float | None
    former_sha256: bytes | None
    former_until: float | None
    brand: str | None  # the slug


_SELECT = select(keys, brands.c.slug).select_from(keys.outerjoin(brands))
_named = brands.alias("named")
_KEY_AND_BRAND = Prepared(
    select(keys, brands.c.slug, _named.c.id.label("named"))
    .select_from(keys.outerjoin(brands).outerjoin(_named, _named.c.slug == bindparam("slug")))
    .where(keys.c.id == bindparam("key_id"))
)


def add(connection: Connection, values: Mapping[str, Any]) -> StoredKey:
    connection.execute(insert(keys).values({**values, "created_at": database_time(connection)}))
    return _one(connection, keys.c.id == values["id"])


def find(look: Look, key_id: str, slug: str) -> tuple[StoredKey, int | None] | None:
    """A key, and the id of the brand with this slug if there is one."""
    row = look.row(_KEY_AND_BRAND, key_id=key_id, slug=slug)
    return (StoredKey(*row[:-1]), row[-1]) if row else None


def get(connection: Connection, brand_id: int | None, key_id: str, lock: bool = False) -> StoredKey | None:
    """A key of a brand; None for the brand: of anybody."""
    query = _of(brand_id).where(keys.c.id == key_id)
    row = connection.execute(query.with_for_update(of=keys) if lock else query).one_or_none()
    return StoredKey(*row) if row else None


def page(connection: Connection, brand_id: int | None, after: tuple[float, str], limit: int) -> list[StoredKey]:
    """Keys of a brand, or of everybody, after a time of creation and an id."""
    later = (keys.c.created_at > after[0]) | ((keys.c.created_at == after[0]) & (keys.c.id > after[1]))
    query = _of(brand_id).where(later).order_by(keys.c.created_at, keys.c.id).limit(limit)
    return [StoredKey(*row) for row in connection.execute(query)]


def all_keys(connection: Connection) -> list[StoredKey]:
    return [StoredKey(*row) for row in connection.execute(_SELECT.order_by(keys.c.created_at, keys.c.id))]


def change(connection: Connection, key_id: str, values: Mapping[str, Any]) -> StoredKey:
    """Set columns of a key; its version grows."""
    mine = keys.c.id == key_id
    connection.execute(update(keys).where(mine).values({**values, "version": keys.c.version + 1}))
    return _one(connection, mine)


def revoke(connection: Connection, brand_id: int | None, key_id: str) -> bool:
    """Whether a key in use was revoked."""
    mine = (keys.c.id == key_id) & keys.c.revoked_at.is_(None)
    if brand_id is not None:
        mine &= keys.c.brand_id == brand_id
    values = {"revoked_at": database_time(connection), "version": keys.c.version + 1}
    return bool(connection.execute(update(keys).where(mine).values(values)).rowcount)


def note_use(connection: Connection, key_id: str) -> None:
    connection.execute(update(keys).where(keys.c.id == key_id).values(last_used_at=database_time(connection)))


def of_browsers(connection: Connection) -> list[str]:
    """The origins that publishable keys in use may be sent from."""
    now = database_time(connection)
    alive = keys.c.revoked_at.is_(None) & (keys.c.expires_at.is_(None) | (keys.c.expires_at > now))
    rows = connection.execute(select(keys.c.origins).where(keys.c.publishable.is_(True), alive)).scalars()
    return sorted({origin for row in rows for origin in row.split()})


def _of(brand_id: int | None) -> Select[Any]:
    return _SELECT if brand_id is None else _SELECT.where(keys.c.brand_id == brand_id)


def _one(connection: Connection, mine: ColumnElement[bool]) -> StoredKey:
    return StoredKey(*connection.execute(_SELECT.where(mine)).one())
