"""What work brought moves the next rankings of its brand: seen in values and reasons, reversible, nobody else's."""

from typing import Any

import pytest

from tests.api.test_outcomes import feedback, put
from tests.builders import Api, Headers, account

BY_VIEWS = account("tiktok", handle="zoe", followers=20_000, engagement_rate_pct=5, engagement_basis="views")
CROWD: dict[str, dict[str, Any]] = {
    "lena": {},
    "mia": {"accounts": [account(handle="mia")]},
    "zoe": {"accounts": [BY_VIEWS]},
}


@pytest.fixture
def crowd(api: Api) -> Api:
    api.put_creators(**CROWD)
    return api


def hired(api: Api, *external_ids: str) -> str:
    """A new brief for which these creators are hired."""
    brief_id: str = api.post_brief()["id"]
    for external_id in external_ids:
        feedback(api, brief_id, external_id)
    return brief_id


def matches(api: Api, brief_id: str, headers: Headers | None = None) -> dict[str, dict[str, Any]]:
    """Everything but the time that a ranking says, by creator."""
    answer = api.get(f"/v1/briefs/{brief_id}/matches", query={"explain": True}, headers=headers or api.brand()).json
    return {match["creator"]["external_id"]: match for match in answer["items"]}


def component(match: dict[str, Any], name: str) -> dict[str, Any] | None:
    return next((one for one in match["components"] if one["name"] == name), None)


def test_measured_posts_move_the_rate_here_and_in_later_briefs(crowd: Api) -> None:
    here, later = hired(crowd, "lena"), crowd.post_brief()["id"]
    assert matches(crowd, here)["lena"]["inputs"]["engagement_rate_pct"] == 3.4
    put(crowd, here, "a", kind="ig_reel", engagements=1_240)
    put(crowd, here, "b", kind="ig_post", engagements=1_240)
    for brief_id in (here, later):
        lena = matches(crowd, brief_id)["lena"]
        assert lena["inputs"]["engagement_rate_pct"] == pytest.approx((4 * 3.4 + 2 * 10) / 6)
        reason = (component(lena, "engagement") or {})["reason"]
        assert reason.startswith(
            "5.6 % engagement on instagram: 3.4 % stated, 10 % measured over 2 posts for your brand;"
        )


def test_an_unstated_rate_and_one_by_views_are_measured_too(crowd: Api) -> None:
    brief_id = hired(crowd, "mia", "zoe")
    put(crowd, brief_id, "a", creator="mia", kind="ig_reel", engagements=620)
    put(crowd, brief_id, "b", creator="zoe", kind="tt_video", engagements=1_000, views=10_000)
    found = matches(crowd, brief_id)
    # 12,400 followers on instagram: 2 % is average.
    assert found["mia"]["inputs"]["engagement_rate_pct"] == pytest.approx((4 * 2 + 5) / 5)
    assert "none stated, 5 % measured over 1 post for" in (component(found["mia"], "engagement") or {})["reason"]
    assert found["zoe"]["inputs"]["engagement_rate_pct"] == pytest.approx((4 * 5 + 10) / 5)


def test_followers_count_as_they_were_when_it_was_recorded(crowd: Api) -> None:
    brief_id = hired(crowd, "lena")
    put(crowd, brief_id, kind="ig_reel", engagements=620)
    crowd.put_creators(lena={"accounts": [account(followers=62_000, engagement_rate_pct=3.4)]})
    assert matches(crowd, brief_id)["lena"]["inputs"]["measured_rate_pct"] == 5.0


def test_work_that_came_as_agreed_is_reliability(crowd: Api) -> None:
    brief_id = hired(crowd, "lena", "mia")
    put(crowd, brief_id, "unchecked")
    assert component(matches(crowd, brief_id)["lena"], "reliability") is None
    for name, noted in {"a": {"on_time": True}, "b": {"on_time": True, "disclosure_seen": False}}.items():
        put(crowd, brief_id, name, **noted)
    found = matches(crowd, brief_id)
    reliability = component(found["lena"], "reliability") or {}
    assert (reliability["value"], reliability["reason"]) == (0.5, "1 of 2 pieces of work for your brand came as agreed")
    unknown = component(found["mia"], "reliability") or {}
    assert (unknown["value"], unknown["reason"].startswith("Unknown")) == (None, True)


def test_given_creators_have_the_scores_and_reasons_of_the_ranking(crowd: Api) -> None:
    brief_id = hired(crowd, "lena")
    put(crowd, brief_id, kind="ig_reel", engagements=1_240, on_time=False)
    path, asked = f"/v1/briefs/{brief_id}/scores", {"creators": [*CROWD]}
    judged = {item["creator"]["external_id"]: item
              for item in crowd.post(path, json=asked, headers=crowd.brand()).json["items"]}  # fmt: skip
    ranked = matches(crowd, brief_id)
    assert {name: item["score"] for name, item in judged.items()} == {name: m["score"] for name, m in ranked.items()}
    assert "measured over 1 post" in (component(judged["lena"], "engagement") or {})["reason"]
    assert component(judged["lena"], "reliability") == component(ranked["lena"], "reliability")


def test_outcomes_move_no_ranking_of_another_brand_and_none_once_they_are_gone(crowd: Api) -> None:
    brief_id, other = hired(crowd, "lena"), crowd.brand("other")
    theirs = crowd.post_brief(other)["id"]
    before, before_theirs = matches(crowd, brief_id), matches(crowd, theirs, other)
    put(crowd, brief_id, kind="ig_reel", engagements=1_240, on_time=False)
    assert matches(crowd, brief_id) != before
    assert matches(crowd, theirs, other) == before_theirs
    crowd.delete(f"/v1/briefs/{brief_id}/outcomes/post-1", headers=crowd.brand())
    assert matches(crowd, brief_id) == before
