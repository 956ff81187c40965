"""Runs the solver where it can be stopped: in a child process, kept warm, that answers one call after another.

HiGHS in a thread cannot be interrupted, and may overrun its own time limit. The child is this module as a program. It
talks to its parent alone: pickles of known length, calls on its standard input, reports and results on its standard
output. It ends with its parent, and by its own alarm when a call overruns and nobody is left to end it.
"""

import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO, Any, Literal

import numpy as np

from service.budget.allocation import solve
from service.budget.changes import Repair
from service.budget.frontier import FrontierPoint, frontier
from service.budget.greedy import greedy
from service.budget.program import Program, Solution
from service.budget.repairs import repairs
from service.errors import Unavailable

FunctionName = Literal["solve", "frontier", "repairs"]

_FUNCTIONS: dict[str, Callable[..., Any]] = {"solve": solve, "frontier": frontier, "repairs": repairs}
_GRACE_SECONDS = 1.0  # beyond its own time limit a call may take so long to notice it
_LENGTH = struct.Struct("!Q")


class OvertimeError(Unavailable):
    """The call did not end in time, and its process was ended; `last` is the best it had reported, or None."""

    def __init__(self, detail: str, last: Any = None) -> None:
        super().__init__(detail)
        self.last = last


class Solver:
    """One child process and the lock that gives it one call at a time; safe between threads and after a fork."""

    def __init__(self, grace_seconds: float = _GRACE_SECONDS) -> None:
        self._grace = grace_seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        os.register_at_fork(after_in_child=self._forget)

    def run(self, function: FunctionName, *args: object, seconds: float, **options: object) -> Any:
        """What service.budget's function of that name returns, called with seconds=`seconds`.

        OvertimeError when it has not returned a little after that, time spent waiting for other calls included;
        the function's own errors as they are; Unavailable when the child dies.
        """
        deadline = time.monotonic() + seconds + self._grace
        if not self._lock.acquire(timeout=max(seconds, 0.0)):
            raise OvertimeError(f"The solver was busy for {seconds:g} seconds")
        try:
            left = deadline - time.monotonic()
            return self._call((function, args, {"seconds": left - self._grace, **options}, left), deadline)
        finally:
            self._lock.release()

    def warm(self) -> None:
        """Start the child, so that it is ready when the call comes; waits for nothing."""
        if self._lock.acquire(blocking=False):
            try:
                self._running()
            finally:
                self._lock.release()

    def close(self) -> None:
        with self._lock:
            self._end()

    def _call(self, call: object, deadline: float) -> Any:
        child, last = self._running(), None
        try:
            _send(child.stdin, call)
            while True:
                kind, content = pickle.loads(_receive(child.stdout, deadline))
                if kind == "result":
                    return content
                if kind == "error":
                    raise content
                last = content
        except TimeoutError:
            self._end()
            raise OvertimeError("The solver did not end in time and was stopped", last) from None
        except (EOFError, BrokenPipeError):
            self._end()
            raise Unavailable("The solver's process ended before it answered") from None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "service.budget.process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": _root()},
            )
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            with self._child:  # closes the pipes and waits
                self._child = None

    def _forget(self) -> None:
        """In a forked process: the child is the parent's; its pipes are closed here so that it sees the parent end."""
        if self._child is not None:
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe:
                    pipe.close()
            self._child.returncode = 0  # not ours to wait for
        self._child, self._lock = None, threading.Lock()


def _root() -> str:
    """The folder that holds the package, so that the child finds it wherever the parent was started."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])


_SOLVER = Solver()


def run(function: FunctionName, *args: object, seconds: float, **options: object) -> Any:
    """`Solver.run` of the one child that this process keeps."""
    return _SOLVER.run(function, *args, seconds=seconds, **options)


def warm() -> None:
    """`Solver.warm` of that child."""
    _SOLVER.warm()


def close() -> None:
    """End the child, if there is one; the next call starts another."""
    _SOLVER.close()


def solved(program: Program, seconds: float, gap: float = 0.0, solver: Solver = _SOLVER) -> Solution:
    """`solve` in the child; where it has to be stopped, the best plan it had reported, or else the greedy one."""
    try:
        found: Solution = solver.run("solve", program, seconds=seconds, gap=gap)
    except OvertimeError as error:
        return error.last if isinstance(error.last, Solution) else _without_solver(program, seconds)
    return found


def points_of(
    program: Program, solution: Solution, budgets: Sequence[int], seconds: float
) -> tuple[FrontierPoint, ...]:
    """`frontier` in the child; where it has to be stopped, the points it had reported."""
    return _or_reported("frontier", program, solution, budgets, seconds=seconds)


def repaired(program: Program, seconds: float) -> tuple[Repair, ...]:
    """`repairs` in the child; where it has to be stopped, those it had reported."""
    return _or_reported("repairs", program, seconds=seconds)


def _or_reported(function: FunctionName, *args: object, seconds: float) -> tuple[Any, ...]:
    try:
        found: tuple[Any, ...] = _SOLVER.run(function, *args, seconds=seconds)
    except OvertimeError as error:
        return error.last or ()
    return found


def _without_solver(program: Program, seconds: float) -> Solution:
    """The greedy plan, bounded by the best option of every candidate together."""
    plan = greedy(program)
    chosen = np.zeros(0, dtype=np.int64) if plan is None else plan
    best = np.zeros(program.candidates, dtype=np.int64)
    np.maximum.at(best, program.candidate, program.value)
    value, bound = program.value_of(chosen), int(np.sort(best)[::-1][: program.count[1]].sum())
    gap, loss = (bound - value) / max(value, 1), np.zeros(len(program.price))
    price = program.price_of(chosen)
    return Solution(plan is not None, chosen, value, price, bound, gap, "stopped", 0.0, loss, seconds)


def main() -> None:
    """Answer calls from standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal: the parent decides
    calls, answers = os.fdopen(0, "rb", buffering=0), os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # HiGHS sometimes prints
    while True:
        try:
            function, args, options, alarm = pickle.loads(_receive(calls))
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, alarm)  # ends this process, also inside HiGHS
        kind, content = _answer(answers, function, args, options)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(answers, (kind, content))


def _answer(answers: IO[bytes], function: str, args: tuple[Any, ...], options: dict[str, Any]) -> tuple[str, Any]:
    try:
        report = lambda found: _send(answers, ("report", found))  # noqa: E731
        return "result", _FUNCTIONS[function](*args, report=report, **options)
    except Exception as error:
        error.add_note("in the solver's process")
        return "error", error


def _send(pipe: IO[bytes] | None, content: object) -> None:
    assert pipe
    body = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    left = memoryview(_LENGTH.pack(len(body)) + body)
    while left:
        left = left[pipe.write(left) :]


def _receive(pipe: IO[bytes] | None, deadline: float = float("inf")) -> bytes:
    """The next message; EOFError at the end of the pipe, TimeoutError at the deadline."""
    assert pipe
    (length,) = _LENGTH.unpack(_read(pipe, _LENGTH.size, deadline))
    return _read(pipe, length, deadline)


def _read(pipe: IO[bytes], length: int, deadline: float) -> bytes:
    parts, poll = bytearray(), select.poll()
    poll.register(pipe, select.POLLIN)
    while len(parts) < length:
        wait = None if deadline == float("inf") else max(deadline - time.monotonic(), 0) * 1000
        if not poll.poll(wait):
            raise TimeoutError
        part = pipe.read(length - len(parts))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


if __name__ == "__main__":
    main()
