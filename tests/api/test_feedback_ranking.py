"""Feedback changes the next rankings of its brief and its brand, visibly, reversibly, and of nobody else."""

from typing import Any

import pytest

from tests.builders import Api, Headers, external_ids

CROWD = {
    "baker": "sourdough bread and rye loaves", "loaves": "sourdough bread and rye loaves at home",
    "driver": "rally cars and gravel", "gravel": "rally cars and gravel at home", "yogi": "morning yoga and breathing",
}  # fmt: skip


@pytest.fixture
def crowd(api: Api) -> Api:
    api.put_creators(**{name: {"text": text, "name": "Lena", "niches": None} for name, text in CROWD.items()})
    return api


def _judge(api: Api, brief_id: str, creator: str, verdict: str, reason: str | None = None,
           headers: Headers | None = None) -> None:  # fmt: skip
    document = {"verdict": verdict} | ({"reason": reason} if reason else {})
    response = api.put(f"/v1/briefs/{brief_id}/feedback/{creator}", json=document, headers=headers or api.brand())
    assert response.status_code in (200, 201), response.text


def _withdraw(api: Api, brief_id: str, creator: str) -> None:
    assert api.delete(f"/v1/briefs/{brief_id}/feedback/{creator}", headers=api.brand()).status_code == 204


def _without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key not in ("took_ms", "next_cursor")}


def _history(answer: dict[str, Any], creator: str) -> float | None:
    """The value of the component, or None where it does not count."""
    (match,) = [m for m in answer["items"] if m["creator"]["external_id"] == creator]
    values = {component["name"]: component["value"] for component in match["components"]}
    return values.get("history")


def test_who_was_rejected_is_gone_and_the_funnel_says_so(crowd: Api) -> None:
    brief_id = crowd.post_brief(text="bread")["id"]
    before = crowd.matches(brief_id)
    _judge(crowd, brief_id, "baker", "rejected", "too_expensive")
    after = crowd.matches(brief_id)
    assert external_ids(after) == [name for name in external_ids(before) if name != "baker"]
    assert after["matched"] == before["matched"] - 1
    step = after["funnel"][1]
    assert (step["constraint"], step["value"], step["source"], step["remaining"]) == (
        "rejected", ["baker"], "feedback", 4
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [("rejected", "wrong_niche"), ("rejected", "low_quality"), ("shortlisted", None), ("hired", None)],
)
def test_a_verdict_taken_back_leaves_the_ranking_as_it_was(crowd: Api, verdict: str, reason: str | None) -> None:
    brief_id, other = (crowd.post_brief(text="rye bread and cars")["id"] for _ in range(2))
    before = crowd.matches(brief_id, explain=True), crowd.matches(other, explain=True)
    _judge(crowd, brief_id, "baker", verdict, reason)
    assert _without_time(crowd.matches(brief_id, explain=True)) != _without_time(before[0])
    _withdraw(crowd, brief_id, "baker")
    after = crowd.matches(brief_id, explain=True), crowd.matches(other, explain=True)
    assert [_without_time(answer) for answer in after] == [_without_time(answer) for answer in before]


def test_who_is_like_the_shortlisted_rises(crowd: Api) -> None:
    brief_id = crowd.post_brief(text="morning coffee")["id"]
    before = external_ids(crowd.matches(brief_id))
    assert before[0] == "yogi"
    _judge(crowd, brief_id, "driver", "shortlisted")
    after = external_ids(crowd.matches(brief_id))
    assert after.index("gravel") < after.index("loaves")
    assert after.index("gravel") <= before.index("gravel")
    scores = [
        {m["creator"]["external_id"]: m["score"] for m in crowd.matches(b)["items"]}
        for b in (brief_id, crowd.post_brief(text="morning coffee")["id"])
    ]
    assert scores[0]["gravel"] > scores[1]["gravel"]


def test_who_is_like_a_creator_of_the_wrong_niche_falls_and_other_reasons_move_nobody(crowd: Api) -> None:
    by_reason = {}
    for reason in ("wrong_niche", "too_expensive"):
        brief_id = crowd.post_brief(crowd.brand(reason.replace("_", "-")), text="rye bread and rally cars")["id"]
        headers = crowd.brand(reason.replace("_", "-"))
        _judge(crowd, brief_id, "driver", "rejected", reason, headers)
        answer = crowd.get(f"/v1/briefs/{brief_id}/matches", headers=headers).json
        by_reason[reason] = {m["creator"]["external_id"]: m["score"] for m in answer["items"]}
    untouched = crowd.matches(crowd.post_brief(text="rye bread and rally cars")["id"])
    plain = {m["creator"]["external_id"]: m["score"] for m in untouched["items"]}
    del plain["driver"]
    assert by_reason["too_expensive"] == plain
    assert by_reason["wrong_niche"]["gravel"] < plain["gravel"]


@pytest.mark.parametrize(
    ("verdict", "reason", "value"),
    [("hired", None, 1.0), ("shortlisted", None, 0.75), ("rejected", "brand_safety", 0.0),
     ("rejected", "unresponsive", 0.0)],
)  # fmt: skip
def test_a_verdict_is_history_for_the_brands_other_briefs(
    crowd: Api, verdict: str, reason: str | None, value: float
) -> None:
    brief_id, other = (crowd.post_brief(text="bread")["id"] for _ in range(2))
    _judge(crowd, brief_id, "driver", verdict, reason)
    answer = crowd.matches(other)
    assert _history(answer, "driver") == value
    (yogi,) = [m for m in answer["items"] if m["creator"]["external_id"] == "yogi"]
    (unjudged,) = [component for component in yogi["components"] if component["name"] == "history"]
    assert (unjudged["value"], unjudged["contribution"]) == (None, round(unjudged["weight"] / 2, 6))
    assert "history" not in [c["name"] for m in crowd.matches(brief_id)["items"] for c in m["components"]]


@pytest.mark.parametrize("reason", ["wrong_niche", "wrong_audience", "too_expensive", "competitor", "other"])
def test_a_rejection_that_speaks_of_the_brief_is_no_history(crowd: Api, reason: str) -> None:
    brief_id, other = (crowd.post_brief(text="bread")["id"] for _ in range(2))
    before = crowd.matches(other)
    _judge(crowd, brief_id, "driver", "rejected", reason)
    assert _without_time(crowd.matches(other)) == _without_time(before)


def test_the_last_word_counts(crowd: Api) -> None:
    first, second, third = (crowd.post_brief(text="bread")["id"] for _ in range(3))
    _judge(crowd, first, "driver", "hired")
    _judge(crowd, second, "driver", "rejected", "low_quality")
    assert _history(crowd.matches(third), "driver") == 0.0
    _judge(crowd, first, "driver", "shortlisted")
    assert _history(crowd.matches(third), "driver") == 0.75
    _withdraw(crowd, first, "driver")
    assert _history(crowd.matches(third), "driver") == 0.0


def test_another_brands_rankings_stay_the_same_to_the_bit(crowd: Api) -> None:
    other = crowd.brand("other")
    theirs = crowd.post_brief(other, text="bread")["id"]

    def ranking() -> dict[str, Any]:
        answer = crowd.get(f"/v1/briefs/{theirs}/matches", query={"explain": True}, headers=other)
        return _without_time(answer.json)

    before, mine = ranking(), crowd.post_brief(text="bread")["id"]
    for name, verdict, reason in (("baker", "hired", None), ("driver", "rejected", "brand_safety"),
                                  ("yogi", "rejected", "wrong_niche")):  # fmt: skip
        _judge(crowd, mine, name, verdict, reason)
    assert ranking() == before
    elsewhere = crowd.post_brief(other, text="bread")["id"]
    _judge(crowd, elsewhere, "yogi", "hired", headers=other)
    assert ranking() != before


def test_a_cursor_given_before_still_pages_the_ranking_that_it_was_given_for(crowd: Api) -> None:
    brief_id = crowd.post_brief(text="bread")["id"]
    whole = crowd.matches(brief_id)
    first = crowd.matches(brief_id, limit=2)
    later = external_ids(whole)[3]
    _judge(crowd, brief_id, later, "rejected", "other")
    page = crowd.matches(brief_id, limit=9, cursor=first["next_cursor"])
    assert first["items"] + page["items"] == whole["items"]
    assert later not in external_ids(crowd.matches(brief_id))


def test_a_brief_that_is_not_stored_knows_no_feedback(crowd: Api) -> None:
    before = crowd.match(text="bread")
    brief_id = crowd.post_brief(text="bread")["id"]
    _judge(crowd, brief_id, "baker", "rejected", "brand_safety")
    assert _without_time(crowd.match(text="bread")) == _without_time(before)


def test_an_erased_creator_leaves_no_trace_in_the_ranking(crowd: Api) -> None:
    brief_id = crowd.post_brief(text="morning coffee")["id"]
    _judge(crowd, brief_id, "driver", "hired")
    crowd.delete("/v1/creators/driver", query={"wait": "indexed"})
    crowd.put_creators(driver={"text": "something else", "name": "Lena"})
    assert crowd.matches(brief_id)["items"] == crowd.matches(crowd.post_brief(text="morning coffee")["id"])["items"]
