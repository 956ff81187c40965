"""Alembic runs on the connection that `service.store.migrate` hands it, inside that transaction."""

from alembic import context

from service.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
if context.get_context().dialect.name == "postgresql":
    context.execute("SELECT pg_advisory_xact_lock(727263)")  # two hosts may start at once
context.run_migrations()
