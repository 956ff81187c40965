"""A check with an end: a part that hangs must not hang the doctor."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class TimeIsUp(Exception):
    """The part said nothing within the time."""


def within(seconds: float, ask: Callable[[], T]) -> T:
    """What `ask` returns or raises; raises TimeIsUp when it takes longer. Its thread then is left to itself: it keeps
    no process from ending."""
    outcome: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(ask())
        except BaseException as error:
            failed.append(error)

    thread: Any = threading.Thread(target=run, name="doctor", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeIsUp(f"no answer within {seconds:g} s")
    if failed:
        raise failed[0]
    return outcome[0]
