"""Answers beside the reference, field by field."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from service.domain.money import RateTable
from service.matching import Sort
from tests.property import price_estimates, rate_cards, reference
from tests.property.world import World

Document = dict[str, Any]


def assert_exact(world: World, brief: Document, sort: Sort = "score", limit: int = 100, brand_id: int | None = None,
                 known: reference.Known | None = None) -> None:  # fmt: skip
    """The whole ranking of a brief is the reference's: who, in which order, with which scores and why."""
    answer, matches = world.ranking(brief, sort, limit, brand_id)
    expected = world.expected(brief, sort, known=known)
    assert answer["search_mode"] == "exact"
    assert answer["matched"] == len(expected)
    assert [(m["creator"]["external_id"], m["score"]) for m in matches] == [(e.external_id, e.score) for e in expected]
    assert [m["rank"] for m in matches] == list(range(1, len(expected) + 1))
    funnel = [(step["constraint"], step["remaining"]) for step in answer["funnel"]]
    assert funnel == reference.expected_funnel(reference.read_tables(world.backends), brief)
    weights = reference.weights_of(brief, known or reference.Known())
    for match, one in zip(matches, expected, strict=True):
        assert_explained(match, one, weights)
        assert_priced(match, brief, world)
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


def assert_priced(match: Document, brief: Document, world: World) -> None:
    shown, card, wanted = match["price"], match["creator"].get("rate_card"), reference.deliverables_of(brief)
    rates = world.backends.rates
    price = rate_cards.price_of(wanted, match["creator"], brief, rates)
    if price is None:
        assert shown["amount"] is None
        assert_estimated(
            shown,
            price_estimates.estimate_of(wanted, match["creator"], price_estimates.stored_cells(world.backends), rates),
            brief,
            rates,
        )
        return
    minor, currency = price
    given = rate_cards.works_for_the_product(wanted, card, brief.get("budget") or {}, rates)
    assert (shown["basis"], shown["currency"]) == ("product" if given else "stated", currency)
    assert rate_cards.minor_units(shown["amount"], currency) == minor
    assert sum(Decimal(line["amount"]) for line in shown["lines"]) == Decimal(shown["amount"])
    add_ons = rate_cards.add_on_prices(brief, card, minor)
    amounts = [line["amount"] for line in shown.get("add_ons", ())]
    assert [None if one is None else rate_cards.minor_units(one, currency) for one in amounts] == add_ons
    if add_ons:
        total = None if None in add_ons else minor + sum(filter(None, add_ons))
        assert (shown["total"] and rate_cards.minor_units(shown["total"], currency)) == total


def assert_estimated(shown: Document, expected: list[Fraction] | None, brief: Document, rates: RateTable) -> None:
    """The range in the brief's currency, in dollars where it has no rate; nothing where nothing tells."""
    if expected is None:
        assert shown == {"basis": "unknown", "amount": None, "currency": None}
        return
    wanted = (brief.get("budget") or {}).get("currency", "USD")
    factor = rates.factor("USD", wanted)
    currency, factor = ("USD", Fraction(1)) if factor is None else (wanted, factor)
    assert (shown["basis"], shown["currency"]) == ("estimated", currency)
    ends = [rate_cards.minor_units(shown[end], currency) for end in ("low", "point", "high")]
    assert ends == [int(end * factor + Fraction(1, 2)) for end in expected]


def violations(world: World, brief: Document, matches: list[Document]) -> list[tuple[str, str]]:
    """Returned creators that break a constraint, with its name; their niches are those that the answer shows."""
    found, cells = [], price_estimates.stored_cells(world.backends)
    for match in matches:
        external_id = match["creator"]["external_id"]
        seen = match["creator"] | {"niches": [niche["id"] for niche in match["niches"]]}
        if name := reference.first_violation(external_id, seen, brief, world.backends.rates, cells):
            found.append((external_id, name))
    return found
