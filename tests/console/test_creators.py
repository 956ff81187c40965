"""Creators in the console: searched, listed, compared, read, erased."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.builders import account, creator
from tests.console.served import Console, Tab, look, require_accessible, require_no_sideways_scrolling

_EVERYTHING = creator(
    name="Ylva Console",
    text="Sourdough at dawn\nand what the cat says to it",
    niches=None,
    content_samples=["The loaf that would not rise"],
    accounts=[account(handle="ylva.console", followers=12_400, engagement_rate_pct=3.4, average_views=5_000),
              account("tiktok", handle="ylva.tt", followers=800)],
    audience={"countries": {"DE": 61.5, "AT": 12.0}, "ages": {"18-24": 40.0, "25-34": 20.0}, "credibility_pct": 88.0},
    rate_card={"currency": "EUR", "rates": {"ig_reel": "350.00"}, "not_offered": ["ig_live"], "negotiable": True,
               "packages": [{"name": "Dawn", "deliverables": [{"kind": "ig_story", "quantity": 3}], "price": "99.00"}],
               "discounts": [{"min_quantity": 3, "percent": 10}],
               "add_ons": [{"kind": "usage_rights", "per": "month", "percent": 30}],
               "gifting": {"min_value": "60.00"}},
    sponsored={"posts": 12, "topics": ["food_baking"]},
    refusals=["gambling"],
)  # fmt: skip


@pytest.fixture
def ylva(console: Console) -> Iterator[str]:
    """A creator of whom everything is known, for one test: others count the sample."""
    with console.client() as client:
        saved = client.put("/v1/creators/ylva?wait=indexed", json=_EVERYTHING)
        assert saved.status_code == 201, saved.text
        yield "ylva"
        client.delete("/v1/creators/ylva?wait=indexed")


def _rows(page: Page, label: str = "Creators") -> Any:
    return page.get_by_role("list", name=label, exact=True).locator("> li")


def test_words_rank_everybody_and_stand_in_the_address(tab: Tab) -> None:
    page = tab.open("/creators")
    expect(_rows(page)).to_have_count(20)
    box = page.get_by_role("searchbox")
    box.fill("sourdough & slow mornings")
    box.press("Enter")
    expect(page.get_by_role("heading", name="By likeness to “sourdough & slow mornings” (2,")).to_be_visible()
    assert "q=sourdough" in page.url
    expect(_rows(page).first).to_contain_text("alike")
    require_accessible(page)
    look(page, "creators-search")
    page.get_by_role("button", name="Show more").click()
    expect(_rows(page)).to_have_count(60)
    page.go_back()
    expect(page.get_by_role("heading", name="In the order of their arrival")).to_be_visible()
    expect(box).to_have_value("")


@pytest.mark.parametrize("asked", ["ylva", "@Ylva.TT", "ÿlva cons"])
def test_an_id_a_handle_or_a_name_finds_whose_it_is(tab: Tab, ylva: str, asked: str) -> None:
    page = tab.open(f"/creators?q={asked}")
    found = _rows(page, "With this id, handle or name")
    expect(found).to_have_count(1)
    expect(page.get_by_role("heading", name="By likeness to")).to_be_visible()
    require_accessible(page)
    found.get_by_role("link", name="Ylva Console").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ylva Console")


def test_of_many_with_a_name_the_first_are_shown_and_long_words_are_no_name(tab: Tab, console: Console) -> None:
    names = [f"Xanthe Row {place}" for place in range(7)]
    with console.client() as client:
        for place, name in enumerate(names):
            client.put(f"/v1/creators/xanthe-{place}", json=creator(name=name, accounts=None)).raise_for_status()
        try:
            page = tab.open("/creators?q=xanthe")
            found = _rows(page, "With this id, handle or name")
            expect(found.locator(".creator-name")).to_have_text(names[:6])
            expect(page.get_by_text("There are more; write more of the name")).to_be_visible()
            page.get_by_role("searchbox").fill("row 6 xanthe")
            page.get_by_role("searchbox").press("Enter")
            expect(found.locator(".creator-name")).to_have_text(names[6:])
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.get_by_role("searchbox").fill("xanthe row of the six words")
            page.get_by_role("searchbox").press("Enter")
            expect(page.get_by_role("heading", name="By likeness to “xanthe row of the six words”")).to_be_visible()
            expect(found).to_have_count(0)
            assert [url for url in asked if "name=" in url] == []
        finally:
            for place in range(len(names)):
                client.delete(f"/v1/creators/xanthe-{place}")


def test_filters_narrow_the_list_and_one_that_fits_nobody_can_be_taken_away(tab: Tab) -> None:
    page = tab.open("/creators")
    page.get_by_label("Country").select_option(label="Austria")
    expect(_rows(page).first).to_contain_text("Austria")
    assert "country=AT" in page.url
    page.get_by_label("Niche").select_option(label="Baking and desserts")
    expect(page.get_by_role("heading", name="About this niche")).to_be_visible()
    expect(page.get_by_label("Vector")).to_have_count(0)
    page.goto(f"{tab.console.address}/#/creators?country=AQ")
    page.get_by_role("link", name="Take the filters away").click()
    expect(_rows(page)).to_have_count(20)
    page.get_by_role("button", name="Show more").click()
    expect(_rows(page)).to_have_count(40)
    assert len(set(page.locator(".creator-name").evaluate_all("links => links.map((one) => one.href)"))) == 40


def test_everything_about_a_creator_is_on_one_page(tab: Tab, ylva: str) -> None:
    page = tab.open(f"/creators/{ylva}")
    main = page.get_by_role("main")
    for said in ("what the cat says", "The loaf that would not rise", "Berlin, Germany", "German, English", "Gambling",
                 "12,400", "3.4 %", "@ylva.tt", "Baking", "12 posts", "88 % of the followers", "€350.00", "€99.00",
                 "3 × Instagram story frame", "10 % off", "30 % of the work", "Instagram live", "€60.00", "embedded",
                 "1 Oct 2026"):  # fmt: skip
        expect(main).to_contain_text(said)
    ages = page.get_by_role("table", name="Ages")
    expect(ages.get_by_role("row", name="18-24 40 %")).to_be_visible()
    expect(_rows(page, "Most like Ylva Console")).to_have_count(6)
    expect(_rows(page, "Most like Ylva Console").first).to_contain_text("Closest niche in common")
    require_accessible(page)
    look(page, "creator")


def test_a_creators_page_fits_a_telephone_in_the_dark(phone: Tab, ylva: str) -> None:
    page = phone.open(f"/creators/{ylva}")
    expect(_rows(page, "Most like Ylva Console").first).to_be_visible()
    require_no_sideways_scrolling(page)
    require_accessible(page)
    look(page, "phone-creator")


def test_examples_are_chosen_weighed_and_asked_for(tab: Tab) -> None:
    page = tab.open("/creators")
    _rows(page).nth(0).get_by_role("button", name="More like this").click()
    _rows(page).nth(1).get_by_role("button", name="Less").click()
    page.get_by_role("link", name="Find creators like this").click()
    expect(page.get_by_role("heading", name="Like the examples (")).to_be_visible()
    assert "like=sample-00000%2Csample-00001%3A-1" in page.url
    page.reload()
    tray = page.get_by_role("region", name="Examples")
    expect(tray.get_by_role("link", name="Hannah Sutton")).to_be_visible()
    tray.get_by_role("combobox", name="Hannah Sutton").select_option(label="a little unlike")
    expect(page).to_have_url(f"{tab.console.address}/#/creators?like=sample-00000%2Csample-00001%3A-0.5")
    expect(page.get_by_role("region", name="Like the examples (")).to_be_visible()
    require_accessible(page)
    tray.get_by_role("button", name="Remove all").click()
    expect(page.get_by_role("heading", name="In the order of their arrival")).to_be_visible()


def test_briefs_suit_data_is_exported_and_an_erasure_leaves_a_receipt(tab: Tab, console: Console, ylva: str) -> None:
    brief = {"title": "Bread at dawn", "text": "Sourdough at dawn", "discoverable": True, "ignore_readings": ["*"]}
    with console.client() as client:
        posted = client.post("/v1/briefs", json=brief).json()["id"]
        page = tab.open(f"/creators/{ylva}")
        expect(page.get_by_role("link", name="Bread at dawn")).to_have_attribute("href", f"#/briefs/{posted}")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Export everything").click()
        assert json.loads(saved.value.path().read_text())["external_id"] == "ylva"
        page.get_by_role("button", name="Erase…").click()
        dialog = page.get_by_role("dialog", name="Erase Ylva Console?")
        require_accessible(page)
        dialog.get_by_role("button", name="Erase", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Erased")
        expect(page.get_by_role("rowheader", name="ers_")).to_be_visible()
        assert client.get("/v1/creators/ylva").status_code == 404
        page.get_by_role("link", name="Back to the creators").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Creators")
        page.goto(f"{console.address}/#/creators/ylva")
        expect(page.get_by_role("heading", name="There is no such creator")).to_be_visible()
        client.delete(f"/v1/briefs/{posted}")


def test_a_brands_key_neither_exports_nor_erases(tab: Tab, console: Console) -> None:
    tab.page.goto(f"{console.address}/#key={console.brand_key}")
    tab.page.get_by_role("link", name="Creators").click()
    _rows(tab.page).first.get_by_role("link").first.click()
    expect(tab.page.get_by_role("heading", name="Rate card")).to_be_visible()
    expect(tab.page.get_by_role("heading", name="Personal data")).to_have_count(0)
    expect(tab.page.get_by_role("heading", name="Open briefs that suit")).to_have_count(0)
