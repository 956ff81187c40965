"""What of this process has to be alive for it to be of use, and whether it is on its way out."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

# What is wrong with a part of the process.
ENDED = "ended"  # its thread is no more
STUCK = "stuck"  # it is there, and gets nothing done

Trouble = Callable[[], str | None]


class Health:
    """Parts say what is wrong with them when they are asked. `draining`: told to stop, and still answering."""

    def __init__(self) -> None:
        self._parts: dict[str, Trouble] = {}
        self.draining = False
        self.database = Bounded()

    def watch(self, name: str, trouble: Trouble) -> None:
        self._parts = self._parts | {name: trouble}

    def forget(self, name: str) -> None:
        """For a part that is stopped on purpose."""
        self._parts = {other: trouble for other, trouble in self._parts.items() if other != name}

    def parts(self) -> dict[str, str | None]:
        """What is wrong with each part: ENDED, STUCK, or None for nothing."""
        return {name: trouble() for name, trouble in self._parts.items()}


class Bounded:
    """Asks in a thread and waits no longer than it is told to. One question is open at a time, so that a database that
    hangs holds one thread and not one for each who asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: Future[Any] | None = None

    def ask(self, question: Callable[[], Any], seconds: float) -> Any:
        """The answer to this question, or to the same one that is open already; raises TimeoutError, or what the
        question raises."""
        with self._lock:
            if self._open is None or self._open.done():
                self._open = Future()
                threading.Thread(target=_answer, args=(self._open, question), name="probe", daemon=True).start()
            asked = self._open
        return asked.result(timeout=seconds)


def _answer(asked: Future[Any], question: Callable[[], Any]) -> None:
    try:
        asked.set_result(question())
    except BaseException as error:
        asked.set_exception(error)
