"""The settings table: defaults hold together, files hold secrets, and a wrong value is refused by name."""

from pathlib import Path

import pytest

from service.config import SETTINGS, load_config
from service.errors import ConfigError


def test_no_setting_is_needed() -> None:
    config = load_config({})
    assert (config.is_sqlite, config.bind, config.workers) == (True, "127.0.0.1:8000", 1)
    assert all(isinstance(getattr(config, setting.field), type(setting.parse(setting.default))) for setting in SETTINGS)


def test_a_value_may_lie_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql+psycopg://u:p@db/x\n")
    config = load_config({"CREATORMATCH_DATABASE_URL_FILE": str(secret)})
    assert config.database_url == "postgresql+psycopg://u:p@db/x"


def test_an_empty_value_is_the_default() -> None:
    assert load_config({"CREATORMATCH_THREADS": " ", "CREATORMATCH_ENCODER": ""}) == load_config({})


_NUMBERS = [setting.variable for setting in SETTINGS if setting.default.replace(".", "", 1).isdecimal()]


@pytest.mark.parametrize("variable", _NUMBERS)
def test_a_number_that_is_none_is_refused_by_name(variable: str) -> None:
    for wrong in ("many", "-1", "nan", "1e999", "٣x"):
        with pytest.raises(ConfigError, match=variable):
            load_config({variable: wrong})


@pytest.mark.parametrize(
    "environment",
    [
        {"CREATORMATCH_WORKERS": "2"},
        {"CREATORMATCH_WORKERS": "2", "CREATORMATCH_DATABASE_URL": "postgresql+psycopg://db/x"},
        {"CREATORMATCH_REDIS_URL": "redis://r"},
        {"CREATORMATCH_DATABASE_URL": "postgresql://db/x"},
        {"CREATORMATCH_TREADS": "4"},
        {"CREATORMATCH_DATABASE_URL_FILE": "/nowhere"},
    ],
    ids=lambda environment: " ".join(environment),
)
def test_settings_that_contradict_each_other_are_refused_by_name(environment: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=next(iter(environment)).removesuffix("_FILE")):
        load_config(environment)
