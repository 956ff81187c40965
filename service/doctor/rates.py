"""The exchange rates that count, and their age."""

import datetime

import orjson

from service.bootstrap import load_rates
from service.config import Config
from service.doctor.finding import Finding, failure, ok, warning
from service.domain.money import RateTable
from service.errors import ConfigError
from service.store.examine import Contents

_SET = "set the day's table: creatormatch rates set FILE, or PUT /v1/rates"


def check_rates(config: Config, contents: Contents | None, today: datetime.date) -> Finding:
    try:
        table, source = _table(config, contents)
    except ConfigError as error:
        return failure("exchange rates", error.detail, "correct the file, or unset CREATORMATCH_RATES_FILE")
    age = table.age_days(today)
    seen = f"of {table.as_of}, {age:,} days old, {source}"
    if source == "shipped":
        return warning("exchange rates", f"{seen}: illustrative figures", _SET)
    if age > config.rates_max_age_days:
        return warning("exchange rates", f"{seen}: conversions are flagged as old", _SET)
    return ok("exchange rates", seen)


def _table(config: Config, contents: Contents | None) -> tuple[RateTable, str]:
    if contents is not None and contents.rates is not None:
        return RateTable.from_json(orjson.loads(contents.rates)), "set through the API"
    return load_rates(config.rates_file), config.rates_file or "shipped"
