"""The other way round: open briefs that suit a creator, among those that brands let the marketplace see."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from service.backends import Backends
from service.catalog import no_creator
from service.domain.brief import Brief
from service.domain.constraints import violated
from service.embeddings.encoder import Vectors
from service.embeddings.text import creator_text
from service.errors import Unavailable
from service.estimating import pricing_of
from service.index.joint import Doubles
from service.index.snapshot import Snapshot
from service.index.wanted import Wanted, wanted_by_brief
from service.judging import Ground, Judged, judge
from service.matching import served_snapshot
from service.presenting import Shown, price, rates_facts, seen_now
from service.query import brief_vectors, known_brief_vectors
from service.ranking.explain import Evidence, explain
from service.ranking.quote import brief_words
from service.readings import resolve
from service.scoring import fits, refined, shared_niches
from service.store import briefs, creators
from service.store.briefs import StoredBrief

Document = dict[str, Any]

# The newest briefs that one request looks through, and of those never encoded how many it encodes.
_MOST_BRIEFS = 2_000
_MOST_ENCODED = 5
# For so many times the asked number the score is made exact: the refinement by first answers needs a search each.
_REFINED = 2


@dataclass(frozen=True)
class _Offer:
    """A brief whose every constraint the creator fulfils; `document` is it with what its text states, `views` is None
    while its text has no vectors."""

    stored: StoredBrief
    document: Document
    brief: Brief
    brand: str
    views: Vectors | None


def briefs_for(backends: Backends, external_id: str, limit: int) -> Document:
    """The best discoverable briefs whose every constraint the creator fulfils, scored as the brand would see it.

    `pending` counts suiting briefs whose text has no vectors yet; asking again encodes more of them.
    """
    snapshot = served_snapshot(backends)
    with backends.store.read() as connection:
        stored = creators.get(connection, external_id)
        offered = briefs.discoverable(connection, _MOST_BRIEFS)
    if stored is None:
        raise no_creator(external_id)
    vector = snapshot.find(stored.id)
    if vector is None:
        raise Unavailable("this creator has no vector yet", code="not_indexed")
    shown, row = seen_now(snapshot, stored), vector[None, :].astype(np.float64)
    suiting = _suiting(backends, snapshot, shown, offered)
    return {
        "items": _best(backends, snapshot, shown, row, [o for o in suiting if o.views is not None], limit),
        "considered": len(offered),
        "suiting": len(suiting),
        "pending": sum(offer.views is None for offer in suiting),
        "index_version": snapshot.index_version,
        "encoder": snapshot.header.encoder,
        **rates_facts(backends.rates),
    }


def _suiting(
    backends: Backends, snapshot: Snapshot, shown: Shown, offered: list[tuple[StoredBrief, str]]
) -> list[_Offer]:
    found, encoded = [], 0
    for stored, brand in offered:
        resolved = resolve(backends, stored.document, stored.readings)
        brief = resolved.brief
        if violated(brief.constraints, shown.creator) is not None:
            continue
        views = known_brief_vectors(backends, stored, brief, snapshot.header.encoder)
        if views is None and encoded < _MOST_ENCODED:
            views, encoded = brief_vectors(backends, stored, brief, snapshot.header.encoder), encoded + 1
        found.append(_Offer(stored, resolved.overlay.document, brief, brand, views))
    return found


def _best(backends: Backends, snapshot: Snapshot, shown: Shown, row: Doubles, offers: list[_Offer],
          limit: int) -> list[Document]:  # fmt: skip
    """The best offers: roughly by what the briefs say, exactly by what they find."""
    said = [(offer, wanted_by_brief(offer.views, snapshot.examples)) for offer in offers if offer.views is not None]
    rough = [
        (-_judged(backends, snapshot, shown, row, offer, wanted).scores[0], offer.stored.id) for offer, wanted in said
    ]
    first = sorted(range(len(said)), key=rough.__getitem__)[: _REFINED * limit]
    items = []
    for place in first:
        offer, wanted = said[place]
        exact = refined(backends, snapshot, wanted)
        judged = _judged(backends, snapshot, shown, row, offer, exact)
        items.append(_item(backends, snapshot, shown, row, offer, exact, judged))
    return sorted(items, key=lambda item: (-item["score"], item["brief"]["id"]))[:limit]


def _judged(backends: Backends, snapshot: Snapshot, shown: Shown, row: Doubles, offer: _Offer,
            wanted: Wanted) -> Judged:  # fmt: skip
    near = fits(row, wanted.vector(snapshot.header.dimension), wanted.scale)
    return judge(offer.brief, {0: shown.creator}, near, Ground(backends.rates, backends.now().date()))


def _item(backends: Backends, snapshot: Snapshot, shown: Shown, row: Doubles, offer: _Offer, wanted: Wanted,
          judged: Judged) -> Document:  # fmt: skip
    niche = int(shared_niches(row, wanted.vector(snapshot.header.dimension), snapshot)[0])
    brief, document = offer.brief, offer.document
    text = creator_text(shown.document)
    evidence = Evidence(shown.creator, text, niche, brief_words(brief.text), brief.audience_wishes, brief.platforms)
    return {
        "score": float(judged.scores[0]),
        "components": explain(judged.values[0].tolist(), judged.weights.tolist(), evidence),
        "price": price(shown.creator, brief, pricing_of(backends)),
        "brand_id": offer.brand,
        "brief": {"id": offer.stored.id, "title": document.get("title"), "text": document["text"],
                  "deliverables": document.get("deliverables", []), "deadline": document.get("deadline")},
    }  # fmt: skip
