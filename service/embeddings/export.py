"""The encoder's weights as an OpenVINO graph, made once from torch and kept in a folder for every later start.

`python -m service.embeddings` makes it ahead, as the image does.
"""

import logging
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from service.domain.niche import NICHES
from service.embeddings.lane import Vectors
from service.embeddings.openvino_network import GRAPH, TOKENIZER, OpenVINONetwork, openvino
from service.embeddings.torch_network import TorchNetwork

# Texts by which an exported graph is held to torch, on every processor that loads it.
PROBES = (
    "Quick dinners from a small kitchen",
    "料理と旅 🍜 #ramen",
    "Rally cars, engines and gearboxes. " * 12,
    "Wir suchen 8 Creator in Deutschland und Österreich, 5k bis 50k Follower.",
    "Soup",
)
_PROBE_VECTORS = "probes.npy"
INT8 = "int8"
# The lowest cosine to torch that is still the same encoder. Rounding to bf16 leaves 0.9999, to int8 0.98.
_LOWEST = {"": 0.9998, INT8: 0.97}
_CALIBRATION_TEXTS = 64
_METHOD = 1  # raised when what this module makes changes


def open_exported(weights: str, source: str, precision: str, cache: Path) -> OpenVINONetwork:
    """The graph of `source`'s weights (`weights` is their hash) from the cache, made where it is missing or broken.

    Raises ValueError where its vectors are not torch's.
    """
    try:
        return open_kept(weights, precision, cache)
    except (OSError, RuntimeError):  # not there, or a copy that was cut short
        _export(source, precision, _folder(weights, precision, cache))
        return open_kept(weights, precision, cache)


def open_kept(weights: str, precision: str, cache: Path) -> OpenVINONetwork:
    """The graph that an earlier start made; raises OSError or RuntimeError where it is missing or broken, ValueError
    where its vectors are not torch's."""
    return _checked(_folder(weights, precision, cache), precision)


def _folder(weights: str, precision: str, cache: Path) -> Path:
    return cache / f"{weights}-{precision or 'float'}-{_METHOD}-openvino-{version('openvino')}"


def _checked(folder: Path, precision: str) -> OpenVINONetwork:
    expected: Vectors = np.load(folder / _PROBE_VECTORS, allow_pickle=False)
    network = OpenVINONetwork(folder)
    found = network.vectors(network.prepare(PROBES))
    lowest = float((found * expected).sum(axis=1).min())
    if not lowest >= _LOWEST[precision]:
        raise ValueError(f"the exported encoder differs from torch: cosine {lowest:.5f}")
    return network


def _export(source: str, precision: str, folder: Path) -> None:
    """Made aside and renamed, so that others see all of it or nothing."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        _write(TorchNetwork(source), precision, aside)
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
    except OSError:
        if not folder.is_dir():  # otherwise another process was faster
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write(network: TorchNetwork, precision: str, folder: Path) -> None:
    tokenizer = network.model.tokenizer.backend_tokenizer
    tokenizer.enable_truncation(network.model.max_seq_length)
    tokenizer.no_padding()
    tokenizer.save(str(folder / TOKENIZER))
    np.save(folder / _PROBE_VECTORS, np.concatenate([network.vectors([probe]) for probe in PROBES]))
    graph = _graph(network.model)
    if precision == INT8:
        graph = _quantised(graph, [found.ids for found in tokenizer.encode_batch(_calibration_texts())])
    openvino().save_model(graph, folder / GRAPH, compress_to_fp16=precision != INT8)


def _graph(model: Any) -> Any:
    """All of sentence-transformers' modules (network, pooling and what follows) as one graph to unit vectors."""
    import torch
    from transformers.utils.logging import set_verbosity_error

    set_verbosity_error()  # type: ignore[no-untyped-call]

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            found = self.model({"input_ids": input_ids, "attention_mask": attention_mask})["sentence_embedding"]
            return torch.nn.functional.normalize(found, dim=1)

    example = torch.ones(2, 7, dtype=torch.long)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing tells of branches that do not matter here
        return openvino().convert_model(Whole().eval(), example_input={"input_ids": example, "attention_mask": example})


def _quantised(graph: Any, texts: Sequence[Sequence[int]]) -> Any:
    """Weights and activations in 8 bits, ranges as these texts have them (NNCF's quantisation after training)."""
    openvino()
    import nncf

    nncf.set_log_level(logging.ERROR)

    def fed(tokens: Sequence[int]) -> dict[str, Any]:
        return {"input_ids": np.array([tokens]), "attention_mask": np.ones((1, len(tokens)), dtype=np.int64)}

    dataset = nncf.Dataset(texts, fed)
    return nncf.quantize(graph, dataset, subset_size=len(texts), model_type=nncf.ModelType.TRANSFORMER)


def _calibration_texts() -> list[str]:
    """Short and long: the niches' examples, of bios and briefs, one by one and several in a row."""
    examples = [example for niche in NICHES for example in niche.examples]
    step = len(examples) // _CALIBRATION_TEXTS
    return [" ".join(examples[at : at + 1 + number % 6]) for number, at in enumerate(range(0, len(examples), step))]
