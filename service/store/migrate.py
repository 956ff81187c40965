"""Bring a database to the current schema with Alembic, and say whether it is there."""

from functools import lru_cache
from pathlib import Path

from alembic.command import upgrade
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.store.engine import Connection, Store


def migrate(store: Store) -> None:
    """Apply the missing migrations; safe to run twice, and by two processes one after the other."""
    config = _config()

    def run(connection: object) -> None:
        config.attributes["connection"] = connection
        upgrade(config, "head")

    store.write(run)


def is_current(store: Store) -> bool:
    with store.engine.connect() as connection:
        return revision(connection) == head()


def revision(connection: Connection) -> str | None:
    """The schema that the database is at."""
    return MigrationContext.configure(connection).get_current_revision()


@lru_cache(maxsize=1)
def head() -> str | None:
    """The schema of this version."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_known(revision: str) -> bool:
    """Whether this version has the migration that made it."""
    return any(script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
