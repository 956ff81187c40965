"""PostgreSQL's files without what deleted rows leave in them: between the rows that stay, in indexes, in the planner's
statistics, in the write-ahead log. (SQLite overwrites what it deletes: see `Store.clean_log`.)"""

import re
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from service.errors import Unavailable
from service.store.engine import Store
from service.store.tables import metadata

_LOCK_SECONDS = 5
_FORBIDDEN = "42501"


def rewrite_tables(store: Store) -> None:
    """Write every table anew, with its indexes. VACUUM alone would leave the bytes of rows that are gone in their pages
    until others come to lie there.

    Each table is locked while it is written. Raises Unavailable while somebody holds a table for too long, or an open
    transaction could still see rows that are gone; and where the role does not own tables and database.
    """
    with store.engine.connect() as pooled:
        connection = pooled.execution_options(isolation_level="AUTOCOMMIT")
        notices = _Notices(connection)
        connection.detach()  # its settings are not for others
        connection.execute(text(f"SET lock_timeout = '{_LOCK_SECONDS}s'"))
        try:
            for table in metadata.sorted_tables:
                connection.execute(text(f"VACUUM (FULL, VERBOSE) {table.name}"))
                connection.execute(text(f"ANALYZE {table.name}"))  # which copies values into pg_statistic
            connection.execute(text("VACUUM (FULL, VERBOSE) pg_catalog.pg_statistic"))
        except OperationalError as error:
            raise Unavailable(f"a table is in use ({type(error.orig).__name__}); try again", 60) from error
        if notices.skipped:
            raise Unavailable(f"run this as the role that owns tables and database: {notices.skipped[0]}")
        if notices.still_visible:
            raise Unavailable("an open transaction can still see erased rows; try again when it has ended", 60)


def flush_log(store: Store) -> bool:
    """Have PostgreSQL remove or overwrite all of its write-ahead log up to now; False where the role may not, or
    something (a replication slot, an archive) holds the log back."""
    with store.engine.connect() as pooled:
        connection = pooled.execution_options(isolation_level="AUTOCOMMIT")
        try:
            return _flush(connection)
        except ProgrammingError as error:
            if getattr(error.orig, "sqlstate", None) == _FORBIDDEN:
                return False
            raise


def _flush(connection: Connection) -> bool:
    """Files of the log are kept for later (`wal_recycle`) under names to come, with what they held; so go on to the
    last of those names. What a switch leaves of a file is filled with zeros."""
    begun = _switch(connection)
    connection.execute(text("CHECKPOINT"))
    names = list(connection.execute(_SEGMENTS).scalars())
    if min(names) <= begun:
        return False
    while _switch(connection) < max(names):
        pass
    connection.execute(text("CHECKPOINT"))
    return True


_SEGMENTS = text("SELECT name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'")


def _switch(connection: Connection) -> str:
    """Go on to the next file of the log; returns the name of the one that ends."""
    connection.execute(text("SELECT pg_logical_emit_message(false, 'creatormatch', 'scrub')"))  # or nothing is switched
    name = connection.execute(text("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")).scalar_one()
    connection.execute(text("SELECT pg_switch_wal()"))
    return str(name)


class _Notices:
    """What VACUUM reports: tables that it had to leave out, and whether it had to leave rows."""

    def __init__(self, connection: Connection) -> None:
        self.skipped: list[str] = []
        self.still_visible = False
        driver: Any = connection.connection.driver_connection
        driver.add_notice_handler(self._hear)

    def _hear(self, diagnostic: Any) -> None:
        if diagnostic.severity_nonlocalized == "WARNING":
            self.skipped.append(diagnostic.message_primary)
        # "%d dead row versions cannot be removed yet.", in the server's language.
        count = re.search(r"\d+", diagnostic.message_detail or "")
        self.still_visible = self.still_visible or bool(count and int(count[0]))
