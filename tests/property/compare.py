"""Answers beside the reference, field by field."""

from typing import Any

from service.matching import Sort
from tests.property import reference
from tests.property.world import World

Document = dict[str, Any]


def assert_exact(world: World, brief: Document, sort: Sort = "score", limit: int = 100, brand_id: int | None = None,
                 history: dict[str, float] | None = None) -> None:  # fmt: skip
    """The whole ranking of a brief is the reference's: who, in which order, with which scores and why."""
    answer, matches = world.ranking(brief, sort, limit, brand_id)
    expected = world.expected(brief, sort, history=history)
    assert answer["search_mode"] == "exact"
    assert answer["matched"] == len(expected)
    assert [(m["creator"]["external_id"], m["score"]) for m in matches] == [(e.external_id, e.score) for e in expected]
    assert [m["rank"] for m in matches] == list(range(1, len(expected) + 1))
    funnel = [(step["constraint"], step["remaining"]) for step in answer["funnel"]]
    assert funnel == reference.expected_funnel(reference.read_tables(world.backends), brief)
    weights = reference.weights_of(brief, bool(history))
    for match, one in zip(matches, expected, strict=True):
        assert_explained(match, one, weights)
        assert_priced(match, brief)
        assert {niche["id"] for niche in match["niches"]} == set(one.niches)


def assert_explained(match: Document, expected: reference.Expected, weights: dict[str, float]) -> None:
    """Every weighted component is shown, null where unknown, and together they are the score."""
    shown = {component["name"]: component for component in match["components"]}
    assert shown.keys() == {name for name, weight in weights.items() if weight > 0}
    for name, component in shown.items():
        value = expected.values[name]
        if value is None:
            assert component["value"] is None, name
        else:
            assert abs(component["value"] - value) < 1.5e-6, name
    assert abs(sum(component["contribution"] for component in shown.values()) - match["score"]) < 1e-5


def assert_priced(match: Document, brief: Document) -> None:
    price = reference.price_of(reference.deliverables_of(brief), match["creator"])
    if price is None:
        assert match["price"]["basis"] == "unknown"
        assert match["price"]["amount"] is None
    else:
        assert match["price"]["currency"] == price[1]
        assert reference.minor_units(match["price"]["amount"], price[1]) == price[0]


def violations(world: World, brief: Document, matches: list[Document]) -> list[tuple[str, str]]:
    """Returned creators that break a constraint, with its name; their niches are those that the answer shows."""
    found = []
    for match in matches:
        external_id = match["creator"]["external_id"]
        seen = match["creator"] | {"niches": [niche["id"] for niche in match["niches"]]}
        if name := reference.first_violation(external_id, seen, brief, world.backends.rates):
            found.append((external_id, name))
    return found
