"""The same contract for both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.store import encoders
from service.store.engine import Connection, Store
from service.store.migrate import migrate
from service.store.tables import feed, metadata
from tests import servers
from tests.store.acts import ENCODER


@pytest.fixture(scope="session")
def postgres_store(postgres_server: servers.PostgresServer) -> Iterator[Store]:
    """One database for the whole suite: making one for each test takes longer than the tests."""
    url = servers.fresh_database(postgres_server)
    opened = Store(url)
    migrate(opened)
    yield opened
    opened.close()
    servers.drop_database(postgres_server, url)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store at the current schema that knows one encoder."""
    if request.param == "sqlite":
        opened = Store(f"sqlite:///{tmp_path}/store.sqlite")
        migrate(opened)
    else:
        opened = request.getfixturevalue("postgres_store")
        opened.write(_empty)
    opened.write(lambda c: encoders.add(c, ENCODER, {"name": "hash"}))
    yield opened
    if request.param == "sqlite":
        opened.close()


def _empty(connection: Connection) -> None:
    for table in reversed(metadata.sorted_tables):
        if table.name != "feed":
            connection.execute(table.delete())
    connection.execute(feed.update().values(seq=0))
