"""Given creators checked and scored against a stored brief, whether they fulfil it or not."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from service.backends import Backends
from service.domain.constraints import violations
from service.embeddings.text import creator_text
from service.estimating import Pricing, pricing_of
from service.index.snapshot import Snapshot
from service.judging import Ground, judge
from service.matching import served_snapshot, stored_question
from service.presenting import Shown, creator_facts, rates_facts, seen_now
from service.ranking.explain import Evidence, explain
from service.ranking.quote import brief_words
from service.readings import resolve_stored
from service.scoring import Asked, Question, fits, shared_niches
from service.store import creators
from service.store.briefs import StoredBrief

Document = dict[str, Any]


def score_creators(backends: Backends, stored: StoredBrief, external_ids: Sequence[str]) -> Document:
    """Each creator's score for the brief and the constraints that it breaks, best first.

    Who does not exist is listed under `not_found`, who has no vector yet under `not_indexed`.
    """
    snapshot = served_snapshot(backends)
    question = stored_question(backends, snapshot, stored, resolve_stored(backends, stored).brief, Asked(1))
    with backends.store.read() as connection:
        ids = creators.ids_of(connection, external_ids)
        found = creators.hydrate(connection, list(ids.values()))
    vectors = snapshot.find_all(list(found))
    seen = {creator_id: seen_now(snapshot, row) for creator_id, row in found.items() if creator_id in vectors}
    items = _items(backends, snapshot, question, seen, vectors, pricing_of(backends, stored))
    return {
        "items": sorted(items, key=lambda item: (-item["score"], item["creator"]["external_id"])),
        "not_found": [external_id for external_id in external_ids if external_id not in ids],
        "not_indexed": [row.external_id for creator_id, row in found.items() if creator_id not in vectors],
        "index_version": snapshot.index_version,
        "encoder": snapshot.header.encoder,
        **rates_facts(backends.rates),
    }


def _items(backends: Backends, snapshot: Snapshot, question: Question, seen: dict[int, Shown],
           vectors: dict[int, Any], pricing: Pricing) -> list[Document]:  # fmt: skip
    if not seen:
        return []
    rows = np.stack([vectors[creator_id] for creator_id in seen]).astype(np.float64)
    ground = Ground(backends.rates, backends.now().date(), question.experience)
    brief = question.brief
    query = question.wanted.vector(snapshot.header.dimension)
    near = fits(rows, query, question.scale)
    judged = judge(brief, {creator_id: shown.creator for creator_id, shown in seen.items()}, near, ground)
    niches, words = shared_niches(rows, query, snapshot), brief_words(brief.text)
    items = []
    for place, shown in enumerate(seen.values()):
        text = creator_text(shown.document)
        evidence = Evidence(shown.creator, text, int(niches[place]), words, brief.audience_wishes, brief.platforms,
                            proven=judged.proven(place))  # fmt: skip
        items.append({
            "score": float(judged.scores[place]),
            "violates": violations(brief.constraints, shown.creator),
            "components": explain(judged.values[place].tolist(), judged.weights.tolist(), evidence),
            **creator_facts(shown, brief, pricing),
        })  # fmt: skip
    return items
