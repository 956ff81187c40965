"""Match quality measured from files: the production encoding and scoring over creators and briefs as JSON lines.

No database and no network: what a server would store is held in one in-memory index.
"""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from service.backends import Backends
from service.briefing.gold import flat
from service.briefing.reader import read
from service.domain.brief import Brief, read_brief
from service.domain.creator import read_creator
from service.domain.niche import TAXONOMY_HASH
from service.embeddings.encoder import Encoder, Vectors
from service.embeddings.text import brief_views, creator_text
from service.errors import Invalid
from service.index.columns import index_row
from service.index.generation import Header
from service.index.joint import joint_vectors
from service.index.snapshot import LiveIndex, Snapshot
from service.index.trust import text_trust
from service.index.wanted import Wanted, wanted_by_brief, wanted_like
from service.niches import niche_vectors
from service.readings import semantic_text
from service.scoring import Asked, Question, rank, refined

Document = dict[str, Any]
Progress = Callable[[int], None]

_BATCH = 512


@dataclass(frozen=True)
class Pool:
    """Creators in an in-memory index; internal ids are places in `ids`."""

    backends: Backends
    encoder: Encoder
    ids: Sequence[str]
    snapshot: Snapshot


def read_rows(lines: Iterable[bytes], name: str) -> list[Document]:
    """JSON lines with distinct ids and texts; raises Invalid with file and line."""
    rows: dict[str, Document] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row = _row(line)
        if row is None:
            raise Invalid(f"{name}:{number}: needs a JSON object with the strings id and text, and name if any")
        if row["id"] in rows:
            raise Invalid(f"{name}:{number}: the id {row['id']!r} stands twice")
        rows[row["id"]] = row
    return list(rows.values())


def _row(line: bytes) -> Document | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("id", "text")):
        return None
    if not isinstance(row.get("name") or "", str):
        return None
    return row | {key: _whole(row[key]) for key in ("text", "name") if row.get(key)}


def _whole(text: str) -> str:
    """Text from the open web may hold halves of characters (lone surrogates), which no encoder takes."""
    return text.encode(errors="replace").decode()


def index_pool(backends: Backends, rows: Sequence[Document], progress: Progress) -> Pool:
    """Encode creators as the workers do, and index them as the server does."""
    encoder = backends.encoders.get(backends.encoder_spec)
    examples = niche_vectors(encoder)
    live = LiveIndex(Header(0, encoder.spec.fingerprint, TAXONOMY_HASH, examples.shape[1]), examples)
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        joint = _joint(encoder, [creator_text(_document(row)) for row in batch], examples)
        creators = [read_creator(row["id"], _document(row)) for row in batch]
        live.apply(
            [index_row(start + i, 1, creator, joint[i]) for i, creator in enumerate(creators)], (), start + len(batch)
        )
        progress(len(batch))
    without_database = replace(backends, held_rates=backends.exchange.of_file.table)
    return Pool(without_database, encoder, [row["id"] for row in rows], live.snapshot)


def match_rows(
    pool: Pool, briefs: Sequence[Document], top: int, today: datetime.date
) -> Iterator[tuple[str, str, float]]:
    """(brief id, creator id, score) of the best creators by niche fit, best first."""
    for row in briefs:
        text = semantic_text({"text": row["text"]}, read(row["text"], today))
        wanted = wanted_by_brief(pool.encoder.encode_queries(brief_views(text)), pool.snapshot.examples)
        for creator, score in _ranked(pool, wanted, top, {}):
            yield row["id"], creator, score


def similar_rows(pool: Pool, queries: Sequence[Document], top: int) -> Iterator[tuple[str, str, float]]:
    """(query id, creator id, score) of the most similar creators, the creator itself left out."""
    places = {external_id: place for place, external_id in enumerate(pool.ids)}
    for row in queries:
        rows = _joint(pool.encoder, [creator_text(_document(row))], pool.snapshot.examples)
        wanted = wanted_like(rows, [1.0], pool.snapshot.width)
        own = {row["id"]: places[row["id"]]} if row["id"] in places else {}
        for creator, score in _ranked(pool, wanted, top, own) if wanted else ():
            yield row["id"], creator, score


def constraint_rows(briefs: Sequence[Document], today: datetime.date) -> Iterator[Document]:
    """Each brief's id and its constraints as read from its text. A row's own `today` settles dates without a year."""
    for row in briefs:
        day = datetime.date.fromisoformat(row["today"]) if "today" in row else today
        yield {"id": row["id"], "pred": flat(read(row["text"], day), row["text"])}


def _joint(encoder: Encoder, texts: Sequence[str], examples: Vectors) -> Vectors:
    """Stored rows of creators, as the workers and the index make them."""
    semantic = encoder.encode_documents(texts).astype(np.float16)
    trust = np.array([text_trust(text) for text in texts])
    return joint_vectors(semantic, examples, [()] * len(texts), trust)


def _ranked(pool: Pool, wanted: Wanted, top: int, without: Mapping[str, int]) -> Iterator[tuple[str, float]]:
    """Creators and scores, best first; `without` are external and internal ids to be left out."""
    moved = refined(pool.backends, pool.snapshot, wanted, list(without.values()))
    question = Question(_fit_alone(pool.backends, list(without)), moved, Asked(top))
    deep = replace(pool.backends, config=replace(pool.backends.config, ranking_depth=top))
    for entry in rank(deep, pool.snapshot, question).entries:
        yield pool.ids[int(entry["id"])], float(entry["score"])


def _fit_alone(backends: Backends, without: Sequence[str]) -> Brief:
    """A brief that weighs nothing but fit and lets everybody in."""
    weights = dict.fromkeys(("audience", "engagement", "value", "experience", "credibility", "recency", "history"), 0.0)
    constraints = {"followers": {"min": 0, "unknown": "include"}, "excluded_creators": list(without)}
    document = {"text": "", "constraints": constraints, "preferences": {"weights": weights | {"fit": 1.0}}}
    return read_brief(document, backends.rates)


def _document(row: Mapping[str, Any]) -> Document:
    return {"name": row.get("name") or "", "text": row["text"]}
