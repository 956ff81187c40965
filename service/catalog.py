"""Creators in: saved one by one or streamed by the thousand, erased, listed."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from service.backends import Backends
from service.domain.ids import new_id
from service.domain.versions import UNSAID, Expected
from service.embeddings.text import creator_text_hash
from service.erasures import settle
from service.errors import NotFound
from service.index.joint import detected_niches
from service.jobs import DELIVER, REFRESH
from service.store import creators, encoders, feed, stale
from service.store.creators import Draft, Saved, StoredCreator
from service.store.duplicates import likely_duplicates
from service.store.engine import Connection, database_time

Document = dict[str, Any]
# Validates a creator document and returns its canonical form; raises Invalid. Given by the front.
Validate = Callable[[Document], Document]


def save_creator(
    backends: Backends, external_id: str, document: Document, expected: Expected = UNSAID
) -> Saved:
    """Insert or replace one creator; the write is durable when this returns."""
    drafts = [draft(external_id, document)]

    def change(connection: Connection) -> Saved:
        if expected != UNSAID:
            before = creators.get(connection, external_id, lock=True)
            expected.check(before.version if before else None)
        return creators.save(connection, drafts, stale.EDIT)[0]

    saved = backends.store.write(change)
    announce(backends)
    return saved


def patch_creator(backends: Backends, external_id: str, patch: Document, validate: Validate,
                  expected: Expected = UNSAID) -> Saved:  # fmt: skip
    """Apply a JSON merge patch (RFC 7396) to the creator as it is now; two patches never undo each other."""

    def change(connection: Connection) -> Saved:
        before = creators.get(connection, external_id, lock=True)
        if before is None:
            raise no_creator(external_id)
        expected.check(before.version)
        document = validate(merge_patch(orjson.loads(before.document), patch))
        return creators.save(connection, [draft(external_id, document)], stale.EDIT)[0]

    saved = backends.store.write(change)
    announce(backends)
    return saved


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396: null removes, objects merge, everything else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


class Erased(NamedTuple):
    """An erasure's receipt, and its place in the change feed."""

    receipt: str
    seq: int


def erase_creator(backends: Backends, external_id: str, expected: Expected = UNSAID) -> Erased:
    """Erase a creator with everything derived from it. Unknown ids raise NotFound."""
    receipt = new_id("ers")

    def change(connection: Connection) -> Erased:
        if expected != UNSAID:
            before = creators.get(connection, external_id, lock=True)
            expected.check(before.version if before else None)
        if not creators.erase(connection, [external_id], receipt):
            raise no_creator(external_id)
        return Erased(receipt, feed.last_seq(connection))

    erased = backends.store.write(change)
    backends.jobs.ring()
    backends.jobs.wake(DELIVER)
    settle(backends)
    return erased


@dataclass(frozen=True)
class CreatorView:
    """A stored creator with what the service knows about it."""

    stored: StoredCreator
    embedding: Document
    duplicates: list[dict[str, str]]
    detected: list[Document]  # niches that its vector shows

    def to_json(self) -> Document:
        document: Document = orjson.loads(self.stored.document)
        detected = [] if document.get("niches") else self.detected
        return {
            "external_id": self.stored.external_id,
            **document,
            "version": self.stored.version,
            "created_at": self.stored.created_at,
            "updated_at": self.stored.updated_at,
            "embedding": self.embedding,
            "likely_duplicates": self.duplicates,
            "detected_niches": detected,
        }


def get_creator(backends: Backends, external_id: str) -> CreatorView:
    with backends.store.read() as connection:
        stored = creators.get(connection, external_id)
        if stored is None:
            raise no_creator(external_id)
        return _views(backends, connection, [stored])[0]


def list_creators(backends: Backends, filters: Mapping[str, Any], after: int, limit: int) -> list[CreatorView]:
    with backends.store.read() as connection:
        active = encoders.active(connection)
        by_encoder = {**filters, "encoder": active.fingerprint if active else ""}
        return _views(backends, connection, creators.page(connection, by_encoder, after, limit))


def _views(backends: Backends, connection: Connection, stored: list[StoredCreator]) -> list[CreatorView]:
    active = encoders.active(connection)
    ids = [creator.id for creator in stored]
    waiting = stale.states_of(connection, active.fingerprint, ids) if active else {}
    duplicates = likely_duplicates(connection, ids)
    detected = _detected(backends, ids)
    return [
        CreatorView(s, _embedding(waiting.get(s.id)), duplicates.get(s.id, []), detected.get(s.id, [])) for s in stored
    ]


def _detected(backends: Backends, ids: list[int]) -> dict[int, list[Document]]:
    """Niches by creator id as the served index sees them; nothing for who is not indexed yet."""
    snapshot = backends.served.snapshot
    if snapshot is None:
        return {}
    vectors = snapshot.find_all(ids)
    return {
        creator_id: [{"id": niche, "share": share} for niche, share in detected_niches(joint, snapshot.width)]
        for creator_id, joint in vectors.items()
    }


def _embedding(waiting: stale.Waiting | None) -> Document:
    if waiting is None:
        return {"state": "fresh"}
    if waiting.error is None:
        return {"state": "stale"}
    return {"state": "failed", "attempts": waiting.attempts, "error": waiting.error, "retry_at": waiting.retry_at}


def export_creators(backends: Backends) -> Iterator[bytes]:
    """Every creator as an NDJSON line that the import takes back."""
    after = 0
    while True:
        with backends.store.read() as connection:
            stored = creators.page(connection, {}, after, 500)
        if not stored:
            return
        for creator in stored:
            yield orjson.dumps({"external_id": creator.external_id, **orjson.loads(creator.document)}) + b"\n"
        after = stored[-1].id


def wait_indexed(backends: Backends, saved: Saved) -> bool:
    """Wait until a saved creator's state is what this process answers with.

    False when time ran out or its text could not be embedded.
    """

    def embedded(connection: Connection, encoder: str) -> bool | None:
        waiting = stale.states_of(connection, encoder, [saved.id]).get(saved.id)
        return True if waiting is None else None if waiting.error else False

    return _wait(backends, embedded)


def wait_all_indexed(backends: Backends) -> bool:
    """The same for everything that was queued up to now."""
    with backends.store.read() as connection:
        until = database_time(connection)
    return _wait(backends, lambda c, encoder: not stale.waiting_since(c, encoder, until))


def _wait(backends: Backends, embedded: Callable[[Connection, str], bool | None]) -> bool:
    """Poll until `embedded`, then until this process shows it; None from it means never."""
    deadline = time.monotonic() + backends.config.wait_seconds
    pause = 0.005
    while (left := deadline - time.monotonic()) > 0:
        with backends.store.read() as connection:
            active = encoders.active(connection)
            ready = embedded(connection, active.fingerprint) if active else False
            seq = feed.last_seq(connection)
        if ready is None:
            return False
        if ready:
            return backends.served.wait_for(seq, left)
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, 0.1)
    return False


def draft(external_id: str, document: Document) -> Draft:
    return Draft(external_id, document, creator_text_hash(document))


def announce(backends: Backends) -> None:
    backends.jobs.ring()
    backends.jobs.wake(REFRESH)


def no_creator(external_id: str) -> NotFound:
    return NotFound(f"no creator has the external_id {external_id!r}")
