"""Brief to query vectors: remembered, stored with the brief, or encoded now."""

from service.backends import Backends
from service.domain.brief import Brief
from service.embeddings.encoder import EncoderSpec, Vectors
from service.embeddings.text import brief_views
from service.errors import Unavailable
from service.metrics import timed
from service.observability import log
from service.store import briefs, encoders
from service.store.briefs import StoredBrief


def text_vectors(backends: Backends, fingerprint: str, text: str) -> Vectors:
    """The views of a text that is not stored (the whole, then its sentences), by the encoder that made the served
    index; shape (views, dimension)."""
    if (vectors := backends.recent.get(fingerprint, text)) is not None:
        return vectors
    with timed("encode"):
        vectors = backends.encoders.get(_spec(backends, fingerprint)).encode_queries(brief_views(text))
    backends.recent.put(fingerprint, text, vectors)
    return vectors


def known_brief_vectors(backends: Backends, stored: StoredBrief, brief: Brief, fingerprint: str) -> Vectors | None:
    """A stored brief's views if its text was encoded before."""
    if (vectors := backends.recent.get(fingerprint, brief.text)) is not None:
        return vectors
    with backends.store.read() as connection:
        kept = briefs.load_vectors(connection, stored.id, fingerprint, brief.text_hash)
    if kept is not None:
        backends.recent.put(fingerprint, brief.text, kept)
    return kept


def brief_vectors(backends: Backends, stored: StoredBrief, brief: Brief, fingerprint: str) -> Vectors:
    """A stored brief's views; once encoded they are kept in the database, so that a restart needs no encoder."""
    if (known := known_brief_vectors(backends, stored, brief, fingerprint)) is not None:
        return known
    found = text_vectors(backends, fingerprint, brief.text)
    try:
        backends.store.bare.write(lambda c: briefs.save_vectors(c, stored.id, fingerprint, brief.text_hash, found))
    except Unavailable:  # reading must work where nothing can be written
        log.warning("brief_vector_not_kept", brief_id=stored.id)
    return found


def _spec(backends: Backends, fingerprint: str) -> EncoderSpec:
    if fingerprint == backends.encoder_spec.fingerprint:
        return backends.encoder_spec
    with backends.store.read() as connection:  # an encoder switch is going on
        known = {e.fingerprint: e.spec for e in encoders.all_encoders(connection)}
    if fingerprint not in known:
        raise Unavailable("the encoder is being switched; try again in a moment", code="index_not_ready")
    return EncoderSpec(**known[fingerprint])
