"""The exchange rates of a process: the newest table of the database, or the file's where none is set."""

import datetime
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import orjson

from service.domain.money import RateTable
from service.errors import Invalid, Problem, Unavailable
from service.observability import log
from service.store import rates
from service.store.engine import Store

Document = dict[str, Any]


@dataclass(frozen=True)
class Rates:
    """A rate table and where it is from; `set_at` in seconds since the epoch where it was set through the API."""

    table: RateTable
    source: Literal["api", "file", "shipped"]
    set_at: float | None = None

    @cached_property
    def flagged(self) -> RateTable:
        return replace(self.table, is_old=True)


class Exchange:
    """The table that counts: set for all processes, seen by each within `poll_seconds`, by this one at once."""

    def __init__(self, store: Store, of_file: Rates, max_age_days: int, poll_seconds: float = 1.0) -> None:
        self.of_file, self.max_age_days = of_file, max_age_days
        self._store, self._poll_seconds = store, poll_seconds
        self._lock = threading.Lock()
        self._known: Rates | None = None
        self._known_id, self._due = 0, 0.0

    def current(self) -> Rates:
        """While the database is away, the last known; raises Unavailable if it was never read."""
        if self._known is None:
            with self._lock:
                return self._read()
        # One thread reads; the others go on with what is known.
        if time.monotonic() >= self._due and self._lock.acquire(blocking=False):
            try:
                return self._read()
            except Unavailable:
                log.warning("rates_not_read")
            finally:
                self._lock.release()
        return self._known

    def table(self, today: datetime.date) -> RateTable:
        """The rates to convert by today."""
        current = self.current()
        return current.flagged if self._is_old(current.table, today) else current.table

    def set(self, document: Mapping[str, Any], today: datetime.date, store: Store | None = None) -> None:
        """Let a table count from now on, as RateTable.from_json takes it; raises Invalid when its day lies ahead.
        `store`: the same database with what belongs into the transaction."""
        table = RateTable.from_json(document)
        if table.age_days(today) < -1:  # tomorrow has begun somewhere
            problem = Problem("/as_of", f"lies in the future; today is {today}")
            raise Invalid("exchange rates are of a day that has come", (problem,))
        self._add(orjson.dumps(table.to_json()).decode(), store or self._store)

    def reset(self, store: Store | None = None) -> None:
        """Back to the file's table."""
        self._add(None, store or self._store)

    def shown(self, today: datetime.date) -> Document:
        """The table that counts, with its age."""
        current = self.current()
        return {
            **current.table.to_json(),
            "source": current.source,
            "set_at": current.set_at,
            "age_days": current.table.age_days(today),
            "is_old": self._is_old(current.table, today),
            "max_age_days": self.max_age_days,
        }

    def _is_old(self, table: RateTable, today: datetime.date) -> bool:
        return table.age_days(today) > self.max_age_days

    def _add(self, document: str | None, store: Store) -> None:
        store.write(lambda connection: rates.add(connection, document))
        with self._lock:
            self._read()

    def _read(self) -> Rates:
        """The newest table; its document only when it is another one. The caller holds the lock."""
        try:
            with self._store.read() as connection:
                newest = rates.newest_id(connection)
                if self._known is None or newest != self._known_id:
                    stored = rates.get(connection, newest) if newest else None
                    self._known, self._known_id = self._of(stored), newest
        finally:
            self._due = time.monotonic() + self._poll_seconds
        return self._known

    def _of(self, stored: rates.StoredRates | None) -> Rates:
        if stored is None or stored.document is None:
            return self.of_file
        return Rates(RateTable.from_json(orjson.loads(stored.document)), "api", stored.created_at)
