"""Jobs beside one another: none waits for another, none runs twice at once, no request for one is lost."""

import threading

from service.config import load_config
from service.jobs import JOB_NAMES
from workers.jobs import JOBS
from workers.schedule import periodic, run_every
from workers.single import Single

_SECONDS = 20.0


def test_every_job_has_a_function_and_its_place_in_the_schedule() -> None:
    assert JOBS.keys() == set(JOB_NAMES) == periodic(load_config({})).keys()


def test_who_asks_for_a_job_that_runs_does_not_wait_and_it_runs_once_more() -> None:
    began, may_end, runs = threading.Semaphore(0), threading.Semaphore(0), [0]

    def job() -> None:
        runs[0] += 1
        began.release()
        assert may_end.acquire(timeout=_SECONDS)

    single = Single("job", job)
    first = threading.Thread(target=single)
    first.start()
    assert began.acquire(timeout=_SECONDS)
    for _ in range(5):
        single()
    may_end.release()
    assert began.acquire(timeout=_SECONDS)
    may_end.release()
    first.join(_SECONDS)
    assert runs == [2]
    may_end.release()
    single()
    assert runs == [3]


def test_a_job_that_fails_runs_again_when_it_is_asked_for() -> None:
    runs = [0]

    def job() -> None:
        runs[0] += 1
        raise ValueError("not today")

    single = Single("job", job)
    single()
    single()
    assert runs == [2]


def test_the_schedule_repeats_a_job_until_it_is_told_to_stop() -> None:
    stopping, runs = threading.Event(), [0]

    def job() -> None:
        runs[0] += 1
        if runs[0] == 3:
            stopping.set()

    run_every(0.001, job, stopping)
    assert runs == [3]
