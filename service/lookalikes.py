"""Creators most like some given ones, and unlike others."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from service.backends import Backends
from service.domain.brief import read_brief
from service.embeddings.encoder import Vectors
from service.errors import Invalid, NotFound, Problem, Unavailable
from service.index.joint import LAMBDA_SIMILAR, joint_query
from service.index.snapshot import Snapshot
from service.matching import must_be_priced, served_snapshot
from service.presenting import matches, page_of
from service.scoring import Asked, Question, rank
from service.store import creators

Document = dict[str, Any]


@dataclass(frozen=True)
class Examples:
    """External ids with their weights: positive for creators whose like is wanted, negative for the opposite."""

    weights: Mapping[str, float]
    path: str  # where the examples stand in the request, for problems


def similar_creators(backends: Backends, examples: Examples, document: Document, asked: Asked) -> Document:
    """Creators most like the examples, within the same kinds of constraints as a brief has."""
    started = time.perf_counter()
    snapshot = served_snapshot(backends)
    semantic = _wanted(snapshot, _vectors(backends, snapshot, examples), examples)
    constraints = dict(document.get("constraints") or {})
    constraints["excluded_creators"] = [*examples.weights, *(constraints.get("excluded_creators") or ())]
    brief = read_brief(document | {"text": "", "constraints": constraints}, backends.rates)
    must_be_priced(brief, asked.sort)
    query = joint_query(semantic, snapshot.niches, LAMBDA_SIMILAR)
    question = Question(brief, query, LAMBDA_SIMILAR, asked)
    ranking = rank(backends, snapshot, question)
    items = matches(ranking, page_of(backends, snapshot, ranking, brief, 0, asked.limit), brief, backends.rates)
    took = round((time.perf_counter() - started) * 1000, 3)
    return {"items": items, "next_cursor": None, **ranking.facts, "took_ms": took}


def _vectors(backends: Backends, snapshot: Snapshot, examples: Examples) -> dict[str, Vectors]:
    """Semantic unit vectors by external id; raises for creators that do not exist or have no vector yet."""
    with backends.store.read() as connection:
        ids = creators.ids_of(connection, list(examples.weights))
    if missing := [external_id for external_id in examples.weights if external_id not in ids]:
        raise NotFound(f"no creator has the external_id {missing[0]!r}")
    found = snapshot.find_all(list(ids.values()))
    if waiting := [external_id for external_id, creator_id in ids.items() if creator_id not in found]:
        raise Unavailable(f"creator {waiting[0]!r} has no vector yet", code="not_indexed")
    width = snapshot.niches.shape[1]
    return {external_id: _unit(found[creator_id][:width]) for external_id, creator_id in ids.items()}


def _wanted(snapshot: Snapshot, vectors: Mapping[str, Vectors], examples: Examples) -> Vectors:
    """Weighted sum of the examples as a unit vector."""
    total = sum((weight * vectors[external_id] for external_id, weight in examples.weights.items()),
                np.zeros(snapshot.niches.shape[1]))  # fmt: skip
    if float(np.linalg.norm(total)) < 1e-6:
        message = "the examples cancel each other out"
        raise Invalid(message, (Problem(examples.path, message),))
    return _unit(np.asarray(total, dtype=np.float32))


def _unit(vector: Vectors) -> Vectors:
    unit: Vectors = vector / np.linalg.norm(vector)
    return unit
