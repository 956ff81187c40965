"""Creators: saved in batches, each with what its change makes stale and its place in the feed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

import orjson
from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from service.domain.ids import new_id
from service.domain.vocabulary import PLATFORMS, handle_key
from service.store import (
    audit,
    erasures,
    feed,
    feedback,
    idempotency,
    imports,
    mentions,
    names,
    outbox,
    outcomes,
    stale,
    standing,
)
from service.store.engine import among, database_time, insert_long, insert_short
from service.store.keyset import page_of
from service.store.prepared import Look, Prepared
from service.store.tables import accounts, changes, creators
from service.store.tables import stale as stale_table

Document = Mapping[str, Any]
Status = Literal["created", "updated", "unchanged"]

_EMPTY = "  "


@dataclass(frozen=True)
class StoredCreator:
    id: int
    external_id: str
    document: str
    text_hash: str
    version: int
    created_at: float
    updated_at: float


class State(NamedTuple):
    """A creator's last change: `seq` is its place in the feed, where a new vector has one too."""

    id: int
    version: int
    updated_at: float
    seq: int


@dataclass(frozen=True)
class Draft:
    """A creator about to be saved: its canonical document and the hash of the text that its vector stands for."""

    external_id: str
    document: Document
    text_hash: str


@dataclass(frozen=True)
class Saved:
    external_id: str
    id: int
    status: Status
    version: int
    seq: int


_FIELDS = (creators.c.id, creators.c.external_id, creators.c.document, creators.c.text_hash, creators.c.version,
           creators.c.created_at, creators.c.updated_at)  # fmt: skip


def canonical(document: Document) -> str:
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode()


def save(connection: Connection, drafts: Sequence[Draft], urgency: int) -> list[Saved]:
    """Insert or replace; unchanged documents cost nothing further. One transaction, drafts with distinct ids."""
    now = database_time(connection)
    existing = locked(connection, [draft.external_id for draft in drafts])
    new = sorted((d for d in drafts if d.external_id not in existing), key=lambda draft: draft.external_id)
    changed = [
        d for d in drafts if d.external_id in existing and existing[d.external_id].document != canonical(d.document)
    ]
    ids = _insert(connection, new, now) | {external_id: row.id for external_id, row in existing.items()}
    reworded = _update(connection, changed, existing, now)
    touched = {d.external_id: ids[d.external_id] for d in (*new, *changed)}
    _replace_accounts(connection, [(ids[d.external_id], d.document) for d in changed], [
        (ids[d.external_id], d.document) for d in new])  # fmt: skip
    names.keep(connection, [(ids[d.external_id], d.document["name"]) for d in changed], [
        (ids[d.external_id], d.document["name"]) for d in new])  # fmt: skip
    stale.mark(connection, [ids[d.external_id] for d in new] + reworded, urgency)
    seq = feed.record(connection, sorted(touched.values()))
    return [_saved(draft, ids, existing, touched, seq) for draft in drafts]


def _saved(draft: Draft, ids: Mapping[str, int], existing: Mapping[str, StoredCreator], touched: Collection[str],
           seq: int) -> Saved:  # fmt: skip
    before = existing.get(draft.external_id)
    status: Status = "created" if before is None else "updated" if draft.external_id in touched else "unchanged"
    version = (before.version if before else 0) + (status != "unchanged")
    return Saved(draft.external_id, ids[draft.external_id], status, version, seq)


def locked(connection: Connection, external_ids: Sequence[str]) -> dict[str, StoredCreator]:
    """Existing rows by external id, locked in one order everywhere: creators, then stale rows, then the feed."""
    query = _select().where(among(connection, creators.c.external_id, external_ids)).order_by(creators.c.id)
    rows = connection.execute(query.with_for_update(key_share=True))
    return {row.external_id: StoredCreator(*row) for row in rows}


def _insert(connection: Connection, new: Sequence[Draft], now: float) -> dict[str, int]:
    if not new:
        return {}
    rows = [
        {"external_id": d.external_id, "version": 1, "content_rev": 1, "created_at": now} | columns_of(d, now)
        for d in new
    ]
    found = insert_long(connection, insert(creators).returning(creators.c.external_id, creators.c.id), rows)
    return {row.external_id: row.id for row in found}


def _update(connection: Connection, changed: Sequence[Draft], existing: Mapping[str, StoredCreator],
            now: float) -> list[int]:  # fmt: skip
    """Write the changed documents; returns the ids of those whose text, and so whose vector, changed."""
    before = {draft.external_id: existing[draft.external_id] for draft in changed}
    reworded = {before[d.external_id].id for d in changed if before[d.external_id].text_hash != d.text_hash}
    rows = [
        {"of": before[d.external_id].id, "reworded": int(before[d.external_id].id in reworded)} | columns_of(d, now)
        for d in changed
    ]
    if rows:
        counted = {"version": creators.c.version + 1, "content_rev": creators.c.content_rev + bindparam("reworded")}
        connection.execute(update(creators).where(creators.c.id == bindparam("of")).values(counted), rows)
    return sorted(reworded)


def columns_of(draft: Draft, now: float) -> dict[str, Any]:
    document = draft.document
    return {
        "document": canonical(document),
        "text_hash": draft.text_hash,
        "country": document.get("country"),
        "languages": _words(document.get("languages")),
        "niches": _words(document.get("niches")),
        "updated_at": now,
    }


def _words(values: Sequence[str] | None) -> str:
    return f" {' '.join(values)} " if values else _EMPTY


def _replace_accounts(connection: Connection, changed: Sequence[tuple[int, Document]],
                      new: Sequence[tuple[int, Document]]) -> None:  # fmt: skip
    if changed:
        connection.execute(delete(accounts).where(accounts.c.creator_id.in_([creator_id for creator_id, _ in changed])))
    rows = {
        (creator_id, account["platform"], handle_key(account["handle"]))
        for creator_id, document in (*changed, *new)
        for account in document.get("accounts") or ()
    }
    if rows:
        names = ("creator_id", "platform", "handle_key")
        insert_short(connection, insert(accounts), [dict(zip(names, row, strict=True)) for row in sorted(rows)])


def erase(connection: Connection, external_ids: Sequence[str], receipt: str | None = None) -> list[int]:
    """Remove creators with everything derived from them; only an opaque number stays in the feed. Brands at whose
    standing briefs' top they stood are told. Counted on a receipt: a new one, or that of a run of erasures."""
    imports.refuse(connection, external_ids)
    query = select(creators.c.id, creators.c.external_id).where(creators.c.external_id.in_(external_ids))
    names = {row.id: row.external_id for row in connection.execute(query.order_by(creators.c.id).with_for_update())}
    ids = list(names)
    if ids:
        mentions.forget_creators(connection, names)
        imports.forget_creators(connection, list(names.values()))
        audit.forget_creators(connection, list(names.values()))
        idempotency.forget_creators(connection, list(names.values()))
        outbox.scrub(connection, ids)
        standing.forget_creators(connection, names)
        outcomes.forget_creators(connection, ids)
        feedback.forget_creators(connection, ids)
        connection.execute(delete(stale_table).where(stale_table.c.creator_id.in_(ids)))
        connection.execute(delete(creators).where(creators.c.id.in_(ids)))
        seq = feed.record(connection, ids, erased=True)
        erasures.record(connection, receipt or new_id("ers"), len(ids), seq)
    return ids


def get(connection: Connection, external_id: str, lock: bool = False) -> StoredCreator | None:
    query = _select().where(creators.c.external_id == external_id)
    row = connection.execute(query.with_for_update(key_share=True) if lock else query).one_or_none()
    return StoredCreator(*row) if row else None


def ids_of(connection: Connection, external_ids: Sequence[str]) -> dict[str, int]:
    """Internal ids by external id; who does not exist is missing."""
    query = select(creators.c.external_id, creators.c.id).where(creators.c.external_id.in_(external_ids))
    query = query.order_by(creators.c.id)
    return {row.external_id: row.id for row in connection.execute(query)}


def external_ids(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """External ids by internal id; who is missing was erased."""
    query = select(creators.c.id, creators.c.external_id).where(creators.c.id.in_(ids))
    return {row.id: row.external_id for row in connection.execute(query)}


def lock(connection: Connection, ids: Collection[int]) -> list[int]:
    """Keep creators from being erased until the transaction ends; returns those who exist, in order."""
    query = select(creators.c.id).where(creators.c.id.in_(ids)).order_by(creators.c.id)
    return list(connection.execute(query.with_for_update(key_share=True)).scalars())


def hydrate(connection: Connection, ids: Sequence[int]) -> dict[int, StoredCreator]:
    """Creators by internal id, in one statement; who is missing was erased."""
    rows = connection.execute(_select().where(creators.c.id.in_(ids)))
    return {row.id: StoredCreator(*row) for row in rows}


def states(look: Look, ids: Sequence[int]) -> dict[int, State]:
    """What creators are like by internal id, in one statement; who is missing was erased. Equal states: the same
    document, and the same vector by the encoder that is served."""
    if not ids:
        return {}
    rows = look.rows(_states(len(ids)), **{f"id{place}": creator_id for place, creator_id in enumerate(ids)})
    return {row[0]: State(*row) for row in rows}


@cache
def _states(count: int) -> Prepared:
    wanted = [bindparam(f"id{place}", type_=creators.c.id.type) for place in range(count)]
    of_one = changes.c.creator_id == creators.c.id
    fields = (creators.c.id, creators.c.version, creators.c.updated_at, changes.c.seq)
    return Prepared(select(*fields).join(changes, of_one).where(creators.c.id.in_(wanted)))


def page(connection: Connection, filters: Mapping[str, Any], after: int, limit: int) -> list[StoredCreator]:
    """Creators in the order of their arrival, after an internal id."""
    key = names.KEY if "name" in filters else creators.c.id
    query = page_of(_filtered(_select(), filters), key, after, limit)
    if (handle := filters.get("handle")) is not None:
        query = query.where(among(connection, creators.c.id, _holders(connection, handle)))
    return [StoredCreator(*row) for row in connection.execute(query)]


def _filtered(query: Select[Any], filters: Mapping[str, Any]) -> Select[Any]:
    if (name := filters.get("name")) is not None:
        query = names.with_name(query, name)
    if (country := filters.get("country")) is not None:
        query = query.where(creators.c.country == country)
    for name in ("language", "niche"):
        if (value := filters.get(name)) is not None:
            query = query.where(creators.c[f"{name}s"].contains(f" {value} ", autoescape=True))
    if (platform := filters.get("platform")) is not None:
        query = query.where(creators.c.id.in_(select(accounts.c.creator_id).where(accounts.c.platform == platform)))
    if (since := filters.get("updated_since")) is not None:
        query = query.where(creators.c.updated_at >= since)
    if (embedding := filters.get("embedding")) is not None:
        query = query.where(_embedding_is(embedding, filters["encoder"]))
    return query


def _holders(connection: Connection, handle: str) -> list[int]:
    """Creators with an account of a handle, on whichever platform: found by the accounts' index, a platform each."""
    same = accounts.c.platform.in_(PLATFORMS) & (accounts.c.handle_key == handle_key(handle))
    return list(connection.execute(select(accounts.c.creator_id).where(same).distinct()).scalars())


def _embedding_is(state: str, encoder: str) -> Any:
    waiting = select(stale_table.c.creator_id).where(stale_table.c.encoder == encoder)
    failed = waiting.where(stale_table.c.error.is_not(None))
    if state == "fresh":
        return creators.c.id.not_in(waiting)
    if state == "failed":
        return creators.c.id.in_(failed)
    return creators.c.id.in_(waiting.where(stale_table.c.error.is_(None)))


def all_ids(connection: Connection) -> set[int]:
    return set(connection.execute(select(creators.c.id)).scalars())


def untouched(connection: Connection, after: int, since: float, limit: int) -> list[tuple[int, str]]:
    """Creators after an internal id that were not written since a time."""
    query = select(creators.c.id, creators.c.external_id).where(creators.c.id > after, creators.c.updated_at <= since)
    found = connection.execute(query.order_by(creators.c.id).limit(limit))
    return [(creator_id, external_id) for creator_id, external_id in found]


def count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(creators)).scalar_one())


def _select() -> Select[Any]:
    return select(*_FIELDS)
