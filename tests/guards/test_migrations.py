"""The migrations lead to exactly the tables that the code uses, on both databases, and may run again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import upgrade
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from service.domain.feedback import Verdict
from service.store import brands, briefs, creators, feedback
from service.store.engine import Connection, Store
from service.store.migrate import _config, is_current, migrate
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


def test_a_database_of_the_first_schema_keeps_its_rows_and_can_take_feedback(store: Store) -> None:
    store.write(_first_schema_with_rows)
    migrate(store)
    with store.read() as connection:
        acme = brands.get_brand(connection, "acme")
        assert acme is not None
        stored = briefs.get(connection, acme.id, "brf_1")
        assert stored is not None
        assert (stored.document, stored.readings) == ({"text": "pans", "status": "open"}, [])
        assert connection.execute(text("SELECT discoverable FROM briefs")).scalar_one() == 0
        assert [one.external_id for one in creators.page(connection, {"name": "zoe"}, 0, 5)] == ["ada"]
        assert [one.external_id for one in creators.page(connection, {}, 0, 5)] == ["ada", "bob"]
        assert feedback.revision(connection, acme.id) == 0
    said = Verdict("rejected", "other")
    assert store.write(lambda c: feedback.put(c, acme.id, "brf_1", 7, said, None)) == "created"


def test_names_are_taken_over_batch_by_batch(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    migration = ScriptDirectory.from_config(_config()).get_revision("0008").module
    monkeypatch.setattr(migration, "_BATCH", 1)
    store.write(_first_schema_with_rows)
    migrate(store)
    with store.read() as connection:
        kept = connection.execute(text("SELECT creator_id, name_key FROM creator_names ORDER BY creator_id")).all()
    assert [tuple(row) for row in kept] == [(7, " ada zoe"), (9, "")]


def _first_schema_with_rows(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    upgrade(config, "0001")
    for row in (
        "brands (id, slug, name, created_at) VALUES (3, 'acme', 'Acme', 1)",
        "briefs (id, brand_id, document, status, version, created_at, updated_at)"
        """ VALUES ('brf_1', 3, '{"text": "pans", "status": "open"}', 'open', 1, 1, 1)""",
        "creators (id, external_id, document, version, content_rev, text_hash, languages, niches, created_at,"
        """ updated_at) VALUES (7, 'ada', '{"name": "Ada Zoé"}', 1, 1, '', '', '', 1, 1), """
        """(9, 'bob', '{}', 1, 1, '', '', '', 1, 1)""",
    ):
        connection.exec_driver_sql(f"INSERT INTO {row}")
