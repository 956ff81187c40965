"""The encoder as OpenVINO runs it: a graph and a tokenizer in a folder (`export.py`), without torch.

OpenVINO takes 16-bit floats (bf16) by itself where the processor multiplies them natively, otherwise 32-bit ones.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from service.embeddings.lane import Vectors

GRAPH, TOKENIZER = "graph.xml", "tokenizer.json"


def openvino() -> Any:
    """The library without its usage reports: it would send them as it is imported, and has a stub for their absence."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino as library

    return library


class OpenVINONetwork:
    """Loads at once, in a fraction of a second. `vectors` must not run twice at a time."""

    budget = 512  # tokens of a slice, padding included: larger ones are no faster

    def __init__(self, folder: Path, precision: str | None = None) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        compiled = openvino().Core().compile_model(folder / GRAPH, "CPU", _properties(precision))
        self._request = compiled.create_infer_request()
        self.precision = str(compiled.get_property("INFERENCE_PRECISION_HINT").to_string())

    def prepare(self, texts: Sequence[str]) -> list[list[int]]:
        """Token numbers of each text, cut at the encoder's window."""
        return [found.ids for found in self._tokenizer.encode_batch([text.strip() for text in texts])]

    def vectors(self, texts: Sequence[Sequence[int]]) -> Vectors:
        lengths = np.array([len(tokens) for tokens in texts])
        is_token = np.arange(lengths.max()) < lengths[:, None]
        tokens = np.zeros(is_token.shape, dtype=np.int64)
        tokens[is_token] = np.concatenate([np.asarray(one, dtype=np.int64) for one in texts])
        self._request.infer({"input_ids": tokens, "attention_mask": is_token.astype(np.int64)})
        found: Vectors = self._request.get_output_tensor(0).data.copy()
        return found


def _properties(precision: str | None) -> dict[str, Any]:
    """As many threads as OpenMP was told to use, which OpenVINO does not read. Not pinned: others share the cores."""
    threads = os.environ.get("OMP_NUM_THREADS", "")
    chosen = {"INFERENCE_PRECISION_HINT": precision} if precision else {}
    return chosen | {
        "INFERENCE_NUM_THREADS": int(threads) if threads.isdecimal() else 0,
        "NUM_STREAMS": 1,
        "ENABLE_CPU_PINNING": False,
    }
