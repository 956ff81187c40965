"""Brief to matches: a ranking, kept for later pages, hydrated from the store as it is now."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from service.backends import Backends
from service.domain.brief import Brief, read_brief
from service.domain.constraints import violated
from service.domain.creator import Creator, read_creator
from service.domain.money import Money
from service.domain.vocabulary import tier_of
from service.embeddings.encoder import Vectors
from service.errors import Gone, Invalid, NotFound, Problem, Unavailable
from service.index.joint import LAMBDA_BRIEF, LAMBDA_SIMILAR, joint_query
from service.index.snapshot import Snapshot
from service.query import brief_vector, text_vector
from service.ranking.explain import Evidence, explain
from service.ranking.kept import Ranking
from service.ranking.order import Sort
from service.scoring import Question, rank
from service.store import creators
from service.store.briefs import StoredBrief
from service.store.creators import StoredCreator

Document = dict[str, Any]


def match_brief(backends: Backends, stored: StoredBrief, limit: int, sort: Sort) -> Document:
    """First page of a stored brief's matches, with a cursor to the next."""
    started = time.perf_counter()
    snapshot = _snapshot(backends)
    brief = read_brief(stored.document, backends.rates)
    kept = _Kept(_token(backends, snapshot, sort), stored.id, stored.version)
    ranking = _kept_ranking(backends, kept)
    if ranking is None:
        semantic = brief_vector(backends, stored, brief, snapshot.header.encoder)
        ranking = _rank(backends, snapshot, brief, semantic, LAMBDA_BRIEF, sort)
    # Put again when it was there: this answer's cursor lasts its whole time, whoever asked first.
    is_kept = backends.jobs.cache.put(kept.key, ranking.to_bytes(), backends.config.ranking_seconds)
    return _page(backends, ranking, brief, 0, limit, kept if is_kept else None, started)


def match_once(backends: Backends, document: Document, limit: int, sort: Sort) -> Document:
    """Matches of a brief that is not stored."""
    started = time.perf_counter()
    snapshot = _snapshot(backends)
    brief = read_brief(document, backends.rates)
    semantic = text_vector(backends, snapshot.header.encoder, brief.text)
    ranking = _rank(backends, snapshot, brief, semantic, LAMBDA_BRIEF, sort)
    return _page(backends, ranking, brief, 0, limit, None, started)


def similar_creators(backends: Backends, external_id: str, document: Document, limit: int, sort: Sort) -> Document:
    """Creators most like one of them, within the same kinds of constraints."""
    started = time.perf_counter()
    snapshot = _snapshot(backends)
    with backends.store.read() as connection:
        stored = creators.get(connection, external_id)
    if stored is None:
        raise NotFound(f"no creator has the external_id {external_id!r}")
    joint = snapshot.find(stored.id)
    if joint is None:
        raise Unavailable("this creator has no vector yet", code="not_indexed")
    constraints = dict(document.get("constraints") or {})
    constraints["excluded_creators"] = [external_id, *(constraints.get("excluded_creators") or ())]
    brief = read_brief(document | {"text": "", "constraints": constraints}, backends.rates)
    semantic = joint[: snapshot.niches.shape[1]]
    ranking = _rank(backends, snapshot, brief, semantic / np.linalg.norm(semantic), LAMBDA_SIMILAR, sort)
    return _page(backends, ranking, brief, 0, limit, None, started)


def next_page(backends: Backends, stored: StoredBrief, cursor: str, limit: int) -> Document:
    """A later page of the ranking that the cursor names; raises Gone when it is no longer kept."""
    started = time.perf_counter()
    token, _, offset = cursor.partition(".")
    kept = _Kept(token, stored.id, stored.version)
    ranking = _kept_ranking(backends, kept)
    if ranking is None or not offset.isdecimal() or len(offset) > 9:
        raise Gone("the ranking behind this cursor is no longer kept, or the brief has changed; start again without it")
    brief = read_brief(stored.document, backends.rates)
    return _page(backends, ranking, brief, int(offset), limit, kept, started)


@dataclass(frozen=True)
class _Kept:
    """Where a ranking is kept. The brief's version is in the key: an edited brief's cursors are gone."""

    token: str
    brief_id: str
    version: int

    @property
    def key(self) -> str:
        return f"ranking:{self.brief_id}:{self.version}:{self.token}"


def _token(backends: Backends, snapshot: Snapshot, sort: Sort) -> str:
    """Everything beside the brief that a ranking depends on: equal questions share one, on every process."""
    parts = (snapshot.index_version, sort, backends.now().date().isoformat(), backends.rates.as_of.isoformat())
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:24]


def _kept_ranking(backends: Backends, kept: _Kept) -> Ranking | None:
    data = backends.jobs.cache.get(kept.key)
    return Ranking.from_bytes(data) if data is not None else None


def _rank(backends: Backends, snapshot: Snapshot, brief: Brief, semantic: Vectors, scale: float, sort: Sort) -> Ranking:
    if sort == "price" and not brief.deliverables:
        raise Invalid("sorting by price needs deliverables", (Problem("query/sort", "has no deliverables to price"),))
    return rank(backends, snapshot, Question(brief, joint_query(semantic, snapshot.niches, scale), scale, sort))


def _snapshot(backends: Backends) -> Snapshot:
    snapshot = backends.served.snapshot
    if snapshot is None:
        raise Unavailable("the index is being read; try again in a moment", code="index_not_ready")
    return snapshot


def _page(backends: Backends, ranking: Ranking, brief: Brief, offset: int, limit: int, kept: _Kept | None,
          started: float) -> Document:  # fmt: skip
    items: list[Document] = []
    position = offset
    for position, stored in _hydrated(backends, ranking, offset, limit):
        document = orjson.loads(stored.document)
        creator = read_creator(stored.external_id, document)
        # A creator that changed since it was ranked is checked as it is now.
        if violated(brief.constraints, creator) is None:
            items.append(_match(backends, ranking, position, document, creator, brief))
        if len(items) == limit:
            break
    more = kept is not None and len(items) == limit and position + 1 < len(ranking.entries)
    cursor = f"{kept.token}.{position + 1}" if kept and more else None
    took = round((time.perf_counter() - started) * 1000, 3)
    return {"items": items, "next_cursor": cursor, **ranking.facts, "took_ms": took}


def _hydrated(backends: Backends, ranking: Ranking, offset: int, limit: int) -> Iterator[tuple[int, StoredCreator]]:
    """Ranked creators as they are stored now; the erased are not there to be shown."""
    for start in range(offset, len(ranking.entries), limit):
        ids = [int(i) for i in ranking.entries["id"][start : start + limit]]
        with backends.store.read() as connection:
            found = creators.hydrate(connection, ids)
        for place, creator_id in enumerate(ids):
            if creator_id in found:
                yield start + place, found[creator_id]


def _match(backends: Backends, ranking: Ranking, position: int, document: Document, creator: Creator,
           brief: Brief) -> Document:  # fmt: skip
    entry = ranking.entries[position]
    evidence = Evidence(creator, int(entry["niche"]), brief.audience_wishes)
    primary = creator.primary_account
    return {
        "rank": position + 1,
        "score": float(entry["score"]),
        "components": explain(entry["values"].tolist(), ranking.weights, evidence),
        "price": _price(backends, creator, brief),
        "tier": tier_of(primary.followers) if primary and primary.followers is not None else None,
        "creator": {"external_id": creator.external_id, **document},
    }


def _price(backends: Backends, creator: Creator, brief: Brief) -> Document:
    """What the brief's deliverables cost, and on what basis."""
    price = creator.rate_card.price(brief.deliverables) if creator.rate_card else None
    if price is None:
        return {"basis": "unknown", "amount": None, "currency": None}
    stated: Document = {"basis": "stated", **price.to_json(), "lines": _price_lines(creator, brief)}
    if brief.currency and brief.currency != price.currency:
        converted = backends.rates.convert(price, brief.currency)
        stated["converted"] = converted.to_json() if converted else None
    return stated


def _price_lines(creator: Creator, brief: Brief) -> list[Document]:
    card = creator.rate_card
    assert card is not None
    return [
        {"kind": kind, "quantity": quantity, "rate": Money(card.rates_minor[kind], card.currency).to_json()["amount"]}
        for kind, quantity in brief.deliverables.items()
    ]
