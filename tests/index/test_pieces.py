"""Work in pieces covers everything once, in order, whoever does it."""

import threading
from functools import cache

import numpy as np
import pytest

from service.index import pieces
from service.index.pieces import in_pieces


@pytest.mark.parametrize("count", [0, 1, 64, 8_191, 8_192, 100_001, 1_000_000])
@pytest.mark.parametrize("cores", [1, 2, 3, 8])
def test_pieces_are_everything_once_in_order_and_begin_at_whole_lines(
    monkeypatch: pytest.MonkeyPatch, count: int, cores: int
) -> None:
    monkeypatch.setattr(pieces, "_cores", lambda: cores)
    found = in_pieces(count, lambda piece: piece)
    assert np.array_equal(np.concatenate([np.arange(count)[piece] for piece in found]), np.arange(count))
    assert len(found) <= cores
    assert all(piece.start % 64 == 0 for piece in found)


def test_a_piece_that_no_helper_has_begun_is_done_by_the_one_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_cores", lambda: 2)
    monkeypatch.setattr(pieces, "_helpers", cache(pieces._helpers.__wrapped__))
    helper_is_busy, go_on = threading.Event(), threading.Event()
    asking = threading.current_thread()

    def occupy(piece: slice) -> None:
        if threading.current_thread() is not asking:
            helper_is_busy.set()
            assert go_on.wait(20)
        else:
            assert helper_is_busy.wait(20)
            found.extend(in_pieces(100_000, lambda _: threading.current_thread()))
            go_on.set()

    found: list[threading.Thread] = []
    in_pieces(100_000, occupy)
    assert found == [asking, asking]


def test_what_goes_wrong_in_a_piece_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_cores", lambda: 2)

    def work(piece: slice) -> None:
        if piece.start:
            raise ValueError("of the second piece")

    with pytest.raises(ValueError, match="second piece"):
        in_pieces(100_000, work)
