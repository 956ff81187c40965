"""Everything that the database holds about one creator, for its export.

A new table that refers to creators has to come in here, and into `creators.erase`: tests/api/test_personal_data.py
compares with all tables.
"""

import base64
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, or_, select

from service.store import mentions
from service.store.tables import (
    accounts,
    audit,
    brands,
    briefs,
    changes,
    creator_names,
    creators,
    deliveries,
    encoders,
    event_creators,
    events,
    feedback,
    import_problems,
    import_seen,
    imports,
    outcomes,
    stale,
    standing_places,
    vectors,
)

Document = dict[str, Any]


def of_creator(connection: Connection, external_id: str) -> Document | None:
    """Times are seconds since the epoch; None when there is no such creator."""
    row = connection.execute(select(creators).where(creators.c.external_id == external_id)).one_or_none()
    if row is None:
        return None
    return {
        "creator": _creator(connection, row),
        "accounts": _accounts(connection, row.id),
        "vectors": _vectors(connection, row.id),
        "waiting": _waiting(connection, row.id),
        "feedback": _said(connection, row.id),
        "outcomes": _outcomes(connection, row.id),
        "plans": mentions.places_of(connection, row.id),
        "mentions": mentions.of_creator(connection, external_id),
        "standing_places": _standing(connection, row.id),
        "webhook_events": _events(connection, row.id),
        "imports": _imports(connection, row.id, external_id),
        "audit": _audit(connection, external_id),
    }


def _creator(connection: Connection, row: Row[Any]) -> Document:
    """The row with its name as names are compared, and its place in the change feed."""
    columns = ("external_id", "version", "content_rev", "text_hash", "created_at", "updated_at")
    change = connection.execute(select(changes.c.seq).where(changes.c.creator_id == row.id)).scalar_one_or_none()
    wanted = select(creator_names.c.name_key).where(creator_names.c.creator_id == row.id)
    key = connection.execute(wanted).scalar_one_or_none()  # none: written by an earlier version, during an upgrade
    fields = {name: getattr(row, name) for name in columns}
    return {"number": row.id, **fields, "seq": change, "name_key": key, "document": orjson.loads(row.document)}


def _accounts(connection: Connection, creator_id: int) -> list[Document]:
    """As they are compared; as they were given they stand in the document."""
    return _rows(connection, select(accounts.c.platform, accounts.c.handle_key), accounts.c.creator_id, creator_id)


def _vectors(connection: Connection, creator_id: int) -> list[Document]:
    query = select(vectors, encoders.c.spec).outerjoin(encoders, encoders.c.fingerprint == vectors.c.encoder)
    return [
        {"encoder": row.encoder, "of": orjson.loads(row.spec) if row.spec else None, "content_rev": row.content_rev,
         "format": "float16, little endian, base64", "vector": base64.b64encode(row.vector).decode()}
        for row in connection.execute(query.where(vectors.c.creator_id == creator_id).order_by(vectors.c.encoder))
    ]  # fmt: skip


def _waiting(connection: Connection, creator_id: int) -> list[Document]:
    fields = (stale.c.encoder, stale.c.queued_at, stale.c.attempts, stale.c.retry_at, stale.c.error)
    return _rows(connection, select(*fields), stale.c.creator_id, creator_id)


def _said(connection: Connection, creator_id: int) -> list[Document]:
    fields = (feedback.c.brief_id, feedback.c.verdict, feedback.c.reason, feedback.c.note, feedback.c.created_at,
              feedback.c.updated_at)  # fmt: skip
    query = select(brands.c.slug.label("brand"), *fields).select_from(feedback.join(briefs).join(brands))
    return _rows(connection, query, feedback.c.creator_id, creator_id)


def _outcomes(connection: Connection, creator_id: int) -> list[Document]:
    fields = (outcomes.c.brief_id, outcomes.c.outcome_id, outcomes.c.document, outcomes.c.created_at,
              outcomes.c.updated_at)  # fmt: skip
    query = select(brands.c.slug.label("brand"), *fields).select_from(outcomes.join(briefs).join(brands))
    rows = _rows(connection, query, outcomes.c.creator_id, creator_id)
    return [row | {"document": orjson.loads(row["document"])} for row in rows]


def _standing(connection: Connection, creator_id: int) -> list[Document]:
    query = select(brands.c.slug.label("brand"), standing_places.c.brief_id, standing_places.c.rank)
    query = query.join(briefs, briefs.c.id == standing_places.c.brief_id).join(brands, brands.c.id == briefs.c.brand_id)
    return _rows(connection, query, standing_places.c.creator_id, creator_id)


def _events(connection: Connection, creator_id: int) -> list[Document]:
    """Events that name the creator, with what was sent and to which endpoints. Bodies hold ids, ranks and counts."""
    query = select(brands.c.slug.label("brand"), events.c.id, events.c.kind, events.c.body, events.c.created_at)
    query = query.select_from(event_creators.join(events).outerjoin(brands, brands.c.id == events.c.brand_id))
    found = _rows(connection, query, event_creators.c.creator_id, creator_id)
    sent = select(deliveries.c.webhook_id, deliveries.c.status)
    return [
        event | {"body": orjson.loads(event["body"]) if event["body"] else None,
                 "deliveries": _rows(connection, sent, deliveries.c.event_id, event["id"])}
        for event in found
    ]  # fmt: skip


def _imports(connection: Connection, creator_id: int, external_id: str) -> list[Document]:
    """Imports that held the creator, and the lines that failed under its id."""
    seen = select(import_seen.c.import_id).where(import_seen.c.creator_id == creator_id)
    failed = select(import_problems.c.import_id).where(import_problems.c.external_id == external_id)
    of_them = or_(imports.c.id.in_(seen), imports.c.id.in_(failed))
    query = select(imports.c.id, imports.c.state, imports.c.created_at).where(of_them).order_by(imports.c.id)
    lines = select(import_problems.c.line, import_problems.c.problems).order_by(import_problems.c.line)
    lines = lines.where(import_problems.c.external_id == external_id)
    return [
        {"id": row.id, "state": row.state, "created_at": row.created_at, "failed_lines": [
            {"line": one["line"], "problems": orjson.loads(one["problems"])}
            for one in _rows(connection, lines, import_problems.c.import_id, row.id)
        ]}
        for row in connection.execute(query).all()
    ]  # fmt: skip


def _audit(connection: Connection, external_id: str) -> list[Document]:
    fields = (audit.c.at, audit.c.operation, audit.c.request_id)
    return _rows(connection, select(*fields).order_by(audit.c.id), audit.c.external_id, external_id)


def _rows(connection: Connection, query: Select[Any], of: Any, value: Any) -> list[Document]:
    rows = connection.execute(query.where(of == value))
    return [{str(name): one for name, one in row._mapping.items()} for row in rows]
