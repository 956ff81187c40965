"""What was made lately, and made once by however many ask at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.backends import Latest


def test_a_value_is_good_under_its_mark_alone() -> None:
    latest = Latest()
    assert [latest.get("a", mark, lambda mark=mark: f"made under {mark}") for mark in (1, 1, 2, 1)] == [
        "made under 1", "made under 1", "made under 2", "made under 1"]  # fmt: skip


def test_who_asks_for_what_another_is_making_waits_for_it() -> None:
    latest, begun, go_on, made = Latest(), threading.Event(), threading.Event(), []

    def slowly() -> int:
        made.append(threading.get_ident())
        begun.set()
        assert go_on.wait(20)
        return len(made)

    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(latest.get, "a", None, slowly) for _ in range(8)]
        assert begun.wait(20)
        assert latest.get("another", None, lambda: "nobody waits for a stranger") == "nobody waits for a stranger"
        go_on.set()
        assert [one.result(20) for one in asked] == [1] * 8
    assert len(made) == 1


def test_what_failed_is_tried_again_by_the_next() -> None:
    latest = Latest()

    def fail() -> int:
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        latest.get("a", None, fail)
    assert latest.get("a", None, lambda: 2) == 2
