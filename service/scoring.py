"""A question's ranking: mask, search, score, order. Joins index and ranking; reads no store."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from service.backends import Backends
from service.domain.brief import Brief
from service.domain.money import RateTable
from service.domain.niche import NICHES
from service.domain.vocabulary import PLATFORMS, TIER_SCHEME, TIERS, facet
from service.index.columns import currency_code
from service.index.joint import niche_part, unit
from service.index.snapshot import Selection, Snapshot
from service.index.wanted import Wanted, feedback_rows
from service.metrics import timed
from service.pruning import tables_of, worth_a_look
from service.ranking import blend
from service.ranking.arithmetic import inputs_of
from service.ranking.components import FIT, NAMES, Candidates, component_values
from service.ranking.diversity import diversified
from service.ranking.kept import ENTRY, Ranking
from service.ranking.order import Sort, best, sort_key
from service.ranking.peers import peer_ranks
from service.ranking.track import NO_EXPERIENCE, Accounts, Experience, Track, account_columns, counted_rate

Document = dict[str, Any]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float32]

# Fit in single precision differs from the exact one by far less than this.
_MARGIN = 1e-4
# How far an approximate search is paged through.
_ANN_DEPTH = 500
# A rank among so many peers is within about one percent of that among all.
_MOST_PEERS = 2_000
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


@dataclass(frozen=True)
class _Figures:
    """Of each creator of a selection: the account that counts, what the brand measured of it, the price in USD."""

    accounts: Accounts
    track: Track
    price_usd: Floats


@dataclass(frozen=True)
class _Scored:
    """Of each creator of a selection: facts, component values (n, components), score."""

    candidates: Candidates
    values: Floats
    scores: Floats


def refined(backends: Backends, snapshot: Snapshot, wanted: Wanted, without: Collection[int] = ()) -> Wanted:
    """What is wanted, moved towards its own first answers among all creators but some; of a large corpus, among the
    same part of it on every replica, searched exactly: what short codes find depends on when they were made."""
    asked = snapshot.part(backends.config.feedback_rows)
    count = min(feedback_rows(snapshot.creator_count), len(asked) - len(without))
    if count < 1:
        return wanted
    query = wanted.vector(snapshot.header.dimension)
    with timed("refine"):
        places = _within_reach(asked.products(query).astype(np.float64), min(count + len(without), len(asked)))
    near = asked.at(places)
    ids, vectors = near.ids, near.vectors().astype(np.float64)
    others = ~np.isin(ids, list(without))
    ids, vectors = ids[others], vectors[others]
    first = best(-(vectors @ query.astype(np.float64)), ids, count)
    return wanted.towards(vectors[first, : snapshot.width], snapshot.mean)


def rank(backends: Backends, snapshot: Snapshot, question: Question) -> Ranking:
    with timed("select"):
        selection, counts = snapshot.select(question.brief.constraints)
    weights = blend.normalised(question.brief.weights, applicable(question.brief, question.experience))
    depth = backends.config.ranking_depth
    with timed("search"):
        found, mode = _finalists(backends, selection, question, weights, depth)
    with timed("score"):
        scored = _scored(backends, found, question, weights)
    candidates, ids, vectors = scored.candidates, found.ids, found.vectors()
    depth = depth if mode == "exact" else _approximate_depth(question, depth)
    key = sort_key(question.asked.sort, scored.scores, candidates.price_usd, candidates.followers)
    order = best(key, ids, depth)
    if question.asked.diversity and question.asked.sort == "score":
        order = _diversified(order, scored.scores, vectors[:, : snapshot.width], question.asked.diversity)
    query, chosen = question.wanted.vector(snapshot.header.dimension), candidates.at(order)
    entries = np.empty(len(order), dtype=ENTRY)
    entries["id"], entries["score"], entries["values"] = ids[order], scored.scores[order], scored.values[order]
    entries["niche"] = shared_niches(vectors, query, snapshot)[order]
    _note_peers(entries, chosen, _peers(backends, selection, question))
    _note_experience(entries, chosen)
    facts = _facts(snapshot, question, counts, mode, backends) | {"reachable": len(entries)}
    if question.asked.facets:
        facts["facets"] = {"niches": _niche_counts(selection)}
    inputs = None
    if question.asked.explain:
        inputs = inputs_of(chosen, *cosines(vectors[order], query, question.scale, snapshot.width))
    return Ranking(entries, tuple(weights.tolist()), facts, inputs)


def best_of(backends: Backends, selection: Selection, question: Question, count: int) -> list[tuple[int, float]]:
    """Creator ids and scores of the best few of a selection, best first."""
    weights = blend.normalised(question.brief.weights, applicable(question.brief, question.experience))
    found, _ = _finalists(backends, selection, question, weights, count)
    scores, ids = _scored(backends, found, question, weights).scores, found.ids
    return [(int(ids[place]), float(scores[place])) for place in best(-scores, ids, count)]


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


def _diversified(order: Places, scores: Floats, semantic: Vector, diversity: float) -> Places:
    head, tail = order[:_DIVERSIFIED], order[_DIVERSIFIED:]
    return np.concatenate([head[diversified(scores[head], unit(semantic[head]), diversity)], tail])


def _note_peers(entries: npt.NDArray[Any], chosen: Candidates, peers: _Figures) -> None:
    """Where the chosen stand among the matching creators of their tier and, for engagement, their platform."""
    tiers, peer_tiers = _tiers(chosen.followers), _tiers(peers.accounts.followers)
    groups, peer_groups = _groups(tiers, chosen.platform), _groups(peer_tiers, peers.accounts.platform)
    entries["engagement_rank"], entries["engagement_peers"] = peer_ranks(
        chosen.engagement_rate_pct, groups, counted_rate(peers.accounts, peers.track), peer_groups
    )
    entries["price_rank"], entries["price_peers"] = peer_ranks(chosen.price_usd, tiers, peers.price_usd, peer_tiers)


def _groups(tiers: Places, platform: npt.NDArray[np.int8]) -> Places:
    """One number for tier and platform; -1, no platform, is the first of each tier."""
    return tiers * (len(PLATFORMS) + 1) + platform + 1


def _tiers(followers: Floats) -> Places:
    return np.searchsorted([lower for _, lower in TIERS], np.nan_to_num(followers), side="right")


def _note_experience(entries: npt.NDArray[Any], chosen: Candidates) -> None:
    """What the brand's outcomes showed of the chosen."""
    for name in ("engagement_rate_pct", "measured_rate_pct", "measured_posts", "kept", "checked"):
        entries[name] = getattr(chosen, name)


def _finalists(backends: Backends, selection: Selection, question: Question, weights: Floats,
               depth: int) -> tuple[Selection, str]:  # fmt: skip
    """Everybody worth an exact score, and how they were found."""
    if question.asked.sort != "score":
        figures = _figures(backends, selection, question)
        key = sort_key(question.asked.sort, np.empty(0), figures.price_usd, figures.accounts.followers)
        return selection.at(np.sort(best(key, selection.ids, depth))), "exact"
    if len(selection) > backends.config.exact_rows and selection.has_codes:
        reach = _approximate_depth(question, depth)
        return selection.at(_by_rough_scores(backends, selection, question, weights, reach)), "ann"
    if len(selection) <= depth:
        return selection, "exact"
    rest = blend.contributions(component_values(_candidates(backends, selection, question)), weights)
    rest[:, FIT] = weights[FIT] * _single_precision_fits(selection, question)
    return selection.at(_within_reach(rest.sum(axis=1), depth)), "exact"


def _approximate_depth(question: Question, depth: int) -> int:
    """Each of the first ranks takes time; who asks for more of them at once gets more."""
    return min(depth, max(_ANN_DEPTH, question.asked.limit))


def _by_rough_scores(backends: Backends, selection: Selection, question: Question, weights: Floats,
                     depth: int) -> Places:  # fmt: skip
    """Of many, those with the best rough scores; and everybody whom the brand knows, of which tables say nothing."""
    brief, query = question.brief, question.wanted.vector(selection.snapshot.header.dimension)
    today, dollars = backends.now().date().toordinal(), usd_by_code(backends.rates)
    rough = selection.rough_scores(query, tables_of(brief, weights, question.scale, today, dollars), brief.order)
    likely, known = worth_a_look(rough, depth), {*question.experience.history, *question.experience.records}
    return np.union1d(likely, selection.places_of(np.array(sorted(known)))) if known else likely


def _single_precision_fits(selection: Selection, question: Question) -> Floats:
    query = question.wanted.vector(selection.snapshot.header.dimension)
    return _share(selection.products(query).astype(np.float64), question.scale)


def _within_reach(rough: Floats, depth: int) -> Places:
    """Everyone whose rough score leaves a chance of being among the `depth` best."""
    bound = np.partition(rough, len(rough) - depth)[len(rough) - depth]
    return np.flatnonzero(rough >= bound - _MARGIN)


def _scored(backends: Backends, selection: Selection, question: Question, weights: Floats) -> _Scored:
    """Everybody of a selection, exactly."""
    candidates = _candidates(backends, selection, question)
    values = component_values(candidates)
    query = question.wanted.vector(selection.snapshot.header.dimension)
    values[:, FIT] = _share(selection.exact_products(query), question.scale)
    return _Scored(candidates, values, blend.scores(values, weights))


def _peers(backends: Backends, selection: Selection, question: Question) -> _Figures:
    """Of the matching creators, or of evenly many over a large selection."""
    step = max(1, -(-len(selection) // _MOST_PEERS))
    return _figures(backends, selection.at(np.arange(0, len(selection), step)) if step > 1 else selection, question)


def _figures(backends: Backends, selection: Selection, question: Question) -> _Figures:
    leading = selection.leading_accounts(question.brief.platforms)
    accounts = Accounts(_nan_below_zero(leading["followers"]), leading["platform"], leading["basis"],
                        leading["engagement_rate_pct"])  # fmt: skip
    track = question.experience.track(selection.ids, accounts)
    return _Figures(accounts, track, _prices_usd(backends, selection, question.brief))


def _candidates(backends: Backends, selection: Selection, question: Question) -> Candidates:
    """Facts of every selected row, with fit still to come; NaN is unknown."""
    brief, figures, ids = question.brief, _figures(backends, selection, question), selection.ids
    wishes = [selection.shares(f"audience.{wish.split(':')[1]}", wish) for wish in brief.audience_wishes]
    today = backends.now().date().toordinal()
    return Candidates(
        fit=np.zeros(len(selection)),
        **account_columns(figures.accounts, figures.track),
        price_usd=figures.price_usd,
        posts=sum(brief.deliverables.values()),
        audience_share_pct=np.mean(wishes, axis=0) if wishes else np.full(len(selection), np.nan),
        sponsored_posts=selection.column("sponsored_posts"),
        credibility_pct=selection.column("credibility_pct"),
        days_since_post=today - _nan_below_zero(selection.column("last_post_day")),
        history=question.experience.verdicts(ids),
        kept=figures.track.kept,
        checked=figures.track.checked,
    )


def _prices_usd(backends: Backends, selection: Selection, brief: Brief) -> Floats:
    minor = _nan_below_zero(selection.prices(brief.order))
    prices: Floats = minor * usd_by_code(backends.rates)[selection.column("currency")]
    return prices


@lru_cache(maxsize=4)
def usd_by_code(rates: RateTable) -> Floats:
    """US dollars of a minor unit by the code of its currency, NaN where there is no rate."""
    factors = np.full(26**3 + 1, np.nan)  # last place: the unknown currency, -1
    for currency in rates.per_base:
        factors[currency_code(currency)] = float(rates.factor(currency, "USD") or Fraction(0)) / 100.0
    return factors


def _nan_below_zero(values: npt.NDArray[Any]) -> Floats:
    return np.where(values < 0, np.nan, values.astype(np.float64))


def fits(vectors: npt.NDArray[np.floating], query: Vector, scale: float) -> Floats:
    """Inner products in double precision (sums of exact products, so every order agrees) over the largest possible."""
    return _share(vectors @ query.astype(np.float64), scale)


def _share(products: npt.NDArray[np.floating], scale: float) -> Floats:
    """Inner products over the largest possible one."""
    shares: Floats = np.clip(products / (1 + scale), 0.0, 1.0)
    return shares


def cosines(vectors: npt.NDArray[np.floating], query: Vector, scale: float, width: int) -> tuple[Floats, Floats]:
    """The two parts of fit: product of the semantic parts, and of the niche parts (before lambda)."""
    exact = query.astype(np.float64)
    niche = vectors[:, width:] @ exact[width:]
    return vectors[:, :width] @ exact[:width], niche / scale if scale else niche


def shared_niches(vectors: npt.NDArray[np.floating], query: Vector, snapshot: Snapshot) -> npt.NDArray[np.int16]:
    """The niche that brief and creator have most in common, as a place in NICHES."""
    part = niche_part(snapshot.width)
    niches: npt.NDArray[np.int16] = np.argmax(
        vectors[:, part].astype(np.float64) * query[part], axis=1
    ).astype(np.int16)
    return niches
