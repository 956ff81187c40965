"""PostgreSQL, Redis, two serving and two worker processes, any of them killed with SIGKILL: nothing acknowledged is
lost, and nothing has to be repaired."""

import random
import signal
from collections.abc import Iterator

import httpx
import pytest

from tests import servers
from tests.reliability.harness import Drafts, Model, Run, Stack, drafts_of, editors, eventually, import_creators, kill

pytestmark = pytest.mark.slow
IDS = [f"imported-{n}" for n in range(250)]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, postgres_server: servers.PostgresServer,
        redis_url: str) -> Iterator[Run]:  # fmt: skip
    rng, url = random.Random(20261124), servers.fresh_database(postgres_server)
    stack = Stack(tmp_path_factory.mktemp("distributed"), background=2, workers=2, database_url=url,
                  redis_url=redis_url, refresh_batch=2)  # fmt: skip
    stack.wait_ready()
    yield Run(stack, Model(), Drafts(rng), rng)
    stack.end()
    servers.drop_database(postgres_server, url)


def kill_serving(run: Run, turn: int) -> None:
    """Every serving process, or also their master and what it started."""
    if turn % 2:
        run.stack.server.kill_group()
    else:
        assert [kill(pid) for pid in run.stack.server.children]
    run.stack.wait_ready()


def test_kills_in_an_import_batch_lose_no_line_that_was_reported(run: Run) -> None:
    for turn in range(4):
        with run.stack.client() as client:
            importing, body = run.import_held(client, IDS)
            run.pause(0.3)
            kill_serving(run, turn)
            body.let_go.set()
            importing.join()
        run.check()


def test_worker_kills_while_vectors_are_stored_leave_none_missing_or_old(run: Run) -> None:
    kills = 0
    while kills < 6:
        with run.stack.client() as client:
            assert import_creators(client, run.model, drafts_of(run.drafts, IDS))
            for _ in range(2):
                run.pause(0.3)
                if run.stack.status(client)["stale"]:
                    run.stack.kill_worker(kills % 2)
                    kills += 1
        run.check()


def test_kills_while_a_generation_is_published_never_damage_the_index(run: Run) -> None:
    kills = 0
    while kills < 4:
        with editors(run.stack, run.model, run.drafts):
            if builders := run.builder_caught(moment=kills % 3):
                kills += kill(builders[0])
        run.check()


def test_kills_of_anybody_while_creators_are_edited_lose_no_edit(run: Run) -> None:
    for turn in range(6):
        with editors(run.stack, run.model, run.drafts):
            run.pause(0.5)
            kill(run.rng.choice(run.stack.server.children))
            run.pause(0.1)
            run.stack.kill_worker(turn % 2)
        run.stack.wait_ready()
        run.check()


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_stop_ends_soon_and_leaves_its_work_to_the_others(run: Run, told: signal.Signals) -> None:
    worker = run.stack.workers[0]
    eventually("it runs", lambda: worker.said("worker_started"))
    with run.stack.client() as client:
        assert import_creators(client, run.model, drafts_of(run.drafts, IDS))
    worker.process.send_signal(told)
    assert worker.process.wait(timeout=15) == 0
    run.check()
    worker.start()


def test_afterwards_the_export_is_what_is_stored(run: Run) -> None:
    run.check()
    assert run.stack.exported() == run.model.present


def test_a_scrape_is_of_all_processes_of_the_host_and_of_those_that_were_killed(run: Run) -> None:
    def scraped(series: str) -> float:
        shown = httpx.get(f"{run.stack.address}/metrics", timeout=30).text
        return next((float(line.rpartition(" ")[2]) for line in shown.splitlines() if line.startswith(series + " ")), 0)

    def ask(times: int) -> None:
        for _ in range(times):  # over connections of their own, so that either process gets some
            with run.stack.client() as client:
                assert client.get("/v1/brands").status_code == 200

    asked = 'creatormatch_requests_total{method="GET",route="/v1/brands",status="200"}'
    eventually("both processes count", lambda: scraped("creatormatch_processes") == 2)
    before = scraped(asked)
    ask(20)
    assert scraped(asked) == before + 20
    assert kill(run.stack.server.children[0])
    run.stack.wait_ready()
    eventually("both processes count again", lambda: scraped("creatormatch_processes") == 2)
    assert scraped(asked) == before + 20
    ask(1)
    assert scraped(asked) == before + 21
