"""Redis killed with SIGKILL: only time is lost."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.reliability.harness import (
    Drafts,
    KillableRedis,
    Model,
    Run,
    Stack,
    drafts_of,
    editors,
    eventually,
    import_creators,
    put,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def killable_redis(tmp_path: Path) -> Iterator[KillableRedis]:
    running = KillableRedis(tmp_path)
    yield running
    running.kill()


@pytest.fixture
def run(tmp_path: Path, postgres_url: str, killable_redis: KillableRedis) -> Iterator[Run]:
    rng = random.Random(20261125)
    stack = Stack(tmp_path, background=1, database_url=postgres_url, redis_url=killable_redis.url)
    stack.wait_ready()
    yield Run(stack, Model(), Drafts(rng), rng)
    stack.end()


def test_writes_are_accepted_and_embedded_without_redis_and_with_it_back(
    run: Run, killable_redis: KillableRedis
) -> None:
    run.check()  # a worker has made the niches' vectors
    killable_redis.kill()
    with run.stack.client() as client:
        assert all(put(client, run.model, run.drafts.make(f"single-{n}")) for n in range(20))
        assert import_creators(client, run.model, drafts_of(run.drafts, [f"imported-{n}" for n in range(100)]))
        run.check()
        killable_redis.start()
        with redis.Redis.from_url(killable_redis.url) as seen:
            eventually("the server listens for the bell again", lambda: seen.pubsub_numsub(*seen.pubsub_channels()))
            assert put(client, run.model, run.drafts.make("single-0"))
            eventually("the worker takes wake-ups again", lambda: not seen.llen("huey.redis.creatormatch"))
        run.check()


def test_redis_killed_and_restarted_under_edits_fails_none_of_them(run: Run, killable_redis: KillableRedis) -> None:
    with editors(run.stack, run.model, run.drafts) as running:
        for _ in range(3):
            run.pause(0.5)
            killable_redis.kill()
            run.pause(0.5)
            killable_redis.start()
        before = [editor.done for editor in running]
        eventually("everybody goes on", lambda: all(e.done > b for e, b in zip(running, before, strict=True)))
    run.check()
