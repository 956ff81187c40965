"""Relaxations: each change keeps its promise when it is sent as a PATCH of the brief."""

from dataclasses import asdict
from typing import Any

import orjson
import pytest

from service.briefing.reading import Reading
from service.store.tables import briefs
from tests.builders import Api, account, external_ids

EVERYTHING = {
    "deliverables": [{"kind": "ig_reel"}, {"kind": "ig_story", "quantity": 2}],
    "budget": {"currency": "EUR", "per_creator": "600", "per_deliverable": "360"},
    "promotes": ["crypto"],
    "deadline": "2026-10-15",
    "constraints": {
        "countries": {"any_of": ["DE"]}, "cities": {"any_of": ["Berlin"]}, "languages": {"any_of": ["de"]},
        "niches": {"any_of": ["food_cooking"]}, "platforms": {"any_of": ["instagram"]},
        "followers": {"min": 5_000, "max": 20_000}, "engagement_rate_pct": {"min": 3},
        "audience": [{"country": "DE", "min_share_pct": 30}, {"gender": "female", "min_share_pct": 60}],
        "availability": {"from": "2026-11-01", "to": "2026-11-30"},
        "refusals": {"unknown": "exclude"}, "deliverables": {"unknown": "exclude"},
        "excluded_creators": ["unwanted"], "excluded_platforms": ["youtube"], "excluded_topics": ["alcohol"],
    },
}  # fmt: skip
# Each lacks one thing that the brief wants, or says nothing of it.
NEARLY: dict[str, dict[str, Any]] = {
    "abroad": {"country": "AT"}, "graz": {"city": "Graz"}, "french": {"languages": ["fr"]},
    "yogi": {"niches": ["fitness_yoga"]}, "nowhere": {"country": None}, "unwanted": {},
    "small": {"accounts": [account(followers=4_100, engagement_rate_pct=3.4)]},
    "large": {"accounts": [account(followers=38_000, engagement_rate_pct=3.4)]},
    "dull": {"accounts": [account(engagement_rate_pct=2.5)]},
    "silent": {"accounts": [account(engagement_rate_pct=None)]},
    "tiktoker": {"accounts": [account("tiktok", engagement_rate_pct=3.4)]},
    "abroad_read": {"audience": {"countries": {"AT": 90}, "genders": {"female": 80}}},
    "unread": {"audience": None}, "busy": {"availability": {"to": "2026-11-15"}}, "undated": {"availability": None},
    "late": {"availability": {"from": "2026-10-20"}},
    "dear": {"rate_card": {"currency": "EUR", "rates": {"ig_reel": "355", "ig_story": "150"}}},
    "pricey": {"rate_card": {"currency": "EUR", "rates": {"ig_reel": "370", "ig_story": "100"}}},
    "reels": {"rate_card": {"currency": "EUR", "rates": {"ig_reel": "50"}}}, "unpriced": {"rate_card": None},
    "trader": {"refusals": ["crypto"]}, "open": {"refusals": None},
    "barkeeper": {"sponsored": {"posts": 3, "topics": ["alcohol"]}},
}  # fmt: skip


def _relaxations(api: Api, brief_id: str) -> dict[str, Any]:
    response = api.get(f"/v1/briefs/{brief_id}/relaxations", headers=api.brand())
    assert response.status_code == 200, response.text
    return response.json


def _after(api: Api, brief_id: str, patch: dict[str, Any]) -> dict[str, Any]:
    """Matches of the brief as the patch makes it; the brief is then as it was before."""
    path, keys = f"/v1/briefs/{brief_id}", ("budget", "constraints", "deadline", "deliverables", "ignore_readings")
    before = api.get(path, headers=api.brand()).json
    assert api.patch(path, json=patch, headers=api.brand()).status_code == 200
    found = api.matches(brief_id, limit=200)
    api.patch(path, json=dict.fromkeys(keys), headers=api.brand())
    back = {key: before[key] for key in keys if key in before}
    after = api.patch(path, json=back, headers=api.brand()).json
    assert after["resolved_constraints"] == before["resolved_constraints"]
    return found


def _keeps_its_promises(api: Api, brief_id: str) -> list[dict[str, Any]]:
    """Every item, after sending each as a patch."""
    answer, before = _relaxations(api, brief_id), api.matches(brief_id, limit=200)
    assert answer["matched"] == before["matched"]
    for item in answer["items"]:
        after = _after(api, brief_id, item["patch"])
        assert after["matched"] == before["matched"] + item["adds"], item["change"]
        newcomers = set(external_ids(after)) - set(external_ids(before))
        assert len(newcomers) == item["adds"]
        best = [shown["creator"]["external_id"] for shown in item["best"]]
        assert len(best) == min(3, item["adds"])
        assert set(best) <= newcomers, item["change"]
        assert sorted(item["best"], key=lambda shown: -shown["score"]) == item["best"]
    assert [item["adds"] for item in answer["items"]] == sorted((i["adds"] for i in answer["items"]), reverse=True)
    items: list[dict[str, Any]] = answer["items"]
    return items


def test_every_change_adds_exactly_as_many_as_it_says(api: Api) -> None:
    api.put_creators(fits={}, **NEARLY)
    brief_id = api.post_brief(**EVERYTHING)["id"]
    assert external_ids(api.matches(brief_id)) == ["fits"]
    items = _keeps_its_promises(api, brief_id)
    assert {item["constraint"] for item in items} >= {
        "countries", "cities", "languages", "niches", "followers", "engagement_rate_pct", "availability",
        "deadline", "budget_per_creator", "budget_per_deliverable", "refusals", "excluded_creators", "excluded_topics",
    }  # fmt: skip


def test_no_change_is_offered_twice(api: Api) -> None:
    api.put_creators(fits={}, **NEARLY)
    changes = [item["change"] for item in _relaxations(api, api.post_brief(**EVERYTHING)["id"])["items"]]
    assert sorted(changes) == sorted(set(changes))


def test_what_lets_nobody_in_is_not_offered(api: Api) -> None:
    api.put_creators(fits={}, abroad={"country": "AT"})
    items = _relaxations(api, api.post_brief(**EVERYTHING)["id"])["items"]
    assert [(item["constraint"], item["adds"], item["patch"]) for item in items] == [
        ("countries", 1, {"constraints": {"countries": None}})
    ]


def test_the_default_range_of_followers_can_be_left(api: Api) -> None:
    api.put_creators(**{str(size): {"accounts": [account(followers=size)]} for size in (0, 900, 120_000, 10**6)})
    items = _keeps_its_promises(api, api.post_brief()["id"])
    assert {(item["change"], item["adds"]) for item in items} == {
        ("let any number of followers in", 4), ("followers max 125,000 instead of 100,000", 1),
        ("followers max 200,000 instead of 100,000", 1), ("followers min 800 instead of 1,000", 1),
        ("followers min 500 instead of 1,000", 1),
    }  # fmt: skip


def test_a_limit_of_money_is_widened_in_its_own_currency(api: Api) -> None:
    for name, rate in (("at", "350"), ("above", "437"), ("far", "700"), ("beyond", "701")):
        api.put_creators(**{name: {"rate_card": {"currency": "EUR", "rates": {"ig_reel": rate}}}})
    budget = {"currency": "EUR", "per_creator": "350"}
    brief_id = api.post_brief(deliverables=[{"kind": "ig_reel"}], budget=budget)["id"]
    found = {item["change"]: item["adds"] for item in _keeps_its_promises(api, brief_id)}
    assert found == {
        "drop budget per creator": 3, "budget per creator 700 EUR instead of 350": 2,
        "budget per creator 437 EUR instead of 350": 1,
    }  # fmt: skip


def test_a_limit_by_kind_can_be_dropped(api: Api) -> None:
    api.put_creators(**NEARLY)
    deliverables = [{"kind": "ig_reel"}, {"kind": "ig_story"}]
    budget = {"currency": "EUR", "per_deliverable": "130", "per_kind": {"ig_reel": "350"}}
    items = _keeps_its_promises(api, api.post_brief(deliverables=deliverables, budget=budget)["id"])
    (dropped,) = [item for item in items if item["change"] == "drop budget per deliverable"]
    assert dropped["patch"] == {"budget": {"per_deliverable": None, "per_kind": None}}


def test_who_was_rejected_is_in_no_answer_of_it(api: Api) -> None:
    api.put_creators(fits={}, abroad={"country": "AT"}, gone={"country": "AT"})
    brief_id = api.post_brief(constraints={"countries": {"any_of": ["DE"]}})["id"]
    api.put(f"/v1/briefs/{brief_id}/feedback/gone", json={"verdict": "rejected", "reason": "other"},
            headers=api.brand())  # fmt: skip
    (item,) = _keeps_its_promises(api, brief_id)
    assert (item["adds"], external_ids({"items": item["best"]})) == (1, ["abroad"])


TEXT = "Five cooks in Germany with 5k to 20k followers, 350 EUR per reel, no alcohol, not on YouTube"


def _reading(field: Any, value: Any, words: str) -> Reading:
    start = TEXT.index(words)
    return Reading(field, value, start, start + len(words))


READINGS = [
    _reading("creators_wanted", 5, "Five"),
    _reading("countries", "DE", "Germany"),
    _reading("followers.min", 5_000, "5k"),
    _reading("followers.max", 20_000, "20k"),
    _reading("budget", {"amount": "350", "currency": "EUR", "scope": "per_deliverable", "kind": "ig_reel"}, "350 EUR"),
    _reading("deliverables", {"kind": "ig_reel", "quantity": None}, "reel"),
    _reading("excluded_topics", {"phrase": "alcohol", "topic": "alcohol"}, "no alcohol"),
    _reading("excluded_platforms", "youtube", "not on YouTube"),
]


@pytest.fixture
def read_brief_id(api: Api) -> str:
    """A brief whose constraints stand in its text alone, read as above."""
    brief_id: str = api.post_brief(text=TEXT)["id"]
    rows = orjson.dumps([asdict(reading) for reading in READINGS]).decode()
    with api.backends.store.engine.begin() as connection:
        connection.execute(briefs.update().where(briefs.c.id == brief_id).values(readings=rows, version=2))
    return brief_id


def test_what_the_text_says_can_be_relaxed_too(api: Api, read_brief_id: str) -> None:
    api.put_creators(fits={}, **NEARLY)
    items = _keeps_its_promises(api, read_brief_id)
    by_change = {item["change"]: item for item in items}
    ignoring = {name: item for name, item in by_change.items() if name.startswith("ignore")}
    assert {item["constraint"] for item in ignoring.values()} >= {
        "countries", "followers", "budget_per_deliverable", "excluded_topics",
    }  # fmt: skip
    assert by_change["ignore what the text says of followers"]["patch"] == {
        "ignore_readings": ["followers.max", "followers.min"]
    }
    assert by_change["followers max 40,000 instead of 20,000"]["patch"]["constraints"]["followers"]["min"] == 5_000


def test_readings_that_were_ignored_stay_so(api: Api, read_brief_id: str) -> None:
    api.put_creators(fits={}, **NEARLY)
    api.patch(f"/v1/briefs/{read_brief_id}", json={"ignore_readings": ["countries:DE"]}, headers=api.brand())
    items = _keeps_its_promises(api, read_brief_id)
    (followers,) = [item for item in items if item["change"] == "ignore what the text says of followers"]
    assert followers["patch"] == {"ignore_readings": ["countries:DE", "followers.max", "followers.min"]}
    assert not [item for item in items if item["constraint"] == "countries"]


def test_another_brands_brief_is_not_found(api: Api) -> None:
    path = f"/v1/briefs/{api.post_brief()['id']}/relaxations"
    assert api.get(path, headers=api.brand("other")).status_code == 404
