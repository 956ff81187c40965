"""Readings laid under the fields of a brief: explicit fields win, and every reading says what became of it."""

import copy
import datetime
from typing import Any

import pytest

from service.bootstrap import load_rates
from service.briefing.overlay import Overlay, overlay
from service.briefing.reader import read
from service.briefing.reading import Reading
from service.domain.brief import read_brief
from service.domain.vocabulary import PLATFORMS
from service.readings import semantic_text
from tests.builders import Api, account, external_ids, offences

TEXT = "Words that something was read from, long enough for every span."
Document = dict[str, Any]
TODAY = datetime.date(2026, 3, 2)


def _reading(field: Any, value: Any, start: int = 0) -> Reading:
    return Reading(field, value, start, start + 5)


def _budget(amount: str, scope: str = "per_creator", currency: str | None = "EUR", kind: str | None = None) -> Reading:
    return _reading("budget", {"amount": amount, "currency": currency, "scope": scope, "kind": kind})


REEL = _reading("deliverables", {"kind": "ig_reel", "quantity": 2})


def _laid(*readings: Reading, **document: Any) -> Overlay:
    """The overlay, whose document must still be a brief."""
    before = {"text": TEXT, "status": "open", **document}
    kept = copy.deepcopy(before)
    laid = overlay(before, readings)
    assert before == kept, "the document itself was changed"
    read_brief(laid.document, load_rates(""), laid.read_from)
    return laid


def _fates(laid: Overlay) -> list[tuple[str, str]]:
    return [(shown["id"], shown["status"]) for shown in laid.readings]


# --- what a reading becomes

BECOMES = [
    (_reading("platforms", "tiktok"), "platforms", {"constraints": {"platforms": {"any_of": ["tiktok"]}}}),
    (_reading("excluded_platforms", "x"), "excluded_platforms", {"constraints": {"excluded_platforms": ["x"]}}),
    (_reading("followers.min", 5000), "followers", {"constraints": {"followers": {"min": 5000}}}),
    (_reading("followers.max", 9000), "followers", {"constraints": {"followers": {"max": 9000}}}),
    (_reading("engagement_rate_pct.min", 2.5), "engagement_rate_pct",
     {"constraints": {"engagement_rate_pct": {"min": 2.5}}}),
    (_reading("countries", "DE"), "countries", {"constraints": {"countries": {"any_of": ["DE"]}}}),
    (_reading("cities", "São Paulo"), "cities", {"constraints": {"cities": {"any_of": ["São Paulo"]}}}),
    (_reading("languages", "pt"), "languages", {"constraints": {"languages": {"any_of": ["pt"]}}}),
    (_reading("deadline", "2026-12-24"), "deadline", {"deadline": "2026-12-24"}),
    (REEL, "deliverables", {"deliverables": [{"kind": "ig_reel", "quantity": 2}]}),
    (_reading("excluded_topics", {"phrase": "no booze", "topic": "alcohol"}), "excluded_topics",
     {"constraints": {"excluded_topics": ["alcohol"]}}),
    (_budget("900", "total"), None, {"budget": {"total": "900", "currency": "EUR"}}),
]  # fmt: skip


@pytest.mark.parametrize(("reading", "name", "part"), BECOMES, ids=[reading.field for reading, _, _ in BECOMES])
def test_each_becomes_the_field_that_it_speaks_of(reading: Reading, name: str | None, part: Document) -> None:
    laid = _laid(reading)
    assert _contains(laid.document, part)
    assert [shown["status"] for shown in laid.readings] == ["applied"]
    constraints = {c.name: c for c in read_brief(laid.document, load_rates(""), laid.read_from).constraints}
    if name is not None:
        assert (constraints[name].source, constraints[name].read_from[0].words) == ("prose", TEXT[:5])


def _contains(document: Any, part: Any) -> bool:
    if isinstance(part, dict):
        return all(key in document and _contains(document[key], value) for key, value in part.items())
    return bool(document == part)


def test_the_number_of_creators_is_kept_and_filters_nothing() -> None:
    laid = _laid(_reading("creators_wanted", 5))
    assert laid.document["creators_wanted"] == 5
    assert [c.name for c in read_brief(laid.document, load_rates("")).constraints] == ["followers"]


def test_money_per_creator_and_per_deliverable_is_compared_with_the_prices() -> None:
    each = _budget("90", "per_deliverable"), _budget("70", "per_deliverable", kind="ig_reel")
    laid = _laid(_budget("500"), *each, REEL)
    assert laid.document["budget"] == {
        "currency": "EUR", "per_creator": "500", "per_deliverable": "90", "per_kind": {"ig_reel": "70"}
    }  # fmt: skip
    constraints = read_brief(laid.document, load_rates(""), laid.read_from).constraints
    assert [(c.name, c.source) for c in constraints][-3:] == [
        ("deliverables", "prose"), ("budget_per_deliverable", "prose"), ("budget_per_creator", "prose")
    ]  # fmt: skip


def test_several_values_of_a_list_are_alternatives() -> None:
    laid = _laid(*(_reading("countries", code, start) for start, code in enumerate(("DE", "AT", "DE"))))
    assert laid.document["constraints"]["countries"]["any_of"] == ["DE", "AT"]
    assert len(laid.read_from["countries"]) == 3


def test_what_cannot_be_enforced_is_noted() -> None:
    laid = _laid(
        _budget("500"), _budget("900", "total", None),
        _reading("required_traits", {"phrase": "has a dog", "topic": None}),
        _reading("excluded_topics", {"phrase": "no clowns", "topic": None}),
    )  # fmt: skip
    assert {status for _, status in _fates(laid)} == {"noted"}
    assert all(shown["why"] for shown in laid.readings)
    assert "budget" not in laid.document


# --- explicit wins

STATED = [
    (_reading("countries", "AT"), {"constraints": {"countries": {"any_of": ["DE"]}}}),
    (_reading("platforms", "tiktok"), {"constraints": {"platforms": {"any_of": ["instagram"]}}}),
    (_reading("excluded_platforms", "x"), {"constraints": {"excluded_platforms": ["tiktok"]}}),
    (_reading("excluded_platforms", "x"), {"constraints": {"platforms": {"any_of": ["x"]}}}),
    (_reading("platforms", "tiktok"), {"constraints": {"excluded_platforms": ["tiktok"]}}),
    (_reading("followers.min", 7000), {"constraints": {"followers": {"min": 5000}}}),
    (_reading("followers.max", 4000), {"constraints": {"followers": {"min": 5000}}}),
    (_reading("followers.min", 7000), {"constraints": {"followers": {"max": 6000}}}),
    (_reading("engagement_rate_pct.min", 5), {"constraints": {"engagement_rate_pct": {"max": 4}}}),
    (_reading("deadline", "2026-12-24"), {"deadline": "2026-11-30"}),
    (_reading("creators_wanted", 5), {"creators_wanted": 3}),
    (REEL, {"deliverables": [{"kind": "ig_story", "quantity": 1}]}),
    (_budget("500", "total"), {"budget": {"currency": "EUR", "total": "400"}}),
    (_reading("excluded_topics", {"phrase": "x", "topic": "alcohol"}), {"constraints": {"excluded_topics": []}}),
]  # fmt: skip


@pytest.mark.parametrize(("reading", "document"), STATED)
def test_a_field_that_says_otherwise_holds_and_the_contradiction_is_told(reading: Reading, document: Document) -> None:
    laid = _laid(reading, **document)
    assert [shown["status"] for shown in laid.readings] == ["overruled"]
    assert _contains(laid.document, document)
    assert laid.read_from == {}
    (contradiction,) = laid.contradictions
    assert contradiction["readings"] == [laid.readings[0]["id"]]
    assert contradiction["message"]


def test_a_field_that_says_the_same_is_no_contradiction() -> None:
    laid = _laid(_reading("countries", "DE"), constraints={"countries": {"any_of": ["DE", "AT"]}})
    assert ([status for _, status in _fates(laid)], laid.contradictions) == (["overruled"], [])


def test_the_other_end_of_a_range_may_come_from_the_text() -> None:
    laid = _laid(_reading("followers.max", 9000), constraints={"followers": {"min": 5000, "unknown": "include"}})
    assert laid.document["constraints"]["followers"] == {"min": 5000, "max": 9000, "unknown": "include"}


def test_money_in_another_currency_than_the_field_is_noted() -> None:
    laid = _laid(_budget("500"), REEL, budget={"currency": "USD", "total": "900"})
    assert laid.document["budget"] == {"currency": "USD", "total": "900"}


# --- switched off, contradictory, insane


@pytest.mark.parametrize("ignored", ["countries:DE", "countries", "*"])
def test_readings_can_be_switched_off_one_by_one_by_field_or_all(ignored: str) -> None:
    laid = _laid(_reading("countries", "DE"), _reading("languages", "de"), ignore_readings=[ignored])
    fates = dict(_fates(laid))
    assert fates["countries:DE"] == "ignored"
    assert fates["languages:de"] == ("ignored" if ignored == "*" else "applied")
    assert "countries" not in laid.document["constraints"]


def test_a_text_that_contradicts_itself_decides_nothing() -> None:
    laid = _laid(_reading("followers.min", 9000), _reading("followers.max", 5000, 9))
    assert {status for _, status in _fates(laid)} == {"contradictory"}
    assert "followers" not in laid.document["constraints"]
    assert laid.contradictions[0]["field"] == "followers"


def test_a_platform_that_is_both_wanted_and_ruled_out_is_left_out() -> None:
    laid = _laid(_reading("platforms", "tiktok"), _reading("excluded_platforms", "tiktok", 9))
    assert dict(_fates(laid)) == {"platforms:tiktok": "contradictory", "excluded_platforms:tiktok": "applied"}
    assert laid.document["constraints"]["excluded_platforms"] == ["tiktok"]


INSANE = [
    _reading("followers.min", 10**30), _reading("followers.max", 10**11), _reading("engagement_rate_pct.min", 400.0),
    _reading("creators_wanted", 10**9), _reading("creators_wanted", 0),
    _reading("deliverables", {"kind": "ig_reel", "quantity": 10**6}), _budget("9" * 40, "total"),
    _budget("0.001", "total"), _budget("5.5", "total", "JPY"),
]  # fmt: skip


@pytest.mark.parametrize("reading", INSANE)
def test_values_beyond_what_fields_take_are_noted(reading: Reading) -> None:
    assert [status for _, status in _fates(_laid(reading))] == ["noted"]


# --- through the API

PLAIN = "We are looking for 5 creators in Germany. Budget: 300 EUR per reel. No TikTok."


def _parse(api: Api, **document: Any) -> Document:
    response = api.post("/v1/briefs:parse", json={"text": PLAIN, **document}, headers=api.brand())
    assert response.status_code == 200, response.text
    return response.json


def _resolved(answer: Document) -> dict[str, Document]:
    return {constraint["constraint"]: constraint for constraint in answer["resolved_constraints"]}


def test_a_text_is_read_without_being_stored(api: Api) -> None:
    answer = _parse(api)
    by_id = {reading["id"]: reading for reading in answer["readings"]}
    assert by_id["countries:DE"]["value"] == "DE"
    assert by_id["creators_wanted"]["value"] == 5
    assert by_id["excluded_platforms:tiktok"]["status"] == "applied"
    assert all(PLAIN[r["start"] : r["end"]] == r["words"] for r in answer["readings"])
    found = _resolved(answer)
    assert (found["countries"]["source"], found["countries"]["read_from"][0]["words"]) == ("prose", "Germany")
    assert found["budget_per_deliverable"]["source"] == "prose"
    assert api.get("/v1/briefs", headers=api.brand()).json["items"] == []


def test_a_posted_brief_is_matched_by_what_its_text_says(api: Api) -> None:
    api.put_creators(
        fits={"rate_card": {"currency": "EUR", "rates": {"ig_reel": "300"}}}, dear={}, abroad={"country": "AT"},
        tiktoker={"accounts": [account("tiktok")]},
    )  # fmt: skip
    brief = api.post_brief(text=PLAIN)
    assert brief["readings"] == _parse(api)["readings"]
    answer = api.matches(brief["id"])
    assert external_ids(answer) == ["fits"]
    assert {step["constraint"]: step.get("source") for step in answer["funnel"]}["countries"] == "prose"
    once = api.match(text=PLAIN)
    assert (external_ids(once), once["readings"]) == (["fits"], brief["readings"])


def test_fields_win_over_the_text_and_the_answer_says_so(api: Api) -> None:
    answer = _parse(api, constraints={"countries": {"any_of": ["AT"]}})
    assert _resolved(answer)["countries"]["value"] == ["AT"]
    assert [contradiction["field"] for contradiction in answer["contradictions"]] == ["countries"]


def test_a_reading_that_was_switched_off_lets_creators_in(api: Api) -> None:
    api.put_creators(here={}, abroad={"country": "AT"})
    brief = api.post_brief(text="We are looking for 5 creators in Germany.")
    assert external_ids(api.matches(brief["id"])) == ["here"]
    patched = api.patch(f"/v1/briefs/{brief['id']}", json={"ignore_readings": ["countries"]}, headers=api.brand()).json
    assert [r["status"] for r in patched["readings"] if r["field"] == "countries"] == ["ignored"]
    assert api.matches(brief["id"])["matched"] == 2


def test_switching_off_what_is_not_there_is_refused(api: Api) -> None:
    body = {"text": PLAIN, "ignore_readings": ["countries:FR"]}
    for path in ("/v1/briefs", "/v1/briefs:parse", "/v1/match"):
        refused = api.post(path, json=body, headers=api.brand())
        assert (refused.status_code, offences(refused)) == (422, [("/ignore_readings", "invalid")])


@pytest.mark.parametrize("text", [
    "We are looking for 99999999999999999999 creators with 9999999999999999999999 followers in Germany.",
    "Budget: 99999999999999999999999999 EUR in total for creators. Engagement above 4000 %.",
    "Budget: 0.001 EUR per reel, 1e99 USD per creator, -5 EUR per story. Creators with -3 followers.",
    "Creators wanted: 0. Deadline 31 February 2026. Deadline: 99/99/9999. We need 1000000 reels.",
    "no " * 3000 + "alcohol", "creators " * 2000, "€" * 5000, "5k-" * 4000, "\u202e5k followers\u202c, 🇩🇪 creators",
    "Creators in " + ", ".join(["Germany", "Austria", "France"] * 500) + ". Not TikTok, not Instagram, not YouTube.",
])  # fmt: skip
def test_no_text_breaks_the_reading(api: Api, text: str) -> None:
    answer = _parse(api, text=text)
    assert all(text[r["start"] : r["end"]] == r["words"] for r in answer["readings"])
    api.match(text=text)


_STORY = (
    "Our chilli crisp is made in small batches from roasted garlic, fermented beans and far too many dried chillies. "
    "It belongs on eggs, noodles and everything that is cooked after a long day.\n"
)
_TERMS = "We are looking for 8 creators in Germany with 5k to 50k followers. Budget: 300 EUR per reel, no TikTok."


def test_sentences_that_state_constraints_are_not_encoded() -> None:
    document = {"title": "Crisp", "text": _STORY + _TERMS}
    readings = read(document["text"], TODAY)
    assert semantic_text(document, readings) == f"Crisp\n{_STORY.strip()}"
    assert semantic_text(document, []) == f"Crisp\n{_STORY}{_TERMS}"


def test_a_text_of_nothing_but_constraints_is_encoded_as_it_is() -> None:
    document = {"text": _TERMS}
    assert semantic_text(document, read(_TERMS, TODAY)) == _TERMS


def test_a_contradiction_is_none_once_a_field_or_the_brand_decides() -> None:
    low, high = _reading("creators_wanted", 3), _reading("creators_wanted", 5, 10)
    assert [r["status"] for r in _laid(low, high).readings] == ["contradictory", "contradictory"]
    assert len(_laid(low, high).contradictions) == 1
    stated = _laid(low, high, creators_wanted=5)
    assert [r["status"] for r in stated.readings] == ["overruled", "overruled"]
    assert [c["message"] for c in stated.contradictions] == [
        "the text says 3, the brief's field says 5; the field holds"
    ]


def test_a_price_for_a_kind_asks_for_one_of_it() -> None:
    laid = _laid(_budget("250", "per_deliverable", kind="tt_video"))
    assert laid.document["deliverables"] == [{"kind": "tt_video", "quantity": 1}]
    assert laid.document["budget"] == {"currency": "EUR", "per_kind": {"tt_video": "250"}}
    assert _fates(laid) == [("budget.per_deliverable:tt_video", "applied")]


def test_a_new_text_lets_go_of_readings_that_it_no_longer_has(api: Api) -> None:
    brief = api.post_brief(text=PLAIN, ignore_readings=["countries"], deliverables=None, budget=None, constraints=None)
    path = f"/v1/briefs/{brief['id']}"
    patched = api.patch(path, json={"text": "Home cooks of all kinds."}, headers=api.brand())
    assert (patched.status_code, patched.json["ignore_readings"], patched.json["readings"]) == (200, [], [])


def test_a_text_cannot_rule_out_every_platform() -> None:
    laid = _laid(*(_reading("excluded_platforms", platform) for platform in PLATFORMS))
    assert [shown["status"] for shown in laid.readings].count("noted") == 1
