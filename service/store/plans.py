"""Plans and their versions. Every function takes the brand: nobody else's plan can be reached by any of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, update

from service.store.engine import database_time, insert_short
from service.store.keyset import page_of
from service.store.tables import briefs, plan_creators, plan_versions, plans

Document = dict[str, Any]


@dataclass(frozen=True)
class StoredPlan:
    """One version of a plan; `latest` is the number of the newest."""

    id: str
    brief_id: str
    version: int
    latest: int
    accepted_version: int | None
    accepted_at: float | None
    request: Document
    result: Document
    created_at: float
    solved_at: float


def add(connection: Connection, brand_id: int, brief_id: str, plan_id: str, request: Document,
        result: Document) -> StoredPlan | None:  # fmt: skip
    """The first version of a plan; None when the brand has no such brief."""
    mine = (briefs.c.brand_id == brand_id) & (briefs.c.id == brief_id)
    if connection.execute(select(briefs.c.id).where(mine).with_for_update(read=True)).first() is None:
        return None
    now = database_time(connection)
    row = {"id": plan_id, "brief_id": brief_id, "version": 1, "created_at": now, "updated_at": now}
    connection.execute(insert(plans).values(row))
    _insert_version(connection, plan_id, 1, request, result, now)
    return StoredPlan(plan_id, brief_id, 1, 1, None, None, request, result, now, now)


def revise(connection: Connection, before: StoredPlan, request: Document, result: Document) -> StoredPlan | None:
    """The next version; None when the plan is gone or another version came between."""
    now = database_time(connection)
    version = before.latest + 1
    mine = (plans.c.id == before.id) & (plans.c.version == before.latest)
    if not connection.execute(update(plans).where(mine).values(version=version, updated_at=now)).rowcount:
        return None
    _insert_version(connection, before.id, version, request, result, now)
    return StoredPlan(before.id, before.brief_id, version, version, before.accepted_version, before.accepted_at,
                      request, result, before.created_at, now)  # fmt: skip


def get(connection: Connection, brand_id: int, plan_id: str, version: int | None = None,
        lock: bool = False) -> StoredPlan | None:  # fmt: skip
    """The newest version of a plan, or a certain one."""
    if lock:  # first: a version that came while PostgreSQL waited would not be joined any more
        connection.execute(select(plans.c.id).where(_of_brand(brand_id), plans.c.id == plan_id).with_for_update())
    which = plans.c.version if version is None else version
    query = _select(brand_id).where(plans.c.id == plan_id, plan_versions.c.version == which)
    row = connection.execute(query).one_or_none()
    return _stored(row) if row else None


def page(connection: Connection, brand_id: int, brief_id: str, after: str, limit: int) -> list[StoredPlan]:
    """A brief's plans in their newest version, in the order of their arrival, after an id."""
    query = _select(brand_id).where(plans.c.brief_id == brief_id, plan_versions.c.version == plans.c.version)
    return [_stored(row) for row in connection.execute(page_of(query, plans.c.id, after, limit))]


def accept(connection: Connection, plan: StoredPlan) -> StoredPlan:
    """Note that this version is what is bought. The caller has locked the plan."""
    now = database_time(connection)
    values = {"accepted_version": plan.version, "accepted_at": now, "updated_at": now}
    connection.execute(update(plans).where(plans.c.id == plan.id).values(values))
    return StoredPlan(plan.id, plan.brief_id, plan.version, plan.latest, plan.version, now, plan.request, plan.result,
                      plan.created_at, plan.solved_at)  # fmt: skip


def accepted_result(connection: Connection, brand_id: int, brief_id: str) -> Document | None:
    """The result of the plan that the brand accepted last for a brief."""
    query = _select(brand_id).where(plans.c.brief_id == brief_id, plan_versions.c.version == plans.c.accepted_version)
    row = connection.execute(query.order_by(plans.c.accepted_at.desc(), plans.c.id.desc()).limit(1)).one_or_none()
    return _stored(row).result if row else None


def remove(connection: Connection, brand_id: int, plan_id: str) -> bool:
    return bool(connection.execute(delete(plans).where(_of_brand(brand_id), plans.c.id == plan_id)).rowcount)


def _insert_version(connection: Connection, plan_id: str, version: int, request: Mapping[str, Any],
                    result: Mapping[str, Any], now: float) -> None:  # fmt: skip
    row = {"plan_id": plan_id, "version": version, "created_at": now}
    texts = {"request": orjson.dumps(request).decode(), "result": orjson.dumps(result).decode()}
    connection.execute(insert(plan_versions).values(row | texts))
    named = [{"plan_id": plan_id, "version": version, "creator_id": one} for one in sorted({*_named(result)})]
    if named:
        insert_short(connection, insert(plan_creators), named)


def _named(node: Any) -> Iterator[int]:
    """Whom a result names, by internal id, wherever it does."""
    if isinstance(node, Mapping) and "creator_id" in node:
        yield node["creator_id"]
    for part in node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ():
        yield from _named(part)


def _of_brand(brand_id: int) -> ColumnElement[bool]:
    return plans.c.brief_id.in_(select(briefs.c.id).where(briefs.c.brand_id == brand_id))


def _select(brand_id: int) -> Select[Any]:
    return (
        select(
            plans.c.id, plans.c.brief_id, plan_versions.c.version, plans.c.version.label("latest"),
            plans.c.accepted_version, plans.c.accepted_at, plan_versions.c.request, plan_versions.c.result,
            plans.c.created_at, plan_versions.c.created_at.label("solved_at"),
        )
        .join(plan_versions, plan_versions.c.plan_id == plans.c.id)
        .where(_of_brand(brand_id))
    )  # fmt: skip


def _stored(row: Any) -> StoredPlan:
    return StoredPlan(row.id, row.brief_id, row.version, row.latest, row.accepted_version, row.accepted_at,
                      orjson.loads(row.request), orjson.loads(row.result), row.created_at, row.solved_at)  # fmt: skip
