"""Fills a database with sample creators by the million, vectors included, straight through the tables: no encoder.

Documents are the sample's, each seen again with other ids, handles, followers and prices. Vectors are the real ones of
the niches' examples with noise: a creator's lies about an example of a niche that it declares. The same seed gives the
same rows. For vectors with the measured spread of real bios see benchmarks/corpus.py.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import func, insert, select, text, update

from service import sample
from service.domain.niche import NICHES, TAXONOMY_HASH
from service.domain.vocabulary import handle_key
from service.embeddings.text import creator_text_hash
from service.store import encoders, names
from service.store.creators import Draft, columns_of
from service.store.engine import Connection, Store, insert_short
from service.store.tables import accounts, changes, creators, feed, vectors

Document = dict[str, Any]
Row = dict[str, Any]

TEMPLATES = 20_000
CHUNK = 10_000
_NOISE = 0.8  # length of the noise beside an example's vector of length 1: a cosine of about 0.78


def fill(store: Store, count: int, seed: int = 7, progress: Callable[[int], None] = lambda _: None) -> None:
    """Append `count` creators with vectors by the active encoder, as if all had been imported and embedded."""
    with store.read() as connection:
        active = encoders.active(connection)
        assert active is not None, "no encoder is known yet"
        examples = encoders.load_niches(connection, active.fingerprint, TAXONOMY_HASH)
        first = connection.execute(select(func.coalesce(func.max(creators.c.id), 0))).scalar_one() + 1
    assert examples is not None, "the niches have no vectors yet"
    numbers = np.random.default_rng(seed)
    documents = _documents(count, seed, numbers)
    for start in range(0, count, CHUNK):
        chunk = [next(documents) for _ in range(min(CHUNK, count - start))]
        found = _vectors(chunk, examples, numbers)
        store.write(lambda c, s=start, d=chunk, v=found: _insert(c, first + s, d, v, active.fingerprint))  # type: ignore[misc]
        progress(start + len(chunk))
    store.write(_continue_ids)


def documents(count: int, seed: int = 7) -> Iterator[Document]:
    """`count` creator documents with an `external_id`, unlike one another."""
    return _documents(count, seed, np.random.default_rng(seed))


def _documents(count: int, seed: int, numbers: np.random.Generator) -> Iterator[Document]:
    templates = list(sample.creators(count=min(count, TEMPLATES), seed=seed))
    for place in range(count):
        yield _varied(templates[place % len(templates)], f"crowd-{seed}-{place:08d}", numbers)


def _varied(template: Document, external_id: str, numbers: np.random.Generator) -> Document:
    """Somebody else with the same story: followers and prices between half and double."""
    factor = 2.0 ** numbers.uniform(-1, 1)
    document = template | {"external_id": external_id, "text": f"{template['text']}\n{external_id}"}
    if own := template.get("accounts"):
        document["accounts"] = [
            account | {"handle": f"{account['handle']}.{external_id[6:]}"}
            | ({"followers": int(account["followers"] * factor)} if "followers" in account else {})
            for account in own
        ]  # fmt: skip
    if card := template.get("rate_card"):
        document["rate_card"] = card | {
            "rates": {kind: _scaled(amount, factor) for kind, amount in card["rates"].items()}
        }
    return document


def _scaled(amount: str, factor: float) -> str:
    whole, point, _ = amount.partition(".")
    return f"{max(1, int(int(whole) * factor))}{point and '.00'}"


def _vectors(found: list[Document], examples: npt.NDArray[np.float32],
             numbers: np.random.Generator) -> npt.NDArray[np.float16]:  # fmt: skip
    ends = np.cumsum([len(niche.examples) for niche in NICHES])
    places = {niche.id: (int(end) - len(niche.examples), int(end)) for niche, end in zip(NICHES, ends, strict=True)}
    spans = [places[document["niches"][0]] if document.get("niches") else (0, len(examples)) for document in found]
    low, high = np.array(spans).T
    noise = numbers.standard_normal((len(found), examples.shape[1]), dtype=np.float32)
    noise *= _NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
    rows = examples[numbers.integers(low, high)] + noise
    unit: npt.NDArray[np.float16] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("<f2")
    return unit


def _insert(connection: Connection, first: int, found: list[Document], made: npt.NDArray[np.float16],
            encoder: str) -> None:  # fmt: skip
    now, ids = time.time(), range(first, first + len(found))
    rows = [_creator(creator_id, document, now) for creator_id, document in zip(ids, found, strict=True)]
    connection.execute(insert(creators), rows)
    names.keep(connection, [], [(i, d["name"]) for i, d in zip(ids, found, strict=True)])
    own = {(i, a["platform"], handle_key(a["handle"])) for i, d in zip(ids, found, strict=True)
           for a in d.get("accounts") or ()}  # fmt: skip
    insert_short(connection, insert(accounts), [dict(zip(accounts.c.keys(), row, strict=True)) for row in sorted(own)])
    blobs = [{"creator_id": i, "encoder": encoder, "content_rev": 1, "vector": v.tobytes()}
             for i, v in zip(ids, made, strict=True)]  # fmt: skip
    connection.execute(insert(vectors), blobs)
    taken = connection.execute(update(feed).values(seq=feed.c.seq + len(found)).returning(feed.c.seq)).scalar_one()
    at = taken - len(found) + 1
    fed = [{"creator_id": i, "seq": at + n, "erased": False, "changed_at": now} for n, i in enumerate(ids)]
    insert_short(connection, insert(changes), fed)


def _continue_ids(connection: Connection) -> None:
    """Ids were given here; PostgreSQL goes on after them, SQLite does by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT setval(pg_get_serial_sequence('creators', 'id'), max(id)) FROM creators"))


def _creator(creator_id: int, document: Document, now: float) -> Row:
    external_id = document.pop("external_id")
    key = {"id": creator_id, "external_id": external_id, "version": 1, "content_rev": 1, "created_at": now}
    return key | columns_of(Draft(external_id, document, creator_text_hash(document)), now)
