"""Whom a plan may hire: the best matches of its brief, or those whom the brand names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import orjson

from service.backends import Backends
from service.domain.brief import Brief
from service.domain.constraints import violated, violations
from service.domain.creator import Creator, read_creator
from service.domain.plan import PlanRequest
from service.errors import Invalid, Problem
from service.index.joint import detected_niches
from service.index.snapshot import Snapshot
from service.ranking.components import FIT
from service.scoring import Asked, Question, fits, rank
from service.store import creators, feedback
from service.store.briefs import StoredBrief
from service.store.creators import StoredCreator

Document = dict[str, Any]

_CHUNK = 1_000


@dataclass(frozen=True)
class Candidate:
    """A creator that the plan may hire; `rank` is that among the brief's matches, None for who was named."""

    id: int
    creator: Creator
    fit: float
    rank: int | None = None


@dataclass(frozen=True)
class Refused:
    """A creator that was asked for or came up, and cannot be in the plan."""

    id: int
    reason: str
    message: str
    rank: int | None = None


@dataclass(frozen=True)
class Pool:
    candidates: list[Candidate]
    refused: list[Refused]
    not_found: list[str]  # external ids that were named and belong to nobody


def gather(backends: Backends, snapshot: Snapshot, stored: StoredBrief, question: Question,
           request: PlanRequest) -> Pool:  # fmt: skip
    """The candidates that a request names, or the best matches, and its must-haves. Raises Invalid where a must-have
    does not exist, has no vector yet, or breaks the brief."""
    named = _named(backends, stored, request)
    ranked = [] if named is not None else _ranked(backends, snapshot, question, request)
    known = {candidate.creator.external_id for candidate in ranked}
    wanted = dict.fromkeys((*(named or ()), *request.must_have, *request.locked))
    judged = _judged(backends, snapshot, question, request, [name for name in wanted if name not in known])
    chosen = [c for c in (*ranked, *judged.candidates) if c.creator.external_id not in request.excluded]
    return replace(judged, candidates=chosen)


def _named(backends: Backends, stored: StoredBrief, request: PlanRequest) -> Sequence[str] | None:
    if request.only_shortlisted:
        with backends.store.read() as connection:
            return feedback.with_verdict(connection, stored.brand_id, stored.id, "shortlisted")
    return request.only


def _ranked(backends: Backends, snapshot: Snapshot, question: Question, request: PlanRequest) -> list[Candidate]:
    """The best matches as they are stored now, who still pass every constraint."""
    deep = replace(backends, config=replace(backends.config, ranking_depth=request.top))
    entries = rank(deep, snapshot, replace(question, asked=Asked(request.top))).entries[: request.top]
    ids = [int(creator_id) for creator_id in entries["id"]]
    fit = dict(zip(ids, entries["values"][:, FIT].tolist(), strict=True))
    place = {creator_id: number for number, creator_id in enumerate(ids, 1)}
    return [
        Candidate(creator_id, creator, fit[creator_id], place[creator_id])
        for creator_id, creator in _creators(backends, snapshot, ids)
        if violated(question.brief.constraints, creator) is None
    ]


def _judged(backends: Backends, snapshot: Snapshot, question: Question, request: PlanRequest,
            external_ids: Sequence[str]) -> Pool:  # fmt: skip
    """Named creators as candidates, and those who cannot be any. Locked ones stay whatever the brief has become."""
    with backends.store.read() as connection:
        ids = {name: creator_id for part in _chunks(external_ids) for name, creator_id in
               creators.ids_of(connection, part).items()}  # fmt: skip
    vectors = snapshot.find_all(list(ids.values()))
    query, dimension = question.wanted, snapshot.header.dimension
    rows = np.stack([vectors[i] for i in vectors]) if vectors else np.empty((0, dimension))
    near = fits(rows.astype(np.float64), query.vector(dimension), question.scale)
    fit = dict(zip(vectors, near.tolist(), strict=True))
    candidates, refused = [], []
    seen = dict(_creators(backends, snapshot, list(ids.values())))
    for external_id in external_ids:
        creator_id = ids.get(external_id, 0)
        why = _why_not(seen.get(creator_id), creator_id in fit, question.brief, external_id in request.locked)
        if why is None:
            candidates.append(Candidate(creator_id, seen[creator_id], fit.get(creator_id, 0.0)))
        elif external_id in request.must_have:
            where = f"/candidates/must_have/{request.must_have.index(external_id)}"
            raise Invalid(f"{external_id!r} {why.message}", (Problem(where, why.message, why.reason),))
        elif creator_id:
            refused.append(replace(why, id=creator_id))
    return Pool(candidates, refused, [name for name in external_ids if name not in ids])


def _why_not(creator: Creator | None, indexed: bool, brief: Brief, locked: bool) -> Refused | None:
    if creator is None:
        return Refused(0, "not_found", "does not exist")
    if locked:
        return None
    if not indexed:
        return Refused(0, "not_indexed", "is not embedded yet; try again in a moment")
    if broken := violations(brief.constraints, creator):
        return Refused(0, "breaks_the_brief", f"breaks the brief's {', '.join(broken)}")
    return None


def _creators(backends: Backends, snapshot: Snapshot, ids: Sequence[int]) -> Iterator[tuple[int, Creator]]:
    """Creators as they are stored now, in the order of the ids; the erased are not among them."""
    for part in _chunks(ids):
        with backends.store.read() as connection:
            found = creators.hydrate(connection, part)
        documents = {i: orjson.loads(found[i].document) for i in part if i in found}
        silent = [i for i, document in documents.items() if not document.get("niches")]
        rows = snapshot.find_all(silent)
        for creator_id, document in documents.items():
            detected = detected_niches(rows[creator_id], snapshot.width) if creator_id in rows else ()
            yield creator_id, _read(found[creator_id], document, tuple(niche for niche, _ in detected))


def _read(stored: StoredCreator, document: Document, detected: tuple[str, ...]) -> Creator:
    return read_creator(stored.external_id, document, detected)


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
