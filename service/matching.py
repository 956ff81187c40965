"""Brief to matches: a ranking, kept for later pages."""

import hashlib
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import orjson

from service import learning
from service.backends import Backends
from service.domain.brief import Brief
from service.errors import Gone, Invalid, Problem, Unavailable
from service.estimating import pricing_of
from service.index.snapshot import Snapshot
from service.index.wanted import Wanted, wanted_by_brief
from service.pages import Ground, Item, kept_page_of, page_of
from service.presenting import rates_facts
from service.query import brief_vectors, text_vectors
from service.ranking.arithmetic import method
from service.ranking.kept import LAYOUT, Ranking
from service.ranking.order import Sort
from service.readings import resolve_now, resolve_stored
from service.scoring import Asked, Question, rank, refined
from service.store.briefs import StoredBrief
from service.version import VERSION

Document = dict[str, Any]


def match_brief(backends: Backends, stored: StoredBrief, seq: int, asked: Asked) -> Document:
    """First page of a stored brief's matches, with a cursor to the next. `seq` as for `kept_page_of`."""
    started = time.perf_counter()
    snapshot = served_snapshot(backends)
    brief = resolve_stored(backends, stored).brief
    kept = _Kept(_token(backends, snapshot, stored, brief, asked), stored.id, stored.version)

    def ranked() -> Ranking:
        if (found := _kept_ranking(backends, kept)) is not None:
            return found
        return rank(backends, snapshot, stored_question(backends, snapshot, stored, brief, asked))

    ranking = backends.rankings.get(kept.key, None, ranked)
    ground = Ground(snapshot, ranking, brief, pricing_of(backends, stored))
    page = kept_page_of(backends, ground, stored, seq, kept.key, 0, asked.limit)
    cursor = _cursor(kept, ranking, page, asked) if _keep(backends, kept, ranking) else None
    return _answer(backends, ground, page, cursor, started)


def match_once(backends: Backends, document: Document, asked: Asked) -> Document:
    """Matches of a brief that is not stored."""
    started = time.perf_counter()
    snapshot = served_snapshot(backends)
    resolved = resolve_now(backends, document)
    ranking = rank(backends, snapshot, question_now(backends, snapshot, resolved.brief, asked))
    ground = Ground(snapshot, ranking, resolved.brief, pricing_of(backends))
    found = _answer(backends, ground, page_of(backends, ground, 0, asked.limit), None, started)
    return found | {"readings": resolved.overlay.readings, "contradictions": resolved.overlay.contradictions}


def question_now(backends: Backends, snapshot: Snapshot, brief: Brief, asked: Asked) -> Question:
    """A brief that is not stored as it is ranked."""
    must_be_priced(brief, asked.sort)
    views = text_vectors(backends, snapshot.header.encoder, brief.text)
    return Question(brief, refined(backends, snapshot, wanted_by_brief(views, snapshot.examples)), asked)


def next_page(backends: Backends, stored: StoredBrief, seq: int, cursor: str, asked: Asked) -> Document:
    """A later page of the ranking that the cursor names; raises Gone when it is no longer kept."""
    started = time.perf_counter()
    token, _, offset = cursor.partition(".")
    kept = _Kept(token, stored.id, stored.version)
    ranking = _kept_ranking(backends, kept)
    if ranking is None or not offset.isdecimal() or len(offset) > 9:
        raise Gone("the ranking behind this cursor is no longer kept, or the brief has changed; start again without it")
    brief = resolve_stored(backends, stored).brief
    ground = Ground(served_snapshot(backends), ranking, brief, pricing_of(backends, stored))
    page = kept_page_of(backends, ground, stored, seq, kept.key, int(offset), asked.limit)
    return _answer(backends, ground, page, _cursor(kept, ranking, page, asked), started)


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


def _token(backends: Backends, snapshot: Snapshot, stored: StoredBrief, brief: Brief, asked: Asked) -> str:
    """Everything beside the brief that a ranking depends on: equal questions share one, on every process."""
    options = (asked.sort, asked.diversity, asked.explain, asked.facets)
    return _hashed(snapshot.index_version, *options, backends.now().date(), backends.rates.fingerprint,
                   brief.calibration, VERSION, stored.feedback_rev)  # fmt: skip


@lru_cache(maxsize=1000)
def _hashed(*parts: object) -> str:
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()[:24]


def _kept_ranking(backends: Backends, kept: _Kept) -> Ranking | None:
    data = backends.jobs.cache.get(kept.key)
    return Ranking.from_bytes(data) if data is not None else None


def _keep(backends: Backends, kept: _Kept, ranking: Ranking) -> bool:
    """Let an answer's cursor last its whole time, whoever asked first; whether it does."""
    cache, seconds = backends.jobs.cache, backends.config.ranking_seconds
    return cache.prolong(kept.key, seconds) or cache.put(kept.key, ranking.to_bytes(), seconds)


def _cursor(kept: _Kept, ranking: Ranking, page: list[Item], asked: Asked) -> str | None:
    """To the page after this one, if there is one."""
    more = len(page) == asked.limit and page[-1].position + 1 < len(ranking.entries)
    return f"{kept.token}.{page[-1].position + 1}" if more else None


def _answer(backends: Backends, ground: Ground, page: list[Item], cursor: str | None, started: float) -> Document:
    found = answered(ground, page) | {"next_cursor": cursor} | rates_facts(backends.rates)
    found["took_ms"] = round((time.perf_counter() - started) * 1000, 3)
    return found


def answered(ground: Ground, page: list[Item]) -> Document:
    """A page with what holds for all of its ranking; its items are JSON already."""
    found = {"items": [orjson.Fragment(item.json) for item in page], **ground.ranking.facts}
    if ground.ranking.inputs is not None:
        found["method"] = method(ground.ranking.facts["lambda"], sum(ground.brief.deliverables.values()))
    return found
