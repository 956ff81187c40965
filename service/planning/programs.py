"""A plan as an integer program: options, what they are worth in points, quotas and overlap."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from service.budget.program import Program, Quota
from service.domain.plan import OBJECTIVES, PlanRequest
from service.planning.candidates import Candidate
from service.planning.offers import Option

# Points of one engagement, one person reached, a fit of 1: values are integers, so that sums are exact.
_POINTS = {"engagements": 100, "reach": 100, "fit": 1_000_000}
_BLEND_POINTS = 1_000_000
# Far beyond what anybody brings, and sums of twenty thousand of them stay inside 64 bits.
_MOST_POINTS = 10**14


@dataclass(frozen=True)
class Objective:
    """What is made as large as possible. `unit` is the one part that counts, or "blend", whose parts are each divided
    by the largest among the options."""

    unit: str
    points_per_unit: int
    points: tuple[int, ...]  # of each option

    def in_units(self, points: float) -> float:
        return round(points / self.points_per_unit, 6)


def objective(options: Sequence[Option], pool: Sequence[Candidate], request: PlanRequest) -> Objective:
    counted = [name for name in OBJECTIVES if request.weights[name] > 0]
    metrics = {name: [_metric(option, pool, name) for option in options] for name in counted}
    if len(counted) == 1:
        (name,) = counted
        return Objective(name, _POINTS[name], tuple(min(_MOST_POINTS, round(_POINTS[name] * v)) for v in metrics[name]))
    total = sum(request.weights[name] for name in counted)
    shares = {name: request.weights[name] / total / max(max(metrics[name], default=0.0), 1e-12) for name in counted}
    blended = [sum(shares[name] * metrics[name][place] for name in counted) for place in range(len(options))]
    return Objective("blend", _BLEND_POINTS, tuple(round(_BLEND_POINTS * value) for value in blended))


def _metric(option: Option, pool: Sequence[Candidate], name: str) -> float:
    """Unknown counts nothing: who is in the plan for other reasons brings no points."""
    if name == "fit":
        return pool[option.candidate].fit
    found = option.forecast.engagements if name == "engagements" else option.forecast.reach
    return found.expected if found is not None else 0.0


def program(options: Sequence[Option], pool: Sequence[Candidate], request: PlanRequest,
            worth: Objective) -> Program:  # fmt: skip
    """Candidates keep their place in the pool; those without an option cannot be chosen."""
    candidate = np.array([option.candidate for option in options], dtype=np.int64)
    value = np.array(worth.points, dtype=np.int64)
    cell, overlap_points = _cells(pool, request.overlap, candidate, value)
    creators = [pool[option.candidate].creator for option in options]
    return Program(
        candidate=candidate,
        price=np.array([option.charge.amount_minor for option in options], dtype=np.int64),
        value=value,
        budget=request.budget.amount_minor,
        count=request.count,
        cell=cell,
        overlap_points=overlap_points,
        quotas=tuple(
            Quota(
                rule.name,
                np.array([rule.counts(c, o.mix) for c, o in zip(creators, options, strict=True)], dtype=bool),
                rule.low,
                rule.high,
            )
            for rule in request.quotas
        ),
        required=frozenset(i for i, c in enumerate(pool) if c.creator.external_id in request.must_have),
        fixed={option.candidate: place for place, option in enumerate(options) if option.agreed is not None},
        max_price=request.max_price_minor,
    )


def _cells(pool: Sequence[Candidate], overlap: float, candidate: np.ndarray,
           value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Candidates of one niche and country share a cell; each beyond the first loses a share of the cell's median
    value."""
    cell = np.full(len(pool), -1, dtype=np.int64)
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(pool):
        niches = one.creator.niches or one.creator.detected_niches
        if overlap > 0 and niches and one.creator.country:
            members[niches[0], one.creator.country].append(place)
    best = np.zeros(len(pool), dtype=np.int64)
    np.maximum.at(best, candidate, value)
    shared = [places for places in members.values() if len(places) > 1]
    for number, places in enumerate(shared):
        cell[places] = number
    points = [round(overlap * median(best[places].tolist())) for places in shared]
    return cell, np.array(points, dtype=np.int64)
