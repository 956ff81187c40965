"""Bring a database to the current schema with Alembic, and say whether it is there."""

from pathlib import Path

from alembic.command import upgrade
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.store.engine import Store


def migrate(store: Store) -> None:
    """Apply the missing migrations; safe to run twice, and by two processes one after the other."""
    config = _config()

    def run(connection: object) -> None:
        config.attributes["connection"] = connection
        upgrade(config, "head")

    store.write(run)


def is_current(store: Store) -> bool:
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
