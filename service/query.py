"""Brief to query vector: remembered, stored with the brief, or encoded now."""

from service.backends import Backends
from service.domain.brief import Brief
from service.embeddings.encoder import EncoderSpec, Vectors
from service.errors import Unavailable
from service.observability import log
from service.store import briefs, encoders
from service.store.briefs import StoredBrief


def text_vector(backends: Backends, fingerprint: str, text: str) -> Vectors:
    """A text that is not stored, by the encoder that made the served index."""
    if (vector := backends.recent.get(fingerprint, text)) is not None:
        return vector
    vector = backends.encoders.get(_spec(backends, fingerprint)).encode_query(text)
    backends.recent.put(fingerprint, text, vector)
    return vector


def brief_vector(backends: Backends, stored: StoredBrief, brief: Brief, fingerprint: str) -> Vectors:
    """A stored brief's vector; once encoded it is kept in the database, so that a restart needs no encoder."""
    if (vector := backends.recent.get(fingerprint, brief.text)) is not None:
        return vector
    with backends.store.read() as connection:
        vector = briefs.load_vector(connection, stored.id, fingerprint, brief.text_hash)
    if vector is not None:
        backends.recent.put(fingerprint, brief.text, vector)
        return vector
    found = text_vector(backends, fingerprint, brief.text)
    try:
        backends.store.write(lambda c: briefs.save_vector(c, stored.id, fingerprint, brief.text_hash, found))
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
