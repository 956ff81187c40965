"""Vectors a second: over five minutes of the clock, of all processes where they share a count."""

from collections import defaultdict
from collections.abc import Sequence

import pytest

from service.pace import Pace


class Shared:
    def __init__(self) -> None:
        self.counts: dict[str, int] = defaultdict(int)
        self.is_away = False

    def add(self, key: str, number: int, seconds: int) -> int | None:
        self.counts[key] += number
        return self.counts[key]

    def sums(self, keys: Sequence[str]) -> list[int] | None:
        return None if self.is_away else [self.counts[key] for key in keys]


class Clock:
    seconds = 6_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize("shared", [None, Shared()], ids=["alone", "shared"])
def test_it_counts_five_minutes_and_forgets_what_was_before(shared: Shared | None) -> None:
    clock = Clock()
    pace = Pace(shared, clock)
    pace.note(270)
    clock.seconds += 4 * 60 + 30
    assert pace.per_second() == 1.0
    pace.note(270)
    assert pace.per_second() == 2.0
    clock.seconds += 60
    assert pace.per_second() == 1.0
    clock.seconds += 600
    assert pace.per_second() == 0.0


def test_processes_see_what_the_others_made_and_nothing_while_nobody_can_be_asked() -> None:
    shared, clock = Shared(), Clock()
    worker, server = Pace(shared, clock), Pace(shared, clock)
    worker.note(480)
    clock.seconds += 60
    assert server.per_second() == 2.0
    shared.is_away = True
    assert server.per_second() is None
