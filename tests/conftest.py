"""Fixtures that every part of the suite may use."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import hypothesis
import pytest

from service.outgoing.posting import Answer
from tests import servers
from tests.builders import Api, prepare, running_api, settings

T = TypeVar("T")

_COUNT = "count"

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz-examples", type=int, default=10, help="Generated requests an operation and phase")
    parser.addoption("--fuzz-seed", type=int, default=1, help="Another seed makes other requests")


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Shows a number at the end of the run: `count("hostile bodies", 1234, "of 40 kinds")`."""
    return lambda what, number, more="": record_property(_COUNT, f"{number:,} {what}{more and f' ({more})'}")


@pytest.fixture
def nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Webhooks to made-up addresses, some of which exist, are not sent."""
    monkeypatch.setattr("service.delivering.post", lambda *_: Answer(None, "name_not_resolved", 0.0))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for kind in terminalreporter.stats.values() for report in kind if hasattr(report, "when")]
    counts = [shown for report in reports for name, shown in getattr(report, "user_properties", ()) if name == _COUNT]
    if counts:
        terminalreporter.section("counts")
        for shown in dict.fromkeys(counts):
            terminalreporter.line(str(shown))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[servers.PostgresServer]:
    """One PostgreSQL cluster for the whole run."""
    yield from _running(servers.postgres_server())


@pytest.fixture
def postgres_url(postgres_server: servers.PostgresServer) -> Iterator[str]:
    """The address of an empty PostgreSQL database that only this test sees."""
    url = servers.fresh_database(postgres_server)
    yield url
    servers.drop_database(postgres_server, url)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of one Redis for the whole run; what a test leaves there, the next one sees."""
    yield from _running(servers.redis_server())


@pytest.fixture(scope="session")
def _prepared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as a first start leaves it, made once: migrations take longer than most tests."""
    data = tmp_path_factory.mktemp("prepared")
    prepare(settings(data))
    return data


@pytest.fixture
def data(tmp_path: Path, _prepared_data: Path) -> Path:
    """A data folder of its own for a test, at the current schema, with the hash encoder active and no creators."""
    return Path(shutil.copytree(_prepared_data, tmp_path / "data"))


@pytest.fixture
def api(data: Path) -> Iterator[Api]:
    """The whole service on SQLite in this process: store, background jobs, index, public API."""
    with running_api(settings(data)) as running:
        yield running


@pytest.fixture
def postgres_api(tmp_path: Path, postgres_url: str) -> Iterator[Api]:
    """The same on PostgreSQL."""
    environment = settings(tmp_path / "data", database_url=postgres_url)
    prepare(environment)
    with running_api(environment) as running:
        yield running


def _running(server: AbstractContextManager[T]) -> Iterator[T]:
    """A server's lifetime as a fixture; where it is not installed a person may go on, CI may not."""
    try:
        with server as running:
            yield running
    except servers.MissingServer as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
