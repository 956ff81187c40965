"""The examples of the niches as vectors: shipped for the default encoder, made once for any other.

Run as `python -m service.niches` after the examples or the encoder changed, to make the shipped ones anew.
"""

import sys
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np

from service.config import load_config
from service.domain.niche import NICHES, TAXONOMY_HASH
from service.embeddings.encoder import Encoder, Vectors, encoder_spec, open_encoder

_FOLDER = "niche_vectors"


def niche_vectors(encoder: Encoder) -> Vectors:
    """Unit vectors of all examples in the order of NICHES, shape (examples, dimension)."""
    shipped = resources.files("service").joinpath(_FOLDER, _file_name(encoder))
    if shipped.is_file():
        with resources.as_file(shipped) as path:
            found: Vectors = np.load(path, allow_pickle=False).astype(np.float32)
            return found
    return encode_examples(encoder)


def encode_examples(encoder: Encoder) -> Vectors:
    """The same, encoded now: some 2,000 short texts."""
    return encoder.encode_documents([text for niche in NICHES for text in niche.examples])


def _file_name(encoder: Encoder) -> str:
    # The examples are English, which no glossary touches.
    return f"{replace(encoder.spec, glossary='').fingerprint}-{TAXONOMY_HASH}.npy"


def main() -> int:
    config = load_config()
    encoder = open_encoder(encoder_spec(config.encoder, config.query_prefix, config.document_prefix, "off"))
    folder = Path(__file__).parent / _FOLDER
    folder.mkdir(exist_ok=True)
    for old in folder.glob(f"{Path(encoder.spec.name).name}-*.npy"):
        old.unlink()
    np.save(folder / _file_name(encoder), encode_examples(encoder).astype(np.float16))
    return 0


if __name__ == "__main__":
    sys.exit(main())
