"""What an answer means for a delivery and its endpoint, and how deliveries are shared, on real connections."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service import delivering
from service.backends import Backends
from service.bootstrap import build_backends
from service.config import load_config
from service.delivering import RETRY_SECONDS, deliver, outcome_of
from service.outgoing.posting import Answer
from service.store import deliveries, outbox, webhooks
from service.store.deliveries import DELIVERED, FAILED, PENDING, Claimed, StoredDelivery
from tests.builders import settings
from tests.hooks import Hook, hook, status

_DAY = 86_400.0


def _claimed(tries: int = 0, failures: int = 0, failing: float = 0.0) -> Claimed:
    endpoint = ("https://x.example", ("whsec_YWJj",))
    return Claimed("dlv_1", "whk_1", 1, "evt_1", "{}", *endpoint, tries, failures, failing, version=1)


def _answered(code: int | None, error: str | None = None) -> Answer:
    return Answer(code, error, 0.25)


@pytest.mark.parametrize("code", [200, 201, 202, 204, 299])
def test_every_2xx_delivers(code: int) -> None:
    outcome = outcome_of(_claimed(9, 5, 6 * _DAY), _answered(code), 1.0)
    assert (outcome.status, outcome.retry_seconds, outcome.disable, outcome.pause_seconds) == (DELIVERED, None, None, 0)
    assert outcome.attempt == {"at": 1.0, "status": code, "error": None, "duration_ms": 250.0}


@pytest.mark.parametrize(
    ("code", "error", "noted"),
    [(301, None, "redirected"), (304, None, "redirected"), (400, None, "refused"), (500, None, "refused"),
     (103, None, "refused"), (None, "timeout", "timeout"), (None, "address_refused", "address_refused")],
)  # fmt: skip
def test_everything_else_is_tried_again(code: int | None, error: str | None, noted: str) -> None:
    outcome = outcome_of(_claimed(), _answered(code, error), 1.0)
    assert (outcome.status, outcome.attempt["error"], outcome.disable) == (PENDING, noted, None)


def test_retries_follow_the_schedule_with_some_jitter_for_three_days_and_then_the_delivery_has_failed() -> None:
    assert RETRY_SECONDS == (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
    for tries, seconds in enumerate(RETRY_SECONDS):
        found = {outcome_of(_claimed(tries), _answered(500), 1.0).retry_seconds for _ in range(20)}
        assert all(retry is not None and seconds <= retry <= seconds * 1.1 for retry in found)
        assert len(found) > 1
    last = outcome_of(_claimed(len(RETRY_SECONDS)), _answered(500), 1.0)
    assert (last.status, last.retry_seconds, last.disable) == (FAILED, None, None)


def test_410_ends_it_and_disables_the_endpoint() -> None:
    outcome = outcome_of(_claimed(), _answered(410), 1.0)
    assert (outcome.status, outcome.retry_seconds, outcome.disable) == (FAILED, None, "gone")


def test_an_endpoint_at_which_nothing_arrived_for_five_days_is_disabled() -> None:
    assert outcome_of(_claimed(failing=4.9 * _DAY), _answered(500), 1.0).disable is None
    assert outcome_of(_claimed(failing=5 * _DAY), _answered(500), 1.0).disable == "failing"


def test_an_endpoint_that_fails_is_left_alone_longer_each_time() -> None:
    pauses = [outcome_of(_claimed(failures=count), _answered(500), 1.0).pause_seconds for count in (0, 1, 4, 9, 2000)]
    assert pauses == [1, 2, 16, 300, 300]


@pytest.fixture
def receiver() -> Iterator[Hook]:
    with hook() as here:
        yield here


@pytest.fixture
def backends(data: Path) -> Iterator[Backends]:
    """A service without workers: deliveries are made by the test."""
    opened = build_backends(load_config(settings(data, webhook_private="on")))
    yield opened
    opened.store.close()


def _send_to(backends: Backends, url: str, number: int = 1) -> str:
    """An endpoint of the marketplace with one event."""

    def change(connection: Any) -> str:
        webhook = webhooks.add(connection, None, f"whk_{number}", "whsec_YWJj", {"url": url}, 20)
        assert webhook is not None
        deliveries.send_to(connection, webhook, outbox.TEST, {})
        return webhook.id

    return backends.store.write(change)


def _log(backends: Backends, webhook_id: str) -> StoredDelivery:
    with backends.store.read() as connection:
        (delivery,) = deliveries.page(connection, None, webhook_id, None, "", 10)
        return delivery


def test_delivering_ends_when_nothing_is_due(backends: Backends, receiver: Hook) -> None:
    webhook_id = _send_to(backends, receiver.url)
    deliver(backends, threading.Event())
    assert (len(receiver.got), _log(backends, webhook_id).status) == (1, DELIVERED)
    deliver(backends, threading.Event())
    assert len(receiver.got) == 1


_WORKER = """
import threading
from service.bootstrap import build_backends
from service.config import load_config
from service.delivering import deliver
deliver(build_backends(load_config()), threading.Event())
"""


def test_a_worker_that_is_killed_after_sending_costs_a_second_delivery_under_the_same_id(
    backends: Backends, data: Path, receiver: Hook
) -> None:
    """It is killed between the claim and the answer: whether the receiver has taken the event, nobody knows."""
    webhook_id = _send_to(backends, receiver.url)
    arrived = threading.Event()
    receiver.answer = lambda handler: (arrived.set(), handler.connection.recv(1))[0]
    environment = os.environ | settings(data, webhook_private="on")
    with subprocess.Popen([sys.executable, "-c", _WORKER], env=environment) as worker:
        try:
            assert arrived.wait(60)
        finally:
            worker.kill()
    assert worker.returncode == -signal.SIGKILL
    receiver.answer = status(204)
    deliver(backends, threading.Event())
    assert (_log(backends, webhook_id).status, len(receiver.got)) == (PENDING, 1)  # its lease stands
    backends.store.write(deliveries.free_all)  # as if its time were up
    deliver(backends, threading.Event())
    assert (_log(backends, webhook_id).status, len(_log(backends, webhook_id).attempts)) == (DELIVERED, 1)
    assert len({one.id for one in receiver.wait(2)}) == 1


def test_two_workers_share_the_work_and_nothing_is_sent_twice(backends: Backends, receiver: Hook) -> None:
    for number in range(12):
        _send_to(backends, f"{receiver.url}/{number}", number)
    workers = [threading.Thread(target=deliver, args=(backends, threading.Event())) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(receiver.got) == len({one.id for one in receiver.got}) == 12


def test_what_is_told_to_stop_leaves_the_rest_for_later(backends: Backends, receiver: Hook) -> None:
    webhook_id = _send_to(backends, receiver.url)
    stopping = threading.Event()
    stopping.set()
    deliver(backends, stopping)
    assert (receiver.got, _log(backends, webhook_id).status) == ([], PENDING)


def test_what_is_under_way_for_too_long_at_the_end_is_repeated_at_once_by_another_worker(
    backends: Backends, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook_id = _send_to(backends, "https://x.example")
    began, may_end, ended, stopping = (threading.Event() for _ in range(4))

    def hang(*_: object) -> Answer:
        began.set()
        may_end.wait(60)
        return _answered(500)

    def finish(*arguments: Any) -> bool:
        noted = deliveries_finish(*arguments)
        ended.set()
        return noted

    deliveries_finish = deliveries.finish
    monkeypatch.setattr(delivering, "_STOP_SECONDS", 0.0)
    monkeypatch.setattr(delivering, "post", hang)
    leaving = threading.Thread(target=deliver, args=(backends, stopping))
    leaving.start()
    assert began.wait(60)
    stopping.set()
    leaving.join(60)
    monkeypatch.setattr(delivering, "post", lambda *_: _answered(204))
    deliver(backends, threading.Event())
    assert _log(backends, webhook_id).status == DELIVERED
    monkeypatch.setattr(deliveries, "finish", finish)
    may_end.set()
    assert ended.wait(60)
    assert (_log(backends, webhook_id).status, len(_log(backends, webhook_id).attempts)) == (DELIVERED, 1)
