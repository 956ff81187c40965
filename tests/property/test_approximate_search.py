"""Among many creators the search is approximate; what it must not do is still exact."""

import random
from statistics import mean

import pytest

from service.scoring import Asked
from tests.property import chance, reference
from tests.property.compare import violations
from tests.property.conftest import MakeWorld
from tests.property.world import Document, World

CROWD = 3500
SETTINGS = {"exact_rows": "50", "ann_min_rows": "500", "refresh_batch": "1000"}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def world(make_world: MakeWorld, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Most creators in a generation; some of them changed, some erased, some new since."""
    made, rng = make_world(tmp_path_factory.mktemp("many"), **SETTINGS), random.Random(1)
    made.import_all({f"c{i}": chance.creator(rng) for i in range(CROWD)})
    made.follow()
    made.build()
    made.import_all({f"c{i}": chance.creator(rng) for i in range(0, CROWD, 20)})
    for i in range(1, CROWD, 100):
        made.erase(f"c{i}")
    made.import_all({f"new{i}": chance.creator(rng) for i in range(50)})
    made.follow()
    return made


@pytest.fixture(scope="module")
def tables(world: World) -> reference.Tables:
    return reference.read_tables(world.backends)


@pytest.fixture(scope="module")
def briefs(world: World) -> dict[str, list[Document]]:
    """Random briefs by the mode in which the service answers them."""
    found: dict[str, list[Document]] = {"ann": [], "exact": []}
    for seed in range(200):
        brief = chance.brief(random.Random(seed), ["c1", "c2"])
        found[world.match_once(brief, Asked(1))["search_mode"]].append(brief)
    assert len(found["ann"]) >= 10
    return found


def test_approximate_answers_break_no_constraint_and_are_never_short(
    world: World, tables: reference.Tables, briefs: dict[str, list[Document]]
) -> None:
    ids = {creator.external_id: creator.id for creator in tables.creators}
    for brief in briefs["ann"][:20]:
        answer, matches = world.ranking(brief)
        assert violations(world, brief, matches) == []
        assert answer["matched"] == reference.expected_funnel(tables, brief)[-1][1]
        assert len(answer["items"]) == min(100, answer["matched"])
        keys = [(-match["score"], ids[match["creator"]["external_id"]]) for match in matches]
        assert keys == sorted(set(keys))


def test_approximate_answers_hold_almost_all_of_the_best(
    world: World, tables: reference.Tables, briefs: dict[str, list[Document]]
) -> None:
    recalls = []
    for brief in briefs["ann"][:15]:
        best = reference.expected_ranking(tables, brief, world.query_vectors(brief), "score")[:20]
        # The query itself moved towards first answers that were found approximately: scores differ a little.
        items = world.match_once(brief, Asked(20))["items"]
        shown = {item["creator"]["external_id"] for item in items}
        recalls.append(len(shown & {one.external_id for one in best}) / len(best))
    print(f"recall@20 {mean(recalls):.4f}, least {min(recalls):.2f}")
    assert mean(recalls) >= 0.97


@pytest.mark.parametrize("sort", ["price", "followers"])
def test_other_orders_are_exact_even_among_many(
    world: World, tables: reference.Tables, briefs: dict[str, list[Document]], sort: str
) -> None:
    for brief in briefs["ann"][:3]:
        priced = {"deliverables": [{"kind": "ugc_asset", "quantity": 2}]} | brief
        expected = reference.expected_ranking(tables, priced, world.query_vectors(priced), sort)
        _, matches = world.ranking(priced, sort)
        assert [m["creator"]["external_id"] for m in matches] == [one.external_id for one in expected]


def test_a_selective_brief_is_answered_by_everybody_who_matches_even_among_many(
    world: World, tables: reference.Tables, briefs: dict[str, list[Document]]
) -> None:
    for brief in briefs["exact"][:10]:
        expected = reference.expected_ranking(tables, brief, world.query_vectors(brief), "score")
        _, matches = world.ranking(brief)
        scores = {match["creator"]["external_id"]: match["score"] for match in matches}
        assert scores == pytest.approx({one.external_id: one.score for one in expected}, abs=1e-6)


def test_a_generation_whose_every_creator_changed_is_no_obstacle(world: World, tables: reference.Tables) -> None:
    rng = random.Random(2)
    world.import_all({creator.external_id: chance.creator(rng) for creator in tables.creators})
    world.follow()
    brief = chance.load_brief({"text": "yoga"})
    expected = world.expected(brief)[:100]
    answer = world.match_once(brief, Asked(100))
    assert [(m["creator"]["external_id"], m["score"]) for m in answer["items"]] == [
        (one.external_id, one.score) for one in expected
    ]
