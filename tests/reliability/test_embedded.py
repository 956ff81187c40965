"""SQLite and one serving process, killed with SIGKILL at random moments: nothing acknowledged is lost, and nothing
has to be repaired."""

import random
import shutil
from collections.abc import Iterator

import pytest

from service.index.generation import current_name
from tests.reliability.harness import (
    Drafts,
    Model,
    Run,
    Stack,
    answered,
    drafts_of,
    editors,
    eventually,
    import_creators,
    kill,
    put,
)

pytestmark = pytest.mark.slow
IDS = [f"imported-{n}" for n in range(250)]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    rng = random.Random(20261123)
    # Small batches, so that a kill finds vectors half stored; small deltas, so that generations are built all the time.
    stack = Stack(tmp_path_factory.mktemp("embedded"), refresh_batch=2, erasure_seconds=3600)
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
    for turn in range(5):
        with run.stack.client() as client:
            importing, body = run.import_held(client, IDS)
            run.pause(0.3)
            kill_somebody(run, turn)
            body.let_go.set()
            importing.join()
        run.check()


def test_kills_while_vectors_are_stored_leave_none_missing_or_old(run: Run) -> None:
    kills = 0
    while kills < 4:
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
    while kills < 6:
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


def test_kills_after_a_plan_its_outcome_and_rates_lose_none_of_them(run: Run) -> None:
    creator = run.drafts.make("hireable") | {
        "accounts": [{"platform": "instagram", "handle": "hireable", "followers": 10_000, "engagement_rate_pct": 3.0,
                      "engagement_basis": "followers"}],
        "rate_card": {"currency": "EUR", "rates": {"ig_reel": "100.00"}},
    }  # fmt: skip
    with run.stack.client() as client:
        assert put(client, run.model, creator)
        run.stack.wait_caught_up(client)
    for turn in range(2):
        with run.stack.client() as client:
            brief = answered(client.post("/v1/briefs", json={"text": "anybody"}), 201)["id"]
            asked = {"budget": {"currency": "EUR", "total": "150"}, "candidates": {"creators": ["hireable"]},
                     "mixes": [{"deliverables": [{"kind": "ig_reel"}]}]}  # fmt: skip
            plan = answered(client.post(f"/v1/briefs/{brief}/plans", json=asked), 201)
            accepted = answered(client.post(f"/v1/plans/{plan['id']}:accept"))
            spent = {"creator": "hireable", "kind": "ig_reel", "engagements": 310, "spend": "100", "currency": "EUR"}
            outcome = answered(client.put(f"/v1/briefs/{brief}/outcomes/post-1", json=spent), 201)
            table = {"as_of": "2026-01-01", "base": "EUR", "rates": {"USD": f"1.{turn + 1}"}}
            answered(client.put("/v1/rates", json=table))
        kill_somebody(run, turn)
        with run.stack.client() as client:
            assert answered(client.get(f"/v1/plans/{plan['id']}")) == accepted
            assert answered(client.get(f"/v1/briefs/{brief}/outcomes/post-1")) == outcome
            assert answered(client.get("/v1/rates"))["rates"] == table["rates"]
            report = answered(client.get(f"/v1/briefs/{brief}/report"))
            assert report["creators"][0]["external_id"] == "hireable"
    run.check()


def test_afterwards_the_export_is_what_is_stored(run: Run) -> None:
    run.check()
    assert run.stack.exported() == run.model.present


def test_what_a_killed_build_left_is_gone_after_a_restart(run: Run) -> None:
    folder = run.stack.index_folder
    with run.stack.client() as client:
        assert import_creators(client, run.model, drafts_of(run.drafts, IDS))
    eventually("there is a generation", lambda: current_name(folder))
    run.stack.server.kill_group()
    left = [folder / "gen-000000000001-0000beef", folder / "building-gen-000000000002-0000beef"]
    for path in left:  # killed before it could publish, or before it could remove the one before
        shutil.copytree(folder / str(current_name(folder)), path)
    run.stack.wait_ready()
    eventually("they are gone", lambda: not any(path.exists() for path in left))
    run.check()
