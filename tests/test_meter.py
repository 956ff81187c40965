"""Limits: windows of a minute, shared between processes as well as the cache lets them."""

import threading
from collections import defaultdict

import pytest

from service import meter
from service.meter import Meter


class Cache:
    """What Redis does for meters; `is_away` makes it fail, `gate` hang."""

    def __init__(self) -> None:
        self.sums: dict[str, int] = defaultdict(int)
        self.asked = 0
        self.is_away = False
        self.inside = threading.Event()
        self.gate: threading.Event | None = None

    def add(self, key: str, number: int, seconds: int) -> int | None:
        self.asked += 1
        self.inside.set()
        if self.gate is not None:
            assert self.gate.wait(30)
        if self.is_away:
            return None
        self.sums[key] += number
        return self.sums[key]


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> Cache:
    """One that is told of every request."""
    monkeypatch.setattr(meter, "_SHARE_SECONDS", 0.0)
    return Cache()


def allowed(of: Meter, times: int, most: int = 10) -> int:
    return sum(of.take("key", most).allowed for _ in range(times))


def test_a_window_ends_with_the_minute() -> None:
    clock = [119.5]
    alone = Meter(now=lambda: clock[0])
    left = alone.take("key", 2)
    assert (left.allowed, left.remaining, left.seconds) == (True, 1, 1)
    assert allowed(alone, 5, most=2) == 1
    clock[0] = 120.0
    left = alone.take("key", 2)
    assert (left.allowed, left.remaining, left.seconds) == (True, 1, 60)


def test_processes_share_what_they_count(cache: Cache) -> None:
    one, other = Meter(cache.add, lambda: 0.0), Meter(cache.add, lambda: 0.0)
    assert allowed(one, 7) == 7
    assert allowed(other, 7) == 3
    assert allowed(one, 7) == 1, "it hears of the others with its next request"


def test_a_cache_that_was_emptied_gives_nothing_back(cache: Cache) -> None:
    one = Meter(cache.add, lambda: 0.0)
    assert allowed(one, 7) == 7
    cache.sums.clear()
    assert allowed(one, 7) == 3


def test_while_the_cache_is_away_a_process_counts_alone_and_asks_no_more(cache: Cache) -> None:
    one, cache.is_away = Meter(cache.add, lambda: 0.0), True
    assert allowed(one, 20) == 10
    assert cache.asked == 1


def test_one_request_at_most_waits_for_a_cache_that_hangs(cache: Cache) -> None:
    one, cache.gate = Meter(cache.add, lambda: 0.0), threading.Event()
    waiting = threading.Thread(target=one.take, args=("key", 10))
    waiting.start()
    assert cache.inside.wait(30)
    assert allowed(one, 20) == 9, "nobody else asks: this would hang"
    cache.gate.set()
    waiting.join()
    assert cache.asked == 1
