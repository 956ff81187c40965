"""Outcomes: what the work of hired creators brought, under ids of the brand's own choice, brief by brief.

Whatever changes one raises the brand's revision in the same transaction (see `feedback`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from service.domain.outcome import RATE_BASES, Lesson, Measured, TrackRecord
from service.store import feedback
from service.store.engine import database_time
from service.store.tables import briefs, creators, outcomes

Status = Literal["created", "updated", "unchanged"]
Document = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """An outcome about to be saved: its canonical document, without the creator, and what it teaches."""

    outcome_id: str
    creator_id: int
    document: Mapping[str, Any]
    lesson: Lesson


@dataclass(frozen=True)
class StoredOutcome:
    outcome_id: str
    creator_id: int
    external_id: str
    document: Document
    created_at: float
    updated_at: float


def save(connection: Connection, brand_id: int, brief_id: str, drafts: Sequence[Draft]) -> list[Status] | None:
    """Insert or replace outcomes with distinct ids; None when the brand has no such brief. The caller has locked their
    creators, who are hired for it. What an unchanged one taught stays: followers count as they were."""
    if not feedback.lock_brief(connection, brand_id, brief_id):
        return None
    known = _documents(connection, brief_id, [draft.outcome_id for draft in drafts])
    statuses = [_status(draft, known.get(draft.outcome_id)) for draft in drafts]
    now = database_time(connection)
    rows = {
        name: [_row(brief_id, draft, now) for draft, status in zip(drafts, statuses, strict=True) if status == name]
        for name in ("created", "updated")
    }
    if rows["created"]:
        connection.execute(insert(outcomes), [row | {"created_at": now} for row in rows["created"]])
    if rows["updated"]:
        mine = (outcomes.c.brief_id == bindparam("of_brief")) & (outcomes.c.outcome_id == bindparam("of"))
        keyed = [row | {"of_brief": row.pop("brief_id"), "of": row.pop("outcome_id")} for row in rows["updated"]]
        connection.execute(update(outcomes).where(mine), keyed)
    if rows["created"] or rows["updated"]:
        feedback.raise_revision(connection, [brand_id])
    return statuses


def get(connection: Connection, brand_id: int, brief_id: str, outcome_id: str) -> StoredOutcome | None:
    query = _select(brand_id, brief_id).where(outcomes.c.outcome_id == outcome_id)
    row = connection.execute(query).one_or_none()
    return _stored(row) if row else None


def page(connection: Connection, brand_id: int, brief_id: str, external_id: str | None, after: str,
         limit: int) -> list[StoredOutcome]:  # fmt: skip
    """A brief's outcomes after an id, in the order of their ids; of one creator where it is named."""
    query = _select(brand_id, brief_id).where(outcomes.c.outcome_id > after)
    if external_id is not None:
        query = query.where(creators.c.external_id == external_id)
    return [_stored(row) for row in connection.execute(query.order_by(outcomes.c.outcome_id).limit(limit))]


def of_brief(connection: Connection, brand_id: int, brief_id: str) -> list[StoredOutcome]:
    """All outcomes of a brief in the order of their arrival."""
    query = _select(brand_id, brief_id).order_by(outcomes.c.created_at, outcomes.c.outcome_id)
    return [_stored(row) for row in connection.execute(query)]


def remove(connection: Connection, brand_id: int, brief_id: str, outcome_id: str) -> bool:
    """Says whether there was one."""
    if not feedback.lock_brief(connection, brand_id, brief_id):
        return False
    mine = _of_brief(brand_id, brief_id) & (outcomes.c.outcome_id == outcome_id)
    gone = bool(connection.execute(delete(outcomes).where(mine)).rowcount)
    if gone:
        feedback.raise_revision(connection, [brand_id])
    return gone


def forget_creators(connection: Connection, creator_ids: Sequence[int]) -> None:
    """Remove the outcomes of creators that are about to be erased. The caller has locked them, and removes the
    verdicts that outcomes never are without, which raises the revision."""
    connection.execute(delete(outcomes).where(outcomes.c.creator_id.in_(creator_ids)))


def has_any(connection: Connection, brand_id: int, brief_id: str, creator_id: int) -> bool:
    mine = _of_brief(brand_id, brief_id) & (outcomes.c.creator_id == creator_id)
    return connection.execute(select(outcomes.c.outcome_id).where(mine).limit(1)).first() is not None


_PPM = tuple(outcomes.c[f"by_{basis}_ppm"] for basis in RATE_BASES)


def track_records(connection: Connection, brand_id: int) -> dict[int, TrackRecord]:
    """By internal creator id, what all outcomes of the brand say of it."""
    sums = [figure for column in _PPM for figure in (func.count(column), func.sum(column))]
    kept = func.sum(cast(outcomes.c.kept, Integer))
    query = (
        select(outcomes.c.creator_id, outcomes.c.platform, kept, func.count(outcomes.c.kept), *sums)
        .join(briefs, briefs.c.id == outcomes.c.brief_id)
        .where(briefs.c.brand_id == brand_id)
        .group_by(outcomes.c.creator_id, outcomes.c.platform)
    )
    found: dict[int, TrackRecord] = {}
    for creator_id, platform, kept_here, checked, *figures in connection.execute(query):
        before = found.get(creator_id, TrackRecord({}))
        rates = {
            (platform, basis): Measured(posts, int(total))
            for basis, posts, total in zip(RATE_BASES, figures[::2], figures[1::2], strict=True)
            if posts
        }
        found[creator_id] = TrackRecord(
            {**before.rates, **rates}, before.kept + int(kept_here or 0), before.checked + checked
        )
    return found


@dataclass(frozen=True)
class Deal:
    """What was paid for one deliverable."""

    external_id: str
    kind: str
    spend: str
    currency: str


def deals(connection: Connection, brand_id: int) -> list[Deal]:
    """What the brand paid for deliverables of a known kind, the newest last."""
    query = (
        select(creators.c.external_id, outcomes.c.document)
        .join(creators, creators.c.id == outcomes.c.creator_id)
        .join(briefs, briefs.c.id == outcomes.c.brief_id)
        .where(briefs.c.brand_id == brand_id)
        .order_by(outcomes.c.created_at, outcomes.c.outcome_id)
    )
    found = [(row.external_id, orjson.loads(row.document)) for row in connection.execute(query)]
    return [Deal(who, d["kind"], d["spend"], d["currency"]) for who, d in found if "kind" in d and "spend" in d]


def _documents(connection: Connection, brief_id: str, outcome_ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Creator and document of those that there are."""
    query = select(outcomes.c.outcome_id, outcomes.c.creator_id, outcomes.c.document)
    found = connection.execute(query.where(outcomes.c.brief_id == brief_id, outcomes.c.outcome_id.in_(outcome_ids)))
    return {row.outcome_id: (row.creator_id, row.document) for row in found}


def _status(draft: Draft, known: tuple[int, str] | None) -> Status:
    if known is None:
        return "created"
    return "unchanged" if known == (draft.creator_id, _canonical(draft.document)) else "updated"


def _row(brief_id: str, draft: Draft, now: float) -> dict[str, Any]:
    return {
        "brief_id": brief_id,
        "outcome_id": draft.outcome_id,
        "creator_id": draft.creator_id,
        "platform": draft.lesson.platform,
        **{f"by_{basis}_ppm": draft.lesson.rates_ppm.get(basis) for basis in RATE_BASES},
        "kept": draft.lesson.kept,
        "document": _canonical(draft.document),
        "updated_at": now,
    }


def _canonical(document: Mapping[str, Any]) -> str:
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode()


def _of_brief(brand_id: int, brief_id: str) -> ColumnElement[bool]:
    own = select(briefs.c.id).where(briefs.c.brand_id == brand_id, briefs.c.id == brief_id)
    return outcomes.c.brief_id.in_(own)


def _select(brand_id: int, brief_id: str) -> Select[Any]:
    return (
        select(outcomes, creators.c.external_id)
        .join(creators, creators.c.id == outcomes.c.creator_id)
        .where(_of_brief(brand_id, brief_id))
    )


def _stored(row: Any) -> StoredOutcome:
    document = orjson.loads(row.document)
    return StoredOutcome(row.outcome_id, row.creator_id, row.external_id, document, row.created_at, row.updated_at)
