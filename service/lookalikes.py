"""Creators most like some given ones, and unlike others."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from service.backends import Backends
from service.catalog import no_creator
from service.domain.brief import read_brief
from service.domain.estimate import Estimates
from service.errors import Invalid, Problem, Unavailable
from service.estimating import pricing_of
from service.index.snapshot import Snapshot
from service.index.wanted import Wanted, wanted_like
from service.matching import answered, must_be_priced, served_snapshot
from service.pages import Ground, page_of
from service.presenting import rates_facts
from service.scoring import Asked, Question, rank, refined
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
    ids = _ids(backends, examples)
    wanted = refined(backends, snapshot, _wanted(snapshot, ids, examples), list(ids.values()))
    constraints = dict(document.get("constraints") or {})
    constraints["excluded_creators"] = [*examples.weights, *(constraints.get("excluded_creators") or ())]
    wanted_too = document | {"text": "", "constraints": constraints}
    brief = read_brief(wanted_too, backends.rates, estimates=Estimates.by(backends.rates, backends.calibration))
    must_be_priced(brief, asked.sort)
    ranking = rank(backends, snapshot, Question(brief, wanted, asked))
    ground = Ground(snapshot, ranking, brief, pricing_of(backends))
    found = answered(ground, page_of(backends, ground, 0, asked.limit))
    found |= {"next_cursor": None, **rates_facts(backends.rates)}
    found["took_ms"] = round((time.perf_counter() - started) * 1000, 3)
    return found


def _ids(backends: Backends, examples: Examples) -> dict[str, int]:
    """Internal ids of the examples by external id; raises NotFound for who does not exist."""
    with backends.store.read() as connection:
        ids = creators.ids_of(connection, list(examples.weights))
    if missing := [external_id for external_id in examples.weights if external_id not in ids]:
        raise no_creator(missing[0])
    return ids


def _wanted(snapshot: Snapshot, ids: Mapping[str, int], examples: Examples) -> Wanted:
    """Raises Unavailable for an example without a vector, Invalid when they cancel each other out."""
    found = snapshot.find_all(list(ids.values()))
    if waiting := [external_id for external_id, creator_id in ids.items() if creator_id not in found]:
        raise Unavailable(f"creator {waiting[0]!r} has no vector yet", code="not_indexed")
    rows = np.stack([found[creator_id] for creator_id in ids.values()])
    wanted = wanted_like(rows, [examples.weights[external_id] for external_id in ids], snapshot.width)
    if wanted is None:
        message = "the examples cancel each other out, or none is wanted"
        raise Invalid(message, (Problem(examples.path, message),))
    return wanted
