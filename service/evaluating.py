"""Match quality measured from files: the production encoding and scoring over creators and briefs as JSON lines.

No database and no network: what a server would store is held in one in-memory index.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from service.backends import Backends
from service.briefing.flat import flat
from service.briefing.reader import read
from service.domain.brief import Brief, read_brief
from service.domain.creator import read_creator
from service.domain.niche import NICHES, TAXONOMY_HASH
from service.embeddings.encoder import Encoder, Vectors
from service.embeddings.text import creator_text
from service.errors import Invalid
from service.index.columns import index_row
from service.index.generation import Header
from service.index.joint import LAMBDA_BRIEF, LAMBDA_SIMILAR, joint_dimension, joint_query, joint_vectors
from service.index.snapshot import LiveIndex, Snapshot
from service.readings import semantic_text
from service.scoring import Asked, Question, rank

Document = dict[str, Any]
Progress = Callable[[int], None]

_BATCH = 64


@dataclass(frozen=True)
class Pool:
    """Creators in an in-memory index; internal ids are places in `ids`."""

    backends: Backends
    encoder: Encoder
    ids: Sequence[str]
    snapshot: Snapshot

    def places(self) -> dict[str, int]:
        return {external_id: place for place, external_id in enumerate(self.ids)}


def read_rows(lines: Iterable[bytes | str], load: Callable[[Any], Any], name: str) -> list[Document]:
    """JSON lines with distinct ids and texts; raises Invalid with file and line."""
    rows: list[Document] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row = load(line)
        if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not isinstance(row.get("text"), str):
            raise Invalid(f"{name}:{number}: needs an object with the strings id and text")
        if row["id"] in seen:
            raise Invalid(f"{name}:{number}: the id {row['id']!r} stands twice")
        seen.add(row["id"])
        rows.append(row)
    return rows


def index_pool(backends: Backends, rows: Sequence[Document], progress: Progress) -> Pool:
    """Encode creators as the workers do, and index them as the server does."""
    encoder = backends.encoders.get(backends.encoder_spec)
    niches = encoder.encode_documents([niche.description for niche in NICHES])
    live = LiveIndex(
        Header(0, encoder.spec.fingerprint, TAXONOMY_HASH, joint_dimension(niches.shape[1], len(niches))), niches
    )
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        semantic = encoder.encode_documents([creator_text(_document(row)) for row in batch]).astype(np.float16)
        joint = joint_vectors(semantic, niches)
        creators = [read_creator(row["id"], _document(row)) for row in batch]
        live.apply(
            [index_row(start + i, 1, creator, joint[i]) for i, creator in enumerate(creators)], (), start + len(batch)
        )
        progress(len(batch))
    return Pool(backends, encoder, [row["id"] for row in rows], live.snapshot)


def match_rows(pool: Pool, briefs: Sequence[Document], top: int, today: datetime.date) -> Iterator[tuple[str, str, float]]:
    """(brief id, creator id, score) of the best creators by niche fit, best first."""
    for row in briefs:
        semantic = pool.encoder.encode_query(semantic_text({"text": row["text"]}, read(row["text"], today)))
        for creator, score in _ranked(pool, semantic, LAMBDA_BRIEF, top, ()):
            yield row["id"], creator, score


def similar_rows(pool: Pool, queries: Sequence[Document], top: int) -> Iterator[tuple[str, str, float]]:
    """(query id, creator id, score) of the most similar creators, the creator itself left out."""
    for row in queries:
        text = creator_text(_document(row))
        semantic = pool.encoder.encode_documents([text])[0]
        for creator, score in _ranked(pool, semantic, LAMBDA_SIMILAR, top, (row["id"],)):
            yield row["id"], creator, score


def constraint_rows(briefs: Sequence[Document], today: datetime.date) -> Iterator[Document]:
    """Each brief's id and its constraints as read from its text. A row's own `today` settles dates without a year."""
    for row in briefs:
        day = datetime.date.fromisoformat(row["today"]) if "today" in row else today
        yield {"id": row["id"], "pred": flat(read(row["text"], day))}


def _ranked(pool: Pool, semantic: Vectors, scale: float, top: int, without: Sequence[str]) -> Iterator[tuple[str, float]]:
    query = joint_query(semantic, pool.snapshot.niches, scale)
    question = Question(_fit_alone(pool.backends, without), query, scale, Asked(top))
    entries = rank(pool.backends, pool.snapshot, question).entries[:top]
    for entry in entries:
        yield pool.ids[int(entry["id"])], float(entry["score"])


def _fit_alone(backends: Backends, without: Sequence[str]) -> Brief:
    """A brief that weighs nothing but fit and lets everybody in."""
    weights = dict.fromkeys(("audience", "engagement", "value", "experience", "credibility", "recency", "history"), 0.0)
    constraints = {"followers": {"min": 0, "unknown": "include"}, "excluded_creators": list(without)}
    document = {"text": "", "constraints": constraints, "preferences": {"weights": weights | {"fit": 1.0}}}
    return read_brief(document, backends.rates)


def _document(row: Mapping[str, Any]) -> Document:
    return {"name": row.get("name") or "", "text": row["text"]}
