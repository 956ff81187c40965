"""Matches of a brief: every constraint exact, every page of one ranking, every answer explained."""

import time
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from service.bootstrap import build_backends
from service.config import load_config
from tests.builders import Api, account, creator, external_ids, offences, running_api, settings

REEL = {"deliverables": [{"kind": "ig_reel"}]}


def _budget(amount: str, currency: str = "EUR", **more: str) -> dict[str, Any]:
    return REEL | {"budget": {"currency": currency, "per_creator": amount, **more}}


def _card(amount: str, currency: str = "EUR") -> dict[str, Any]:
    return {"rate_card": {"currency": currency, "rates": {"ig_reel": amount}}}


def _funnel(answer: dict[str, Any]) -> list[tuple[str, int]]:
    return [(step["constraint"], step["remaining"]) for step in answer["funnel"]]


# --- constraints


def test_the_default_range_of_followers_lets_the_unknown_in(api: Api) -> None:
    sizes = {"small": 999, "low": 1_000, "high": 100_000, "big": 100_001}
    api.put_creators(
        **{name: {"accounts": [account(followers=size)]} for name, size in sizes.items()},
        unsaid={"accounts": [account(followers=None)]}, nothing={"accounts": None},
    )  # fmt: skip
    assert api.matched() == ["high", "low", "nothing", "unsaid"]
    (_, step) = api.match()["funnel"]
    assert step == {
        "constraint": "followers", "value": {"min": 1000, "max": 100000}, "source": "default", "unknown": "include",
        "remaining": 4,
    }  # fmt: skip


def test_a_stated_range_is_inclusive_and_leaves_the_unknown_out_unless_told_otherwise(api: Api) -> None:
    api.put_creators(
        **{str(size): {"accounts": [account(followers=size)]} for size in (4_999, 5_000, 9_000, 9_001)},
        unsaid={"accounts": [account(followers=None)]},
    )
    both = {"min": 5_000, "max": 9_000}
    assert api.matched(constraints={"followers": both}) == ["5000", "9000"]
    assert api.matched(constraints={"followers": both | {"unknown": "include"}}) == ["5000", "9000", "unsaid"]
    assert api.matched(constraints={"followers": {"max": 5_000}}) == ["4999", "5000"]
    assert api.matched(constraints={"followers": {"unknown": "exclude"}}) == ["4999", "5000", "9000", "9001"]


def test_one_account_must_hold_everything_that_is_asked_of_accounts(api: Api) -> None:
    split = [account("instagram", followers=50, engagement_rate_pct=9.0),
             account("youtube", handle="v", followers=50_000, engagement_rate_pct=0.5)]  # fmt: skip
    whole = [account("instagram", followers=50_000, engagement_rate_pct=9.0)]
    api.put_creators(split={"accounts": split}, whole={"accounts": whole})
    wanted = {"platforms": {"any_of": ["instagram"]}, "followers": {"min": 10_000}, "engagement_rate_pct": {"min": 2}}
    assert api.matched(constraints=wanted) == ["whole"]
    assert api.matched(constraints=wanted | {"platforms": {"any_of": ["youtube"]}}) == []
    assert api.matched(**REEL) == ["whole"]  # a reel is bought on the Instagram account


@pytest.mark.parametrize(
    ("constraints", "matching"),
    [
        ({"engagement_rate_pct": {"min": 3.4}}, {"full"}),
        ({"engagement_rate_pct": {"min": 3.41}}, set()),
        ({"engagement_rate_pct": {"max": 3.4}}, {"full"}),
        ({"platforms": {"any_of": ["instagram", "tiktok"]}}, {"full"}),
        ({"platforms": {"any_of": ["tiktok"]}}, set()),
        ({"countries": {"any_of": ["DE"]}}, {"full"}),
        ({"countries": {"any_of": ["AT", "CH"]}}, set()),
        ({"cities": {"any_of": [" bERLIN "]}}, {"full"}),
        ({"cities": {"any_of": ["Bern"]}}, set()),
        ({"languages": {"any_of": ["en", "fr"]}}, {"full"}),
        ({"languages": {"any_of": ["fr"]}}, set()),
        ({"audience": [{"country": "DE", "min_share_pct": 61.5}]}, {"full"}),
        ({"audience": [{"country": "DE", "min_share_pct": 61.6}]}, set()),
        ({"audience": [{"country": "FR", "min_share_pct": 0.1}]}, set()),
        ({"audience": [{"country": "FR", "min_share_pct": 0}]}, {"full"}),
        ({"audience": [{"country": "DE", "min_share_pct": 30}, {"gender": "female", "min_share_pct": 71}]}, {"full"}),
        ({"audience": [{"country": "DE", "min_share_pct": 30}, {"gender": "male", "min_share_pct": 71}]}, set()),
        ({"availability": {"from": "2026-10-01", "to": "2027-03-31"}}, {"full"}),
        ({"availability": {"from": "2026-09-30", "to": "2026-10-02"}}, set()),
        ({"availability": {"from": "2027-03-31", "to": "2027-04-01"}}, set()),
    ],
)  # fmt: skip
def test_a_stated_constraint_is_exact_and_its_policy_decides_about_the_unknown(
    api: Api, constraints: dict[str, Any], matching: set[str]
) -> None:
    api.put_creators(full={}, bare=dict.fromkeys(creator().keys() - {"name", "text"}))
    assert set(api.matched(constraints=constraints)) == matching
    ((name, stated),) = constraints.items()
    lenient: Any = {"unknown": "include"}
    lenient = [s | lenient for s in stated] if isinstance(stated, list) else stated | lenient
    assert set(api.matched(constraints={name: lenient})) == matching | {"bare"}


def test_an_age_of_the_audience_that_was_not_stated_is_unknown(api: Api) -> None:
    api.put_creators(lena={})
    wanted = {"age": "25-34", "min_share_pct": 20}
    assert api.matched(constraints={"audience": [wanted]}) == []
    assert api.matched(constraints={"audience": [wanted | {"unknown": "include"}]}) == ["lena"]


def test_one_open_end_of_an_availability_is_no_limit(api: Api) -> None:
    api.put_creators(since={"availability": {"from": "2026-12-01"}}, until={"availability": {"to": "2026-12-10"}})
    assert api.matched(constraints={"availability": {"from": "2026-12-01", "to": "2026-12-11"}}) == ["since"]
    assert api.matched(constraints={"availability": {"from": "2026-11-30", "to": "2026-12-10"}}) == ["until"]


def test_excluded_creators_are_left_out(api: Api) -> None:
    api.put_creators(a={}, b={}, c={})
    assert api.matched(constraints={"excluded_creators": ["a", "c", "nobody"]}) == ["b"]


def test_creators_who_refuse_what_is_promoted_are_left_out(api: Api) -> None:
    api.put_creators(
        no_alcohol={"refusals": ["alcohol"]}, no_niche={"refusals": ["food_drinks"]}, no_gambling={},
        anything={"refusals": []}, unsaid={"refusals": None},
    )  # fmt: skip
    assert api.matched(promotes=["alcohol", "food_drinks"]) == ["anything", "no_gambling", "unsaid"]
    assert api.matched(promotes=["gambling"]) == ["anything", "no_alcohol", "no_niche", "unsaid"]
    strict = {"constraints": {"refusals": {"unknown": "exclude"}}}
    assert api.matched(promotes=["alcohol", "food_drinks"], **strict) == ["anything", "no_gambling"]


# --- money


def test_a_price_is_the_sum_of_quantity_times_rate_and_says_how(api: Api) -> None:
    api.put_creators(lena={})
    wanted = {"deliverables": [{"kind": "ig_reel", "quantity": 2}, {"kind": "ig_story", "quantity": 3}]}
    answer = api.match(**wanted, budget={"currency": "EUR", "per_creator": "1060.00"})
    (match,) = answer["items"]
    assert match["price"]["basis"] == "stated"
    assert (match["price"]["amount"], match["price"]["currency"]) == ("1060.00", "EUR")
    assert match["price"]["lines"] == [
        {"kind": "ig_reel", "quantity": 2, "rate": "350.00", "amount": "700.00"},
        {"kind": "ig_story", "quantity": 3, "rate": "120.00", "amount": "360.00"},
    ]
    assert api.matched(**wanted, budget={"currency": "EUR", "per_creator": "1059.99"}) == []


def test_a_budget_is_compared_in_the_creators_own_currency(api: Api) -> None:
    cheaper = {"eur": _card("100.00"), "usd": _card("115.00", "USD"), "jpy": _card("17500", "JPY")}
    dearer = {"eur2": _card("100.01"), "usd2": _card("115.01", "USD"), "jpy2": _card("17501", "JPY")}
    api.put_creators(**cheaper, **dearer, none={"rate_card": None}, odd=_card("1.000", "KWD"))
    assert api.matched(**_budget("100.00")) == ["eur", "jpy", "usd"]
    assert api.matched(**_budget("100.00", unknown_price="include")) == ["eur", "jpy", "none", "odd", "usd"]
    prices = {m["creator"]["external_id"]: m["price"] for m in api.match(**_budget("100.00"))["items"]}
    assert prices["usd"]["converted"] == {
        "amount": "100.00", "currency": "EUR", "rate": "0.869565217391", "as_of": "2026-01-01", "is_old": True,
    }  # fmt: skip
    assert (prices["jpy"]["amount"], prices["jpy"]["currency"]) == ("17500", "JPY")


def test_who_does_not_offer_a_deliverable_is_left_out_and_who_never_said_is_not(api: Api) -> None:
    api.put_creators(
        refuses={"rate_card": {"currency": "EUR", "not_offered": ["ig_reel"]}},
        unpriced={"rate_card": {"currency": "EUR", "rates": {"ig_story": "1"}}},
        elsewhere={"accounts": [account("tiktok")], "rate_card": None},
        priced={},
    )
    assert api.matched(**REEL) == ["priced", "unpriced"]
    assert api.matched(**_budget("10000")) == ["priced"]
    assert api.matched(**REEL, constraints={"deliverables": {"unknown": "exclude"}}) == ["priced"]
    unpriced = next(m for m in api.match(**REEL)["items"] if m["creator"]["external_id"] == "unpriced")
    assert (unpriced["price"]["basis"], unpriced["price"]["amount"]) == ("estimated", None)


def test_without_deliverables_there_is_no_price(api: Api) -> None:
    api.put_creators(lena={})
    (match,) = api.match()["items"]
    assert match["price"]["amount"] is None
    assert "value" not in [component["name"] for component in match["components"]]


# --- ranking


def test_the_score_is_the_sum_of_its_components(api: Api) -> None:
    api.put_creators(lena={}, bare=dict.fromkeys(creator().keys() - {"name", "text"}))
    answer = api.match(**REEL, constraints={"audience": [{"country": "DE", "min_share_pct": 0, "unknown": "include"}]})
    assert answer["matched"] == 2
    for rank, match in enumerate(answer["items"], 1):
        components = match["components"]
        assert match["rank"] == rank
        assert sum(c["contribution"] for c in components) == pytest.approx(match["score"], abs=1e-5)
        assert sum(c["weight"] for c in components) == pytest.approx(1, abs=1e-5)
        assert all(c["reason"] for c in components)
        for component in components:
            counted = 0.5 if component["value"] is None else component["value"]
            assert component["contribution"] == pytest.approx(component["weight"] * counted, abs=1e-5)
    unknown = {c["name"] for m in answer["items"] for c in m["components"] if c["value"] is None}
    assert unknown == {"audience", "engagement", "value", "experience", "credibility", "recency"}


def test_the_text_decides_when_only_fit_counts(api: Api) -> None:
    api.put_creators(pans={"text": "cast iron pans"}, cars={"text": "rally cars"}, pots={"text": "iron pots"})
    answer = api.match(text="cast iron pans", preferences={"weights": dict.fromkeys(
        ("engagement", "experience", "credibility", "recency"), 0)})  # fmt: skip
    assert external_ids(answer) == ["pans", "pots", "cars"]
    assert [c["name"] for c in answer["items"][0]["components"]] == ["fit"]


def test_ties_go_to_who_came_first(api: Api) -> None:
    names = ["n", "b", "z", "a"]
    for name in names:
        api.put_creators(**{name: {}})
    assert external_ids(api.match()) == names


def test_sorting_by_price_compares_currencies_and_puts_the_unknown_last(api: Api) -> None:
    api.put_creators(
        a=_card("300"), b=_card("150", "USD"), c=_card("50000", "JPY"), d={"rate_card": None}, e=_card("1")
    )
    answer = api.match({"sort": "price"}, **REEL)
    assert external_ids(answer) == ["e", "b", "c", "a", "d"]
    assert [match["rank"] for match in answer["items"]] == [1, 2, 3, 4, 5]
    assert answer["sort"] == "price"


def test_sorting_by_followers_puts_most_first_and_the_unknown_last(api: Api) -> None:
    api.put_creators(
        **{str(size): {"accounts": [account(followers=size)]} for size in (2_000, 90_000, 30_000)},
        unsaid={"accounts": [account(followers=None)]},
    )
    assert external_ids(api.match({"sort": "followers"})) == ["90000", "30000", "2000", "unsaid"]


# --- what an answer says


def test_the_funnel_counts_what_remains_after_each_constraint(api: Api) -> None:
    api.put_creators(
        fits={}, big={"accounts": [account(followers=10**6)]}, french={"languages": ["fr"]},
        far={"country": "AT"}, dear=_card("5000"), erased={},
    )  # fmt: skip
    api.delete("/v1/creators/erased", query={"wait": "indexed"})
    answer = api.match(**_budget("500"), constraints={"countries": {"any_of": ["DE"]}, "languages": {"any_of": ["de"]}})
    assert _funnel(answer) == [
        ("all_indexed_creators", 5), ("platforms", 5), ("followers", 4), ("countries", 3), ("languages", 2),
        ("deliverables", 2), ("budget_per_creator", 1),
    ]  # fmt: skip
    assert (answer["matched"], external_ids(answer)) == (1, ["fits"])


def test_an_answer_says_what_it_was_made_with(api: Api) -> None:
    api.put_creators(lena={})
    answer = api.match()
    assert (answer["search_mode"], answer["sort"], answer["matched"]) == ("exact", "score", 1)
    assert answer["encoder"].startswith("hash-")
    api.put_creators(mia={})
    assert api.match()["index_version"] != answer["index_version"]
    assert (answer["rates_as_of"], answer["tier_scheme"]) == (api.backends.rates.as_of.isoformat(), "A")
    assert answer["took_ms"] >= 0
    assert answer["items"][0]["tier"] == "micro"


def test_nobody_matching_is_an_empty_answer(api: Api) -> None:
    answer = api.match()
    assert (answer["items"], answer["matched"], answer["next_cursor"]) == ([], 0, None)


# --- stored briefs, pages


@pytest.mark.parametrize("limit", [1, 3, 7, 8])
def test_pages_hold_the_whole_ranking_once(api: Api, limit: int) -> None:
    api.put_creators(**{f"c{i}": {"text": f"dinners {i}"} for i in range(7)})
    brief_id = api.post_brief()["id"]
    whole = api.matches(brief_id, limit=200)
    found, query = [], {"limit": limit}
    while True:
        page = api.matches(brief_id, **query)
        found += page["items"]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert found == whole["items"]
    assert [match["rank"] for match in found] == [1, 2, 3, 4, 5, 6, 7]
    assert page["funnel"] == whole["funnel"]


def test_later_pages_are_of_the_ranking_of_the_first(api: Api) -> None:
    api.put_creators(a={}, b={}, c={})
    brief_id = api.post_brief()["id"]
    first = api.matches(brief_id, limit=1)
    api.put_creators(d={}, e={})
    page = api.matches(brief_id, limit=9, cursor=first["next_cursor"])
    assert external_ids(first) + external_ids(page) == ["a", "b", "c"]
    assert page["index_version"] == first["index_version"]
    assert api.matches(brief_id)["matched"] == 5


def test_a_creator_that_no_longer_fits_is_not_on_a_later_page(api: Api) -> None:
    api.put_creators(a={}, b={}, c={})
    brief_id = api.post_brief(constraints={"countries": {"any_of": ["DE"]}})["id"]
    first = api.matches(brief_id, limit=1)
    api.patch("/v1/creators/b", json={"country": "AT"})
    assert external_ids(api.matches(brief_id, limit=1, cursor=first["next_cursor"])) == ["c"]


@pytest.mark.parametrize("change", [{"text": "Something else"}, {"title": "New"}])
def test_a_changed_brief_ends_its_rankings(api: Api, change: dict[str, str]) -> None:
    api.put_creators(a={}, b={})
    brief_id = api.post_brief()["id"]
    cursor = api.matches(brief_id, limit=1)["next_cursor"]
    api.patch(f"/v1/briefs/{brief_id}", json=change, headers=api.brand())
    response = api.get(f"/v1/briefs/{brief_id}/matches", query={"cursor": cursor}, headers=api.brand())
    assert (response.status_code, response.json["code"]) == (410, "cursor_expired")
    assert len(api.matches(brief_id)["items"]) == 2


def test_a_cursor_of_another_brief_is_of_no_use(api: Api) -> None:
    api.put_creators(a={}, b={})
    mine, other = api.post_brief()["id"], api.post_brief()["id"]
    cursor = api.matches(mine, limit=1)["next_cursor"]
    response = api.get(f"/v1/briefs/{other}/matches", query={"cursor": cursor}, headers=api.brand())
    assert (response.status_code, offences(response)) == (422, [("query/cursor", "bad_format")])


def test_a_ranking_kept_in_the_shape_of_another_version_is_gone(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.put_creators(a={}, b={})
    brief_id = api.post_brief()["id"]
    monkeypatch.setattr("service.matching.LAYOUT", "older")
    cursor = api.matches(brief_id, limit=1)["next_cursor"]
    monkeypatch.undo()
    response = api.get(f"/v1/briefs/{brief_id}/matches", query={"cursor": cursor}, headers=api.brand())
    assert (response.status_code, response.json["code"]) == (410, "cursor_expired")


def test_a_ranking_is_kept_for_a_time(data: Path) -> None:
    with running_api(settings(data, ranking_seconds="1")) as api:
        api.put_creators(a={}, b={})
        brief_id = api.post_brief()["id"]
        cursor = api.matches(brief_id, limit=1)["next_cursor"]
        path, deadline = f"/v1/briefs/{brief_id}/matches", time.monotonic() + 30
        response = api.get(path, query={"cursor": cursor}, headers=api.brand())
        while response.status_code == 200 and time.monotonic() < deadline:
            time.sleep(0.1)
            response = api.get(path, query={"cursor": cursor}, headers=api.brand())
        assert (response.status_code, response.json["code"]) == (410, "cursor_expired")


@pytest.mark.parametrize("cursor", ["nonsense!", "YnJmX2E", "YS5i", "Li4u", "YS45OTk5OTk5OTk5OTk5OTk5"])
def test_a_cursor_that_was_not_given_out_is_refused(api: Api, cursor: str) -> None:
    brief_id = api.post_brief()["id"]
    response = api.get(f"/v1/briefs/{brief_id}/matches", query={"cursor": cursor}, headers=api.brand())
    assert response.status_code in (410, 422)


def test_nobody_alone_may_cost_more_than_the_whole_budget(api: Api) -> None:
    api.put_creators(cheap=_card("500"), dear=_card("500.01"), unpriced={"rate_card": None})
    total = REEL | {"budget": {"currency": "EUR", "total": "500"}}
    assert api.matched(**total) == ["cheap", "unpriced"]
    assert _funnel(api.match(**total))[-1] == ("budget_total", 2)


def test_sorting_by_price_needs_deliverables(api: Api) -> None:
    response = api.post("/v1/match", json={"text": "x"}, query={"sort": "price"}, headers=api.brand())
    assert offences(response) == [("query/sort", "invalid")]


def test_a_brands_key_acts_for_no_other_brand(api: Api) -> None:
    api.brand("other")
    response = api.get("/v1/briefs", headers={**api.brand("acme"), "Creatormatch-Brand": "other"})
    assert response.status_code == 403


def test_a_later_page_cannot_be_sorted_otherwise(api: Api) -> None:
    api.put_creators(a={}, b={})
    brief_id = api.post_brief(**REEL)["id"]
    cursor = api.matches(brief_id, limit=1, sort="price")["next_cursor"]
    path = f"/v1/briefs/{brief_id}/matches"
    refused = api.get(path, query={"cursor": cursor, "sort": "score"}, headers=api.brand())
    assert (refused.status_code, offences(refused)) == (422, [("query/sort", "invalid")])
    assert api.matches(brief_id, cursor=cursor, sort="price")["sort"] == "price"
    assert api.matches(brief_id, cursor=cursor)["sort"] == "price"


@pytest.mark.parametrize(("status", "code"), [("draft", 200), ("open", 200), ("closed", 409)])
def test_a_closed_brief_is_not_matched(api: Api, status: str, code: int) -> None:
    brief_id = api.post_brief(status=status)["id"]
    response = api.get(f"/v1/briefs/{brief_id}/matches", headers=api.brand())
    assert response.status_code == code
    assert (response.json.get("code") == "brief_closed") == (code == 409)


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "x"}, {"sort": "beauty"}, {"offset": "1"}])
def test_it_refuses_queries_that_mean_nothing(api: Api, query: dict[str, str]) -> None:
    path = f"/v1/briefs/{api.post_brief()['id']}/matches"
    for method, address, body in (("GET", path, None), ("POST", "/v1/match", {"text": "x"})):
        response = api.call(method, address, query=query, headers=api.brand(), json=body)
        assert (response.status_code, offences(response)[0][0]) == (422, f"query/{next(iter(query))}")


def test_matching_once_stores_nothing_and_has_no_cursor(api: Api) -> None:
    api.put_creators(a={}, b={})
    answer = api.match({"limit": 1})
    assert (len(answer["items"]), answer["matched"], answer["next_cursor"]) == (1, 2, None)
    assert api.get("/v1/briefs", headers=api.brand()).json["items"] == []
    assert api.post("/v1/match", json={"text": "x"}, query={"cursor": "abc"}).status_code == 422


def test_the_marketplace_may_match_once_without_a_brand(api: Api) -> None:
    api.put_creators(a={})
    assert external_ids(api.post("/v1/match", json={"text": "pans"}).json) == ["a"]


def test_matching_says_when_the_index_is_not_read_yet(data: Path) -> None:
    backends = build_backends(load_config(settings(data)))
    api = Api(create_app(backends))
    response = api.post("/v1/match", json={"text": "pans"})
    assert (response.status_code, response.json["code"]) == (503, "index_not_ready")
    assert int(response.headers["Retry-After"]) >= 1
    assert api.get("/readyz", headers={}).json["code"] == "index_not_ready"
    assert api.get("/healthz", headers={}).status_code == 200
    backends.store.close()


def test_everything_is_there_again_after_a_restart(data: Path) -> None:
    with running_api(settings(data)) as api:
        api.put_creators(a={}, b={"text": "rally cars"})
        brief_id = api.post_brief()["id"]
        before = api.matches(brief_id)
        headers = api.brand()
    with running_api(settings(data)) as api:
        api.wait_indexed()
        after = api.get(f"/v1/briefs/{brief_id}/matches", headers=headers).json
    assert after["items"] == before["items"]
