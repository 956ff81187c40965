"""The niche map in the console."""

import pytest
from playwright.sync_api import Page, Route, expect

from service.domain.niche import NICHES
from tests.console.served import Console, Tab, look, require_accessible, require_no_sideways_scrolling


def _map(page: Page) -> Page:
    return page.get_by_role("group", name="Niche map")  # type: ignore[return-value]


def test_every_niche_is_a_circle_that_leads_to_its_creators(tab: Tab, console: Console) -> None:
    with console.client() as client:
        answer = client.get("/v1/niches").json()
    page = tab.open("/niches")
    expect(_map(page).get_by_role("link")).to_have_count(len(NICHES))
    baking = next(one for one in answer["items"] if one["id"] == "food_baking")
    circle = _map(page).get_by_role("link", name=f"Baking and desserts, Food: {baking['creators']} creator")
    circle.hover()
    panel = page.get_by_role("region", name="Baking and desserts")
    expect(panel).to_contain_text(f"{baking['creators']}")
    expect(panel.get_by_role("listitem")).to_have_count(5)
    circle.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"About this niche ({baking['creators']:,})")).to_be_visible()


def test_circles_and_labels_do_not_overlap(tab: Tab) -> None:
    page = tab.open("/niches")
    expect(_map(page).get_by_role("link").first).to_be_visible()
    overlapping = page.evaluate("""() => {
        const circles = [...document.querySelectorAll('.niche-map circle')].map((one) =>
            ['cx', 'cy', 'r'].map((name) => Number(one.getAttribute(name))));
        const boxes = [...document.querySelectorAll('.niche-map text')].map((one) => one.getBoundingClientRect());
        const touching = (all, touch) =>
            all.flatMap((one, place) => all.slice(place + 1).filter((other) => touch(one, other))).length;
        const across = (a, b) => a.left < b.right && b.left < a.right;
        const down = (a, b) => a.top + 2 < b.bottom && b.top + 2 < a.bottom;
        return [touching(circles, (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) < a[2] + b[2] - 1),
                touching(boxes, (a, b) => across(a, b) && down(a, b)), boxes.length];
    }""")
    assert overlapping[:2] == [0, 0]
    assert overlapping[2] > 25


def test_the_map_is_zoomed_and_groups_are_picked_out(tab: Tab) -> None:
    page = tab.open("/niches")
    expect(_map(page).get_by_role("link").first).to_be_visible()
    labels = page.locator(".niche-map text")
    before, few = _map(page).bounding_box(), labels.count()
    page.get_by_role("button", name="Zoom in").click()
    expect(labels).not_to_have_count(few)
    after = _map(page).bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"]
    assert labels.count() > few
    food = page.get_by_role("button", name="Food")
    food.click()
    expect(food).to_have_attribute("aria-pressed", "true")
    expect(page.locator("a.niche:not(.dimmed)")).to_have_count(4)
    require_accessible(page)
    look(page, "niches")


def test_the_table_says_the_same_and_can_be_sorted(tab: Tab) -> None:
    page = tab.open("/niches")
    page.get_by_text("The same as a table").click()
    table = page.get_by_role("region", name="Niches").get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(1 + len(NICHES))
    table.get_by_role("button", name="Niche").click()
    expect(table.get_by_role("columnheader", name="Niche", exact=True)).to_have_attribute("aria-sort", "ascending")
    expect(table.get_by_role("rowheader").first).to_have_text("Architecture and design")
    require_accessible(page)


def test_on_a_telephone_the_first_tap_looks_and_the_second_goes(phone: Tab) -> None:
    page = phone.open("/niches")
    circle = _map(page).get_by_role("link").first
    name = (circle.get_attribute("aria-label") or "").split(",")[0]
    circle.tap()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    assert page.url.endswith("#/niches")
    require_no_sideways_scrolling(page)
    require_accessible(page)
    look(page, "phone-niches")
    circle.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Creators")


@pytest.mark.parametrize("counted", ["nobody", "refused"])
def test_nobody_on_the_map_and_a_refusal_are_told_in_words(tab: Tab, counted: str) -> None:
    def answered(route: Route) -> None:
        answer = route.fetch().json()
        empty = [one | {"creators": 0, "median_followers": None} for one in answer["items"]]
        route.fulfill(json=answer | {"items": empty, "indexed": 0, "without_niche": 0})

    tab.page.route("**/v1/niches", answered if counted == "nobody" else lambda route: route.abort())
    page = tab.open("/niches")
    if counted == "nobody":
        expect(page.get_by_role("link", name="import some")).to_be_visible()
        expect(_map(page).get_by_role("link")).to_have_count(len(NICHES))
    else:
        expect(page.get_by_role("alert")).to_contain_text("does not answer")
        page.unroute("**/v1/niches")
        page.get_by_role("button", name="Try again").click()
        expect(_map(page)).to_be_visible()
