"""The hourly tidy-up takes what is old and leaves what is not."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from service.backends import Backends
from service.bootstrap import build_backends
from service.config import load_config
from service.store import outbox, webhooks
from service.store.tables import events
from service.tidying import tidy
from tests.builders import settings

_DAY = 86_400.0


@pytest.fixture
def backends(data: Path) -> Iterator[Backends]:
    opened = build_backends(load_config(settings(data, webhook_retention_days="10")))
    yield opened
    opened.store.close()


def _event(connection: Any, name: str, days_old: float, of_erased: bool = False) -> None:
    event_id = outbox.add_event(connection, None, outbox.MATCH_LEFT, {"name": name}, of_erased=of_erased)
    older = update(events).where(events.c.id == event_id).values(created_at=events.c.created_at - days_old * _DAY)
    connection.execute(older)


def test_events_go_after_their_time_and_those_about_the_erased_are_emptied_sooner(backends: Backends) -> None:
    def change(connection: Any) -> None:
        webhooks.add(connection, None, "whk_1", "whsec_YWJj", {"url": "https://hooks.invalid/"}, 20)
        for name, days_old, of_erased in (("old", 10.1, False), ("kept", 9.9, False), ("erased", 4.1, True),
                                          ("waiting", 3.9, True)):  # fmt: skip
            _event(connection, name, days_old, of_erased)

    backends.store.write(change)
    for _ in range(2):
        tidy(backends, threading.Event())
        with backends.store.read() as connection:
            kept, erased, waiting = (row.body for row in connection.execute(events.select().order_by("created_at")))
        assert "kept" in kept
        assert erased is None
        assert "waiting" in waiting
