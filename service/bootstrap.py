"""Config to Backends: the only wiring."""

import json
from importlib import resources
from pathlib import Path

from service.backends import Backends, EncoderShelf
from service.config import Config
from service.domain.money import RateTable
from service.embeddings.encoder import encoder_spec
from service.errors import ConfigError
from service.jobs import Jobs
from service.store.engine import Store


def build_backends(config: Config) -> Backends:
    """Open everything that needs no network round trip; nothing heavy is imported or loaded."""
    config.data.mkdir(parents=True, exist_ok=True)
    return Backends(
        config=config,
        store=Store(config.database_url),
        encoder_spec=encoder_spec(config.encoder, config.query_prefix, config.document_prefix, config.encoder_glossary),
        encoders=EncoderShelf(),
        jobs=Jobs(config.redis_url),
        rates=load_rates(config.rates_file),
    )


def load_rates(file: str) -> RateTable:
    try:
        plain = Path(file).read_text() if file else resources.files("service").joinpath("rates.json").read_text()
        table = RateTable.from_json(json.loads(plain))
        if "USD" not in table.per_base:
            raise ValueError("there is no rate for USD, in which prices of several currencies are compared")
        return table
    except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError) as error:
        raise ConfigError(f"CREATORMATCH_RATES_FILE {file!r}: {error!r}") from error
