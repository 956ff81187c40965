import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from service.budget import process
from service.budget.allocation import solve
from service.budget.frontier import frontier
from service.budget.process import OvertimeError, Solver
from service.budget.program import Program
from service.errors import Unavailable
from tests.budget.crowd import crowd


@pytest.fixture(scope="module")
def solver() -> Iterator[Solver]:
    solver = Solver()
    yield solver
    solver.close()


def child(solver: Solver) -> int:
    assert solver._child is not None
    return solver._child.pid


def test_it_answers_as_the_functions_do_and_stays_warm(solver: Solver) -> None:
    asked = crowd(200, 1)
    found = solver.run("solve", asked, seconds=60)
    first = child(solver)
    here = solve(asked, 60)
    assert found.chosen.tolist() == here.chosen.tolist()
    assert solver.run("frontier", asked, here, [400_000], seconds=60) == frontier(asked, here, [400_000], 60)
    assert solver.run("repairs", asked, seconds=60) == ()
    assert child(solver) == first


def test_what_overruns_is_killed_and_the_next_call_works(solver: Solver) -> None:
    asked = crowd(200, 1)
    solver.run("solve", asked, seconds=60)
    killed = child(solver)
    os.kill(killed, signal.SIGSTOP)
    solver._grace = 0.0
    with pytest.raises(OvertimeError) as stopped:
        solver.run("solve", asked, seconds=0.2)
    solver._grace = 1.0
    assert stopped.value.last is None
    with pytest.raises(ProcessLookupError):
        os.kill(killed, 0)
    assert solver.run("solve", asked, seconds=60).status == "optimal"


def test_a_killed_call_still_has_the_best_plan_it_reported(solver: Solver, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = crowd(200, 1)
    best = solver.run("solve", asked, seconds=60)
    messages = iter([("report", "a plan"), ("report", best)])

    def receive(pipe: object, deadline: float) -> bytes:
        import pickle

        try:
            return pickle.dumps(next(messages))
        except StopIteration:
            raise TimeoutError from None

    monkeypatch.setattr(process, "_receive", receive)
    assert process.solved(asked, 60, solver=solver).value == best.value


def test_killed_before_any_report_the_greedy_plan_is_returned(solver: Solver) -> None:
    asked = crowd(200, 1)
    solver.run("solve", asked, seconds=60)
    os.kill(child(solver), signal.SIGSTOP)
    solver._grace = 0.0
    found = process.solved(asked, 0.1, solver=solver)
    solver._grace = 1.0
    assert found.status == "stopped"
    assert asked.broken(found.chosen) == []
    assert found.value < found.bound


def test_a_child_that_dies_is_told_and_replaced(solver: Solver) -> None:
    asked = crowd(200, 1)
    solver.run("solve", asked, seconds=60)
    os.kill(child(solver), signal.SIGSTOP)
    threading.Timer(0.2, os.kill, (child(solver), signal.SIGKILL)).start()
    with pytest.raises(Unavailable, match="ended before"):
        solver.run("solve", asked, seconds=60)
    assert solver.run("solve", asked, seconds=60).found


def test_errors_of_the_function_come_through(solver: Solver) -> None:
    with pytest.raises(AttributeError) as error:
        solver.run("solve", "no program", seconds=60)
    assert error.value.__notes__ == ["in the solver's process"]
    before = child(solver)
    solver.run("repairs", crowd(50, 1), seconds=60)
    assert child(solver) == before


def test_threads_take_turns(solver: Solver) -> None:
    programs = [crowd(150, seed) for seed in range(4)]
    values: dict[int, int] = {}

    def ask(place: int) -> None:
        values[place] = solver.run("solve", programs[place], seconds=60).value

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert values == {place: solve(asked, 60).value for place, asked in enumerate(programs)}


def test_a_busy_solver_is_told(solver: Solver) -> None:
    with solver._lock, pytest.raises(OvertimeError, match="busy"):
        solver.run("solve", crowd(50, 1), seconds=0.01)


def test_after_a_fork_each_process_has_its_own_child(solver: Solver) -> None:
    asked = crowd(100, 1)
    value, mine = solver.run("solve", asked, seconds=60).value, child(solver)
    forked = os.fork()
    if not forked:
        theirs = solver.run("solve", asked, seconds=60).value
        different = child(solver) != mine
        solver.close()
        os._exit(0 if theirs == value and different else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 0
    assert solver.run("solve", asked, seconds=60).value == value
    assert child(solver) == mine


def test_the_child_ends_with_its_parent() -> None:
    code = (
        "import numpy as np, os, signal\n"
        "from service.budget import process\n"
        "from service.budget.program import Program\n"
        "one = np.ones(1, dtype=np.int64)\n"
        "process.run('solve', Program(one * 0, one, one, 1, (0, 1), -one), seconds=60)\n"
        "print(process._SOLVER._child.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout
    orphan = int(printed)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and _alive(orphan):
        time.sleep(0.02)
    assert not _alive(orphan)


def _alive(pid: int) -> bool:
    """Runs still; an orphan nobody has waited for counts as ended."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_an_empty_program_buys_nobody(solver: Solver) -> None:
    none = np.zeros(0, dtype=np.int64)
    assert solver.run("solve", Program(none, none, none, 10, (0, 5), none), seconds=60).status == "optimal"
