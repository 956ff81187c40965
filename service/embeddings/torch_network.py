"""The encoder as sentence-transformers runs it: torch, 32-bit floats. What every other network is held to."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from service.embeddings.lane import Vectors


class TorchNetwork:
    """Weights of a folder or a name; they load at once, which takes seconds and must never happen before a fork."""

    budget = 4_000  # characters of a slice

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        self.model: Any = SentenceTransformer(
            name,
            device="cpu",
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True, "dtype": "float32"},
        )

    def prepare(self, texts: Sequence[str]) -> list[str]:
        return list(texts)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        found = self.model.encode(
            list(texts), batch_size=len(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(found, dtype=np.float32)
