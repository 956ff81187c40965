"""A look at an encoder as a start would find it; nothing is exported or downloaded."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from service.embeddings.encoder import HASH_ENCODER, Encoder, EncoderSpec, HashEncoder, SentenceEncoder, locate
from service.embeddings.export import open_kept
from service.embeddings.openvino_network import OpenVINONetwork
from service.embeddings.torch_network import TorchNetwork

Computes = Literal["openvino", "torch", "hash"]

_TEXTS = [f"Bio number {number}: quick dinners, markets and small kitchens of the south." for number in range(32)]


@dataclass(frozen=True)
class EncoderFacts:
    """`why_not_openvino`: the reason why a start would export the weights first, or compute with torch."""

    computes: Computes
    dimension: int
    texts_per_second: float
    load_seconds: float
    why_not_openvino: str | None = None


def examine(spec: EncoderSpec, backend: str, cache: Path) -> EncoderFacts:
    """Load the encoder and time it; raises whatever keeps it from loading, ValueError for vectors that are none."""
    started = time.perf_counter()
    encoder, computes, why = _opened(spec, backend, cache)
    encoder.warm()
    loaded = time.perf_counter()
    vectors = encoder.encode_documents(_TEXTS)
    seconds = time.perf_counter() - loaded
    if len(vectors) != len(_TEXTS) or not np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=0.01):
        raise ValueError("the vectors are not of length one")
    return EncoderFacts(computes, vectors.shape[1], len(_TEXTS) / max(seconds, 1e-9), loaded - started, why)


def _opened(spec: EncoderSpec, backend: str, cache: Path) -> tuple[Encoder, Computes, str | None]:
    if spec.name == HASH_ENCODER:
        return HashEncoder(spec), "hash", None
    why = None
    if backend != "torch" or spec.precision:
        try:
            return SentenceEncoder(spec, network=_kept(spec, cache)), "openvino", None
        except FileNotFoundError:
            why = "its export is made at the first start"
        except (OSError, RuntimeError) as error:
            why = f"its export is broken and will be made again: {error}"
        except ValueError as error:
            if backend == "openvino" or spec.precision:
                raise
            why = str(error)
    return SentenceEncoder(spec, network=TorchNetwork(locate(spec.name))), "torch", why


def _kept(spec: EncoderSpec, cache: Path) -> OpenVINONetwork:
    if not spec.weights:
        raise ValueError(f"{spec.name} is not a folder with model.safetensors")
    return open_kept(spec.weights, spec.precision, cache)
