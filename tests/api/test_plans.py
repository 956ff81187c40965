"""Plans: the best set of creators under a budget, proven, explained, stored, revised, accepted and exported."""

import csv
import io
import itertools
from decimal import Decimal
from typing import Any

import pytest

from service.api.plan_csv import safe_cell
from tests.builders import MERGE_PATCH, Api, account, offences

Document = dict[str, Any]

# Followers, rate of a reel and of a story set, country, niche.
CROWD: dict[str, tuple[int, str, str, str, str]] = {
    "ada": (10_000, "300.00", "90.00", "DE", "food_cooking"),
    "bo": (20_000, "450.00", "120.00", "DE", "food_cooking"),
    "cy": (30_000, "990.00", "150.50", "AT", "food_vegan"),
    "di": (40_000, "800.00", "310.00", "AT", "food_cooking"),
    "eve": (50_000, "1250.00", "333.33", "DE", "food_vegan"),
    "flo": (15_000, "275.25", "99.99", "CH", "food_vegan"),
    "gus": (60_000, "2100.00", "410.00", "DE", "food_cooking"),
}
REEL, STORY = ({"kind": kind, "quantity": 1} for kind in ("ig_reel", "ig_story"))
MIXES = [{"name": "reel", "deliverables": [REEL]}, {"name": "both", "deliverables": [REEL, STORY]}]
EUR = {"currency": "EUR", "total": "2500.00"}


def _crowd() -> dict[str, Document]:
    return {
        name: {
            "country": country, "niches": [niche],
            "accounts": [account(followers=followers, engagement_rate_pct=2.0)],
            "rate_card": {"currency": "EUR", "rates": {"ig_reel": reel, "ig_story": story}},
        }
        for name, (followers, reel, story, country, niche) in CROWD.items()
    }  # fmt: skip


@pytest.fixture
def crowd(api: Api) -> Api:
    api.put_creators(**_crowd())
    return api


@pytest.fixture
def brief_id(crowd: Api) -> str:
    return str(crowd.post_brief(deliverables=[REEL])["id"])


def _plan(api: Api, brief_id: str, status: int = 201, **request: Any) -> Document:
    document = {"budget": EUR, "frontier": False} | request
    response = api.post(f"/v1/briefs/{brief_id}/plans", json=document, headers=api.brand())
    assert response.status_code == status, response.text
    return response.json


def _patched(api: Api, plan: Document, status: int = 200, **patch: Any) -> Document:
    response = api.patch(f"/v1/plans/{plan['id']}", json=patch, content_type=MERGE_PATCH, headers=api.brand())
    assert response.status_code == status, response.text
    return response.json


def _hired(plan: Document) -> dict[str, str]:
    return {line["external_id"]: line["mix"] for line in plan["lines"]}


def _best_by_hand(budget: Decimal, count: range, most_german: int) -> Decimal:
    """The most engagements that any set of creators brings, tried one by one."""
    ways: list[list[tuple[str, Decimal, Decimal] | None]] = []
    for name, (followers, reel, story, _, _) in CROWD.items():
        each = Decimal(followers) * 2 / 100
        ways.append([None, (name, Decimal(reel), each), (name, Decimal(reel) + Decimal(story), 2 * each)])
    best = Decimal(0)
    for chosen in itertools.product(*ways):
        lines = [line for line in chosen if line]
        german = sum(CROWD[name][3] == "DE" for name, _, _ in lines)
        if len(lines) in count and german <= most_german and sum(p for _, p, _ in lines) <= budget:
            best = max(best, sum((v for _, _, v in lines), Decimal(0)))
    return best


@pytest.mark.parametrize(
    ("total", "least", "most", "german"),
    [("2500.00", 1, 7, 7), ("2500.00", 3, 3, 1), ("1025.24", 1, 7, 7), ("4000", 2, 4, 2), ("300", 1, 1, 7)],
)
def test_no_other_set_of_creators_brings_more(crowd: Api, brief_id: str, total: str, least: int, most: int,
                                              german: int) -> None:  # fmt: skip
    plan = _plan(
        crowd, brief_id, budget={"currency": "EUR", "total": total}, creators={"min": least, "max": most},
        mixes=MIXES, quotas=[{"country": "DE", "max": german}],
    )  # fmt: skip
    assert plan["status"] == "optimal"
    assert plan["gap_pct"] == 0
    best = _best_by_hand(Decimal(total), range(least, most + 1), german)
    assert Decimal(str(plan["totals"]["value"])) == best == Decimal(str(plan["bound"]))
    spent = sum(Decimal(line["price"]["amount"]) for line in plan["lines"])
    assert spent == Decimal(plan["totals"]["price"])
    assert spent + Decimal(plan["totals"]["unspent"]) == Decimal(total)
    assert len(plan["lines"]) in range(least, most + 1)


def test_everything_is_shown_back_with_its_defaults(crowd: Api, brief_id: str) -> None:
    plan = _plan(crowd, brief_id)
    asked = plan["request"]
    assert asked["mixes"] == [{"name": "brief", "deliverables": [REEL]}]
    assert asked["creators"] == {"min": 1, "max": 10_000}
    assert asked["objective"] == {"engagements": 1.0}
    line = plan["lines"][0]
    assert line["price"]["details"]["lines"][0]["kind"] == "ig_reel"
    assert line["forecast"]["engagements"]["low"] < line["forecast"]["engagements"]["expected"]
    expected = Decimal(line["price"]["amount"]) / line["forecast"]["engagements"]["expected"]
    assert abs(Decimal(line["cost"]["per_engagement"]["expected"]) - expected) < Decimal("0.0001")
    assert plan["considered"] == {"candidates": 7, "options": 7, "refused": {}, "not_found": []}
    assert plan["next_money"]["value_per_unit"] > 0


def test_the_brief_gives_budget_and_number_where_the_plan_states_none(crowd: Api) -> None:
    budget = {"currency": "EUR", "total": "1500.00"}
    brief = crowd.post_brief(deliverables=[REEL], budget=budget, creators_wanted=2)
    plan = _plan(crowd, brief["id"], budget=None)
    assert plan["request"]["budget"] == {"currency": "EUR", "total": "1500.00"}
    assert plan["totals"]["creators"] == 2


def test_must_haves_exclusions_and_named_candidates_are_obeyed(crowd: Api, brief_id: str) -> None:
    assert "gus" in _hired(_plan(crowd, brief_id, candidates={"must_have": ["gus"]}))
    assert "bo" not in _hired(_plan(crowd, brief_id, candidates={"excluded": ["bo"]}))
    assert set(_hired(_plan(crowd, brief_id, candidates={"creators": ["ada", "cy"]}))) == {"ada", "cy"}
    assert _plan(crowd, brief_id, candidates={"creators": ["ada", "ghost"]})["considered"]["not_found"] == ["ghost"]
    crowd.put(f"/v1/briefs/{brief_id}/feedback/flo", json={"verdict": "shortlisted"}, headers=crowd.brand())
    assert set(_hired(_plan(crowd, brief_id, candidates={"shortlisted": True}))) == {"flo"}


def test_the_share_of_one_creator_is_limited_to_the_minor_unit(crowd: Api, brief_id: str) -> None:
    budget = {"currency": "EUR", "total": "1000.00"}
    assert "ada" in _hired(_plan(crowd, brief_id, budget=budget, max_share_pct=30))
    plan = _plan(crowd, brief_id, budget=budget, max_share_pct=29.99)
    assert set(_hired(plan)) == {"flo"}
    reasons = {one["external_id"]: one["reason"] for one in plan["left_out"]}
    assert reasons["ada"] == "over_share"
    assert reasons["gus"] == "over_budget"


@pytest.mark.parametrize("objective", ["reach", "fit", "engagements"])
def test_objectives_are_counted_in_their_own_unit(crowd: Api, brief_id: str, objective: str) -> None:
    plan = _plan(crowd, brief_id, objective={objective: 1}, creators={"min": 2, "max": 2})
    assert plan["unit"] == objective
    lines = plan["lines"]
    counted = [line["fit"] if objective == "fit" else line["forecast"][objective]["expected"] for line in lines]
    assert plan["totals"]["value"] == pytest.approx(sum(counted), rel=1e-3)


def test_a_blend_adds_parts_that_are_each_divided_by_their_largest(crowd: Api, brief_id: str) -> None:
    plan = _plan(crowd, brief_id, objective={"engagements": 0.5, "fit": 0.5})
    line = plan["lines"][0]
    most = max(followers * 0.02 for followers, *_ in CROWD.values())
    fits = {m["creator"]["external_id"]: m["components"][0]["value"] for m in crowd.matches(brief_id)["items"]}
    blended = line["forecast"]["engagements"]["expected"] / most / 2 + line["fit"] / max(fits.values()) / 2
    assert line["value"] == pytest.approx(blended, abs=1e-5)


def test_creators_of_one_niche_and_country_count_less_together(crowd: Api, brief_id: str) -> None:
    alike = _plan(crowd, brief_id, creators={"min": 3, "max": 3})
    unlike = _plan(crowd, brief_id, creators={"min": 3, "max": 3}, overlap_penalty=1)

    def cells(plan: Document) -> int:
        return len({CROWD[line["external_id"]][3:] for line in plan["lines"]})

    assert cells(unlike) == 3 >= cells(alike)
    assert unlike["totals"]["overlap_cost"] == 0


def test_who_was_left_out_is_told_why_and_what_it_would_cost(crowd: Api, brief_id: str) -> None:
    crowd.put_creators(nobody={"rate_card": None}, silent={"accounts": [account(engagement_rate_pct=None)]})
    plan = _plan(crowd, brief_id)
    left = {one["external_id"]: one for one in plan["left_out"]}
    assert left["nobody"]["reason"] == "price_unknown"
    assert left["silent"]["reason"] == "no_forecast"
    assert set(left) | set(_hired(plan)) == {*CROWD, "nobody", "silent"}
    assert plan["considered"]["refused"] == {"no_forecast": 1, "price_unknown": 1}
    loser = next(one for one in plan["left_out"] if one["reason"] == "worth_less")
    forced = _plan(crowd, brief_id, candidates={"must_have": [loser["external_id"]]})
    assert forced["totals"]["value"] <= plan["totals"]["value"] - loser["loses"] + 0.01


def test_an_alternate_may_stand_in_for_its_line(crowd: Api, brief_id: str) -> None:
    plan = _plan(crowd, brief_id, mixes=MIXES, creators={"min": 2, "max": 3})
    stand_ins = [(line, one) for line in plan["lines"] for one in line["alternates"]]
    assert stand_ins
    for line, other in stand_ins:
        assert Decimal(other["price_change"]) <= Decimal(plan["totals"]["unspent"])
        assert Decimal(other["price"]) - Decimal(line["price"]["amount"]) == Decimal(other["price_change"])
        assert other["value_change"] <= 0


def test_the_frontier_rises_from_half_the_budget_to_double(crowd: Api, brief_id: str) -> None:
    plan = _plan(crowd, brief_id, frontier=True)
    points = plan["frontier"]
    budgets = [Decimal(point["budget"]) for point in points]
    assert (budgets[0], budgets[-1]) == (Decimal("1250.00"), Decimal("5000.00"))
    values = [point["value"] for point in points]
    assert values == sorted(values)
    assert {point["value"] for point in points if point["budget"] == "2500.00"} == {plan["totals"]["value"]}
    assert all(Decimal(point["price"]) <= Decimal(point["budget"]) for point in points)


def test_when_nothing_fits_the_smallest_changes_make_it_fit(crowd: Api, brief_id: str) -> None:
    budget = {"currency": "EUR", "total": "500.00"}
    plan = _plan(crowd, brief_id, budget=budget, creators={"min": 2, "max": 2})
    assert plan["status"] == "infeasible"
    assert plan["lines"] == []
    changes = {change["rule"]: change for repair in plan["repairs"] for change in repair["changes"]}
    assert changes["budget"]["needed"] == "575.25"
    for repair in plan["repairs"]:
        assert _patched(crowd, _plan(crowd, brief_id, budget=budget, creators={"min": 2, "max": 2}),
                        **repair["patch"])["status"] == "optimal"  # fmt: skip


def test_locked_lines_keep_their_price_while_the_rest_is_solved_again(crowd: Api, brief_id: str) -> None:
    first = _plan(crowd, brief_id)
    locked = first["lines"][0]
    name = locked["external_id"]
    dearer = _crowd()[name] | {"rate_card": {"currency": "EUR", "rates": {"ig_reel": "9999.00"}}}
    crowd.put_creators(**{name: dearer})
    second = _patched(crowd, first, locked=[name], budget={"total": "4000.00"})
    assert second["version"] == second["latest_version"] == 2
    (again,) = [line for line in second["lines"] if line["external_id"] == name]
    assert again["locked"] is True
    assert again["price"]["amount"] == locked["price"]["amount"]
    assert second["totals"]["value"] > first["totals"]["value"]
    assert name not in _hired(_patched(crowd, second, locked=None))
    earlier = crowd.get(f"/v1/plans/{first['id']}", query={"version": 1}, headers=crowd.brand()).json
    assert earlier["lines"] == first["lines"]


def test_a_lock_is_of_a_line_that_there_is_and_of_nobody_excluded(crowd: Api, brief_id: str) -> None:
    plan = _plan(crowd, brief_id, candidates={"creators": ["ada", "bo"]})
    path, headers = f"/v1/plans/{plan['id']}", crowd.brand()
    for patch in ({"locked": ["gus"]}, {"locked": ["ada"], "candidates": {"excluded": ["ada"]}}):
        response = crowd.patch(path, json=patch, content_type=MERGE_PATCH, headers=headers)
        assert response.status_code == 422
        assert offences(response)[0][0].startswith("/locked")


def test_nothing_to_buy_has_no_repair_that_buys_nothing(crowd: Api, brief_id: str) -> None:
    plan = _plan(crowd, brief_id, candidates={"shortlisted": True})
    assert (plan["status"], plan["repairs"], plan["considered"]["candidates"]) == ("infeasible", [], 0)


def test_whoever_does_not_want_the_shortlisted_gets_the_best_matches(crowd: Api, brief_id: str) -> None:
    plan = _plan(crowd, brief_id, candidates={"shortlisted": False})
    assert _hired(plan) == _hired(_plan(crowd, brief_id))


def test_a_lock_outlives_a_version_in_which_nothing_fitted(crowd: Api, brief_id: str) -> None:
    first = _plan(crowd, brief_id, candidates={"creators": ["ada", "bo"]})
    second = _patched(crowd, first, locked=["ada"], budget={"total": "1.00"})
    assert (second["status"], second["lines"]) == ("infeasible", [])
    (repair,) = [one for one in second["repairs"] if one["changes"][0]["rule"] == "budget"]
    third = _patched(crowd, second, **repair["patch"])
    assert [(line["external_id"], line["locked"]) for line in third["lines"]] == [("ada", True)]


def test_a_locked_line_is_never_paid_in_another_currency(crowd: Api) -> None:
    budget = {"currency": "JPY", "total": "900000"}
    brief = crowd.post_brief(deliverables=[REEL], budget=budget)["id"]
    plan = _plan(crowd, brief)
    name = plan["lines"][0]["external_id"]
    response = crowd.patch(f"/v1/plans/{plan['id']}", json={"budget": None, "locked": [name]},
                           content_type=MERGE_PATCH, headers=crowd.brand())  # fmt: skip
    assert offences(response) == [("/budget/currency", "invalid")]


def test_absurd_prices_and_figures_keep_only_their_creators_out(crowd: Api, brief_id: str) -> None:
    rates = {"KRW": "900000000", "USD": "1.1"}
    assert crowd.put("/v1/rates", json={"as_of": "2026-11-20", "base": "EUR", "rates": rates}).status_code == 200
    dear = {"currency": "EUR", "rates": {"ig_reel": "999999999999.99"}}
    famous = [account(followers=10**10, engagement_rate_pct=100.0, average_views=10**11)]
    crowd.put_creators(dear={"rate_card": dear}, famous={"accounts": famous})
    brief = crowd.post_brief(deliverables=[REEL], constraints={"followers": {"min": 0}})["id"]
    plan = _plan(crowd, brief, budget={"currency": "KRW", "total": "100000000000000"},
                 mixes=[{"deliverables": [REEL | {"quantity": 100}]}])  # fmt: skip
    assert plan["considered"]["refused"] == {"price_too_large": 3}  # dear, eve and gus
    assert "famous" in _hired(plan)


def test_totals_divide_only_the_money_whose_return_is_forecast(crowd: Api, brief_id: str) -> None:
    crowd.put_creators(mute=_crowd()["bo"] | {"accounts": [account(engagement_rate_pct=None)]})
    asked = {"objective": {"fit": 1}, "candidates": {"creators": ["ada", "mute"]}, "creators": {"min": 2, "max": 2}}
    totals = _plan(crowd, brief_id, **asked)["totals"]
    assert (totals["price"], totals["engagements_known"]) == ("750.00", 1)
    assert totals["cost"]["per_engagement"]["expected"] == "1.5000"
    alone = _plan(crowd, brief_id, objective={"fit": 1}, candidates={"creators": ["mute"]})["totals"]
    assert (alone["forecast"]["engagements"], alone["cost"]["per_engagement"]) == (None, None)


def test_every_repair_can_be_sent_where_share_and_budget_change_together(crowd: Api, brief_id: str) -> None:
    plan = _plan(
        crowd, brief_id, budget={"currency": "EUR", "total": "1000"}, max_share_pct=10,
        candidates={"must_have": ["ada", "gus"]}, creators={"min": 3, "max": 3}, quotas=[{"country": "CH", "min": 1}],
    )  # fmt: skip
    assert plan["status"] == "infeasible"
    assert plan["repairs"]
    for repair in plan["repairs"]:
        assert _patched(crowd, plan, **repair["patch"])["status"] == "optimal"


def test_a_plan_whose_creators_were_all_erased_cannot_be_accepted(crowd: Api, brief_id: str) -> None:
    plan = _plan(crowd, brief_id, candidates={"creators": ["ada"]})
    assert crowd.delete("/v1/creators/ada").status_code == 204
    response = crowd.post(f"/v1/plans/{plan['id']}:accept", headers=crowd.brand())
    assert (response.status_code, response.json["code"]) == (409, "plan_is_empty")


def test_accepting_a_plan_hires_everybody_in_it(crowd: Api, brief_id: str) -> None:
    plan = _plan(crowd, brief_id)
    response = crowd.post(f"/v1/plans/{plan['id']}:accept", headers=crowd.brand())
    assert response.json["accepted_version"] == 1
    given = crowd.get(f"/v1/briefs/{brief_id}/feedback", headers=crowd.brand()).json["items"]
    assert {one["external_id"]: one["verdict"] for one in given} == dict.fromkeys(_hired(plan), "hired")


def test_an_erased_creator_is_in_no_plan_any_more(crowd: Api, brief_id: str) -> None:
    plan = _plan(crowd, brief_id)
    gone = plan["lines"][0]["external_id"]
    assert crowd.delete(f"/v1/creators/{gone}").status_code == 204
    again = crowd.get(f"/v1/plans/{plan['id']}", headers=crowd.brand())
    assert gone not in again.text.replace(plan["id"], "")
    assert again.json["erased_lines"] == 1


def test_the_csv_holds_every_line_and_no_formula(crowd: Api, brief_id: str) -> None:
    crowd.put_creators(ada=_crowd()["ada"] | {"name": '=HYPERLINK("http://x.example";"me")'})
    plan = _plan(crowd, brief_id, candidates={"must_have": ["ada"]})
    response = crowd.get(f"/v1/plans/{plan['id']}/export", headers=crowd.brand())
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert {row["external_id"]: row["price"] for row in rows} == {
        line["external_id"]: line["price"]["amount"] for line in plan["lines"]
    }
    assert next(row["name"] for row in rows if row["external_id"] == "ada").startswith("'=")
    as_json = crowd.get(f"/v1/plans/{plan['id']}/export", query={"format": "json"}, headers=crowd.brand())
    assert as_json.json["lines"] == plan["lines"]


@pytest.mark.parametrize("name", ["=1+1", " =1", "\u200b=1", "\uff1d1+1", "+1", "-1", "@x", "\t=1"])
def test_no_cell_is_read_as_a_formula(name: str) -> None:
    assert safe_cell(name) == "'" + name


@pytest.mark.parametrize("name", ["Ada", "a=b", "1 - 2", "", 7, None])
def test_other_cells_stay_as_they_are(name: Any) -> None:
    assert safe_cell(name) == name


def test_a_plan_belongs_to_its_brand(crowd: Api, brief_id: str) -> None:
    plan = _plan(crowd, brief_id)
    other = crowd.brand("other")
    path = f"/v1/plans/{plan['id']}"
    assert crowd.get(path, headers=other).status_code == 404
    assert crowd.patch(path, json={}, content_type=MERGE_PATCH, headers=other).status_code == 404
    assert crowd.post(f"{path}:accept", headers=other).status_code == 404
    assert crowd.get(f"{path}/export", headers=other).status_code == 404
    assert crowd.delete(path, headers=other).status_code == 404
    listed = crowd.get(f"/v1/briefs/{brief_id}/plans", headers=crowd.brand()).json["items"]
    assert [one["id"] for one in listed] == [plan["id"]]
    assert crowd.delete(path, headers=crowd.brand()).status_code == 204
    assert crowd.get(path, headers=crowd.brand()).status_code == 404


@pytest.mark.parametrize(
    ("request_part", "path"),
    [
        ({"budget": {"currency": "EUR", "total": "1.005"}}, "/budget/total"),
        ({"creators": {"min": 3, "max": 2}}, "/creators/min"),
        ({"candidates": {"must_have": ["ghost"]}}, "/candidates/must_have/0"),
        ({"candidates": {"must_have": ["ada"], "excluded": ["ada"]}}, "/candidates/excluded"),
        ({"candidates": {"creators": ["ada"], "top": 3}}, "/candidates/top"),
        ({"mixes": [{"name": "mix-2", "deliverables": [REEL]}, {"deliverables": [STORY]}]}, "/mixes/1/name"),
        ({"quotas": [{"country": "DE", "niche": "food_vegan", "min": 1}]}, "/quotas/0"),
        ({"quotas": [{"tier": "huge", "min": 1}]}, "/quotas/0/tier"),
        ({"objective": {"fit": 0}}, "/objective"),
        ({"objective": {"sales": 1}}, "/objective/sales"),
        ({"max_share_pct": 0.001}, "/max_share_pct"),
        ({"locked": ["ada"]}, "/locked"),
        ({"seconds": 0}, "/seconds"),
    ],
)
def test_a_wrong_request_says_where(crowd: Api, brief_id: str, request_part: Document, path: str) -> None:
    document = {"budget": EUR} | request_part
    response = crowd.post(f"/v1/briefs/{brief_id}/plans", json=document, headers=crowd.brand())
    assert response.status_code == 422, response.text
    assert path in [where for where, _ in offences(response)]


def test_a_plan_without_money_or_deliverables_says_what_is_missing(crowd: Api) -> None:
    bare = crowd.post_brief()["id"]
    response = crowd.post(f"/v1/briefs/{bare}/plans", json={}, headers=crowd.brand())
    assert offences(response) == [("/budget", "required")]
    response = crowd.post(f"/v1/briefs/{bare}/plans", json={"budget": EUR}, headers=crowd.brand())
    assert offences(response) == [("/mixes", "required")]


def test_prices_in_other_currencies_are_converted_to_the_minor_unit(crowd: Api, brief_id: str) -> None:
    rates = {"USD": "1.1", "JPY": "161.37", "KWD": "0.33"}
    assert crowd.put("/v1/rates", json={"as_of": "2026-11-20", "base": "EUR", "rates": rates}).status_code == 200
    cards = {"ada": ("USD", "333.33"), "bo": ("JPY", "70001"), "cy": ("KWD", "100.005")}
    crowd.put_creators(**{
        name: _crowd()[name] | {"rate_card": {"currency": currency, "rates": {"ig_reel": rate}}}
        for name, (currency, rate) in cards.items()
    })  # fmt: skip
    plan = _plan(crowd, brief_id, candidates={"creators": list(cards)}, creators={"min": 3, "max": 3})
    cent = Decimal("0.01")
    expected = {
        name: (Decimal(rate) / Decimal(rates[currency])).quantize(cent, "ROUND_HALF_UP")
        for name, (currency, rate) in cards.items()
    }
    assert {line["external_id"]: Decimal(line["price"]["amount"]) for line in plan["lines"]} == expected
    assert Decimal(plan["totals"]["price"]) == sum(expected.values())


def test_add_ons_are_paid_from_the_plans_budget(crowd: Api) -> None:
    add_ons = [{"kind": "usage_rights", "percent": 30, "per": "month"}, {"kind": "rush", "amount": "45.50"}]
    for name in ("ada", "bo"):
        card = _crowd()[name]["rate_card"] | {"add_ons": add_ons}
        crowd.put_creators(**{name: _crowd()[name] | {"rate_card": card}})
    wanted = [{"kind": "usage_rights", "months": 2}, {"kind": "rush"}]
    brief = crowd.post_brief(deliverables=[REEL], add_ons=wanted)
    plan = _plan(crowd, brief["id"])
    assert {line["external_id"]: line["price"]["amount"] for line in plan["lines"]} == {
        "ada": "525.50",  # 300.00 + 60 % of it + 45.50
        "bo": "765.50",  # 450.00 + 60 % of it + 45.50
    }
    assert {line["price"]["details"]["total"] for line in plan["lines"]} == {"525.50", "765.50"}
    assert plan["considered"]["refused"] == {"add_on_price_unknown": 5}


def test_estimated_prices_are_charged_at_their_high_end_where_the_plan_takes_them(crowd: Api, brief_id: str) -> None:
    crowd.put_creators(nobody=_crowd()["ada"] | {"rate_card": None})
    asked = {"candidates": {"creators": ["nobody"]}}
    assert _plan(crowd, brief_id, **asked)["considered"]["refused"] == {"price_unknown": 1}
    (line,) = _plan(crowd, brief_id, estimated_prices=True, **asked)["lines"]
    details = line["price"]["details"]
    assert line["price"]["basis"] == details["basis"] == "estimated"
    assert details["amount"] is None
    assert line["price"]["amount"] == details["high"]


def test_the_example_of_the_documentation_comes_out_as_it_says(api: Api) -> None:
    rows = {"ada": ("600", 9000), "bo": ("500", 7000), "cy": ("500", 6800), "di": ("350", 4200)}
    api.put_creators(**{
        name: {"accounts": [account(followers=followers, engagement_rate_pct=10.0)],
               "rate_card": {"currency": "EUR", "rates": {"ig_reel": price}}}
        for name, (price, followers) in rows.items()
    })  # fmt: skip
    brief = api.post_brief(deliverables=[REEL])
    plan = _plan(api, brief["id"], budget={"currency": "EUR", "total": "1000"}, frontier=True)
    assert _hired(plan).keys() == {"bo", "cy"}
    assert (plan["status"], plan["totals"]["value"], plan["bound"]) == ("optimal", 1380, 1380)
    assert plan["next_money"]["value_per_unit"] == pytest.approx(1.4)
    loses = {one["external_id"]: one["loses"] for one in plan["left_out"]}
    assert loses.keys() == {"ada", "di"}
    assert plan["frontier"][0]["value"] == 700
