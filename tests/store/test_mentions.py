"""Who is erased goes out of briefs, plans and kept answers, however many go at once and however old those are."""

from typing import Any

import orjson
import pytest
from sqlalchemy import select

from service.store import brands, briefs, idempotency, plans
from service.store.engine import Store
from service.store.idempotency import Claim
from service.store.tables import idempotency as kept
from service.store.tables import plan_versions
from tests.store.acts import erase, put

# Few are looked for one by one by the database, more of them in all that may name somebody.
MANY = [f"c{number}" for number in range(30)]


@pytest.fixture
def acme(store: Store) -> int:
    return store.write(lambda c: brands.put_brand(c, "acme", "Acme"))[0].id


def _brief(store: Store, brand_id: int, brief_id: str, **constraints: Any) -> None:
    document = {"text": "Home cooks", "status": "open", "constraints": constraints}
    store.write(lambda c: briefs.add(c, brand_id, brief_id, document, []))


def _plan(store: Store, brand_id: int, plan_id: str, request: Any, result: Any) -> None:
    store.write(lambda c: plans.add(c, brand_id, "brf_1", plan_id, request, result))


def _answer(store: Store, key: str, body: Any) -> None:
    claimed = Claim("marketplace", key, "token")
    store.write(lambda c: idempotency.claim(c, claimed, b"sha"))
    store.write(lambda c: idempotency.finish(c, claimed, 200, {}, orjson.dumps(body).decode()))


def _brief_of(store: Store, brand_id: int, brief_id: str) -> tuple[int, list[str]]:
    with store.read() as connection:
        found = briefs.get(connection, brand_id, brief_id)
    assert found is not None
    return found.version, found.document["constraints"]["excluded_creators"]


@pytest.mark.parametrize("gone", [MANY[:1], MANY[:20]], ids=["one", "twenty"])
def test_who_is_erased_is_named_nowhere_and_nobody_else_is_missed(store: Store, acme: int, gone: list[str]) -> None:
    ids = {name: put(store, name).id for name in MANY}
    _brief(store, acme, "brf_1", excluded_creators=MANY)
    _brief(store, acme, "brf_2", excluded_creators=["c29"])
    lines = [{"creator_id": ids["c0"], "price": 1, "alternates": []},
             {"creator_id": ids["c28"], "price": 2, "alternates": [{"creator_id": ids["c0"]}]}]  # fmt: skip
    repairs = [{"patch": {}, "changes": [{"rule": "fixed", "now": name}]} for name in ("c0", "c29")]
    asked = {"candidates": {"creators": MANY, "must_have": ["c29"]}, "locked": ["c0"]}
    _plan(store, acme, "pln_1", asked, {"request": asked, "lines": lines, "repairs": repairs,
                                        "considered": {"not_found": ["c0", "zz"]}})  # fmt: skip
    for name in ("c0", "c29"):
        _answer(store, name, {"external_id": name, "of": 'a "quoted" word'})

    assert sorted(erase(store, *gone)) == sorted(ids[name] for name in gone)

    left = [name for name in MANY if name not in gone]
    assert _brief_of(store, acme, "brf_1") == (2, left)
    assert _brief_of(store, acme, "brf_2") == (1, ["c29"])
    with store.read() as connection:
        plan = connection.execute(select(plan_versions.c.request, plan_versions.c.result)).one()
        answers = {row.key: row.body is not None for row in connection.execute(select(kept.c.key, kept.c.body))}
    request, result = (orjson.loads(text) for text in plan)
    assert request == result["request"] == {"candidates": {"creators": left, "must_have": ["c29"]}, "locked": []}
    assert result["lines"] == [{"creator_id": ids["c0"], "alternates": []},
                               {"creator_id": ids["c28"], "price": 2, "alternates": []}]  # fmt: skip
    assert (result["repairs"], result["considered"]) == (repairs[1:], {"not_found": ["zz"]})
    assert answers == {"c0": False, "c29": True}


def test_no_plan_is_too_old_for_an_erasure(store: Store, acme: int) -> None:
    creator_id = put(store, "lena").id
    _brief(store, acme, "brf_1", excluded_creators=["mia"])
    results: list[Any] = [
        {}, {"lines": [{"creator_id": creator_id, "price": 1}]}, {"agreed": [{"creator_id": creator_id}]},
        {"request": None, "considered": None, "repairs": [{"message": "spend more"}], "lines": []},
    ]  # fmt: skip
    for number, result in enumerate(results):
        _plan(store, acme, f"pln_{number}", {"candidates": {"must_have": ["lena"]}}, result)
    assert erase(store, "lena") == [creator_id]
    with store.read() as connection:
        found = connection.execute(select(plan_versions.c.result).order_by(plan_versions.c.plan_id)).scalars()
        after = [orjson.loads(text) for text in found]
    assert after == [{}, {"lines": [{"creator_id": creator_id, "alternates": []}]}, {"agreed": []}, results[3]]
