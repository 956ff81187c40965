"""SQLite and one serving process, killed with SIGKILL at random moments: nothing acknowledged is lost, and nothing
has to be repaired."""

import random
from collections.abc import Iterator

import pytest

from tests.reliability.harness import (
    Drafts,
    Model,
    Run,
    Stack,
    drafts_of,
    editors,
    eventually,
    import_creators,
    kill,
)

pytestmark = pytest.mark.slow
IDS = [f"imported-{n}" for n in range(250)]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    rng = random.Random(20261123)
    # Small batches, so that a kill finds vectors half stored; small deltas, so that generations are built all the time.
    stack = Stack(tmp_path_factory.mktemp("embedded"), refresh_batch=2)
    stack.wait_ready()
    yield Run(stack, Model(), Drafts(rng), rng)
    stack.end()


def kill_somebody(run: Run, turn: int) -> None:
    """In turn the serving process, which its master replaces; all at once; the master, which its child notices."""
    server = run.stack.server
    if turn % 5 == 4:
        server.kill_master()
    elif turn % 2:
        server.kill_group()
    else:
        assert [kill(pid) for pid in server.children]
    run.stack.wait_ready()


def test_kills_in_an_import_batch_lose_no_line_that_was_reported(run: Run) -> None:
    for turn in range(8):
        with run.stack.client() as client:
            importing, body = run.import_held(client, IDS)
            run.pause(0.3)
            kill_somebody(run, turn)
            body.let_go.set()
            importing.join()
        run.check()


def test_kills_while_vectors_are_stored_leave_none_missing_or_old(run: Run) -> None:
    kills = 0
    while kills < 6:
        with run.stack.client() as client:
            assert import_creators(client, run.model, drafts_of(run.drafts, IDS))
            run.pause(0.3)
            if not run.stack.status(client)["stale"]:
                continue  # too late: all were stored already
            kill_somebody(run, kills)
            kills += 1
        run.check()


def test_kills_while_a_generation_is_published_never_damage_the_index(run: Run) -> None:
    kills = 0
    while kills < 8:
        with editors(run.stack, run.model, run.drafts):
            if not (builders := run.builder_caught(moment=kills % 3)):
                continue  # too late: it has ended
            if kills % 4 == 3:
                run.stack.server.kill_group()
                run.stack.wait_ready()
                kills += 1
            else:
                kills += kill(builders[0])
        run.check()


def test_afterwards_the_export_is_what_is_stored_and_one_generation_is_left(run: Run) -> None:
    run.check()
    assert run.stack.exported() == run.model.present

    def tidy() -> bool:
        names = [path.name for path in run.stack.index_folder.iterdir() if path.is_dir()]
        return len(names) == 1 and names[0].startswith("gen-")

    eventually("one generation is left", tidy)
