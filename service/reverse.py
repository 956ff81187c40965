"""The other way round: open briefs that suit a creator, among those that brands let the marketplace see."""

from typing import Any

import numpy as np

from service.backends import Backends
from service.catalog import no_creator
from service.domain.constraints import violated
from service.embeddings.text import creator_text
from service.errors import Unavailable
from service.index.snapshot import Snapshot
from service.judging import Ground, judge
from service.matching import served_snapshot, wanted_by_stored
from service.presenting import Shown, price, seen_now
from service.ranking.explain import Evidence, explain
from service.ranking.quote import brief_words
from service.readings import resolve_stored
from service.scoring import fits, shared_niches
from service.store import briefs, creators
from service.store.briefs import StoredBrief

Document = dict[str, Any]

# The newest briefs that one request looks through.
_MOST_BRIEFS = 2_000


def briefs_for(backends: Backends, external_id: str, limit: int) -> Document:
    """The best discoverable briefs whose every constraint the creator fulfils, scored as the brand would see it."""
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
    found = [_suiting(backends, snapshot, brief, slug, shown, row) for brief, slug in offered]
    items = sorted((item for item in found if item), key=lambda item: (-item["score"], item["brief"]["id"]))
    return {"items": items[:limit], "considered": len(offered), "suiting": len(items),
            "index_version": snapshot.index_version, "encoder": snapshot.header.encoder}  # fmt: skip


def _suiting(backends: Backends, snapshot: Snapshot, stored: StoredBrief, slug: str, shown: Shown,
             row: Any) -> Document | None:  # fmt: skip
    """The brief as an item, or None when the creator breaks one of its constraints."""
    brief = resolve_stored(backends, stored).brief
    if violated(brief.constraints, shown.creator) is not None:
        return None
    wanted = wanted_by_stored(backends, snapshot, stored, brief)
    query = wanted.vector(snapshot.header.dimension)
    ground = Ground(backends.rates, backends.now().date())
    judged = judge(brief, [shown.creator], fits(row, query, wanted.scale), [float("nan")], ground)
    niche = int(shared_niches(row, query, snapshot)[0])
    text = creator_text(shown.document)
    evidence = Evidence(shown.creator, text, niche, brief_words(brief.text), brief.audience_wishes)
    return {
        "score": float(judged.scores[0]),
        "components": explain(judged.values[0].tolist(), judged.weights.tolist(), evidence),
        "price": price(shown.creator, brief, backends.rates),
        "brand_id": slug,
        "brief": {"id": stored.id, "title": stored.document.get("title"), "text": stored.document["text"],
                  "deliverables": stored.document.get("deliverables", []), "deadline": stored.document.get("deadline")},
    }  # fmt: skip
