"""The plan: budget, rules, roster, frontier, what is done with it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from tests.console.served import Console, Tab, awaited, look, require_accessible, require_no_sideways_scrolling

_FEW = {"candidates": {"top": 60}, "creators": {"min": 3, "max": 6}, "seconds": 5}
_SOLVED_MS = 30_000  # a search waits for a machine that is busy with others
_SMALL = {"total": "900.00", "currency": "EUR"}


def _brief(console: Console, **fields: Any) -> str:
    """A brief of its own, with reels at 800 EUR at most."""
    stated = {
        "title": "Chilli crisp",
        "text": "Weeknight cooking with our chilli crisp: home cooks with a real kitchen",
        "deliverables": [{"kind": "ig_reel"}],
        "budget": {"currency": "EUR", "per_creator": "800.00"},
    }
    with console.client() as client:
        return str(client.post("/v1/briefs", json=stated | fields).raise_for_status().json()["id"])


def _plan(console: Console, **asked: Any) -> dict[str, Any]:
    with console.client() as client:
        answer = client.post(f"/v1/briefs/{_brief(console)}/plans", json={"budget": _SMALL, **_FEW, **asked})
        found: dict[str, Any] = answer.raise_for_status().json()
        return found


def _newest(console: Console, plan: dict[str, Any]) -> dict[str, Any]:
    with console.client() as client:
        found: dict[str, Any] = client.get(f"/v1/plans/{plan['id']}").raise_for_status().json()
        return found


def _open(tab: Tab, plan: dict[str, Any]) -> Page:
    page = tab.open(f"/briefs/{plan['brief_id']}/plan?plan={plan['id']}")
    expect(page.get_by_role("heading", name="Budget", exact=True)).to_be_visible()
    return page


def _version(page: Page) -> Locator:
    return page.get_by_label("Version")


@contextmanager
def _answered(page: Page, version: int) -> Iterator[None]:
    """What is done inside leads to this version."""
    yield
    expect(_version(page)).to_have_value(str(version), timeout=_SOLVED_MS)


def test_a_brief_that_states_nothing_is_asked_for_work_and_money_and_planned(tab: Tab, console: Console) -> None:
    brief = _brief(console, title="Only words", deliverables=[], budget=None)
    page = tab.open("/plans")
    expect(page.get_by_role("listitem").filter(has_text="Only words").first).to_contain_text("the plan asks")
    page.get_by_role("link", name="Only words").first.click()
    expect(page.get_by_role("group", name="What each creator makes")).to_contain_text("Instagram reel")
    require_accessible(page)
    page.get_by_label("Budget in all").fill("nothing")
    expect(page.get_by_role("button", name="Find the best set")).to_be_disabled()
    page.get_by_label("Budget in all").fill("700")
    page.get_by_label("Creators, at least").fill("2")
    page.get_by_label("Name").fill("First round")
    page.get_by_role("button", name="Find the best set").click()
    expect(page.get_by_role("table").locator("tbody tr").first).to_be_visible(timeout=_SOLVED_MS)
    assert f"/briefs/{brief}/plan?plan=pln_" in page.url
    expect(page.get_by_label("How good it is")).to_contain_text("No other choice is worth more")
    page.goto(f"{console.address}/#/plans")
    expect(page.get_by_role("link", name="First round").first).to_be_visible()


def test_moving_the_budget_shows_what_is_known_at_once_and_solves_when_it_rests(tab: Tab, console: Console) -> None:
    plan = _plan(console)
    page = _open(tab, plan)
    slider = page.get_by_role("slider", name="Budget", exact=True)
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request) if request.method == "PATCH" else None)
    with _answered(page, 2):
        before = slider.get_attribute("aria-valuetext")
        slider.press("Home")
        expect(slider).not_to_have_attribute("aria-valuetext", str(before))
    assert asked[0].headers["if-match"].startswith('"1-')
    budget = asked[0].post_data_json["budget"]
    assert re.fullmatch(r"\d+", budget["total"])
    expect(page.get_by_role("status")).to_contain_text("Solved: ")
    with _answered(page, 3):
        page.get_by_label("Budget in all").fill("650.50")
    assert _newest(console, plan)["request"]["budget"] == {"total": "650.50", "currency": "EUR"}
    page.get_by_label("Budget in all").fill("a lot")
    expect(page.get_by_text("Not an amount")).to_be_visible()


def test_changes_during_a_search_wait_for_it_and_go_out_as_one(tab: Tab, console: Console) -> None:
    plan = _plan(console, frontier=False)
    page = _open(tab, plan)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if route.request.method == "PATCH" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/v1/plans/*", hold_the_first)
    field = page.get_by_label("Budget in all")
    field.fill("700")
    field.press("Enter")
    expect(page.get_by_role("progressbar", name="Searching")).to_be_visible()
    field.fill("750")
    field.fill("800")
    page.get_by_role("button", name="Lock").first.click()
    expect(page.get_by_text("your newest change is next")).to_be_visible()
    with _answered(page, 3):
        awaited(held, page).continue_()
    request = _newest(console, plan)["request"]
    assert request["budget"]["total"] == "800"
    assert len(request["locked"]) == 1


def test_the_frontier_is_read_and_taken_with_the_keyboard(tab: Tab, console: Console) -> None:
    plan = _plan(console)
    page = _open(tab, plan)
    chart = page.get_by_role("slider", name=re.compile("Budgets and the engagements"))
    chart.focus()
    chart.press("Home")
    first = chart.get_attribute("aria-valuetext")
    chart.press("ArrowRight")
    expect(chart).not_to_have_attribute("aria-valuetext", str(first))
    read = str(chart.get_attribute("aria-valuetext"))
    page.get_by_text("The same in figures").click()
    rows = page.get_by_role("region", name="What other budgets would buy, in figures").locator("tbody tr")
    expect(rows).to_have_count(int(str(chart.get_attribute("aria-valuemax"))))
    expect(page.get_by_text(re.compile(r"It stops paying at|More money still buys more"))).to_be_visible()
    second = rows.nth(1).locator("th").inner_text()
    assert second in read
    chart.focus()
    chart.press("Home")
    chart.press("ArrowRight")
    with _answered(page, 2):
        chart.press("Enter")
    expect(page.get_by_label("Budget in all")).to_have_value(second.strip("€").replace(",", ""))
    look(page, "plan")


def test_a_creator_is_locked_left_out_swapped_and_demanded(tab: Tab, console: Console) -> None:
    plan = _plan(console, frontier=False, creators={"min": 3, "max": 3})
    page = _open(tab, plan)
    kept, out = (line["external_id"] for line in plan["lines"][:2])
    roster = page.get_by_role("region", name="The roster")
    with _answered(page, 2):
        roster.get_by_role("button", name="Lock").first.click()
        roster.get_by_role("button", name="Leave out").nth(1).click()
    newest = _newest(console, plan)
    assert newest["request"]["locked"] == [kept]
    assert out not in [line["external_id"] for line in newest["lines"]]
    expect(roster.get_by_role("button", name="Lock", pressed=True)).to_have_count(1)
    swap = roster.get_by_role("button", name=re.compile("^Swap .*")).last
    swap.click()
    with _answered(page, 3):
        page.get_by_role("button", name=re.compile("^Swap .* for ")).first.click()
    [demanded] = _newest(console, plan)["request"]["candidates"]["must_have"]
    assert demanded in [line["external_id"] for line in _newest(console, plan)["lines"]]
    page.get_by_text("Whom to look at").click()
    with _answered(page, 4):
        page.get_by_role("list", name="Left out").get_by_role("button").first.click()
    with _answered(page, 5):
        page.get_by_role("button", name=re.compile("^Hire .* anyway")).first.click()
    assert len(_newest(console, plan)["request"]["candidates"]["must_have"]) == 2


def test_where_nothing_fits_each_repair_is_one_click(tab: Tab, console: Console) -> None:
    plan = _plan(console, frontier=False, creators={"min": 30, "max": 40}, budget={"total": "40.00", "currency": "EUR"})
    assert plan["status"] == "infeasible"
    page = _open(tab, plan)
    expect(page.get_by_label("How good it is")).to_contain_text("No choice of creators keeps every rule")
    require_accessible(page)
    with _answered(page, 2):
        page.get_by_role("button", name=re.compile("^Lower the least|^Raise the budget")).first.click()
    expect(page.get_by_role("heading", name="The roster")).to_be_visible()


def test_rules_are_sent_once_they_are_complete(tab: Tab, console: Console) -> None:
    plan = _plan(console, frontier=False)
    page = _open(tab, plan)
    page.get_by_text("Quotas").click()
    page.get_by_role("button", name="+ A quota").click()
    page.get_by_label("About").select_option("country")
    page.get_by_label("Which country").select_option("US")
    expect(page.get_by_text("Say at least or at most how many.")).to_be_visible()
    with _answered(page, 2):
        page.get_by_role("group", name="Quota").get_by_label("at most").fill("1")
    with _answered(page, 3):
        page.get_by_text("What counts").click()
        page.get_by_role("radio", name="Reach").check()
    with _answered(page, 4):
        page.get_by_text("What each makes").click()
        page.get_by_role("button", name="Offer another way").click()
    request = _newest(console, plan)["request"]
    assert request["quotas"] == [{"country": "US", "max": 1}]
    assert (request["objective"]["reach"], request["objective"]["engagements"]) == (1, 0)
    assert [mix["name"] for mix in request["mixes"]] == ["way 1", "way 2"]
    with _answered(page, 5):
        page.get_by_role("button", name="As the brief says").click()
    assert [mix["name"] for mix in _newest(console, plan)["request"]["mixes"]] == ["brief"]


def test_a_refused_change_says_why_and_the_plan_stays(tab: Tab, console: Console) -> None:
    plan = _plan(console, frontier=False)
    page = _open(tab, plan)
    page.get_by_text("Whom to look at").click()
    page.get_by_label("By id").fill("nobody-at-all")
    page.get_by_role("button", name="Must be in").click()
    expect(page.get_by_role("alert")).to_contain_text("nobody-at-all")
    expect(page.get_by_role("list", name="Must be in")).to_have_count(0)
    assert _newest(console, plan)["version"] == 1


def test_a_plan_is_accepted_saved_looked_back_at_and_deleted(tab: Tab, console: Console) -> None:
    plan = _plan(console, frontier=False)
    page = _open(tab, plan)
    with _answered(page, 2):
        page.get_by_label("Budget in all").fill("600")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV").click()
    assert saved.value.suggested_filename == f"{plan['id']}-2.csv"
    assert saved.value.path().read_text(encoding="utf-8-sig").startswith('"external_id"')
    page.get_by_role("button", name="Accept this plan").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Accept this plan").click()
    require_accessible(page)
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Hire ")).click()
    expect(page.get_by_text("Accepted", exact=True).first).to_be_visible()
    assert _newest(console, plan)["accepted_version"] == 2
    _version(page).select_option("1")
    expect(page.get_by_text("An earlier version")).to_be_visible()
    expect(page.get_by_label("Budget in all")).to_be_disabled()
    with _answered(page, 3):
        page.get_by_role("button", name="Go on from this one").click()
    expect(page.get_by_label("Budget in all")).to_have_value("900.00")
    page.get_by_role("button", name="Delete the plan").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("whom to hire")
    with console.client() as client:
        assert client.get(f"/v1/plans/{plan['id']}").status_code == 404


def test_a_plan_is_accessible_in_both_themes_and_fits_a_telephone(phone: Tab, console: Console) -> None:
    page = _open(phone, _plan(console, budget={"total": "1500", "currency": "EUR"}))
    for rule in page.locator("summary").all():
        rule.click()
    page.get_by_role("button", name="+ A quota").click()
    page.get_by_role("button", name=re.compile("^Swap ")).first.click()
    require_no_sideways_scrolling(page)
    require_accessible(page)
    look(page, "phone-plan")
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Delete the plan").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    require_accessible(page)
    require_no_sideways_scrolling(page)


def test_the_newest_briefs_are_offered_first_and_more_as_asked(tab: Tab, console: Console) -> None:
    with console.client() as client:
        client.put("/v1/brands/planful", json={"name": "Planful"}).raise_for_status()
        for count in range(21):
            brief = {"title": f"Brief {count}", "text": "Tea"}
            client.post("/v1/briefs", json=brief, headers={"Creatormatch-Brand": "planful"}).raise_for_status()
    page = tab.open("/plans", brand="planful")
    titles = page.get_by_role("list", name="Briefs").get_by_role("heading")
    expect(titles).to_have_text([f"Brief {count}" for count in range(20, 0, -1)])
    page.get_by_role("button", name="Show more").click()
    expect(titles).to_have_text([f"Brief {count}" for count in range(20, -1, -1)])
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("21 shown")


def test_a_brand_without_briefs_is_told_what_to_do(tab: Tab, console: Console) -> None:
    with console.client() as client:
        client.put("/v1/brands/planless", json={"name": "Planless"}).raise_for_status()
    page = tab.open("/plans", brand="planless")
    expect(page.get_by_role("main")).to_contain_text("No brief yet")


def test_a_plan_that_is_gone_is_named(tab: Tab, console: Console) -> None:
    page = tab.open(f"/briefs/{_brief(console)}/plan?plan=pln_0")
    expect(page.get_by_role("alert")).to_contain_text("no plan has the id")
