"""Stale vectors made fresh: claim a batch, encode outside any transaction, store what is still wanted."""

import secrets
import threading
from collections.abc import Callable, Sequence

import orjson

from service.backends import Backends
from service.domain.niche import TAXONOMY_HASH
from service.embeddings.encoder import Encoder, EncoderSpec, Vectors
from service.embeddings.text import creator_text
from service.jobs import REFRESH
from service.metrics import embed_failures_total, embed_seconds, embedded_total
from service.niches import niche_vectors
from service.observability import error_kind, log
from service.store import creators, encoders, stale
from service.store.encoders import ACTIVE, INCOMING, StoredEncoder
from service.store.engine import Connection
from service.store.stale import Claimed, Embedded

Progress = Callable[[int], None]


def register_encoder(backends: Backends) -> None:
    """Make the configured encoder known. A changed one comes in beside the active one and everything is
    embedded anew; the switch follows when all is done."""
    spec = backends.encoder_spec

    def change(connection: Connection) -> None:
        encoders.lock(connection)
        active = encoders.active(connection)
        if active and active.fingerprint == spec.fingerprint:
            encoders.cancel_incoming(connection)
        else:
            encoders.add(connection, spec.fingerprint, spec.to_json())
        stale.mark_missing(connection, spec.fingerprint)

    backends.store.write(change)
    backends.jobs.wake(REFRESH)


def refresh(backends: Backends, stopping: threading.Event | None = None, progress: Progress = lambda _: None) -> int:
    """Embed until nothing is waiting (or told to stop); returns how many vectors were stored."""
    total = 0
    while not (stopping and stopping.is_set()):
        done = sum(_try_batch(backends, encoder, progress) for encoder in _in_use(backends))
        total += done
        if not done:
            break
    finish_switch(backends)
    return total


def finish_switch(backends: Backends) -> bool:
    """Once every creator has a vector by the incoming encoder, it becomes the active one, in one step."""
    with backends.store.read() as connection:
        if {encoder.state for encoder in encoders.all_encoders(connection)} <= {ACTIVE}:
            return False

    def change(connection: Connection) -> bool:
        encoders.lock(connection)
        encoders.drop_retired(connection, backends.config.retire_seconds)
        incoming = next((e for e in encoders.all_encoders(connection) if e.state == INCOMING), None)
        if incoming is None or stale.blocking_switch(connection, incoming.fingerprint):
            return False
        if stale.counts(connection, incoming.fingerprint)["failed"] * 2 > creators.count(connection):
            return False  # the encoder is at fault, not the texts
        if encoders.load_niches(connection, incoming.fingerprint, TAXONOMY_HASH) is None:
            return False
        encoders.switch(connection, incoming.fingerprint)
        log.info("encoder_switched", encoder=incoming.fingerprint)
        return True

    switched = backends.store.write(change)
    if switched:
        backends.jobs.ring()
    return switched


def _in_use(backends: Backends) -> list[StoredEncoder]:
    """Encoders that edits need vectors by, the serving one first."""
    with backends.store.read() as connection:
        return sorted(encoders.all_encoders(connection), key=lambda e: e.state != ACTIVE)


def _try_batch(backends: Backends, stored: StoredEncoder, progress: Progress) -> int:
    """An encoder that cannot work (a misspelt name, weights that went) must not hold up the one that serves."""
    try:
        return _refresh_batch(backends, stored, progress)
    except OSError as error:
        log.error("encoder_failed", encoder=stored.fingerprint, error=error_kind(error))
        return 0


def _refresh_batch(backends: Backends, stored: StoredEncoder, progress: Progress) -> int:
    """One lease; returns how many rows it dealt with."""
    _ensure_niches(backends, stored)
    token = secrets.token_hex(8)
    config = backends.config
    claimed = backends.store.write(
        lambda c: stale.claim(c, stored.fingerprint, token, config.refresh_batch, config.lease_seconds)
    )
    if not claimed:
        return 0
    with embed_seconds.time():
        encoder = backends.encoders.get(EncoderSpec(**stored.spec))
        embedded = _embed(backends, encoder, token, claimed)
        kept = backends.store.write(lambda c: stale.finish(c, stored.fingerprint, token, embedded))
    backends.jobs.ring()
    embedded_total.inc(kept)
    backends.pace.note(kept)
    progress(len(claimed))
    return len(claimed)


def _embed(backends: Backends, encoder: Encoder, token: str, claimed: Sequence[Claimed]) -> list[Embedded]:
    """Vectors of a batch; when it fails, one by one, so that a poison row fails alone."""
    texts = [creator_text(orjson.loads(row.document)) for row in claimed]
    try:
        vectors: Sequence[Vectors | None] = list(encoder.encode_documents(texts))
    except Exception as error:
        log.warning("batch_failed", rows=len(claimed), error=error_kind(error))
        vectors = [_embed_alone(backends, encoder, token, row, text) for row, text in zip(claimed, texts, strict=True)]
    return [
        Embedded(row.creator_id, row.content_rev, vector.astype("<f2").tobytes())
        for row, vector in zip(claimed, vectors, strict=True)
        if vector is not None
    ]


def _embed_alone(backends: Backends, encoder: Encoder, token: str, row: Claimed, text: str) -> Vectors | None:
    try:
        vector: Vectors = encoder.encode_documents([text])[0]
        return vector
    except Exception as error:
        message = repr(error)
        embed_failures_total.inc()
        log.warning("embedding_failed", creator_id=row.creator_id, attempts=row.attempts + 1)
        backends.store.write(lambda c: stale.fail(c, encoder.spec.fingerprint, token, row, message))
        return None


def _ensure_niches(backends: Backends, stored: StoredEncoder) -> None:
    """The vectors of the niches' examples, made once for each encoder and taxonomy."""
    with backends.store.read() as connection:
        if encoders.load_niches(connection, stored.fingerprint, TAXONOMY_HASH) is not None:
            return
    matrix = niche_vectors(backends.encoders.get(EncoderSpec(**stored.spec)))
    backends.store.write(lambda c: encoders.save_niches(c, stored.fingerprint, TAXONOMY_HASH, matrix))
    backends.jobs.ring()
