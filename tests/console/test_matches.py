"""Who matches, in the console: cards that say why, verdicts that change the ranking at once, pages, empty states."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.console.served import Console, Tab, awaited, look, require_accessible, require_no_sideways_scrolling

_BRAND = "judges"
_BRIEF = {
    "title": "Chilli crisp",
    "text": "Weeknight cooking with our chilli crisp: home cooks with a real kitchen",
    "deliverables": [{"kind": "ig_reel"}],
    "budget": {"currency": "EUR", "per_creator": "800"},
}

# One card has what every card has, and looking at twenty takes twenty times as long.
_FIRST_CARD = "ol[aria-label=Ranking] > li:first-child"


@pytest.fixture(scope="module")
def service(console: Console) -> Iterator[httpx.Client]:
    """The API, for a brand of its own: verdicts teach what a brand wants, and others count what is shown."""
    with console.client() as client:
        client.put(f"/v1/brands/{_BRAND}", json={"name": "Judges"}).raise_for_status()
        client.headers["Creatormatch-Brand"] = _BRAND
        yield client


def test_a_card_says_how_well_why_for_how_much_and_whom_somebody_reaches(tab: Tab, service: httpx.Client) -> None:
    brief = _stored(service)
    first = _matches(service, brief)["items"][0]
    page = _open(tab, brief)
    card = _cards(page).first
    expect(_cards(page)).to_have_count(20)
    expect(card).to_contain_text(f"{first['score'] * 100:.1f} of 100")
    expect(card).to_contain_text(first["components"][0]["reason"])
    expect(card.get_by_role("definition").first).to_contain_text(re.compile(r"\d+\.\d\d stated"))
    expect(card).to_contain_text(f"@{first['creator']['accounts'][0]['handle']}")
    card.get_by_text("Score, price and audience in full").click()
    table = card.get_by_role("region", name="How the score").get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(len(first["components"]) + 2)
    expect(table).to_contain_text("unknown")
    expect(card.get_by_role("region", name="The price of")).to_contain_text("Instagram reel")
    name = card.get_by_role("heading", level=3).get_by_role("link")
    expect(name).to_have_attribute("href", f"#/creators/{first['creator']['external_id']}")
    card.get_by_role("button", name=re.compile("^Reject")).click()
    require_accessible(page, _FIRST_CARD)
    look(page, "matches")


def test_a_shortlisted_creator_is_an_example_and_the_ranking_moves_at_once(tab: Tab, service: httpx.Client) -> None:
    brief = _stored(service)
    page = _open(tab, brief)
    name = _names(page)[6]
    button = page.get_by_role("button", name=f"Shortlist {name}")
    button.click()
    pressed = page.get_by_role("button", name=f"Shortlisted {name}", pressed=True)
    expect(pressed).to_be_focused()
    told = page.get_by_role("status").filter(has_text=f"{name} shortlisted and rises from 7 to")
    expect(told).to_contain_text("others moved")
    assert _names(page) == [match["creator"]["name"] for match in _matches(service, brief)["items"]]
    expect(_card(page, name)).to_contain_text(re.compile("rises from 7"))
    expect(page.get_by_text("1 shortlisted · ranked")).to_be_visible()
    page.reload()
    expect(pressed).to_be_visible()
    pressed.click()
    expect(button).to_be_visible()
    assert service.get(f"/v1/briefs/{brief}/feedback").json()["items"] == []


def test_a_verdict_given_while_the_one_before_is_on_its_way_is_not_lost(tab: Tab, service: httpx.Client) -> None:
    page = _open(tab, brief := _stored(service))
    held: list[Route] = []
    page.route("**/feedback/*", lambda route: route.continue_() if held else held.append(route))
    first, second = _names(page)[:2]
    page.get_by_role("button", name=f"Shortlist {first}").click()
    page.get_by_role("button", name=f"Hire {second}").click()
    awaited(held, page).continue_()
    expect(page.get_by_text("1 shortlisted, 1 hired · ranked")).to_be_visible()
    assert len(service.get(f"/v1/briefs/{brief}/feedback").json()["items"]) == 2


def test_a_rejection_by_keyboard_has_a_reason_and_can_be_undone(tab: Tab, service: httpx.Client) -> None:
    page = _open(tab, brief := _stored(service))
    name, following = _names(page)[2:4]
    reject = page.get_by_role("button", name=f"Reject {name}")
    reject.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Wrong niche")).to_be_focused()
    page.keyboard.press("Escape")
    expect(reject).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Too expensive").press("Enter")
    expect(_card(page, name)).to_have_count(0)
    assert service.get(f"/v1/briefs/{brief}/feedback").json()["items"][0]["reason"] == "too_expensive"
    expect(page.get_by_role("button", name=f"Reject {_names(page)[2]}")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").filter(has_text=f"{name} is back at 3.")).to_have_count(1)
    expect(_cards(page).nth(3)).to_contain_text(following)
    reject.click()
    page.get_by_role("button", name="Other", exact=True).click()
    page.get_by_text("Rejected for this brief (1)").click()
    page.get_by_role("button", name=f"Take back the rejection of {name}").click()
    expect(_card(page, name)).to_have_count(1)


def test_a_verdict_on_a_brief_that_is_not_stored_stores_it_first(tab: Tab, service: httpx.Client) -> None:
    page = tab.open("/", _BRAND)
    page.get_by_label("Brief", exact=True).fill("Natural dyes and slow knitting, for people who mend.")
    page.get_by_text("ranked in").wait_for()
    before = len(service.get("/v1/briefs?limit=200").json()["items"])
    page.get_by_role("button", name=re.compile("^Shortlist ")).nth(3).click()
    expect(page.get_by_text("shortlisted · ranked")).to_be_visible()
    expect(page).to_have_url(re.compile("/briefs/brf_"))
    assert len(service.get("/v1/briefs?limit=200").json()["items"]) == before + 1
    # Changed and not stored, it is ranked without verdicts, which are shown all the same.
    page.get_by_label("Brief", exact=True).fill("Natural dyes and slow knitting, for people who mend. And weavers.")
    expect(page.get_by_text("Your verdicts count again once the changes are saved")).to_be_visible()
    expect(page.get_by_text("1 shortlisted · ranked")).to_be_visible()


def test_the_order_is_chosen_and_what_the_brief_cannot_be_ordered_by_is_off(tab: Tab, service: httpx.Client) -> None:
    page = _open(tab, brief := _stored(service))
    order = page.get_by_role("combobox", name="Order")
    order.select_option("Lowest price first")
    cheapest = _matches(service, brief, sort="price")["items"]
    expect(_cards(page).first.get_by_role("heading", level=3)).to_have_text(cheapest[0]["creator"]["name"])
    order.select_option("Best score first")
    slider = page.get_by_role("slider", name="Diversity")
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("strong"))
    varied = _matches(service, brief, diversity=1)["items"]
    expect(_cards(page).nth(1).get_by_role("heading", level=3)).to_have_text(varied[1]["creator"]["name"])
    page.get_by_text("Niches of those who match").click()
    expect(page.get_by_text("smaller ones")).to_be_visible()
    _open(tab, _stored(service, deliverables=[], budget=None))
    assert order.locator("option").filter(has_text="Lowest price").is_disabled()


def test_later_pages_follow_and_an_expired_ranking_is_asked_for_again(tab: Tab, service: httpx.Client) -> None:
    page = _open(tab, brief := _stored(service))
    page.get_by_role("button", name="Show more").click()
    expect(_cards(page)).to_have_count(40)
    assert _names(page) == [match["creator"]["name"] for match in _matches(service, brief, limit=40)["items"]]
    problem = {"title": "Gone", "status": 410, "code": "cursor_expired", "detail": "start again without it"}
    page.route("**/matches?cursor=*", lambda route: route.fulfill(status=410, json=problem))
    page.get_by_role("button", name="Show more").click()
    expect(page.get_by_role("status").filter(has_text="had expired")).to_have_count(1)
    expect(_cards(page)).to_have_count(60)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_estimated_price_is_a_range_and_an_unknown_one_says_so(tab: Tab, service: httpx.Client) -> None:
    budget = {"currency": "EUR", "per_creator": "800", "unknown_price": "include"}
    brief = _stored(service, budget=budget, constraints={"followers": {"min": 50_000, "unknown": "include"}})
    bases = [match["price"]["basis"] for match in _matches(service, brief)["items"]]
    page = _open(tab, brief)
    estimated, unknown = _cards(page).nth(bases.index("estimated")), _cards(page).nth(bases.index("unknown"))
    expect(estimated.get_by_role("definition").first).to_have_text(re.compile(r"€[\d,.]+ to €[\d,.]+ estimate"))
    expect(unknown.get_by_role("definition").first).to_have_text("price unknown")
    estimated.get_by_text("Score, price and audience in full").click()
    expect(estimated.get_by_role("region", name="The price of")).to_contain_text("around €")


def test_where_nobody_matches_the_constraint_that_took_most_is_named(tab: Tab, service: httpx.Client) -> None:
    page = _open(tab, _stored(service, budget={"currency": "EUR", "per_creator": "1"}))
    expect(page.get_by_role("heading", name="Nobody matches", exact=True)).to_be_visible()
    expect(page.get_by_text("The constraint Budget per creator took the most")).to_be_visible()
    expect(page.get_by_role("combobox", name="Order")).to_have_count(0)


def test_a_verdict_that_cannot_be_given_is_told_and_the_ranking_stays(tab: Tab, service: httpx.Client) -> None:
    page = _open(tab, _stored(service))

    def fail(route: Route) -> None:
        route.abort() if route.request.method == "PUT" else route.continue_()

    page.route("**/feedback/*", fail)
    name = _names(page)[0]
    page.get_by_role("button", name=f"Shortlist {name}").click()
    expect(page.get_by_role("alert")).to_contain_text("does not answer")
    expect(page.get_by_role("button", name=f"Shortlist {name}")).to_have_attribute("aria-pressed", "false")
    page.unroute("**/feedback/*", fail)
    page.get_by_role("button", name=f"Shortlist {name}").click()
    expect(page.get_by_role("button", name=f"Shortlisted {name}")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_cards_fit_a_telephone_with_everything_open(phone: Tab, service: httpx.Client) -> None:
    page = _open(phone, _stored(service))
    card = _cards(page).first
    card.get_by_text("Score, price and audience in full").click()
    card.get_by_role("button", name=re.compile("^Reject")).click()
    require_no_sideways_scrolling(page)
    require_accessible(page, _FIRST_CARD)
    look(page, "phone-matches")


def _stored(service: httpx.Client, **changes: Any) -> str:
    document = {name: value for name, value in {**_BRIEF, **changes}.items() if value is not None}
    answer = service.post("/v1/briefs", json=document).raise_for_status()
    return str(answer.json()["id"])


def _matches(service: httpx.Client, brief: str, **query: Any) -> Any:
    return service.get(f"/v1/briefs/{brief}/matches", params=query).raise_for_status().json()


def _open(tab: Tab, brief: str) -> Page:
    page = tab.open(f"/briefs/{brief}", _BRAND)
    page.get_by_text("ranked in").wait_for()
    return page


def _cards(page: Page) -> Locator:
    return page.get_by_role("list", name="Ranking").locator("> li")


def _card(page: Page, name: str) -> Locator:
    return _cards(page).filter(has=page.get_by_role("heading", name=name, level=3))


def _names(page: Page) -> list[str]:
    return _cards(page).get_by_role("heading", level=3).all_text_contents()
