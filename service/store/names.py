"""Names of creators as they are compared, in a table so narrow that all of it is read where a name is looked for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, false, insert

from service.domain.folding import name_key, name_parts
from service.store.engine import insert_short
from service.store.tables import creator_names, creators

KEY = creator_names.c.creator_id


def keep(connection: Connection, changed: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]) -> None:
    """Write the names of creators, by internal id: of those who had one, and of those who have none yet."""
    if changed:
        connection.execute(delete(creator_names).where(KEY.in_([creator_id for creator_id, _ in changed])))
    rows = [{"creator_id": creator_id, "name_key": name_key(name)} for creator_id, name in (*changed, *new)]
    if rows:
        insert_short(connection, insert(creator_names), rows)


def with_name(query: Select[Any], asked: str) -> Select[Any]:
    """Those of a query of creators in whose name every word asked for begins a word. To be ordered by `KEY`."""
    parts = name_parts(asked)
    if not parts:
        query = query.where(false())
    holds = (creator_names.c.name_key.contains(part, autoescape=True) for part in parts)
    # The sum keeps databases from reading the creators first and looking up the name of each.
    return query.join(creator_names, creators.c.id == creator_names.c.creator_id + 0).where(*holds)
