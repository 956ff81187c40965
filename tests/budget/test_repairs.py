import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from service.budget.changes import Change, breaks, from_below, loosenings, with_changes
from service.budget.program import Places, Program, Quota
from service.budget.repairs import repairs
from tests.budget.small import all_plans, lawful, small_program


@settings(max_examples=120, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([1, 1, 10**13]))
def test_they_are_the_smallest_changes_that_suffice(rng: random.Random, unit: int) -> None:
    asked = small_program(rng, unit)
    plans = list(all_plans(asked))
    found, single = repairs(asked, 60), list(single_changes(asked, plans))
    if feasible(asked, plans) or not len(asked.price):
        assert found == ()
    elif single:
        assert {repair.changes[0] for repair in found} == set(single)
        assert [repair.size for repair in found] == sorted(repair.size for repair in found)
    else:
        assert len(found) == 1
        fewest = min(
            sum(breaks(asked, change, plan) for change in loosenings(asked))
            for plan in plans
            if len(plan) >= min(1, asked.count[0])
        )
        assert len(found[0].changes) == fewest
        assert feasible(with_changes(asked, found[0].changes), plans)
        for place, change in enumerate(found[0].changes):
            others = with_changes(asked, found[0].changes[:place] + found[0].changes[place + 1 :])
            assert smallest(others, change, plans) == change


def feasible(asked: Program, plans: list[Places]) -> bool:
    return any(lawful(asked, plan) for plan in plans)


def single_changes(asked: Program, plans: list[Places]) -> Iterator[Change]:
    for change in loosenings(asked):
        found = smallest(asked, change, plans)
        if found:
            yield found


def smallest(asked: Program, change: Change, plans: list[Places]) -> Change | None:
    """The change to the first bound, in order of size, under which some plan is lawful."""
    for bound in bounds(asked, change, plans):
        changed = replace(change, new=bound)
        if feasible(with_changes(asked, (changed,)), plans):
            return changed
    return None


def bounds(asked: Program, change: Change, plans: list[Places]) -> list[int] | list[None]:
    if change.new is None:
        return [None]
    if from_below(change):
        least = 1 if change.rule == "count_low" else 0  # a plan without anybody helps nobody
        return list(range(change.old - 1, least - 1, -1))
    if change.rule == "budget":
        return sorted({asked.price_of(plan) for plan in plans if asked.price_of(plan) > change.old})
    if change.rule == "max_price":
        return sorted({price for price in asked.price.tolist() if price > change.old})
    return list(range(change.old + 1, 9))


def test_in_a_crowd_only_the_cheapest_matter_and_the_change_is_exact() -> None:
    prices = np.arange(1000, 3000)
    group = np.arange(2000) % 2 == 0
    asked = Program(
        np.arange(2000),
        prices,
        np.ones(2000, dtype=np.int64),
        budget=3000,
        count=(4, 10),
        cell=np.full(2000, -1),
        quotas=(Quota("even", group, low=3),),
    )
    changes = [repair.changes for repair in repairs(asked, 60)]
    assert changes == [(Change("budget", None, 3000, 1000 + 1001 + 1002 + 1004),)]
