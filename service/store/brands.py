"""Brands (tenants) and API keys."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from service.store.engine import database_time
from service.store.prepared import Look, Prepared
from service.store.tables import brands, keys


@dataclass(frozen=True)
class StoredBrand:
    id: int
    slug: str
    name: str
    created_at: float


@dataclass(frozen=True)
class StoredKey:
    id: str
    role: str
    brand_id: int | None
    secret_sha256: bytes
    label: str
    created_at: float
    revoked_at: float | None


_FIELDS = (brands.c.id, brands.c.slug, brands.c.name, brands.c.created_at)
_KEY_AND_BRAND = Prepared(
    select(keys, brands.c.id.label("named"))
    .select_from(keys.outerjoin(brands, brands.c.slug == bindparam("slug")))
    .where(keys.c.id == bindparam("key_id"))
)


def put_brand(connection: Connection, slug: str, name: str) -> tuple[StoredBrand, bool]:
    """Create or rename; says whether it is new."""
    found = get_brand(connection, slug)
    if found is None:
        values = {"slug": slug, "name": name, "created_at": database_time(connection)}
        connection.execute(insert(brands).values(values))
    else:
        connection.execute(update(brands).where(brands.c.id == found.id).values(name=name))
    saved = get_brand(connection, slug)
    assert saved is not None
    return saved, found is None


def get_brand(connection: Connection, slug: str) -> StoredBrand | None:
    row = connection.execute(select(*_FIELDS).where(brands.c.slug == slug)).one_or_none()
    return StoredBrand(*row) if row else None


def all_brands(connection: Connection) -> list[StoredBrand]:
    return [StoredBrand(*row) for row in connection.execute(select(*_FIELDS).order_by(brands.c.id))]


def add_key(connection: Connection, values: dict[str, Any]) -> None:
    connection.execute(insert(keys).values(values | {"created_at": database_time(connection)}))


def find_key(look: Look, key_id: str, slug: str) -> tuple[StoredKey, int | None] | None:
    """A key, and the id of the brand with this slug if there is one."""
    row = look.row(_KEY_AND_BRAND, key_id=key_id, slug=slug)
    return (StoredKey(*row[:-1]), row[-1]) if row else None


def all_keys(connection: Connection) -> list[tuple[StoredKey, str | None]]:
    """Keys with the brand each belongs to."""
    query = select(keys, brands.c.slug).select_from(keys.outerjoin(brands)).order_by(keys.c.created_at)
    return [(StoredKey(*row[:7]), row[7]) for row in connection.execute(query)]


def revoke_key(connection: Connection, key_id: str) -> bool:
    mine = (keys.c.id == key_id) & keys.c.revoked_at.is_(None)
    return bool(connection.execute(update(keys).where(mine).values(revoked_at=database_time(connection))).rowcount)
