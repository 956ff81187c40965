"""The calibration that price estimates are made with: computed from the served index by whoever finds it due, kept in
the database, and so the same on every replica."""

import threading
import time

from service.domain.estimate import UNCALIBRATED, Calibration, Cell, usd_cents
from service.domain.money import RateTable
from service.errors import Unavailable
from service.index.estimates import calibrate
from service.index.snapshot import Snapshot
from service.observability import log
from service.store import calibrations
from service.store.calibrations import StoredCalibration
from service.store.engine import Store, database_time

# Fewer creators cannot have enough known prices for any cell.
_LEAST_CREATORS = 10


class Calibrations:
    """Made again after `every_seconds` if creators or exchange rates have changed, and at once when there are twice as
    many creators; what another process made is seen within `poll_seconds`."""

    def __init__(self, store: Store, every_seconds: float, poll_seconds: float = 1.0) -> None:
        self._store, self._every_seconds, self._poll_seconds = store, every_seconds, poll_seconds
        self._lock = threading.Lock()
        self._stored: StoredCalibration | None = None
        self._known: Calibration | None = None
        self._due = 0.0

    def current(self, snapshot: Snapshot | None, rates: RateTable) -> Calibration:
        """While the database is away, the last known; raises Unavailable if it was never read."""
        if self._known is None:
            with self._lock:
                return self._read(snapshot, rates)
        # One thread reads; the others go on with what is known.
        if time.monotonic() >= self._due and self._lock.acquire(blocking=False):
            try:
                return self._read(snapshot, rates)
            except Unavailable:
                log.warning("calibration_not_read")
            finally:
                self._lock.release()
        return self._known

    def _read(self, snapshot: Snapshot | None, rates: RateTable) -> Calibration:
        """The newest, made now if it is due. The caller holds the lock."""
        try:
            age = self._fetch()
            if snapshot is not None and self._is_due(snapshot, rates, age):
                self._make(snapshot, rates)
        finally:
            self._due = time.monotonic() + self._poll_seconds
        assert self._known is not None
        return self._known

    def _fetch(self) -> float:
        """Know the newest; returns its age in seconds by the database's clock."""
        with self._store.read() as connection:
            newest = calibrations.newest_id(connection)
            if self._known is None or newest != self._known.revision:
                self._stored = calibrations.newest(connection)
                self._known = _read(self._stored) if self._stored else UNCALIBRATED
            return database_time(connection) - self._stored.created_at if self._stored else 0.0

    def _is_due(self, snapshot: Snapshot, rates: RateTable, age: float) -> bool:
        if self._stored is None:
            return snapshot.creator_count >= _LEAST_CREATORS
        if self._stored.document["made_from"] == _made_from(snapshot, rates):
            return False
        return age >= self._every_seconds or snapshot.creator_count >= 2 * self._stored.document["creators"]

    def _make(self, snapshot: Snapshot, rates: RateTable) -> None:
        before = self._known.revision if self._known else 0
        prices, cells = calibrate(snapshot.parts, usd_cents(rates))
        document = {
            "made_from": _made_from(snapshot, rates),
            "creators": snapshot.creator_count,
            "prices": prices,
            "cells": {name: [cell.prices, cell.low, cell.middle, cell.high] for name, cell in sorted(cells.items())},
        }
        try:
            self._store.write(lambda connection: calibrations.replace(connection, before, document))
        except Unavailable:  # reading must work where nothing can be written
            log.warning("calibration_not_kept")
            return
        self._fetch()


def _made_from(snapshot: Snapshot, rates: RateTable) -> str:
    return f"{snapshot.index_version} {rates.fingerprint}"


def _read(stored: StoredCalibration) -> Calibration:
    document = stored.document
    cells = {name: Cell(*cell) for name, cell in document["cells"].items()}
    return Calibration(stored.id, stored.created_at, document["prices"], cells)
