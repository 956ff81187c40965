"""Brands: the tenants."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from service.store.engine import database_time
from service.store.tables import brands


@dataclass(frozen=True)
class StoredBrand:
    id: int
    slug: str
    name: str
    created_at: float


_FIELDS = (brands.c.id, brands.c.slug, brands.c.name, brands.c.created_at)


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
