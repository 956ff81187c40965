"""The migrations lead to exactly the tables that the code uses, on both databases, and may run again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from service.store.engine import Store
from service.store.migrate import is_current, migrate
from service.store.tables import metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/x.sqlite" if is_sqlite else request.getfixturevalue("postgres_url")
    opened = Store(url)
    yield opened
    opened.close()


def test_the_migrations_make_the_tables_of_the_code(store: Store) -> None:
    migrate(store)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing(store: Store) -> None:
    assert not is_current(store)
    migrate(store)
    assert is_current(store)
    migrate(store)
    assert is_current(store)
