"""Pages of a list by the ids of its rows, which grow with time: what follows the last row of a page are the rows after
it, or before it where the newest come first. What arrives meanwhile moves no page."""

from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Select

Order = Literal["oldest", "newest"]
Query = TypeVar("Query", bound=Select[Any])


def page_of(query: Query, key: ColumnElement[Any], place: str | int | None, limit: int,
            order: Order = "oldest") -> Query:  # fmt: skip
    """Up to `limit` rows of a query, those that follow a place by their key; from the beginning without a place."""
    if place:
        query = query.where(key > place if order == "oldest" else key < place)
    return query.order_by(key if order == "oldest" else key.desc()).limit(limit)
