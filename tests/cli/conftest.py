"""A command line on a data folder of its own."""

import os
from pathlib import Path

import pytest

from tests.builders import creator, ndjson, settings
from tests.cli.commands import Result, Run, run_command


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of a first start: the folder is not even there."""
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("CREATORMATCH_")}
    return quiet | settings(tmp_path / "data") | {"COLUMNS": "200"}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    def command(*arguments: str, stdin: bytes = b"", expect: int = 0) -> Result:
        result = run_command(tmp_path, environment, arguments, stdin)
        assert result.status == expect, result.errors.decode()
        assert b"Traceback" not in result.errors
        return result

    return command


@pytest.fixture
def creators_file(tmp_path: Path) -> Path:
    file = tmp_path / "creators.ndjson"
    texts = {"pans": "cast iron pans and dinners", "cars": "rally cars and engines", "pots": "iron pots"}
    file.write_bytes(ndjson(*(creator(text=text) | {"external_id": name} for name, text in texts.items())))
    return file
