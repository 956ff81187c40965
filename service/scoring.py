"""A question's ranking: mask, search, score, order. Joins index and ranking; reads no store."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from service.backends import Backends
from service.domain.brief import Brief
from service.domain.niche import NICHES
from service.domain.vocabulary import TIER_SCHEME, TIERS, facet
from service.index.columns import currency_code
from service.index.joint import niche_part
from service.index.snapshot import Selection, Snapshot
from service.index.wanted import Wanted, feedback_rows
from service.ranking import blend
from service.ranking.arithmetic import inputs_of
from service.ranking.components import FIT, NAMES, Candidates, component_values
from service.ranking.diversity import diversified
from service.ranking.kept import ENTRY, Ranking
from service.ranking.order import Sort, best, sort_key
from service.ranking.peers import peer_ranks
from service.ranking.track import NO_EXPERIENCE, Accounts, Experience, account_columns

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
# Smaller shares of a query's niches say nothing.
_TELLING_SHARE = 0.1
# The first ranks are what diversity rearranges.
_DIVERSIFIED = 200


@dataclass(frozen=True)
class Asked:
    """How matches are wanted. `diversity` 0 (none) to 1; `explain` adds the arithmetic of each score, `facets`
    counts by niche."""

    limit: int
    sort: Sort = "score"
    diversity: float = 0.0
    explain: bool = False
    facets: bool = False


@dataclass(frozen=True)
class Question:
    """One thing to be ranked for: constraints and weights of a brief, what fit is measured by, and what the brand knows
    of creators."""

    brief: Brief
    wanted: Wanted
    asked: Asked
    experience: Experience = NO_EXPERIENCE

    @property
    def scale(self) -> float:
        return self.wanted.scale


def refined(backends: Backends, snapshot: Snapshot, wanted: Wanted, without: Collection[int] = ()) -> Wanted:
    """What is wanted, moved towards its own first answers among all creators but some; of a large corpus, among the
    same part of it on every replica, searched exactly: what an inverted file finds depends on when it was built."""
    asked = snapshot.part(backends.config.exact_rows)
    count = min(feedback_rows(snapshot.creator_count), len(asked) - len(without))
    if count < 1:
        return wanted
    query = wanted.vector(snapshot.header.dimension)
    places = _within_reach(asked.products(query).astype(np.float64), min(count + len(without), len(asked)))
    ids, vectors = asked.ids[places], asked.vectors(places)
    others = ~np.isin(ids, list(without))
    ids, vectors = ids[others], vectors[others]
    first = best(-(vectors @ query.astype(np.float64)), ids, count)
    return wanted.towards(vectors[first, : snapshot.width], snapshot.mean)


def rank(backends: Backends, snapshot: Snapshot, question: Question) -> Ranking:
    selection, counts = snapshot.select(question.brief.constraints)
    query = question.wanted.vector(snapshot.header.dimension)
    candidates = _candidates(backends, selection, question)
    values = component_values(candidates)
    weights = blend.normalised(question.brief.weights, applicable(question.brief, question.experience))
    places, mode = _choose(backends, selection, question, query, values, weights, candidates)
    vectors = selection.vectors(places)
    values = values[places]
    values[:, FIT] = fits(vectors, query, question.scale)
    scores = blend.scores(values, weights)
    depth = backends.config.ranking_depth if mode == "exact" else _ANN_DEPTH
    key = sort_key(question.asked.sort, scores, candidates.price_usd[places], candidates.followers[places])
    order = best(key, selection.ids[places], depth)
    if question.asked.diversity and question.asked.sort == "score":
        order = _diversified(order, scores, vectors[:, : snapshot.width], question.asked.diversity)
    entries = np.empty(len(order), dtype=ENTRY)
    entries["id"], entries["score"] = selection.ids[places][order], scores[order]
    entries["values"] = values[order]
    entries["niche"] = shared_niches(vectors, query, snapshot)[order]
    _note_peers(entries, candidates, places[order])
    _note_experience(entries, candidates, places[order])
    facts = _facts(snapshot, question, counts, mode, backends) | {"reachable": len(entries)}
    if question.asked.facets:
        facts["facets"] = {"niches": _niche_counts(selection)}
    inputs = None
    if question.asked.explain:
        chosen = candidates.at(places[order])
        inputs = inputs_of(chosen, *cosines(vectors[order], query, question.scale, snapshot.width))
    return Ranking(entries, tuple(weights.tolist()), facts, inputs)


def best_of(backends: Backends, selection: Selection, question: Question, count: int) -> list[tuple[int, float]]:
    """Creator ids and scores of the best few of a selection, best first."""
    values = component_values(_candidates(backends, selection, question))
    weights = blend.normalised(question.brief.weights, applicable(question.brief, question.experience))
    query = question.wanted.vector(selection.snapshot.header.dimension)
    values[:, FIT] = _rough_fits(selection, query, question.scale)
    rough = blend.contributions(values, weights).sum(axis=1)
    places = _within_reach(rough, min(count, len(rough)))
    values = values[places]
    values[:, FIT] = fits(selection.vectors(places), query, question.scale)
    scores = blend.scores(values, weights)
    order = best(-scores, selection.ids[places], count)
    return [(int(selection.ids[places[i]]), float(scores[i])) for i in order]


def _facts(snapshot: Snapshot, question: Question, counts: list[int], mode: str, backends: Backends) -> Document:
    steps = [c.to_json() | {"remaining": n} for c, n in zip(question.brief.constraints, counts, strict=True)]
    return {
        "matched": counts[-1] if counts else snapshot.creator_count,
        "funnel": [{"constraint": "all_indexed_creators", "remaining": snapshot.creator_count}, *steps],
        "index_version": snapshot.index_version,
        "encoder": snapshot.header.encoder,
        "search_mode": mode,
        "sort": question.asked.sort,
        "diversity": question.asked.diversity,
        "lambda": round(question.scale, 6),
        "wanted_niches": _wanted_niches(question.wanted),
        "tier_scheme": TIER_SCHEME,
    }


def _wanted_niches(wanted: Wanted) -> list[Document]:
    """The niches that the query stands for, with their shares, the largest first."""
    shares = wanted.niche / max(float(wanted.niche.sum()), 1e-12)
    places = [int(place) for place in np.argsort(-shares, kind="stable")[:5] if shares[place] >= _TELLING_SHARE]
    return [{"id": NICHES[place].id, "share": round(float(shares[place]), 3)} for place in places]


def _niche_counts(selection: Selection) -> list[Document]:
    """Matching creators by niche, declared or detected, the most first."""
    counts = selection.counts([facet("niche", niche.id) for niche in NICHES])
    found = [{"id": niche.id, "count": count} for niche, count in zip(NICHES, counts, strict=True) if count]
    return sorted(found, key=lambda one: (-int(one["count"]), one["id"]))


def applicable(brief: Brief, experience: Experience) -> set[str]:
    """Components that the brief, and what the brand knows of creators, give ground for."""
    missing = {"audience": not brief.audience_wishes, "value": not brief.deliverables}
    missing |= {name: name not in experience.grounds for name in ("history", "reliability")}
    return {name for name in NAMES if not missing.get(name)}


def _diversified(order: Places, scores: Floats, semantic: Floats, diversity: float) -> Places:
    head, tail = order[:_DIVERSIFIED], order[_DIVERSIFIED:]
    unit = semantic[head] / np.linalg.norm(semantic[head], axis=1, keepdims=True)
    return np.concatenate([head[diversified(scores[head], unit, diversity)], tail])


def _note_peers(entries: npt.NDArray[Any], candidates: Candidates, chosen: Places) -> None:
    """Where the chosen stand among the matching creators of their tier and, for engagement, their platform."""
    tiers = np.searchsorted([lower for _, lower in TIERS], np.nan_to_num(candidates.followers), side="right")
    groups, rates = tiers * 100 + candidates.platform, candidates.engagement_rate_pct
    entries["engagement_rank"], entries["engagement_peers"] = peer_ranks(rates, groups, chosen)
    entries["price_rank"], entries["price_peers"] = peer_ranks(candidates.price_usd, tiers, chosen)


def _note_experience(entries: npt.NDArray[Any], candidates: Candidates, chosen: Places) -> None:
    """What the brand's outcomes showed of the chosen."""
    for name in ("engagement_rate_pct", "measured_rate_pct", "measured_posts", "kept", "checked"):
        entries[name] = getattr(candidates, name)[chosen]


def _choose(
    backends: Backends,
    selection: Selection,
    question: Question,
    query: Vector,
    values: Floats,
    weights: Floats,
    candidates: Candidates,
) -> tuple[Places, str]:
    """Places worth an exact score, in any order, and how they were found."""
    depth = backends.config.ranking_depth
    if question.asked.sort != "score":
        key = sort_key(question.asked.sort, np.zeros(len(values)), candidates.price_usd, candidates.followers)
        return best(key, selection.ids, depth), "exact"
    rest = blend.contributions(values, weights)
    rest[:, FIT] = 0.0
    attribute_scores = rest.sum(axis=1)
    if len(selection) > backends.config.exact_rows:
        found = _approximate(selection, query, question.scale, attribute_scores, float(weights[FIT]))
        if found is not None:
            return found, "ann"
    if len(selection) <= depth:
        return np.arange(len(selection)), "exact"
    return _within_reach(
        attribute_scores + weights[FIT] * _rough_fits(selection, query, question.scale), depth
    ), "exact"


def _rough_fits(selection: Selection, query: Vector, scale: float) -> Floats:
    """Fit in single precision."""
    return np.clip(selection.products(query) / (1 + scale), 0.0, 1.0)


def _within_reach(rough: Floats, depth: int) -> Places:
    """Everyone whose rough score leaves a chance of being among the `depth` best."""
    bound = np.partition(rough, len(rough) - depth)[len(rough) - depth]
    return np.flatnonzero(rough >= bound - _MARGIN)


def _approximate(selection: Selection, query: Vector, scale: float, attributes: Floats,
                 fit_weight: float) -> Places | None:  # fmt: skip
    """Candidates from both ends, nearest and best in attributes, more of each until nobody left out can be among
    the best (threshold algorithm; exact up to the recall of the nearest). None: score everybody instead."""
    count = _ANN_DEPTH
    while count < len(selection) / 2:
        nearest = selection.nearest(query, count)
        if nearest is None:
            return None
        leading = np.argpartition(-attributes, count)[: count + 1]
        places = np.union1d(np.concatenate([nearest, selection.delta_places]), leading)
        near = fits(selection.vectors(places), query, scale)
        scores = np.sort(attributes[places] + fit_weight * near)[::-1]
        farthest = near[np.isin(places, nearest)].min()
        if scores[min(_GUARANTEED, len(scores)) - 1] >= fit_weight * farthest + attributes[leading].min():
            return places
        count *= 4
    return None


def _candidates(backends: Backends, selection: Selection, question: Question) -> Candidates:
    """Facts of every selected row, with fit still to come; NaN is unknown."""
    brief = question.brief
    wishes = [selection.shares(f"audience.{wish.split(':')[1]}", wish) for wish in brief.audience_wishes]
    today = backends.now().date().toordinal()
    leading, ids = selection.leading_accounts(brief.platforms), selection.ids
    accounts = Accounts(_nan_below_zero(leading["followers"]), leading["platform"], leading["basis"],
                        leading["engagement_rate_pct"])  # fmt: skip
    track = question.experience.track(ids, accounts)
    return Candidates(
        fit=np.zeros(len(selection)),
        **account_columns(accounts, track),
        price_usd=_prices_usd(backends, selection, brief),
        posts=sum(brief.deliverables.values()),
        audience_share_pct=np.mean(wishes, axis=0) if wishes else np.full(len(selection), np.nan),
        sponsored_posts=selection.column("sponsored_posts"),
        credibility_pct=selection.column("credibility_pct"),
        days_since_post=today - _nan_below_zero(selection.column("last_post_day")),
        history=question.experience.verdicts(ids),
        kept=track.kept,
        checked=track.checked,
    )


def _prices_usd(backends: Backends, selection: Selection, brief: Brief) -> Floats:
    minor = _nan_below_zero(selection.prices(brief.order))
    factors = np.full(26**3 + 1, np.nan)  # last place: the unknown currency, -1
    for currency in backends.rates.per_base:
        factors[currency_code(currency)] = float(backends.rates.factor(currency, "USD") or Fraction(0)) / 100.0
    prices: Floats = minor * factors[selection.column("currency")]
    return prices


def _nan_below_zero(values: npt.NDArray[Any]) -> Floats:
    return np.where(values < 0, np.nan, values.astype(np.float64))


def fits(vectors: Floats, query: Vector, scale: float) -> Floats:
    """Inner products in double precision (sums of exact products, so every order agrees) over the largest possible."""
    return np.clip(vectors @ query.astype(np.float64) / (1 + scale), 0.0, 1.0)


def cosines(vectors: Floats, query: Vector, scale: float, width: int) -> tuple[Floats, Floats]:
    """The two parts of fit: product of the semantic parts, and of the niche parts (before lambda)."""
    exact = query.astype(np.float64)
    niche = vectors[:, width:] @ exact[width:]
    return vectors[:, :width] @ exact[:width], niche / scale if scale else niche


def shared_niches(vectors: Floats, query: Vector, snapshot: Snapshot) -> npt.NDArray[np.int16]:
    """The niche that brief and creator have most in common, as a place in NICHES."""
    part = niche_part(snapshot.width)
    niches: npt.NDArray[np.int16] = np.argmax(vectors[:, part] * query[part], axis=1).astype(np.int16)
    return niches
