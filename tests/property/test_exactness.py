"""On the exact path an answer equals the brute-force reference, whatever it is read from."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.briefs import post_brief
from tests.property import chance, reference
from tests.property.compare import assert_exact
from tests.property.conftest import MakeWorld
from tests.property.world import World

CROWD = 300
EXAMPLES = settings(max_examples=40, derandomize=True, deadline=None, database=None,
                    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip
RANDOM = st.integers(0, 2**32).map(random.Random) | st.randoms(use_true_random=False)
SORTS = st.sampled_from(["score", "score", "price", "followers"])


def fill(world: World, rng: random.Random, size: int = CROWD) -> None:
    world.import_all({f"c{i}": chance.creator(rng) for i in range(size)})
    world.follow()


def stir(world: World, rng: random.Random) -> None:
    """Change some creators in every way: new text, new attributes, gone, and back under the same id."""
    for i in range(0, CROWD, 7):
        world.put(f"c{i}", chance.creator(rng))
    for i in range(1, CROWD, 11):
        world.patch(f"c{i}", {"rate_card": None, "availability": {"to": "2027-03-31"}})
    for i in range(2, CROWD, 13):
        world.erase(f"c{i}")
    for i in range(2, CROWD, 26):
        world.put(f"c{i}", chance.creator(rng))
    for i in range(2, CROWD, 26):
        world.put(f"c{i}", chance.creator(rng))
    world.import_all({f"new{i}": chance.creator(rng) for i in range(20)})
    world.follow()


def in_delta(world: World, rng: random.Random) -> None:
    fill(world, rng)


def in_base(world: World, rng: random.Random) -> None:
    fill(world, rng)
    world.build()


def in_both(world: World, rng: random.Random) -> None:
    in_base(world, rng)
    stir(world, rng)


def in_a_second_generation(world: World, rng: random.Random) -> None:
    in_both(world, rng)
    world.build()
    world.erase("c3")
    world.put("c4", chance.creator(rng))
    world.follow()


def after_a_restart(world: World, rng: random.Random) -> None:
    in_both(world, rng)
    world.restart()


STATES = [in_delta, in_base, in_both, in_a_second_generation, after_a_restart]


@pytest.fixture(scope="module", params=STATES, ids=lambda state: state.__name__)
def world(request: pytest.FixtureRequest, make_world: MakeWorld, tmp_path_factory: pytest.TempPathFactory
          ) -> Iterator[World]:  # fmt: skip
    made = make_world(tmp_path_factory.mktemp("world"))
    state: Callable[[World, random.Random], None] = request.param
    state(made, random.Random(20261103))
    return made


def test_the_state_is_what_its_name_says(world: World, request: pytest.FixtureRequest) -> None:
    snapshot = world.backends.served.snapshot
    assert snapshot is not None
    assert snapshot.creator_count >= CROWD * 0.9
    assert (snapshot.base is None) == ("in_delta" in request.node.name)
    delta, _ = snapshot.parts[-1]
    assert (len(delta) == 0) == ("in_base" in request.node.name)


@EXAMPLES
@given(rng=RANDOM, sort=SORTS, limit=st.sampled_from([1, 7, 100]))
def test_a_ranking_equals_the_reference(world: World, rng: random.Random, sort: str, limit: int) -> None:
    brief = chance.brief(rng, [f"c{i}" for i in range(20)])
    if limit == 1:  # one match a page: enough to see pages of one, without hundreds of them
        brief["constraints"].setdefault("countries", {"any_of": ["DE"]})
    assert_exact(world, brief, chance.fitting_sort(brief, sort), limit)


@pytest.mark.parametrize("sort", ["score", "followers"])
def test_a_brief_without_constraints_ranks_everybody_in_the_default_range(world: World, sort: str) -> None:
    assert_exact(world, chance.load_brief({"text": "vegan recipes"}), sort)


def test_creators_with_the_same_score_come_in_the_order_of_their_arrival(world: World) -> None:
    weights = dict.fromkeys(["audience", "engagement", "value", "experience", "credibility", "recency"], 0)
    brief = chance.load_brief({"text": "yoga", "preferences": {"weights": weights}})
    _, matches = world.ranking(brief)
    scores = [match["score"] for match in matches]
    assert len(set(scores)) < len(scores)
    assert_exact(world, brief)


def test_some_creators_show_a_niche_that_they_do_not_declare(world: World) -> None:
    _, matches = world.ranking(chance.load_brief({"text": "yoga"}))
    assert {niche["source"] for match in matches for niche in match["niches"]} == {"declared", "detected"}


@pytest.mark.parametrize("seed", range(4))
def test_what_a_brand_said_elsewhere_counts_for_that_brand_alone(world: World, seed: int) -> None:
    rng = random.Random(seed)
    brief, brand_id = chance.brief(rng), world.brand(f"judge{seed}")
    elsewhere = [post_brief(world.backends, brand_id, brief).id for _ in range(2)]
    verdicts: dict[str, list[tuple[str, str | None]]] = {}
    for creator in rng.sample(reference.read_tables(world.backends).creators, 60):
        for brief_id in elsewhere[: rng.choice([1, 2])]:
            verdict = rng.choice([("hired", None), ("shortlisted", None), ("rejected", "low_quality"),
                                  ("rejected", "too_expensive")])  # fmt: skip
            world.judge(brand_id, brief_id, creator.external_id, *verdict)
            verdicts.setdefault(creator.external_id, []).append(verdict)
    values = {name: reference.history_of(given) for name, given in verdicts.items()}
    known = reference.Known({name: v for name, v in values.items() if v is not None})
    assert_exact(world, brief, brand_id=brand_id, known=known)
    assert_exact(world, brief)


def test_what_work_brought_counts_for_its_brand_alone(world: World) -> None:
    rng = random.Random(7)
    anybody = {"text": "vegan recipes", "constraints": {"followers": {"min": 0, "unknown": "include"}}}
    brief, brand_id = chance.load_brief(anybody), world.brand("records")
    reels = chance.load_brief(anybody | {"deliverables": [{"kind": "ig_reel"}]})
    recorded: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    workers = rng.sample(reference.read_tables(world.backends).creators, 40)
    for brief_id in [post_brief(world.backends, brand_id, brief).id for _ in range(2)]:
        lines = []
        for worker in workers:
            world.judge(brand_id, brief_id, worker.external_id, "hired", None)
            brought = [chance.outcome(rng) for _ in range(rng.randint(0, 2))]
            lines += [outcome | {"creator": worker.external_id} for outcome in brought]
            recorded.setdefault(worker.external_id, []).extend((outcome, worker.document) for outcome in brought)
        world.record(brand_id, brief_id, lines)
    known = reference.Known(dict.fromkeys(recorded, 1.0), recorded)
    for asked in (brief, reels):
        assert_exact(world, asked, brand_id=brand_id, known=known)
    assert_exact(world, brief)
