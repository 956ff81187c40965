"""Turns at an encoder: who goes with whom, who goes first, who is turned away."""

import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from service.embeddings.lane import Lane, Vectors
from service.errors import Unavailable

SECONDS = 30


class Encoding:
    """Numbers as texts, each its own vector; the first call waits until it is released."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.started, self.released = threading.Event(), threading.Event()

    def __call__(self, texts: Sequence[int]) -> Vectors:
        self.calls.append(list(texts))
        if len(self.calls) == 1:
            self.started.set()
            assert self.released.wait(SECONDS)
        if -1 in texts:
            raise ValueError("a text that cannot be encoded")
        return np.array([[text, 0] for text in texts], dtype=np.float32)


class Busy:
    """A lane at which a batch of documents runs, and callers that come meanwhile."""

    def __init__(self, most_waiting: int = 100) -> None:
        self.encoding = Encoding()
        self.lane: Lane[int] = Lane(self.encoding, most_waiting)
        self.found: dict[int, Vectors | Exception] = {}
        self._threads = [self._thread(self.lane.documents, [0])]
        assert self.encoding.started.wait(SECONDS)

    def comes(self, ask: Callable[[Sequence[int]], Vectors], *texts: int) -> None:
        waiting = self.waiting()
        self._threads.append(self._thread(ask, list(texts)))
        while ask == self.lane.queries and self.waiting() == waiting:
            pass

    def waiting(self) -> int:
        return len(self.lane._queries)

    def end(self) -> None:
        self.encoding.released.set()
        for thread in self._threads:
            thread.join(SECONDS)
            assert not thread.is_alive()

    def _thread(self, ask: Callable[[Sequence[int]], Vectors], texts: list[int]) -> threading.Thread:
        def run() -> None:
            try:
                self.found[texts[0]] = ask(texts)
            except ValueError as error:
                self.found[texts[0]] = error

        thread = threading.Thread(target=run)
        thread.start()
        return thread


def test_queries_that_wait_go_together_before_documents_and_each_gets_its_own() -> None:
    busy = Busy()
    busy.comes(busy.lane.documents, 9)
    for first in (1, 3, 5):
        busy.comes(busy.lane.queries, first, first + 1)
    busy.end()
    assert busy.encoding.calls == [[0], [1, 2, 3, 4, 5, 6], [9]]
    assert {first: np.asarray(found)[:, 0].tolist() for first, found in busy.found.items()} == {
        0: [0], 1: [1, 2], 3: [3, 4], 5: [5, 6], 9: [9]
    }  # fmt: skip


def test_a_query_that_cannot_be_encoded_fails_alone() -> None:
    busy = Busy()
    for text in (1, -1, 3):
        busy.comes(busy.lane.queries, text)
    busy.end()
    assert isinstance(busy.found[-1], ValueError)
    assert [np.asarray(busy.found[text]).tolist() for text in (1, 3)] == [[[1, 0]], [[3, 0]]]


def test_too_many_waiting_queries_are_turned_away_until_there_is_room() -> None:
    busy = Busy(most_waiting=3)
    busy.comes(busy.lane.queries, 1, 2)
    with pytest.raises(Unavailable) as refused:
        busy.lane.queries([3, 4])
    assert (refused.value.code, refused.value.retry_after_seconds) == ("encoder_busy", 1)
    busy.end()
    assert busy.lane.queries([3, 4])[:, 0].tolist() == [3, 4]


def test_a_query_longer_than_the_queue_is_served_where_nobody_waits() -> None:
    busy = Busy(most_waiting=1)
    busy.end()
    assert len(busy.lane.queries([1, 2, 3])) == 3
