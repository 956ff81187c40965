"""A question's ranking: mask, search, score, order. Joins index and ranking; reads no store."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from service.backends import Backends
from service.domain.brief import Brief
from service.domain.niche import NICHES
from service.domain.vocabulary import TIER_SCHEME
from service.index.columns import currency_code
from service.index.snapshot import Selection, Snapshot
from service.ranking import blend
from service.ranking.components import FIT, NAMES, Candidates, component_values
from service.ranking.kept import ENTRY, Ranking
from service.ranking.order import Sort, best, sort_key

Document = dict[str, Any]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float32]

# Fit in single precision differs from the exact one by far less than this.
_MARGIN = 1e-4
# How far an approximate search is paged through.
_ANN_DEPTH = 1000
# The first ranks hold against everybody left out; later pages of an approximate ranking are as good as its reach.
_GUARANTEED = 200


@dataclass(frozen=True)
class Question:
    """One thing to be ranked for: a brief, or a creator whose like is wanted. `scale` weighs the niche part."""

    brief: Brief
    query: Vector
    scale: float
    sort: Sort = "score"


def rank(backends: Backends, snapshot: Snapshot, question: Question) -> Ranking:
    selection, counts = snapshot.select(question.brief.constraints)
    values, prices_usd, followers = _attributes(backends, selection, question.brief)
    weights = blend.normalised(question.brief.weights, _applicable(question.brief))
    ids = selection.ids
    places, mode = _choose(backends, selection, question, values, weights, prices_usd, followers)
    values = values[places]
    vectors = selection.vectors(places)
    values[:, FIT] = _fits(vectors, question)
    scores = blend.scores(values, weights)
    depth = backends.config.ranking_depth if mode == "exact" else _ANN_DEPTH
    order = best(sort_key(question.sort, scores, prices_usd[places], followers[places]), ids[places], depth)
    entries = np.empty(len(order), dtype=ENTRY)
    entries["id"], entries["score"] = ids[places][order], scores[order]
    entries["values"] = values[order]
    entries["niche"] = _shared_niches(vectors, question, snapshot)[order]
    facts = _facts(snapshot, question, counts, mode, backends) | {"reachable": len(entries)}
    return Ranking(entries, tuple(weights.tolist()), facts)


def _facts(snapshot: Snapshot, question: Question, counts: list[int], mode: str, backends: Backends) -> Document:
    steps = [c.to_json() | {"remaining": n} for c, n in zip(question.brief.constraints, counts, strict=True)]
    return {
        "matched": counts[-1] if counts else snapshot.creator_count,
        "funnel": [{"constraint": "all_indexed_creators", "remaining": snapshot.creator_count}, *steps],
        "index_version": snapshot.index_version,
        "encoder": snapshot.header.encoder,
        "search_mode": mode,
        "sort": question.sort,
        "tier_scheme": TIER_SCHEME,
        "rates_as_of": backends.rates.as_of.isoformat(),
    }


def _applicable(brief: Brief) -> set[str]:
    """Components that the brief gives ground for."""
    missing = {"audience": not brief.audience_wishes, "value": not brief.deliverables}
    return {name for name in NAMES if not missing.get(name)}


def _choose(
    backends: Backends,
    selection: Selection,
    question: Question,
    values: Floats,
    weights: Floats,
    prices_usd: Floats,
    followers: Floats,
) -> tuple[Places, str]:
    """Places worth an exact score, in any order, and how they were found."""
    depth = backends.config.ranking_depth
    if question.sort != "score":
        key = sort_key(question.sort, np.zeros(len(values)), prices_usd, followers)
        return best(key, selection.ids, depth), "exact"
    rest = blend.contributions(values, weights)
    rest[:, FIT] = 0.0
    attribute_scores = rest.sum(axis=1)
    if len(selection) > backends.config.exact_rows:
        found = _approximate(selection, question, attribute_scores, float(weights[FIT]))
        if found is not None:
            return found, "ann"
    if len(selection) <= depth:
        return np.arange(len(selection)), "exact"
    fits = np.clip(selection.products(question.query) / (1 + question.scale), 0.0, 1.0)
    return _within_reach(attribute_scores + weights[FIT] * fits, depth), "exact"


def _within_reach(rough: Floats, depth: int) -> Places:
    """Everyone whose rough score leaves a chance of being among the `depth` best."""
    bound = np.partition(rough, len(rough) - depth)[len(rough) - depth]
    return np.flatnonzero(rough >= bound - _MARGIN)


def _approximate(selection: Selection, question: Question, attributes: Floats, fit_weight: float) -> Places | None:
    """Candidates from both ends, nearest and best in attributes, more of each until nobody left out can be among
    the best (threshold algorithm; exact up to the recall of the nearest). None: score everybody instead."""
    count = _ANN_DEPTH
    while count < len(selection) / 2:
        nearest = selection.nearest(question.query, count)
        if nearest is None:
            return None
        leading = np.argpartition(-attributes, count)[: count + 1]
        places = np.union1d(np.concatenate([nearest, selection.delta_places]), leading)
        fits = _fits(selection.vectors(places), question)
        scores = np.sort(attributes[places] + fit_weight * fits)[::-1]
        farthest = fits[np.isin(places, nearest)].min()
        if scores[min(_GUARANTEED, len(scores)) - 1] >= fit_weight * farthest + attributes[leading].min():
            return places
        count *= 4
    return None


def _attributes(backends: Backends, selection: Selection, brief: Brief) -> tuple[Floats, Floats, Floats]:
    """Component values with fit still to come, prices in USD, and followers; NaN is unknown."""
    followers = _nan_below_zero(selection.column("followers"))
    prices_usd = _prices_usd(backends, selection, brief)
    wishes = [selection.shares(f"audience.{wish.split(':')[1]}", wish) for wish in brief.audience_wishes]
    today = backends.now().date().toordinal()
    candidates = Candidates(
        fit=np.zeros(len(selection)),
        followers=followers,
        platform=selection.column("platform"),
        engagement_rate_pct=selection.column("engagement_rate_pct"),
        price_usd=prices_usd,
        posts=sum(brief.deliverables.values()),
        audience_share_pct=np.mean(wishes, axis=0) if wishes else np.full(len(selection), np.nan),
        sponsored_posts=selection.column("sponsored_posts"),
        credibility_pct=selection.column("credibility_pct"),
        days_since_post=today - _nan_below_zero(selection.column("last_post_day")),
    )
    return component_values(candidates), prices_usd, followers


def _prices_usd(backends: Backends, selection: Selection, brief: Brief) -> Floats:
    minor = _nan_below_zero(selection.prices(brief.deliverables))
    factors = np.full(26**3 + 1, np.nan)  # last place: the unknown currency, -1
    for currency in backends.rates.per_base:
        factors[currency_code(currency)] = float(backends.rates.factor(currency, "USD") or Fraction(0)) / 100.0
    prices: Floats = minor * factors[selection.column("currency")]
    return prices


def _nan_below_zero(values: npt.NDArray[Any]) -> Floats:
    return np.where(values < 0, np.nan, values.astype(np.float64))


def _fits(vectors: Floats, question: Question) -> Floats:
    """Inner products in double precision (sums of exact products, so every order agrees) over the largest possible."""
    return np.clip(vectors @ question.query.astype(np.float64) / (1 + question.scale), 0.0, 1.0)


def _shared_niches(vectors: Floats, question: Question, snapshot: Snapshot) -> npt.NDArray[np.int16]:
    """The niche that brief and creator have most in common, as a place in NICHES."""
    part = slice(snapshot.niches.shape[1], snapshot.niches.shape[1] + len(NICHES))
    niches: npt.NDArray[np.int16] = np.argmax(vectors[:, part] * question.query[part], axis=1).astype(np.int16)
    return niches
