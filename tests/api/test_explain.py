"""With explain=true every score can be computed again by hand, from the answer alone."""

from typing import Any

import pytest

from tests.builders import Api, account, external_ids, offences

NAMES = ("fit", "audience", "engagement", "value", "experience", "credibility", "recency", "history", "reliability")
REEL = {"deliverables": [{"kind": "ig_reel", "quantity": 2}]}
WISHES = {"audience": [{"country": "DE", "min_share_pct": 5, "unknown": "include"},
                       {"gender": "female", "min_share_pct": 0, "unknown": "include"}]}  # fmt: skip
CROWD: dict[str, dict[str, Any]] = {
    "full": {"last_post_at": "2026-11-20T10:00:00Z",
             "audience": {"countries": {"DE": 61.5}, "genders": {"female": 70}, "credibility_pct": 80}},
    "tiktok": {"accounts": [account("tiktok", followers=80_000, engagement_rate_pct=4.5), account(followers=9_000)],
               "text": "rally cars", "last_post_at": "2025-01-01T00:00:00Z"},
    "dollars": {"rate_card": {"currency": "USD", "rates": {"ig_reel": "99.90"}}, "text": "cast iron pans"},
    "silent": {"audience": None, "sponsored": None, "rate_card": None, "accounts": [account(engagement_rate_pct=None)]},
    "bare": {"accounts": None, "audience": None, "sponsored": None, "rate_card": None, "niches": None},
    "lively": {"accounts": [account(followers=5_000, engagement_rate_pct=9.5)], "niches": ["fitness_yoga"]},
    "dull": {"accounts": [account(followers=60_000, engagement_rate_pct=0.4)], "sponsored": {"posts": 0}},
    "future": {"last_post_at": "2030-01-01T00:00:00Z",
               "audience": {"countries": {"DE": 5}, "credibility_pct": 40}},
}  # fmt: skip


def _by_hand(inputs: dict[str, Any], method: dict[str, Any]) -> dict[str, float | None]:
    """Every component's value from its inputs; the formulas as documented, in code of their own."""
    return {
        "fit": _fit(inputs["cosine"], inputs["niche_cosine"], method["lambda"]),
        "audience": _of(inputs["audience_share_pct"], lambda share: share / 100),
        "engagement": _engagement(inputs),
        "value": _value(inputs, method["posts"]),
        "experience": _of(inputs["sponsored_posts"], lambda posts: posts / (posts + 5)),
        "credibility": _of(inputs["credibility_pct"], _credibility),
        "recency": _of(inputs["days_since_post"], lambda days: 0.5 ** (max(days, 0) / 30)),
        "history": inputs["history"],
        "reliability": (1 + inputs["kept"]) / (2 + inputs["checked"]) if inputs["checked"] else None,
    }  # fmt: skip


def _fit(cosine: float, niche_cosine: float, weight: float) -> float:
    return min(1.0, max(0.0, cosine + weight * niche_cosine) / (1 + weight))


def _of(known: float | None, formula: Any) -> float | None:
    return None if known is None else formula(known)


def _credibility(share: float) -> float:
    if share <= 75:
        return max(0.0, (share - 50) / 25 * 0.4)
    return min(1.0, 0.4 + (share - 75) / 20 * 0.6)


def _engagement(inputs: dict[str, Any]) -> float | None:
    followers = inputs["followers"] or 0
    tiktok = inputs["platform"] == "tiktok"
    tiers = {10_000: (3, 5, 6, 10), 50_000: (2, 3.5, 4, 7), 500_000: (1.5, 2.5, 3, 5)}
    row = next(row for upper, row in tiers.items() if followers < upper)
    average, good = row[2:] if tiktok else row[:2]
    rate = _rate(inputs, average)
    assert inputs["engagement_rate_pct"] == (None if rate is None else pytest.approx(rate))
    if rate is None:
        return None
    if rate < average:
        return 0.35 * rate / average
    return min(1.0, 0.75 + 0.25 * (rate - good) / good) if rate >= good else (
        0.35 + 0.4 * (rate - average) / (good - average)
    )  # fmt: skip


def _rate(inputs: dict[str, Any], average: float) -> float | None:
    """What is stated, or else average, counts like four posts beside those that were measured."""
    stated, posts = inputs["stated_rate_pct"], inputs["measured_posts"]
    if not posts:
        return stated
    return (4 * (average if stated is None else stated) + posts * inputs["measured_rate_pct"]) / (4 + posts)


def _value(inputs: dict[str, Any], posts: int) -> float | None:
    price, followers, rate = inputs["price_usd"], inputs["followers"], inputs["engagement_rate_pct"]
    if None in (price, followers, rate):
        return None
    engagements = posts * followers * rate / 100
    return 1 / (1 + price / engagements / 0.316) if engagements else 0.0


def _assert_computable(answer: dict[str, Any]) -> None:
    method = answer["method"]
    assert answer["items"]
    for match in answer["items"]:
        values, score = _by_hand(match["inputs"], method), 0.0
        for component in match["components"]:
            value = values[component["name"]]
            assert (component["value"] is None) == (value is None), component["name"]
            assert value is None or component["value"] == pytest.approx(value, abs=1e-6), component["name"]
            score += component["weight"] * (method["neutral"] if value is None else value)
        # The weights are shown with six decimals.
        assert match["score"] == pytest.approx(score, abs=5e-6), match["creator"]["external_id"]
        assert sum(component["weight"] for component in match["components"]) == pytest.approx(1, abs=1e-5)


@pytest.fixture
def crowd(api: Api) -> Api:
    api.put_creators(**CROWD)
    return api


def test_every_score_can_be_computed_by_hand(crowd: Api) -> None:
    answer = crowd.match({"explain": True}, **REEL, constraints=WISHES)
    assert {match["creator"]["external_id"] for match in answer["items"]} == CROWD.keys()
    _assert_computable(answer)
    assert (answer["method"]["posts"], answer["method"]["neutral"], answer["method"]["decimals"]) == (2, 0.5, 6)
    assert answer["method"]["formulas"].keys() == set(NAMES)
    known = {name for match in answer["items"] for name, value in match["inputs"].items() if value is not None}
    assert known >= {"cosine", "price_usd", "audience_share_pct", "credibility_pct", "days_since_post", "platform"}


def test_history_and_preferences_are_computable_too(crowd: Api) -> None:
    brief_id = crowd.post_brief(preferences={"preset": "trust", "weights": {"history": 0.5}})["id"]
    other = crowd.post_brief()["id"]
    for name, document in (("full", {"verdict": "hired"}), ("dull", {"verdict": "rejected", "reason": "unresponsive"})):
        crowd.put(f"/v1/briefs/{other}/feedback/{name}", json=document, headers=crowd.brand())
    answer = crowd.matches(brief_id, explain=True)
    _assert_computable(answer)
    said = {match["creator"]["external_id"]: match["inputs"]["history"] for match in answer["items"]}
    assert said == dict.fromkeys(CROWD) | {"full": 1.0, "dull": 0.0}


def test_outcomes_are_computable_too(crowd: Api) -> None:
    brief_id = crowd.post_brief(**REEL)["id"]
    work = [("full", "ig_reel", 900), ("full", "ig_post", 100), ("silent", "ig_reel", 500), ("tiktok", "ig_reel", 10)]
    for place, (name, kind, engagements) in enumerate(work):
        crowd.put(f"/v1/briefs/{brief_id}/feedback/{name}", json={"verdict": "hired"}, headers=crowd.brand())
        outcome = {"creator": name, "kind": kind, "engagements": engagements, "on_time": place != 1}
        address = f"/v1/briefs/{brief_id}/outcomes/o{place}"
        assert crowd.put(address, json=outcome, headers=crowd.brand()).status_code == 201
    answer = crowd.matches(brief_id, explain=True)
    _assert_computable(answer)
    inputs = {match["creator"]["external_id"]: match["inputs"] for match in answer["items"]}
    assert {name: one["measured_posts"] for name, one in inputs.items() if one["measured_posts"]} == {
        "full": 2, "silent": 1, "tiktok": 1}  # fmt: skip
    assert (inputs["full"]["kept"], inputs["full"]["checked"]) == (1, 2)
    assert inputs["full"]["measured_rate_pct"] == pytest.approx((900 + 100) / 2 / 12_400 * 100, abs=1e-4)


def test_later_pages_are_computable_too(crowd: Api) -> None:
    brief_id = crowd.post_brief(**REEL)["id"]
    page, seen = crowd.matches(brief_id, explain=True, limit=3), 0
    while True:
        _assert_computable(page)
        seen += len(page["items"])
        if page["next_cursor"] is None:
            break
        page = crowd.matches(brief_id, explain=True, limit=3, cursor=page["next_cursor"])
    assert seen == len(CROWD)


def test_lookalikes_are_computable_too(crowd: Api) -> None:
    answer = crowd.get("/v1/creators/full/similar", query={"explain": True}, headers=crowd.brand()).json
    _assert_computable(answer)


def test_asking_for_the_arithmetic_changes_nothing_else(crowd: Api) -> None:
    brief_id = crowd.post_brief(**REEL, constraints=WISHES)["id"]
    plain, explained = crowd.matches(brief_id), crowd.matches(brief_id, explain=True)
    assert "method" not in plain
    assert [{k: v for k, v in match.items() if k != "inputs"} for match in explained["items"]] == plain["items"]


@pytest.mark.parametrize("option", ["explain", "facets"])
def test_what_was_not_asked_for_with_the_first_page_is_refused_later(crowd: Api, option: str) -> None:
    brief_id = crowd.post_brief()["id"]
    query = {"cursor": crowd.matches(brief_id, limit=3)["next_cursor"], option: "true"}
    refused = crowd.get(f"/v1/briefs/{brief_id}/matches", query=query, headers=crowd.brand())
    assert (refused.status_code, offences(refused)) == (422, [(f"query/{option}", "invalid")])


# --- facets, diversity, presets


def test_facets_count_the_matching_creators_by_niche(crowd: Api) -> None:
    brief_id = crowd.post_brief(constraints={"followers": {"min": 5_000, "unknown": "include"}})["id"]
    everybody = crowd.matches(brief_id, facets=True, limit=200)
    by_hand: dict[str, int] = {}
    for match in everybody["items"]:
        for niche in match["niches"]:
            by_hand[niche["id"]] = by_hand.get(niche["id"], 0) + 1
    assert {one["id"]: one["count"] for one in everybody["facets"]["niches"]} == by_hand
    counts = [one["count"] for one in everybody["facets"]["niches"]]
    assert counts == sorted(counts, reverse=True)
    assert crowd.matches(brief_id, facets=True, limit=1)["facets"] == everybody["facets"]
    assert "facets" not in crowd.matches(brief_id)


def test_a_niche_of_a_facet_is_a_filter_that_finds_as_many(crowd: Api) -> None:
    for one in crowd.match({"facets": True, "limit": 1})["facets"]["niches"]:
        assert crowd.match({}, constraints={"niches": {"any_of": [one["id"]]}})["matched"] == one["count"]


def _alike(api: Api) -> None:
    """Three pairs of the same words, the first of each a little nearer to the brief."""
    texts = {"pans": "cast iron pans", "cars": "iron engines", "yoga": "cast shadows"}
    for name, text in texts.items():
        for i in range(2):
            api.put_creators(**{f"{name}{i}": {"text": text, "name": "Lena", "niches": None}})


def test_no_diversity_leaves_the_order_and_more_of_it_spreads_the_likes(api: Api) -> None:
    _alike(api)
    brief_id = api.post_brief(text="cast iron pans")["id"]
    plain = api.matches(brief_id)
    assert api.matches(brief_id, diversity=0)["items"] == plain["items"]
    assert external_ids(plain)[:2] == ["pans0", "pans1"]
    spread = api.matches(brief_id, diversity=0.6)
    assert {name[:-1] for name in external_ids(spread)[:3]} == {"pans", "cars", "yoga"}
    assert spread["items"][0]["score"] == plain["items"][0]["score"]
    assert sorted(external_ids(spread)) == sorted(external_ids(plain))
    scores = {match["creator"]["external_id"]: match["score"] for match in plain["items"]}
    assert all(match["score"] == scores[match["creator"]["external_id"]] for match in spread["items"])
    assert [match["rank"] for match in spread["items"]] == [1, 2, 3, 4, 5, 6]


def test_pages_of_a_diverse_ranking_hold_it_once_and_keep_their_diversity(api: Api) -> None:
    _alike(api)
    brief_id = api.post_brief(text="cast iron pans")["id"]
    first = api.matches(brief_id, diversity=0.6, limit=4)
    rest = api.matches(brief_id, cursor=first["next_cursor"], limit=4)
    assert external_ids(first) + external_ids(rest) == external_ids(api.matches(brief_id, diversity=0.6))
    assert rest["diversity"] == 0.6
    refused = api.get(f"/v1/briefs/{brief_id}/matches", headers=api.brand(),
                      query={"cursor": first["next_cursor"], "diversity": 0.5})  # fmt: skip
    assert refused.status_code == 422


@pytest.mark.parametrize("diversity", ["-0.1", "1.01", "nan", "much"])
def test_diversity_lies_between_0_and_1(api: Api, diversity: str) -> None:
    query = {"diversity": diversity}
    assert api.post("/v1/match", json={"text": "x"}, query=query, headers=api.brand()).status_code == 422


def test_a_preset_sets_the_weights_and_stated_ones_come_on_top(crowd: Api) -> None:
    def weights(**preferences: Any) -> dict[str, float]:
        answer = crowd.match({"limit": 1}, **REEL, preferences=preferences)
        return {component["name"]: component["weight"] for component in answer["items"][0]["components"]}

    assert weights(preset="balanced") == weights()
    by_name = {"niche": "fit", "value": "value", "engagement": "engagement", "trust": "credibility"}
    for preset, component in by_name.items():
        assert weights(preset=preset)[component] > weights()[component], preset
    on_top = weights(preset="value", weights={"fit": 0})
    assert "fit" not in on_top
    assert max(on_top, key=lambda name: on_top[name]) == "value"
    refused = crowd.post("/v1/match", json={"text": "x", "preferences": {"preset": "best"}}, headers=crowd.brand())
    assert refused.status_code == 422


def test_a_stored_brief_shows_the_weights_that_its_preferences_make(api: Api) -> None:
    shown = api.post_brief(preferences={"preset": "trust", "weights": {"fit": 0.1}})["weights"]
    assert shown.keys() == set(NAMES)
    assert (shown["fit"], shown["credibility"]) == (0.1, 0.2)
