"""Scores: each component between 0 and 1, the unknown neutral, the order strict."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.creator import read_creator
from service.domain.vocabulary import PLATFORMS
from service.ranking import blend, components
from service.ranking.components import NAMES, Candidates, component_values
from service.ranking.explain import Evidence, explain
from service.ranking.kept import ENTRY, Ranking
from service.ranking.order import best, sort_key
from tests.builders import creator

NAN = math.nan
_numbers = st.floats(0, 1e12) | st.just(NAN)


def _candidates(count: int = 1, **changes: Any) -> Candidates:
    known: dict[str, Any] = {
        "fit": 0.5, "followers": 12_400, "platform": PLATFORMS.index("instagram"), "engagement_rate_pct": 3.4,
        "price_usd": 400.0, "audience_share_pct": 61.5, "sponsored_posts": 12, "credibility_pct": 88,
        "days_since_post": 10, "history": NAN, "stated_rate_pct": 3.4, "measured_rate_pct": NAN, "measured_posts": 0,
        "kept": 0, "checked": 0,
    }  # fmt: skip
    arrays = {name: np.broadcast_to(np.asarray(value, dtype=float), count) for name, value in (known | changes).items()
              if name not in ("platform", "posts")}  # fmt: skip
    platform = np.full(count, (known | changes)["platform"], dtype=np.int8)
    return Candidates(**arrays, platform=platform, posts=changes.get("posts", 1))


def _value(name: str, **changes: Any) -> float:
    return float(components.COMPONENTS[name](_candidates(**changes))[0])


@given(st.fixed_dictionaries({
    "fit": st.floats(0, 1), "followers": _numbers, "engagement_rate_pct": st.floats(0, 100) | st.just(NAN),
    "price_usd": _numbers, "audience_share_pct": st.floats(0, 100) | st.just(NAN), "sponsored_posts": _numbers,
    "credibility_pct": st.floats(0, 100) | st.just(NAN), "days_since_post": st.floats(-400, 40_000) | st.just(NAN),
    "platform": st.integers(-1, len(PLATFORMS) - 1), "posts": st.integers(0, 2000), "checked": st.integers(0, 999),
}))  # fmt: skip
def test_every_component_is_unknown_or_between_0_and_1(facts: dict[str, Any]) -> None:
    values = component_values(_candidates(**facts))
    assert values.shape == (1, len(NAMES))
    assert (np.isnan(values) | ((values >= 0) & (values <= 1))).all()
    score = blend.scores(values, blend.normalised(dict.fromkeys(NAMES, 1.0), NAMES))
    assert 0 <= score[0] <= 1


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("audience", {"audience_share_pct": 40}, 0.4),
        ("engagement", {"engagement_rate_pct": 0}, 0.0),
        ("engagement", {"engagement_rate_pct": 2}, 0.35),
        ("engagement", {"engagement_rate_pct": 3.5}, 0.75),
        ("engagement", {"engagement_rate_pct": 7}, 1.0),
        ("engagement", {"engagement_rate_pct": 50}, 1.0),
        ("engagement", {"engagement_rate_pct": 4, "platform": PLATFORMS.index("tiktok")}, 0.35),
        ("engagement", {"engagement_rate_pct": NAN}, NAN),
        ("value", {"price_usd": 0}, 1.0),
        ("value", {"price_usd": 0.316 * 12_400 * 0.034}, 0.5),
        ("value", {"price_usd": 2 * 0.316 * 12_400 * 0.034, "posts": 2}, 0.5),
        ("value", {"price_usd": 400, "engagement_rate_pct": 0}, 0.0),
        ("value", {"price_usd": NAN}, NAN),
        ("value", {"followers": NAN}, NAN),
        ("experience", {"sponsored_posts": 0}, 0.0),
        ("experience", {"sponsored_posts": 5}, 0.5),
        ("experience", {"sponsored_posts": NAN}, NAN),
        ("credibility", {"credibility_pct": 50}, 0.0),
        ("credibility", {"credibility_pct": 75}, 0.4),
        ("credibility", {"credibility_pct": 99}, 1.0),
        ("recency", {"days_since_post": 0}, 1.0),
        ("recency", {"days_since_post": 30}, 0.5),
        ("recency", {"days_since_post": -5}, 1.0),
    ],
)  # fmt: skip
def test_components_have_the_values_that_the_documents_give(
    name: str, changes: dict[str, Any], expected: float
) -> None:
    assert _value(name, **changes) == pytest.approx(expected, abs=1e-9, nan_ok=True)


@given(st.lists(st.floats(0, 1), min_size=len(NAMES), max_size=len(NAMES)), st.sets(st.sampled_from(NAMES), min_size=1))
def test_weights_sum_to_one_over_what_applies(raw: list[float], applicable: set[str]) -> None:
    weights = blend.normalised(dict(zip(NAMES, raw, strict=True)), applicable)
    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()


def test_an_unknown_value_counts_as_neutral() -> None:
    weights = np.full(2, 0.5)
    assert blend.scores(np.array([[NAN, 1.0], [0.5, 1.0]]), weights).tolist() == [0.75, 0.75]


@given(st.lists(st.sampled_from([0.0, 1.0, 2.0, NAN]), min_size=1, max_size=30), st.integers(1, 35), st.randoms())
def test_the_best_are_the_head_of_a_full_sort_and_ties_go_to_smaller_ids(
    values: list[float], count: int, chance: Any
) -> None:
    ids = np.array(chance.sample(range(100), len(values)))
    key = sort_key("price", np.zeros(len(values)), np.array(values), np.zeros(len(values)))
    expected = sorted(range(len(values)), key=lambda place: (key[place], ids[place]))[:count]
    assert best(key, ids, count).tolist() == expected


def test_each_sort_has_its_direction_and_the_unknown_comes_last() -> None:
    numbers = np.array([1.0, NAN, 3.0])
    ids = np.arange(3)
    orders = {sort: best(sort_key(sort, numbers, numbers, numbers), ids, 3).tolist()
              for sort in ("score", "price", "followers")}  # fmt: skip
    assert orders == {"score": [2, 0, 1], "price": [0, 2, 1], "followers": [2, 0, 1]}


def test_an_explanation_says_the_value_that_was_counted() -> None:
    values = [0.5, NAN, 0.75, 0.5, 0.7, NAN, 1.0, NAN, 0.5]
    weights = blend.normalised(dict.fromkeys(NAMES, 1.0), set(NAMES) - {"recency"}).tolist()
    entries = explain(values, weights, Evidence(read_creator("lena", creator()), "", 0, frozenset(), ()))
    assert [entry["name"] for entry in entries] == [name for name in NAMES if name != "recency"]
    total = blend.scores(np.array([values]), np.array(weights))[0]
    assert sum(entry["contribution"] for entry in entries) == pytest.approx(total, abs=1e-5)
    assert [entry["value"] is None for entry in entries] == [False, True, False, False, False, True, True, False]
    assert all("nknown" in entry["reason"] for entry in entries if entry["value"] is None)


def test_a_kept_ranking_comes_back_as_it_was() -> None:
    entries = np.zeros(3, dtype=ENTRY)
    entries["id"], entries["score"] = [5, 7, 9], [0.9, 0.8, 0.1]
    ranking = Ranking(entries, (0.5, 0.5), {"matched": 3, "funnel": [{"constraint": "x", "remaining": 3}]})
    again = Ranking.from_bytes(ranking.to_bytes())
    assert (again.weights, again.facts) == (ranking.weights, ranking.facts)
    assert (again.entries == ranking.entries).all()
