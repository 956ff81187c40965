"""`python -m service.embeddings`: the configured encoder's export, made ahead of the first start."""

import sys

from service.config import load_config
from service.embeddings.encoder import encoder_spec, locate
from service.embeddings.export import open_exported


def main() -> int:
    config = load_config()
    spec = encoder_spec(config.encoder, precision=config.encoder_precision)
    network = open_exported(spec.weights, locate(spec.name), spec.precision, config.encoder_cache)
    print(f"{spec.name} computes in {network.precision} here; kept in {config.encoder_cache}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
