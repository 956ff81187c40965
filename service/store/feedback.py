"""Feedback: a brand's verdicts on creators, one for each brief and creator.

Whatever changes a verdict raises the brand's revision in the same transaction, so that a ranking made before is told
from one made after. Rows are locked in one order: creator, brief, feedback, outcomes, brand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, update

from service.domain.feedback import Verdict
from service.store import standing
from service.store.engine import database_time
from service.store.tables import brands, briefs, creators, feedback

Status = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True)
class StoredFeedback:
    creator_id: int
    external_id: str
    verdict: Verdict
    note: str | None
    created_at: float
    updated_at: float


def put(connection: Connection, brand_id: int, brief_id: str, creator_id: int, verdict: Verdict,
        note: str | None) -> Status | None:  # fmt: skip
    """Give a verdict or change it; None when the brand has no such brief. The caller has locked the creator."""
    if not lock_brief(connection, brand_id, brief_id):
        return None
    before = get(connection, brand_id, brief_id, creator_id)
    if before is not None and (before.verdict, before.note) == (verdict, note):
        return "unchanged"
    now = database_time(connection)
    values = {"verdict": verdict.name, "reason": verdict.reason, "note": note, "updated_at": now}
    if before is None:
        place = {"brief_id": brief_id, "creator_id": creator_id, "created_at": now}
        connection.execute(insert(feedback).values(place | values))
    else:
        mine = _of_brief(brand_id, brief_id) & (feedback.c.creator_id == creator_id)
        connection.execute(update(feedback).where(mine).values(values))
    raise_revision(connection, [brand_id])
    return "created" if before is None else "updated"


def get(connection: Connection, brand_id: int, brief_id: str, creator_id: int) -> StoredFeedback | None:
    query = _select(brand_id, brief_id).where(feedback.c.creator_id == creator_id)
    row = connection.execute(query).one_or_none()
    return _stored(row) if row else None


def remove(connection: Connection, brand_id: int, brief_id: str, creator_id: int) -> bool:
    """Withdraw a verdict; says whether there was one."""
    return _remove(connection, brand_id, brief_id, feedback.c.creator_id == creator_id)


def forget_brief(connection: Connection, brand_id: int, brief_id: str) -> None:
    """Withdraw all verdicts of a brief that is about to be deleted."""
    _remove(connection, brand_id, brief_id)


def forget_creators(connection: Connection, creator_ids: Sequence[int]) -> None:
    """Remove what all brands said of creators that are about to be erased. The caller has locked them."""
    about_them = feedback.c.creator_id.in_(creator_ids)
    query = select(briefs.c.brand_id).join(feedback, feedback.c.brief_id == briefs.c.id).where(about_them).distinct()
    concerned = list(connection.execute(query).scalars())
    if concerned:
        connection.execute(delete(feedback).where(about_them))
        raise_revision(connection, concerned)


def page(connection: Connection, brand_id: int, brief_id: str, verdict: str | None, after: int,
         limit: int) -> list[StoredFeedback]:  # fmt: skip
    """A brief's feedback after an internal creator id, in the order of the creators' arrival."""
    query = _select(brand_id, brief_id).where(feedback.c.creator_id > after)
    if verdict is not None:
        query = query.where(feedback.c.verdict == verdict)
    return [_stored(row) for row in connection.execute(query.order_by(feedback.c.creator_id).limit(limit))]


def of_brand(connection: Connection, brand_id: int) -> dict[int, tuple[tuple[str, Verdict], ...]]:
    """By internal creator id, what the brand said of it and for which brief; what it said last stands last."""
    query = (
        select(feedback.c.creator_id, feedback.c.brief_id, feedback.c.verdict, feedback.c.reason)
        .join(briefs, briefs.c.id == feedback.c.brief_id)
        .where(briefs.c.brand_id == brand_id)
        .order_by(feedback.c.creator_id, feedback.c.updated_at, feedback.c.brief_id)
    )
    found: dict[int, tuple[tuple[str, Verdict], ...]] = {}
    for creator_id, brief_id, name, reason in connection.execute(query):
        found[creator_id] = (*found.get(creator_id, ()), (brief_id, Verdict(name, reason)))
    return found


def with_verdict(connection: Connection, brand_id: int, brief_id: str, verdict: str) -> list[str]:
    """The external ids of those who were given a verdict for this brief."""
    query = _select(brand_id, brief_id).with_only_columns(creators.c.external_id)
    theirs = query.where(feedback.c.verdict == verdict).order_by(feedback.c.creator_id)
    return list(connection.execute(theirs).scalars())


def revision(connection: Connection, brand_id: int) -> int:
    """How many changes of its feedback and its outcomes the brand has seen; it only grows."""
    return int(connection.execute(select(brands.c.feedback_rev).where(brands.c.id == brand_id)).scalar_one())


def lock_brief(connection: Connection, brand_id: int, brief_id: str) -> bool:
    """Let one writer at a time at a brief's feedback and outcomes; False when the brand has no such brief."""
    mine = (briefs.c.brand_id == brand_id) & (briefs.c.id == brief_id)
    return connection.execute(select(briefs.c.id).where(mine).with_for_update()).first() is not None


def raise_revision(connection: Connection, brand_ids: Sequence[int]) -> None:
    """Note a change of what brands said, or of what came of it: their rankings are to be made anew."""
    values = {"feedback_rev": brands.c.feedback_rev + 1}
    connection.execute(update(brands).where(brands.c.id.in_(brand_ids)).values(values))
    standing.start_again(connection, brand_ids)


def _remove(connection: Connection, brand_id: int, brief_id: str, *which: ColumnElement[bool]) -> bool:
    if not lock_brief(connection, brand_id, brief_id):
        return False
    gone = connection.execute(delete(feedback).where(_of_brief(brand_id, brief_id), *which)).rowcount
    if gone:
        raise_revision(connection, [brand_id])
    return bool(gone)


def _of_brief(brand_id: int, brief_id: str) -> ColumnElement[bool]:
    own = select(briefs.c.id).where(briefs.c.brand_id == brand_id, briefs.c.id == brief_id)
    return feedback.c.brief_id.in_(own)


def _select(brand_id: int, brief_id: str) -> Select[Any]:
    return (
        select(feedback, creators.c.external_id)
        .join(creators, creators.c.id == feedback.c.creator_id)
        .where(_of_brief(brand_id, brief_id))
    )


def _stored(row: Any) -> StoredFeedback:
    verdict = Verdict(row.verdict, row.reason)
    return StoredFeedback(row.creator_id, row.external_id, verdict, row.note, row.created_at, row.updated_at)
