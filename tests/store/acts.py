"""What the store's users do, each as one committed transaction."""

import hashlib
from typing import Any

import orjson

from service.embeddings.text import creator_text, creator_text_hash
from service.store import creators, feed, stale
from service.store.creators import Draft, Saved
from service.store.engine import Store
from service.store.feed import Change
from service.store.stale import Claimed, Embedded
from service.store.tables import vectors

ENCODER = "hash-0"
LEASE = 60.0


def draft(external_id: str, text: str = "vegan recipes", **parts: Any) -> Draft:
    document = {"name": "Ada", "text": text} | parts
    return Draft(external_id, document, creator_text_hash(document))


def save(store: Store, *drafts: Draft, urgency: int = stale.EDIT) -> list[Saved]:
    return store.write(lambda c: creators.save(c, drafts, urgency))


def put(store: Store, external_id: str, text: str = "vegan recipes", urgency: int = stale.EDIT, **parts: Any) -> Saved:
    return save(store, draft(external_id, text, **parts), urgency=urgency)[0]


def erase(store: Store, *external_ids: str) -> list[int]:
    return store.write(lambda c: creators.erase(c, external_ids))


def claim(store: Store, token: str = "mine", limit: int = 100, lease: float = LEASE, encoder: str = ENCODER
          ) -> list[Claimed]:  # fmt: skip
    return store.write(lambda c: stale.claim(c, encoder, token, limit, lease))


def vector(claimed: Claimed) -> bytes:
    """Stands for the text: so that a vector of an old text is told from one of the new."""
    text = creator_text(orjson.loads(claimed.document))
    return hashlib.sha256(text.encode()).digest()


def finish(store: Store, claimed: list[Claimed], token: str = "mine", encoder: str = ENCODER) -> int:
    done = [Embedded(row.creator_id, row.content_rev, vector(row)) for row in claimed]
    return store.write(lambda c: stale.finish(c, encoder, token, done))


def fail(store: Store, claimed: Claimed, token: str = "mine", error: str = "too odd") -> None:
    store.write(lambda c: stale.fail(c, ENCODER, token, claimed, error))


def stored_vectors(store: Store) -> dict[int, bytes]:
    with store.read() as connection:
        return {row.creator_id: bytes(row.vector) for row in connection.execute(vectors.select())}


def changes(store: Store, after: int = 0, limit: int = 1000) -> list[Change]:
    with store.read() as connection:
        return feed.read_changes(connection, after, ENCODER, limit)


def counts(store: Store) -> dict[str, float]:
    with store.read() as connection:
        return stale.counts(connection, ENCODER)
