"""Brief to matches: a ranking, kept for later pages."""

import hashlib
import time
from dataclasses import dataclass, replace
from typing import Any

from service import learning
from service.backends import Backends
from service.domain.brief import Brief
from service.errors import Gone, Invalid, Problem, Unavailable
from service.estimating import Pricing, pricing_of
from service.index.snapshot import Snapshot
from service.index.wanted import Wanted, wanted_by_brief
from service.presenting import matches, page_of, rates_facts
from service.query import brief_vectors, text_vectors
from service.ranking.arithmetic import method
from service.ranking.kept import LAYOUT, Ranking
from service.ranking.order import Sort
from service.readings import resolve_now, resolve_stored
from service.scoring import Asked, Question, rank, refined
from service.store.briefs import StoredBrief
from service.version import VERSION

Document = dict[str, Any]


def match_brief(backends: Backends, stored: StoredBrief, asked: Asked) -> Document:
    """First page of a stored brief's matches, with a cursor to the next."""
    started = time.perf_counter()
    snapshot = served_snapshot(backends)
    brief = resolve_stored(backends, stored).brief
    kept = _Kept(_token(backends, snapshot, stored, brief, asked), stored.id, stored.version)
    ranking = _kept_ranking(backends, kept)
    if ranking is None:
        ranking = rank(backends, snapshot, stored_question(backends, snapshot, stored, brief, asked))
    source = _Source(snapshot, brief, pricing_of(backends, stored.brand_id))
    # Put again when it was there: this answer's cursor lasts its whole time, whoever asked first.
    is_kept = backends.jobs.cache.put(kept.key, ranking.to_bytes(), backends.config.ranking_seconds)
    return _page(backends, source, ranking, 0, asked, kept if is_kept else None, started)


def match_once(backends: Backends, document: Document, asked: Asked) -> Document:
    """Matches of a brief that is not stored."""
    started = time.perf_counter()
    snapshot = served_snapshot(backends)
    resolved = resolve_now(backends, document)
    must_be_priced(resolved.brief, asked.sort)
    views = text_vectors(backends, snapshot.header.encoder, resolved.brief.text)
    wanted = refined(backends, snapshot, wanted_by_brief(views, snapshot.examples))
    ranking = rank(backends, snapshot, Question(resolved.brief, wanted, asked))
    source = _Source(snapshot, resolved.brief, pricing_of(backends))
    found = _page(backends, source, ranking, 0, asked, None, started)
    return found | {"readings": resolved.overlay.readings, "contradictions": resolved.overlay.contradictions}


def next_page(backends: Backends, stored: StoredBrief, cursor: str, asked: Asked) -> Document:
    """A later page of the ranking that the cursor names; raises Gone when it is no longer kept."""
    started = time.perf_counter()
    token, _, offset = cursor.partition(".")
    kept = _Kept(token, stored.id, stored.version)
    ranking = _kept_ranking(backends, kept)
    if ranking is None or not offset.isdecimal() or len(offset) > 9:
        raise Gone("the ranking behind this cursor is no longer kept, or the brief has changed; start again without it")
    brief = resolve_stored(backends, stored).brief
    source = _Source(served_snapshot(backends), brief, pricing_of(backends, stored.brand_id))
    return _page(backends, source, ranking, int(offset), asked, kept, started)


def stored_question(backends: Backends, snapshot: Snapshot, stored: StoredBrief, brief: Brief,
                    asked: Asked) -> Question:  # fmt: skip
    """A stored brief as it is ranked, with what its brand's feedback and outcomes teach."""
    must_be_priced(brief, asked.sort)
    learned = learning.learned(backends, stored)
    wanted = learned.wanted(wanted_by_stored(backends, snapshot, stored, brief), snapshot)
    taught = replace(brief, constraints=(*learned.constraints(), *brief.constraints))
    return Question(taught, wanted, asked, learned.experience)


def wanted_by_stored(backends: Backends, snapshot: Snapshot, stored: StoredBrief, brief: Brief) -> Wanted:
    views = brief_vectors(backends, stored, brief, snapshot.header.encoder)
    return refined(backends, snapshot, wanted_by_brief(views, snapshot.examples))


def served_snapshot(backends: Backends) -> Snapshot:
    snapshot = backends.served.snapshot
    if snapshot is None:
        raise Unavailable("the index is being read; try again in a moment", code="index_not_ready")
    return snapshot


def must_be_priced(brief: Brief, sort: Sort) -> None:
    if sort == "price" and not brief.deliverables:
        raise Invalid("sorting by price needs deliverables", (Problem("query/sort", "has no deliverables to price"),))


@dataclass(frozen=True)
class _Kept:
    """Where a ranking is kept. The brief's version is in the key: an edited brief's cursors are gone."""

    token: str
    brief_id: str
    version: int

    @property
    def key(self) -> str:
        return f"ranking:{LAYOUT}:{self.brief_id}:{self.version}:{self.token}"


@dataclass(frozen=True)
class _Source:
    """What a page is read from beside the ranking."""

    snapshot: Snapshot
    brief: Brief
    pricing: Pricing


def _token(backends: Backends, snapshot: Snapshot, stored: StoredBrief, brief: Brief, asked: Asked) -> str:
    """Everything beside the brief that a ranking depends on: equal questions share one, on every process."""
    parts = (
        snapshot.index_version,
        *(str(option) for option in (asked.sort, asked.diversity, asked.explain, asked.facets)),
        backends.now().date().isoformat(),
        backends.rates.fingerprint,
        str(brief.calibration),
        VERSION,
        str(learning.revision(backends, stored)),
    )
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:24]


def _kept_ranking(backends: Backends, kept: _Kept) -> Ranking | None:
    data = backends.jobs.cache.get(kept.key)
    return Ranking.from_bytes(data) if data is not None else None


def _page(backends: Backends, source: _Source, ranking: Ranking, offset: int, asked: Asked, kept: _Kept | None,
          started: float) -> Document:  # fmt: skip
    page = page_of(backends, source.snapshot, ranking, source.brief, offset, asked.limit)
    items = matches(ranking, page, source.brief, source.pricing)
    more = kept is not None and len(page) == asked.limit and page[-1].position + 1 < len(ranking.entries)
    cursor = f"{kept.token}.{page[-1].position + 1}" if kept and more else None
    found = {"items": items, "next_cursor": cursor, **ranking.facts, **rates_facts(backends.rates)}
    if ranking.inputs is not None:
        found["method"] = method(ranking.facts["lambda"], sum(source.brief.deliverables.values()))
    found["took_ms"] = round((time.perf_counter() - started) * 1000, 3)
    return found
