"""Prices that nobody stated, through the API: shown as ranges, let in by policy, corrected by known prices."""

from service.calibrating import Calibrations
from service.store import calibrations
from tests.builders import Api, account, external_ids

REEL = [{"kind": "ig_reel"}]
# 12,400 followers: reach 1,946 at a CPM of 10 to 20, 422 engagements, 10 dollars for 1,000 followers; a reel 15 to 25 %
# more than a post.
PUBLISHED = {"low": "22.37", "point": "73.76", "high": "155.00"}
UNPRICED = {"rate_card": None}


def crowd(price: str, count: int = 40) -> dict[str, dict]:
    card = {"currency": "USD", "rates": {"ig_reel": price}}
    return {f"known{i}": {"rate_card": card, "accounts": [account(engagement_rate_pct=3.4)]} for i in range(count)}


def budget(amount: str, **more: str) -> dict[str, str]:
    return {"currency": "USD", "per_creator": amount, **more}


def test_an_unknown_price_is_a_range_with_its_methods_and_no_amount(api: Api) -> None:
    api.put_creators(lena=UNPRICED)
    price = api.match(deliverables=REEL)["items"][0]["price"]
    assert (price["basis"], price["amount"], price["currency"]) == ("estimated", None, "USD")
    assert {end: price[end] for end in PUBLISHED} == PUBLISHED
    assert [m["method"] for m in price["estimates"][0]["methods"]] == ["cpm_reach", "cpme_engagement", "follower_rule"]
    assert price["estimates"][0]["calibrated"] is None
    euros = api.match(deliverables=REEL, budget={"currency": "EUR", "per_creator": "1000", "unknown_price": "include"})
    assert (euros["items"][0]["price"]["currency"], euros["items"][0]["price"]["high"]) == ("EUR", "134.78")


def test_an_estimate_is_worth_nothing_to_the_score(api: Api) -> None:
    api.put_creators(lena=UNPRICED)
    components = {c["name"]: c for c in api.match(deliverables=REEL)["items"][0]["components"]}
    assert components["value"]["value"] is None


def test_what_has_a_price_is_shown_with_it_and_only_the_rest_is_estimated(api: Api) -> None:
    api.put_creators(lena={"rate_card": {"currency": "EUR", "rates": {"ig_story": "100.00"}}})
    price = api.match(deliverables=[{"kind": "ig_reel"}, {"kind": "ig_story", "quantity": 2}])["items"][0]["price"]
    assert price["lines"] == [
        {"kind": "ig_story", "quantity": 2, "rate": "100.00", "amount": "200.00", "currency": "EUR"}]  # fmt: skip
    assert [line["kind"] for line in price["estimates"]] == ["ig_reel"]
    assert price["high"] == "385.00"


def test_the_policy_lets_in_whose_estimate_is_within_the_budget(api: Api) -> None:
    api.put_creators(lena=UNPRICED, none={"rate_card": None, "accounts": None}, known={})
    wanted = {"deliverables": REEL}
    assert api.matched(**wanted, budget=budget("154.99", unknown_price="estimate")) == []
    assert api.matched(**wanted, budget=budget("155.00", unknown_price="estimate")) == ["lena"]
    assert api.matched(**wanted, budget=budget("155.00")) == []
    funnel = api.match(**wanted, budget=budget("155", unknown_price="estimate"))["funnel"]
    assert funnel[-1]["unknown"] == "estimate"


def test_known_prices_correct_estimates_and_are_shown(api: Api) -> None:
    api.put_creators(lena=UNPRICED, **crowd("147.52"))
    price = {one["creator"]["external_id"]: one["price"] for one in api.match(
        {"limit": 50}, deliverables=REEL)["items"]}["lena"]  # fmt: skip
    assert (price["low"], price["point"], price["high"]) == ("147.52", "147.52", "147.52")
    calibrated = price["estimates"][0]["calibrated"]
    assert (calibrated["cell"], calibrated["prices"], calibrated["start"]) == ("ig_reel/micro", 40, 7376)
    answer = api.get("/v1/price-calibration", headers=api.brand()).json
    assert (answer["prices"], answer["as_of"]) == (40, calibrated["as_of"])
    assert [cell["cell"] for cell in answer["cells"]] == ["ig_reel", "ig_reel/micro", "instagram", "instagram/micro"]


def test_a_small_catalogue_has_no_calibration(api: Api) -> None:
    api.put_creators(lena={})
    answer = api.get("/v1/price-calibration").json
    assert (answer["as_of"], answer["prices"], answer["cells"]) == (None, 0, [])


def test_every_process_reads_the_same_calibration_until_it_is_due(api: Api) -> None:
    api.put_creators(**crowd("100.00"))
    backends = api.backends
    snapshot, rates = backends.served.snapshot, backends.rates
    first, second = (Calibrations(backends.store, 3600, poll_seconds=0) for _ in range(2))
    made = first.current(snapshot, rates)
    assert second.current(snapshot, rates) == made
    api.put_creators(**crowd("900.00", 20))
    assert second.current(backends.served.snapshot, rates) == made
    again = Calibrations(backends.store, 0.0, poll_seconds=0).current(backends.served.snapshot, rates)
    assert again.revision > made.revision
    assert first.current(snapshot, rates) == second.current(snapshot, rates) == again
    with backends.store.read() as connection:
        assert calibrations.newest_id(connection) == again.revision


def test_twice_the_creators_are_calibrated_at_once(api: Api) -> None:
    api.put_creators(**crowd("100.00", 20))
    process = Calibrations(api.backends.store, 3600, poll_seconds=0)
    assert process.current(api.backends.served.snapshot, api.backends.rates).prices == 20
    api.put_creators(**crowd("100.00", 40))
    assert process.current(api.backends.served.snapshot, api.backends.rates).prices == 40


def test_a_kept_ranking_follows_the_calibration_where_it_decides(api: Api) -> None:
    api.put_creators(lena=UNPRICED, **crowd("73.76"))
    brief = api.post_brief(deliverables=REEL, budget=budget("100", unknown_price="estimate"))
    assert "lena" in external_ids(api.matches(brief["id"], limit=100))
    before = api.backends.calibration.revision
    api.put_creators(**crowd("737.60"))
    Calibrations(api.backends.store, 0.0, poll_seconds=0).current(api.backends.served.snapshot, api.backends.rates)
    api.backends.calibrations._due = 0.0
    assert api.backends.calibration.revision > before
    assert external_ids(api.matches(brief["id"], limit=100)) == []


def test_what_the_brand_paid_before_is_the_estimate_for_this_brand_alone(api: Api) -> None:
    api.put_creators(lena=UNPRICED)
    first = api.post_brief()["id"]
    assert (
        api.put(f"/v1/briefs/{first}/feedback/lena", json={"verdict": "hired"}, headers=api.brand()).status_code == 201
    )
    deal = {"creator": "lena", "kind": "ig_reel", "spend": "300", "currency": "USD"}
    assert api.put(f"/v1/briefs/{first}/outcomes/reel", json=deal, headers=api.brand()).status_code == 201
    within, over = (
        api.post_brief(deliverables=REEL, budget=budget(amount, unknown_price="estimate"))["id"]
        for amount in ("300", "299.99")
    )
    price = api.matches(within)["items"][0]["price"]
    assert (price["low"], price["high"]) == ("300.00", "300.00")
    assert [method["method"] for method in price["estimates"][0]["methods"]] == ["own_history"]
    assert api.matches(over)["items"] == []
    theirs = api.post_brief(api.brand("globex"), deliverables=REEL)["id"]
    answer = api.get(f"/v1/briefs/{theirs}/matches", headers=api.brand("globex")).json
    assert answer["items"][0]["price"]["point"] == PUBLISHED["point"]


def test_relaxations_propose_estimates(api: Api) -> None:
    api.put_creators(lena=UNPRICED)
    brief = api.post_brief(deliverables=REEL, budget=budget("200"))
    found = api.get(f"/v1/briefs/{brief['id']}/relaxations", headers=api.brand()).json["items"]
    patches = {item["change"]: item["patch"] for item in found}
    assert patches["let estimates stand for unknown prices"] == {"budget": {"unknown_price": "estimate"}}


def test_scores_lookalikes_and_briefs_of_a_creator_show_estimates_too(api: Api) -> None:
    api.put_creators(lena=UNPRICED, mia={})
    brief = api.post_brief(deliverables=REEL, discoverable=True)
    scored = api.post(f"/v1/briefs/{brief['id']}/scores", json={"creators": ["lena"]}, headers=api.brand()).json
    like = api.post("/v1/creators:similar", json={"creators": [{"external_id": "mia"}], "deliverables": REEL}).json
    offered = api.get("/v1/creators/lena/briefs").json
    for answer in (scored, like, offered):
        assert answer["items"][0]["price"]["point"] == PUBLISHED["point"]
