"""Brief to matches: encode, mask, search, score, order, hydrate. Calls the rooms, computes nothing itself."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from service.backends import Backends
from service.domain.brief import Brief, read_brief
from service.domain.constraints import violated
from service.domain.creator import Creator, read_creator
from service.domain.money import Money
from service.domain.niche import NICHES
from service.domain.vocabulary import TIER_SCHEME, tier_of
from service.embeddings.encoder import EncoderSpec
from service.errors import Gone, NotFound, Unavailable
from service.index.columns import currency_code
from service.index.joint import LAMBDA_BRIEF, LAMBDA_SIMILAR, joint_query
from service.index.snapshot import Selection, Snapshot
from service.ranking import blend
from service.ranking.components import FIT, NAMES, Candidates, component_values
from service.ranking.explain import explain
from service.ranking.kept import ENTRY, Ranking
from service.ranking.order import Sort, best, sort_key
from service.store import briefs, creators, encoders
from service.store.briefs import StoredBrief
from service.store.creators import StoredCreator

Document = dict[str, Any]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float32]

# Fit in single precision differs from the exact one by far less than this.
_MARGIN = 1e-4
# How far an approximate search is paged through.
_ANN_DEPTH = 1000


@dataclass(frozen=True)
class Question:
    """One thing to be ranked for: a brief, or a creator whose like is wanted."""

    brief: Brief
    query: Vector
    scale: float
    sort: Sort = "score"


# --- asking


def match_brief(backends: Backends, stored: StoredBrief, limit: int, sort: Sort) -> Document:
    """First page of a stored brief's matches, with a cursor to the next."""
    started = time.perf_counter()
    snapshot = _snapshot(backends)
    brief = read_brief(stored.document, backends.rates)
    semantic = _stored_brief_vector(backends, stored, brief, snapshot.header.encoder)
    ranking = _rank(backends, snapshot, Question(brief, _query(snapshot, semantic, LAMBDA_BRIEF), LAMBDA_BRIEF, sort))
    kept = _Kept(secrets.token_urlsafe(12), stored.id, stored.version)
    return _first_page(backends, ranking, brief, limit, kept, started)


def match_once(backends: Backends, document: Document, limit: int, sort: Sort) -> Document:
    """Matches of a brief that is not stored."""
    started = time.perf_counter()
    snapshot = _snapshot(backends)
    brief = read_brief(document, backends.rates)
    semantic = _encode_query(backends, snapshot.header.encoder, brief.text)
    ranking = _rank(backends, snapshot, Question(brief, _query(snapshot, semantic, LAMBDA_BRIEF), LAMBDA_BRIEF, sort))
    return _first_page(backends, ranking, brief, limit, None, started)


def similar_creators(backends: Backends, external_id: str, document: Document, limit: int, sort: Sort) -> Document:
    """Creators most like one of them, within the same kinds of constraints."""
    started = time.perf_counter()
    snapshot = _snapshot(backends)
    with backends.store.read() as connection:
        stored = creators.get(connection, external_id)
    joint = snapshot.find(stored.id) if stored else None
    if stored is None:
        raise NotFound(f"no creator has the external_id {external_id!r}")
    if joint is None:
        raise Unavailable("this creator has no vector yet", code="not_indexed")
    constraints = dict(document.get("constraints") or {})
    constraints["excluded_creators"] = [external_id, *(constraints.get("excluded_creators") or ())]
    brief = read_brief(document | {"text": "", "constraints": constraints}, backends.rates)
    semantic = joint[: snapshot.niches.shape[1]]
    query = _query(snapshot, semantic / np.linalg.norm(semantic), LAMBDA_SIMILAR)
    ranking = _rank(backends, snapshot, Question(brief, query, LAMBDA_SIMILAR, sort))
    return _first_page(backends, ranking, brief, limit, None, started)


def next_page(backends: Backends, stored: StoredBrief, cursor: str, limit: int) -> Document:
    """A later page of the ranking that the cursor names; raises Gone when it is no longer kept."""
    started = time.perf_counter()
    token, _, offset = cursor.partition(".")
    kept = _Kept(token, stored.id, stored.version)
    data = backends.jobs.cache.get(kept.key)
    if data is None or not offset.isdecimal() or len(offset) > 9:
        raise Gone("the ranking behind this cursor is no longer kept, or the brief has changed; start again without it")
    brief = read_brief(stored.document, backends.rates)
    return _page(backends, Ranking.from_bytes(data), brief, int(offset), limit, kept, started)


@dataclass(frozen=True)
class _Kept:
    """Where a ranking is kept. The brief's version is in the key: an edited brief's cursors are gone."""

    token: str
    brief_id: str
    version: int

    @property
    def key(self) -> str:
        return f"ranking:{self.brief_id}:{self.version}:{self.token}"


def _snapshot(backends: Backends) -> Snapshot:
    snapshot = backends.served.snapshot
    if snapshot is None:
        raise Unavailable("the index is being read; try again in a moment", code="index_not_ready")
    return snapshot


# --- vectors


_recent: OrderedDict[tuple[str, str], Vector] = OrderedDict()
_recent_lock = Lock()
_RECENT = 4096


def _query(snapshot: Snapshot, semantic: Vector, scale: float) -> Vector:
    return joint_query(semantic, snapshot.niches, scale)


def _encode_query(backends: Backends, fingerprint: str, text: str) -> Vector:
    key = (fingerprint, text)
    with _recent_lock:
        if (vector := _recent.get(key)) is not None:
            _recent.move_to_end(key)
            return vector
    vector = backends.encoders.get(_spec(backends, fingerprint)).encode_query(text)
    _remember(key, vector)
    return vector


def _remember(key: tuple[str, str], vector: Vector) -> None:
    with _recent_lock:
        _recent[key] = vector
        while len(_recent) > _RECENT:
            _recent.popitem(last=False)


def _stored_brief_vector(backends: Backends, stored: StoredBrief, brief: Brief, fingerprint: str) -> Vector:
    """From memory, from the database, or encoded now and kept in both."""
    with _recent_lock:
        vector = _recent.get((fingerprint, brief.text))
    if vector is not None:
        return vector
    with backends.store.read() as connection:
        vector = briefs.load_vector(connection, stored.id, fingerprint, brief.text_hash)
    if vector is not None:
        _remember((fingerprint, brief.text), vector)
        return vector
    found = _encode_query(backends, fingerprint, brief.text)
    backends.store.write(lambda c: briefs.save_vector(c, stored.id, fingerprint, brief.text_hash, found))
    return found


def _spec(backends: Backends, fingerprint: str) -> EncoderSpec:
    if fingerprint == backends.encoder_spec.fingerprint:
        return backends.encoder_spec
    with backends.store.read() as connection:  # an encoder switch is going on
        known = {e.fingerprint: e.spec for e in encoders.all_encoders(connection)}
    if fingerprint not in known:
        raise Unavailable("the encoder is being switched; try again in a moment", code="index_not_ready")
    return EncoderSpec(**known[fingerprint])


# --- ranking


def _rank(backends: Backends, snapshot: Snapshot, question: Question) -> Ranking:
    selection, counts = snapshot.select(question.brief.constraints)
    values, prices_usd, followers = _attributes(backends, selection, question.brief)
    weights = blend.normalised(question.brief.weights, _applicable(question.brief))
    ids = selection.ids
    places, mode = _choose(backends, selection, question, values, weights, prices_usd, followers)
    values = values[places]
    values[:, FIT] = np.clip(selection.exact_products(question.query, places) / (1 + question.scale), 0.0, 1.0)
    scores = blend.scores(values, weights)
    depth = backends.config.ranking_depth if mode == "exact" else _ANN_DEPTH
    order = best(sort_key(question.sort, scores, prices_usd[places], followers[places]), ids[places], depth)
    entries = np.empty(len(order), dtype=ENTRY)
    entries["id"], entries["score"] = ids[places][order], scores[order]
    entries["values"] = values[order]
    entries["niche"] = _shared_niches(selection, question, places[order])
    return Ranking(entries, tuple(weights.tolist()), _facts(snapshot, question, counts, mode, backends))


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
    fits = np.clip(selection.products(question.query) / (1 + question.scale), 0.0, 1.0)
    return _within_reach(attribute_scores + weights[FIT] * fits, depth), "exact"


def _within_reach(rough: Floats, depth: int) -> Places:
    """Everyone whose rough score leaves a chance of being among the `depth` best."""
    if len(rough) <= depth:
        return np.arange(len(rough))
    bound = np.partition(rough, len(rough) - depth)[len(rough) - depth]
    return np.flatnonzero(rough >= bound - _MARGIN)


def _approximate(selection: Selection, question: Question, attributes: Floats, fit_weight: float) -> Places | None:
    """Candidates from both ends, nearest and best in attributes, more of each until nobody left out can be among
    the best (threshold algorithm; exact up to the recall of the nearest). None: score everybody instead."""
    count = _ANN_DEPTH
    while count < len(selection) / 2:
        nearest = selection.nearest(question.query, count)
        if nearest is None or len(nearest) < min(_ANN_DEPTH, len(selection)):
            return None
        leading = np.argpartition(-attributes, count)[: count + 1]
        places = np.union1d(nearest, leading)
        fits = np.clip(selection.exact_products(question.query, places) / (1 + question.scale), 0.0, 1.0)
        scores = np.sort(attributes[places] + fit_weight * fits)[::-1]
        farthest = fits[np.isin(places, nearest)].min()
        if scores[min(_GUARANTEED, len(scores)) - 1] >= fit_weight * farthest + attributes[leading].min():
            return places
        count *= 4
    return None


# The first ranks hold against everybody left out; later pages of an approximate ranking are as good as its reach.
_GUARANTEED = 200


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


def _shared_niches(selection: Selection, question: Question, places: Places) -> npt.NDArray[np.int16]:
    """The niche that brief and creator have most in common, as a place in NICHES."""
    first = selection.snapshot.niches.shape[1]
    parts = selection.vectors(places)[:, first : first + len(NICHES)] * question.query[first : first + len(NICHES)]
    return np.argmax(parts, axis=1).astype(np.int16) if len(places) else np.empty(0, dtype=np.int16)


# --- answering


def _first_page(backends: Backends, ranking: Ranking, brief: Brief, limit: int, kept: _Kept | None,
                started: float) -> Document:  # fmt: skip
    if kept is not None and len(ranking.entries) > limit:
        backends.jobs.cache.put(kept.key, ranking.to_bytes(), backends.config.ranking_seconds)
    return _page(backends, ranking, brief, 0, limit, kept, started)


def _page(backends: Backends, ranking: Ranking, brief: Brief, offset: int, limit: int, kept: _Kept | None,
          started: float) -> Document:  # fmt: skip
    items: list[Document] = []
    position = offset
    for position, stored in _hydrated(backends, ranking, offset, limit):
        creator = read_creator(stored.external_id, orjson.loads(stored.document))
        # A creator that changed since it was ranked is checked as it is now.
        if violated(brief.constraints, creator) is None:
            items.append(_match(backends, ranking, position, stored, creator, brief))
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


def _match(backends: Backends, ranking: Ranking, position: int, stored: StoredCreator, creator: Creator,
           brief: Brief) -> Document:  # fmt: skip
    entry = ranking.entries[position]
    primary = creator.primary_account
    return {
        "rank": position + 1,
        "score": float(entry["score"]),
        "components": explain(entry["values"].tolist(), list(ranking.weights), creator, int(entry["niche"])),
        "price": _price(backends, creator, brief),
        "tier": tier_of(primary.followers) if primary and primary.followers is not None else None,
        "creator": {"external_id": stored.external_id, **orjson.loads(stored.document)},
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
