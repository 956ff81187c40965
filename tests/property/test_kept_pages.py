"""Pages and items that were kept: whatever changes, an answer is the one that would be made anew."""

import contextlib
import dataclasses
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from service import briefs, pages
from service.api.brief_schemas import load_brief
from service.api.creator_schemas import load_creator
from service.backends import Latest
from service.calibrating import Calibrations
from service.errors import Conflict, NotFound
from service.item_cache import ItemCache
from service.scoring import Asked
from service.store import calibrations
from service.store.briefs import StoredBrief
from tests.property import chance
from tests.property.conftest import MakeWorld
from tests.property.world import Document, World

CREATORS = 25
BRIEF = {
    "text": "vegan recipes", "deliverables": [{"kind": "ig_reel"}],
    "budget": {"currency": "USD", "per_creator": "575.00", "unknown_price": "estimate"},
    "constraints": {"followers": {"min": 0, "unknown": "include"}},
}  # fmt: skip
ASKED = (Asked(5), Asked(5, "price"), Asked(5, explain=True), Asked(20, diversity=0.3, facets=True))


@pytest.fixture
def world(tmp_path: Path, make_world: MakeWorld) -> World:
    world, rng = make_world(tmp_path), random.Random(5)
    world.import_all({f"c{n}": chance.creator(rng) for n in range(CREATORS)})
    world.follow()
    return world


def _answer(world: World, stored: StoredBrief, asked: Asked) -> Document:
    """Two pages in one, without what differs from answer to answer."""
    first = world.page(stored, asked)
    second = world.page(stored, asked, first["next_cursor"])["items"] if first["next_cursor"] else []
    del first["took_ms"]
    return first | {"items": first["items"] + second}


def _made_anew(world: World, stored: StoredBrief, asked: Asked) -> Document:
    warm = world.backends
    empty = {name: Latest() for name in ("briefs", "resolved", "rankings", "pages", "paid", "track_records")}
    world.backends = dataclasses.replace(warm, items=ItemCache(), **empty)
    try:
        return _answer(world, stored, asked)
    finally:
        world.backends = warm


def _someone(rng: random.Random) -> str:
    return f"c{rng.randrange(CREATORS)}"


def _rates(world: World, rng: random.Random) -> None:
    rates = {"USD": rng.choice(["1.15", "2"]), "JPY": "175", "KWD": "0.35", "KES": "149"}
    as_of = rng.choice(["2026-11-01", "2026-11-02"])
    world.backends.exchange.set({"as_of": as_of, "base": "EUR", "rates": rates}, world.backends.now().date())


def _brief(world: World, stored: StoredBrief, rng: random.Random) -> None:
    budget = {"per_creator": rng.choice(["575.00", "9000"]), "currency": rng.choice(["USD", "EUR"])}
    patch = {"text": rng.choice(["vegan recipes", "yoga"]), "budget": BRIEF["budget"] | budget}
    briefs.patch_brief(world.backends, stored.brand_id, stored.id, patch, load_brief)


@pytest.mark.parametrize("seed", range(2))
def test_whatever_changes_an_answer_is_the_one_that_would_be_made_anew(world: World, seed: int) -> None:
    rng = random.Random(seed)
    world.backends = dataclasses.replace(world.backends, calibrations=Calibrations(world.backends.store, 0.0, 0.0))
    stored = briefs.post_brief(world.backends, world.brand_id, load_brief(BRIEF))
    other = briefs.post_brief(world.backends, world.brand_id, load_brief(BRIEF))
    changes: list[Callable[[], None]] = [
        lambda: world.put(_someone(rng), chance.creator(rng)),
        lambda: world.patch(_someone(rng), {"name": chance.words(rng)}),
        lambda: world.erase(_someone(rng)),
        lambda: world.follow(),
        lambda: world.show(),  # attributes first, vectors later
        lambda: world.refresh(),
        lambda: _rates(world, rng),
        lambda: _brief(world, stored, rng),
        lambda: world.judge(world.brand_id, rng.choice([stored, other]).id, _someone(rng), "rejected", "low_quality"),
        lambda: world.record(world.brand_id, stored.id, [chance.outcome(rng) | {"creator": _someone(rng)}]),
        lambda: None,
    ]
    for _ in range(30):
        with contextlib.suppress(NotFound, Conflict):  # somebody was erased, or was hired
            rng.choice(changes)()
        asked = rng.choice(ASKED)
        assert _answer(world, stored, asked) == _made_anew(world, stored, asked)


PAIR = {
    "priced": {"name": "Ada", "text": "vegan recipes", "niches": ["food_vegan"],
               "rate_card": {"currency": "EUR", "rates": {"ig_reel": "100"}}},
    "unpriced": {"name": "Bo", "text": "vegan recipes",
                 "accounts": [{"platform": "instagram", "handle": "b", "followers": 5000}]},
}  # fmt: skip


def _as_of(world: World, stored: StoredBrief, day: str) -> None:
    rates = {"as_of": day, "base": "EUR", "rates": {"USD": "1.15"}}
    world.backends.exchange.set(rates, world.backends.now().date())


def _currency(world: World, stored: StoredBrief, currency: str) -> None:
    patch = {"budget": {"currency": currency}}
    briefs.patch_brief(world.backends, stored.brand_id, stored.id, patch, load_brief)


def _calibration(world: World, stored: StoredBrief, ratio: float) -> None:
    made = {"made_from": "", "creators": 100, "prices": 40, "cells": {"ig_reel": [40, ratio, ratio * 2, ratio * 3]}}
    world.backends.store.write(lambda c: calibrations.replace(c, calibrations.newest_id(c), made))


def _paid(world: World, stored: StoredBrief, spend: str) -> None:
    world.judge(stored.brand_id, stored.id, "unpriced", "hired", None)
    outcome = {"creator": "unpriced", "kind": "ig_reel", "spend": spend, "currency": "USD"}
    world.record(stored.brand_id, stored.id, [outcome])


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [(_as_of, "2026-11-01", "2026-11-02"), (_currency, "USD", "EUR"), (_calibration, 1.0, 2.0), (_paid, "60", "77")],
)
def test_an_item_shows_what_its_price_is_made_of_now(
    tmp_path: Path, make_world: MakeWorld, change: Callable[..., None], before: str, after: str
) -> None:
    world = make_world(tmp_path)
    world.backends = dataclasses.replace(world.backends, calibrations=Calibrations(world.backends.store, 1e9, 0.0))
    world.import_all({name: load_creator(document) for name, document in PAIR.items()})
    world.follow()
    brief = BRIEF | {"budget": {"currency": "USD", "per_creator": "575.00", "unknown_price": "include"}}
    stored = briefs.post_brief(world.backends, world.brand_id, load_brief(brief))
    change(world, stored, before)
    first = _answer(world, stored, Asked(5))["items"]
    change(world, stored, after)
    assert _answer(world, stored, Asked(5))["items"] == _made_anew(world, stored, Asked(5))["items"] != first


def test_niches_that_a_later_vector_shows_are_not_hidden_by_an_item_made_before_it(world: World) -> None:
    stored = briefs.post_brief(world.backends, world.brand_id, load_brief({"text": "yoga"}))
    cursor = world.page(stored, Asked(1))["next_cursor"]
    world.import_all({f"c{n}": {"name": "Ada", "text": f"marathon {n}"} for n in range(CREATORS)})
    world.show()
    old = world.page(stored, Asked(5), cursor)["items"]
    world.refresh()  # stored, and not shown yet
    assert world.page(stored, Asked(5), cursor)["items"] == old
    world.show()
    shown = world.page(stored, Asked(5), cursor)["items"]
    assert [item["niches"] for item in shown] != [item["niches"] for item in old]


def test_an_item_is_made_once_however_often_others_change(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = briefs.post_brief(world.backends, world.brand_id, load_brief(BRIEF))
    shown = [match["creator"]["external_id"] for match in _answer(world, stored, Asked(5))["items"]]
    made: list[str] = []
    match = pages.match
    monkeypatch.setattr(pages, "match", lambda *of: made.append(of[2].creator.external_id) or match(*of))
    world.patch(next(f"c{n}" for n in range(CREATORS) if f"c{n}" not in shown), {"attributes": {"seen": 1}})
    world.follow()  # another index_version, so another ranking
    assert [match["creator"]["external_id"] for match in _answer(world, stored, Asked(5))["items"]] == shown
    world.patch(shown[0], {"name": "Somebody Else"})
    assert _answer(world, stored, Asked(5))["items"][0]["creator"]["name"] == "Somebody Else"
    assert set(made) == {shown[0]}


def test_the_oldest_items_go_when_there_are_too_many() -> None:
    items = ItemCache(max_bytes=2_000)
    for number in range(4):
        items.put(number, b"x" * 100)
    assert [items.get(number) is not None for number in range(4)] == [False, True, True, True]
