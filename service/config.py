"""Every setting once: environment name, type, default, meaning. A bad value fails by name.

A name with `_FILE` behind it is read from that file (for secrets in containers).
"""

import difflib
import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from service.domain.access import ORIGIN
from service.errors import ConfigError, Problem

PREFIX = "CREATORMATCH_"
ENCODER_CACHE = "~/.cache/creatormatch"


@dataclass(frozen=True)
class Setting:
    field: str
    parse: Callable[[str], Any]
    default: str
    meaning: str

    @property
    def variable(self) -> str:
        return PREFIX + self.field.upper()

    def trim(self, raw: str) -> str:
        """Without the space around it, except where a space at the end says something."""
        return raw.strip("\r\n") if self.field.endswith("_prefix") else raw.strip()


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError("must be at least 1")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError("must be 0 or more")
    return value


def _origins(text: str) -> str:
    found = [part.strip() for part in text.split(",") if part.strip()]
    for origin in found:
        if not re.fullmatch(ORIGIN, origin):
            raise ValueError(f"{origin!r} is no origin such as https://shop.example")
    return ",".join(found)


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < 10**9:
        raise ValueError("must be a number of seconds, 0 or more")
    return value


def _interval(text: str) -> float:
    value = _seconds(text)
    if value < 0.001:
        raise ValueError("must be more than 0 seconds")
    return value


def _bind(text: str) -> str:
    if text:
        host_and_port(text)
    return text


def _served_at(text: str) -> str:
    port = text.rpartition(":")[2]
    if port.isdecimal() and int(port) > 65_535:
        raise ValueError("must end with a port of at most 65535")
    return text


def host_and_port(bind: str) -> tuple[str, int]:
    """An address to listen on, such as 0.0.0.0:9100; raises ValueError."""
    host, _, port = bind.rpartition(":")
    if not (host and port.isascii() and port.isdecimal() and 0 < int(port) < 65_536):
        raise ValueError("must be an address and a port, such as 0.0.0.0:9100")
    return host.strip("[]"), int(port)


def _ports(text: str) -> str:
    numbers = text.replace(" ", "").split(",")
    if not all(number.isascii() and number.isdecimal() and 0 < int(number) < 65_536 for number in numbers):
        raise ValueError("must be port numbers with commas between them")
    return ",".join(numbers)


def _folder(text: str) -> Path:
    return Path(text).expanduser()


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return text

    return parse


SETTINGS = (
    Setting("data", Path, "data", "Folder of the embedded database and of the index generations"),
    Setting("database_url", str, "", "SQLAlchemy URL; empty is SQLite in the data folder"),
    Setting("redis_url", str, "", "Redis for workers on other machines, bell and shared caches; empty is in-process"),
    Setting("bind", _served_at, "127.0.0.1:8000", "Address and port to listen on"),
    Setting("workers", _positive, "1", "API processes (more than 1 needs PostgreSQL and Redis)"),
    Setting("threads", _positive, "8", "Request threads of each API process"),
    Setting("drain_seconds", _seconds, "0", "After SIGTERM /readyz says no for so long before the port is closed"),
    Setting(
        "ready_lag_seconds", _seconds, "300", "/readyz says no once a change waits for so long to be seen; 0: never"
    ),
    Setting("worker_metrics_bind", _bind, "", "Address and port of a worker's /metrics and /healthz; empty is none"),
    Setting("slow_seconds", _seconds, "1", "Requests that take longer are logged; 0 is none"),
    Setting("access_log", _one_of("off", "on"), "off", "Whether every request is logged"),
    Setting("encoder", str, "all-MiniLM-L6-v2", "sentence-transformers name or folder"),
    Setting("query_prefix", str, "", "Words the encoder expects before a query"),
    Setting("document_prefix", str, "", "Words the encoder expects before a document"),
    Setting(
        "encoder_glossary",
        _one_of("auto", "on", "off"),
        "auto",
        "Whether texts in es, pt, fr, de and it reach the encoder as English words; auto: for the shipped encoder",
    ),
    Setting(
        "encoder_backend",
        _one_of("auto", "openvino", "torch"),
        "auto",
        "What computes vectors; auto: OpenVINO, and torch where that cannot run the encoder",
    ),
    Setting(
        "encoder_precision",
        _one_of("float", "int8"),
        "float",
        "Numbers that the encoder computes with; int8 needs OpenVINO and is another encoder",
    ),
    Setting("encoder_cache", _folder, ENCODER_CACHE, "Folder of the encoders that were exported for OpenVINO"),
    Setting("rates_file", str, "", "JSON file of exchange rates; empty is the illustrative table shipped along"),
    Setting("rates_max_age_days", _positive, "7", "Conversions by exchange rates older than this are flagged"),
    Setting("calibration_seconds", _interval, "3600", "After this time price estimates are calibrated again"),
    Setting("refresh_batch", _positive, "8", "Creators embedded under one lease; edits wait for at most one batch"),
    Setting(
        "lease_seconds", _interval, "60", "After this time a batch that was not finished is given to another worker"
    ),
    Setting("sweep_seconds", _interval, "5", "How often stale creators are looked for without being told"),
    Setting("retire_seconds", _seconds, "86400", "How long a replaced encoder's vectors are kept for other replicas"),
    Setting("poll_seconds", _interval, "0.1", "How often the change feed is read without a bell"),
    Setting("exact_rows", _positive, "2000", "Up to this many matching creators every one is scored exactly"),
    Setting("ann_min_rows", _positive, "5000", "From this many creators on a generation gets short codes"),
    Setting(
        "feedback_rows", _positive, "5000", "A brief learns from its first answers among so many creators, or a part"
    ),
    Setting("delta_max_rows", _positive, "2000", "Changes in memory before a new generation is built (or 2 % of it)"),
    Setting("erasure_seconds", _seconds, "60", "After this time an erased creator is removed from the index files"),
    Setting("ranking_depth", _positive, "5000", "Matches that can be paged through"),
    Setting("ranking_seconds", _positive, "900", "How long a ranking is kept for later pages"),
    Setting("wait_seconds", _seconds, "10", "How long ?wait=indexed waits"),
    Setting("requests_per_minute", _count, "6000", "Requests that a key may make a minute; 0 is no limit"),
    Setting("cors_origins", _origins, "", "Web origins (by commas) whose pages may call, beside those of keys"),
    Setting(
        "require_if_match", _one_of("off", "on"), "off", "Whether a change has to name the version that it is made to"
    ),
    Setting("audit_days", _positive, "365", "How long the audit log is kept"),
    Setting("import_max_bytes", _positive, "1073741824", "Largest import body"),
    Setting("standing_seconds", _interval, "60", "A standing brief is looked at again after this time at the earliest"),
    Setting("webhook_ports", _ports, "443,8443", "Ports that webhooks may be sent to"),
    Setting(
        "webhook_private",
        _one_of("off", "on"),
        "off",
        "Whether webhooks may go to private addresses, by http and to any port: for development",
    ),
    Setting("webhook_retention_days", _positive, "30", "How long events and the log of their deliveries are kept"),
)


@dataclass(frozen=True)
class Config:
    data: Path
    database_url: str
    redis_url: str
    bind: str
    workers: int
    threads: int
    drain_seconds: float
    ready_lag_seconds: float
    worker_metrics_bind: str
    slow_seconds: float
    access_log: str
    encoder: str
    query_prefix: str
    document_prefix: str
    encoder_glossary: str
    encoder_backend: str
    encoder_precision: str
    encoder_cache: Path
    rates_file: str
    rates_max_age_days: int
    calibration_seconds: float
    refresh_batch: int
    lease_seconds: float
    sweep_seconds: float
    retire_seconds: float
    poll_seconds: float
    exact_rows: int
    ann_min_rows: int
    feedback_rows: int
    delta_max_rows: int
    erasure_seconds: float
    ranking_depth: int
    ranking_seconds: int
    wait_seconds: float
    requests_per_minute: int
    cors_origins: str
    require_if_match: str
    audit_days: int
    import_max_bytes: int
    standing_seconds: float
    webhook_ports: str
    webhook_private: str
    webhook_retention_days: int

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    def environment(self) -> dict[str, str]:
        """The variables that make this configuration again, for a process that is started from here."""
        return {setting.variable: str(getattr(self, setting.field)) for setting in SETTINGS}

    @property
    def index_folder(self) -> Path:
        return self.data / "index"


def load_config(environment: Mapping[str, str] | None = None) -> Config:
    """Read the environment; raises ConfigError naming every variable that is unknown or wrong."""
    config, problems = read_config(os.environ if environment is None else environment)
    if len(problems) == 1:
        raise ConfigError(problems[0].message)
    if problems:
        raise ConfigError(f"wrong settings: {', '.join(problem.path for problem in problems)}", tuple(problems))
    return config


def read_config(environment: Mapping[str, str]) -> tuple[Config, list[Problem]]:
    """The configuration, with defaults in the place of values that are wrong; and everything that is wrong, by
    variable."""
    problems = _unknown(environment)
    values = {setting.field: _value(setting, environment, problems) for setting in SETTINGS}
    if not values["database_url"]:
        values["database_url"] = f"sqlite:///{values['data'].absolute()}/creatormatch.sqlite"
    config = Config(**values)
    problems += _disagreements(config)
    return config, problems


def _value(setting: Setting, environment: Mapping[str, str], problems: list[Problem]) -> Any:
    raw = setting.trim(environment.get(setting.variable, ""))
    if file := environment.get(f"{setting.variable}_FILE", "").strip():
        try:
            raw = setting.trim(Path(file).read_text())
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(setting.variable, f"{setting.variable}_FILE cannot be read: {error}"))
    try:
        return setting.parse(raw or setting.default)
    except ValueError as error:
        problems.append(Problem(setting.variable, f"{setting.variable}={raw!r}: {error} ({setting.meaning})"))
        return setting.parse(setting.default)


# Read by gunicorn.conf.py, the Makefile and compose.yaml, not here.
_OTHER = {"BANNER_FD", "TORCH_INDEX", "PORT"}


def _unknown(environment: Mapping[str, str]) -> list[Problem]:
    known = {s.variable for s in SETTINGS} | {PREFIX + name for name in _OTHER}
    given = {name for name in environment if name.startswith(PREFIX)} - known
    return [_unknown_setting(name, known) for name in sorted(given) if name.removesuffix("_FILE") not in known]


def _unknown_setting(name: str, known: Collection[str]) -> Problem:
    near = difflib.get_close_matches(name.upper(), known, n=1)
    hint = f"did you mean {near[0]}?" if near else "docs/configuration.md lists those there are"
    return Problem(name, f"unknown setting {name}; {hint}", suggestion=near[0] if near else None)


def _disagreements(config: Config) -> list[Problem]:
    """Settings that cannot stand beside each other."""
    found: list[Problem] = []

    def wrong(name: str, message: str) -> None:
        found.append(Problem(PREFIX + name, f"{PREFIX}{name}{message}"))

    if not config.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        wrong("DATABASE_URL", " must start with sqlite:/// or postgresql+psycopg://")
    if config.workers > 1 and (config.is_sqlite or not config.redis_url):
        wrong("WORKERS", f"={config.workers}: more than one API process needs PostgreSQL and Redis")
    if config.is_sqlite and config.redis_url:
        wrong("REDIS_URL", " is for PostgreSQL; SQLite runs its jobs inside the one API process")
    return found


assert [f.name for f in fields(Config)] == [s.field for s in SETTINGS]
