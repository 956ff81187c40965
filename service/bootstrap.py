"""Config to Backends: the only wiring."""

import json
from functools import partial
from importlib import resources
from pathlib import Path

from service.backends import Backends, EncoderShelf
from service.calibrating import Calibrations
from service.config import Config
from service.domain.money import RateTable
from service.embeddings.encoder import encoder_spec, open_encoder
from service.errors import ConfigError
from service.exchange import Exchange, Rates
from service.jobs import Jobs
from service.keyring import Keyring
from service.meter import Meter
from service.pace import Pace
from service.store.engine import Store
from service.store.secrets import Secrets


def build_backends(config: Config) -> Backends:
    """Open everything that needs no network round trip; nothing heavy is imported or loaded."""
    config.data.mkdir(parents=True, exist_ok=True)
    store = Store(config.database_url)
    of_file = Rates(load_rates(config.rates_file), "file" if config.rates_file else "shipped")
    jobs = Jobs(config.redis_url)
    return Backends(
        config=config,
        store=store,
        encoder_spec=encoder_spec(
            config.encoder,
            config.query_prefix,
            config.document_prefix,
            config.encoder_glossary,
            config.encoder_precision,
        ),
        encoders=EncoderShelf(partial(open_encoder, backend=config.encoder_backend, cache=config.encoder_cache)),
        jobs=jobs,
        exchange=Exchange(store, of_file, config.rates_max_age_days),
        calibrations=Calibrations(store, config.calibration_seconds),
        keyring=Keyring(store),
        meter=Meter(jobs.counters.add if jobs.counters else None),
        secrets=Secrets(store),
        pace=Pace(jobs.counters),
    )


def load_rates(file: str) -> RateTable:
    try:
        plain = Path(file).read_text() if file else resources.files("service").joinpath("rates.json").read_text()
        table = RateTable.from_json(json.loads(plain, parse_float=str))  # a number is its digits, never a float
        if "USD" not in table.per_base:
            raise ValueError("there is no rate for USD, in which prices of several currencies are compared")
        return table
    except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError) as error:
        raise ConfigError(f"CREATORMATCH_RATES_FILE {file!r}: {error!r}") from error
