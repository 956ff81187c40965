"""Loading without marshmallow's machinery gives what marshmallow gives, and never takes what it refuses."""

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import ValidationError

from service import sample
from service.api.creator_schemas import ImportLineSchema
from service.api.plain import PlainLoader

SCHEMA = ImportLineSchema()
PLAIN = PlainLoader(SCHEMA)
DOCUMENTS = list(sample.creators(count=300, seed=11))
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 3.0, 33.333, 10**15, 10**400, float("nan"), "", " ", "x", "e\u0301", "\u202e", "a\nb",
    "a\r\nb", "\x7f", "\ud800", "DE", "EUR", "ig_reel", "2026-W01-1", "2026-11-30", "2026-11-30T09:30:00+02:00",
    "http://x", "12.345", [], [[]], [None], ["x", "x"], {}, {"": {}}, {"kind": "ig_reel", "percent": 5, "amount": "5"},
)  # fmt: skip


def test_it_loads_what_fits_as_marshmallow_does() -> None:
    assert [PLAIN.load_plain(document) for document in DOCUMENTS] == [SCHEMA.load(d) for d in DOCUMENTS]


def test_it_agrees_with_marshmallow_on_odd_documents() -> None:
    rng = random.Random(3)
    taken = 0
    for _ in range(1500):
        document = _made_odd(rng, rng.choice(DOCUMENTS))
        found = PLAIN.load_plain(document)
        taken += found is not None
        assert found is None or found == _by_marshmallow(document), document
    assert 50 < taken < 1450


@pytest.mark.parametrize("document", [None, [], "x", {}, {"external_id": "a"}])
def test_it_leaves_what_is_no_creator_to_marshmallow(document: Any) -> None:
    assert PLAIN.load_plain(document) is None


def _by_marshmallow(document: Any) -> Any:
    try:
        return SCHEMA.load(document)
    except ValidationError as error:
        return error.messages


def _made_odd(rng: random.Random, document: dict[str, Any]) -> Any:
    """One value anywhere in it replaced, or one key more."""
    changed = copy.deepcopy(document)
    holder, key = rng.choice(list(_places(changed)))
    if isinstance(holder, dict) and rng.random() < 0.2:
        holder[rng.choice(["odd", "DE", "tt_video", "rates"])] = rng.choice(ODD)
    else:
        holder[key] = rng.choice(ODD)
    return changed


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)
