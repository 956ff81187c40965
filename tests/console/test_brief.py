"""Writing a brief in the console: words become chips, chips change the brief, and nothing that was written is lost."""

import json
import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.console.served import Console, Tab, look, require_accessible, require_no_sideways_scrolling

# An emoji is two units of UTF-16 and one code point, so marks after it tell which of them is counted.
_TEXT = "Tea 🫖 for evenings. We look for 3 creators on Instagram in Germany, 5k to 50k followers. No crypto."


def test_a_newcomer_sees_matches_of_an_example_without_typing(tab: Tab) -> None:
    page = tab.open("/")
    expect(page.get_by_label("Brief", exact=True)).to_have_value(re.compile("home cooks on Instagram"))
    expect(_chip(page, "Followers: 2,000 to 80,000")).to_be_checked()
    expect(_funnel(page).get_by_role("listitem").first).to_contain_text("2,000")
    expect(page.get_by_role("button", name="Shortlist").first).to_be_visible()
    require_accessible(page, ".brief-side")
    look(page, "match")
    page.get_by_role("button", name="Start empty").click()
    expect(page.get_by_role("heading", name="Write what you are looking for")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(_chip(page, "Followers: 2,000 to 80,000")).to_be_checked()


def test_words_that_are_read_are_marked_and_lead_to_their_chips(tab: Tab) -> None:
    page = _written(tab, f"  {_TEXT}")
    expect(page.locator("mark")).to_have_text(["3 creators", "Instagram", "Germany", "5k to 50k followers", "crypto"])
    _chip(page, "Countries: Germany").hover()
    expect(page.locator("mark.active")).to_have_text("Germany")
    field = page.get_by_label("Brief", exact=True)
    field.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Go to its chip").click()
    expect(page.get_by_role("button", name="Edit Not about: Crypto-assets")).to_be_focused()
    page.get_by_role("button", name="Edit Countries: Germany").focus()
    expect(page.locator("mark.active")).to_have_text("Germany")


def test_a_reading_is_switched_off_and_on_and_the_funnel_follows(tab: Tab) -> None:
    page = _written(tab, _TEXT)
    expect(_funnel(page)).to_contain_text("Countries")
    _chip(page, "Countries: Germany").press("Space")
    expect(_chip(page, "Countries: Germany")).not_to_be_checked()
    expect(_funnel(page)).not_to_contain_text("Countries")
    _chip(page, "Countries: Germany").click()
    expect(_funnel(page)).to_contain_text("Countries")
    _funnel(page).get_by_role("button", name="Followers").click()
    expect(page.get_by_role("button", name="Edit Followers: 5,000 to 50,000")).to_be_focused()
    # When its words go, what was said about them goes too, or the service would refuse the brief.
    _chip(page, "Not about: Crypto-assets").click()
    expect(_chip(page, "Not about: Crypto-assets")).not_to_be_checked()
    page.get_by_label("Brief", exact=True).fill(_TEXT.removesuffix("No crypto."))
    expect(_chip(page, "Not about: Crypto-assets")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_edited_chip_becomes_a_field_which_wins_and_can_be_switched_off_again(tab: Tab) -> None:
    page = _written(tab, _TEXT)
    page.get_by_role("button", name="Edit Followers").click()
    dialog = page.get_by_role("dialog", name="Followers")
    expect(dialog.get_by_label("At least")).to_have_value("5000")
    require_accessible(page, "dialog")
    dialog.get_by_label("At least").fill("2000")
    dialog.get_by_label("At most").press("Enter")
    expect(_chip(page, "Followers: 2,000 to 50,000")).to_be_checked()
    expect(page.get_by_text("the text says 5000, the brief's field says 2000; the field holds")).to_be_visible()
    _chip(page, "Followers: 2,000 to 50,000").click()
    expect(_chip(page, "Followers: 5,000 to 50,000")).to_be_checked()
    _chip(page, "Followers: 2,000 to 50,000").click()
    expect(_chip(page, "Followers: 2,000 to 50,000")).to_be_checked()
    page.get_by_role("button", name="Edit Countries").click()
    page.get_by_role("searchbox", name="Find").fill("austr")
    page.get_by_role("checkbox", name="Austria").check()
    page.get_by_role("button", name="Apply").click()
    expect(_chip(page, "Countries: Germany, Austria")).to_be_checked()
    _chip(page, "Countries: Germany, Austria").click()
    expect(_chip(page, "Countries: Germany", exact=True)).to_be_checked()


def test_the_default_is_switched_off_and_a_constraint_is_added(tab: Tab) -> None:
    page = _written(tab, "Tea for evenings, and people who drink it.")
    default = page.get_by_role("switch", name="Followers")
    expect(default).to_have_accessible_name("Followers: 1,000 to 100,000")
    default.click()
    expect(default).not_to_be_checked()
    default.click()
    expect(default).to_be_checked()
    page.get_by_role("button", name="+ Constraint").click()
    page.get_by_role("button", name=re.compile("^Budget")).click()
    page.get_by_label("Per creator").fill("300")
    require_accessible(page, "dialog")
    page.get_by_role("button", name="Apply").click()
    # What the service refuses stands where it is to be mended.
    expect(page.get_by_role("alert").first).to_contain_text("needs the deliverables that it pays for")
    page.get_by_role("button", name="+ Constraint").click()
    page.get_by_role("button", name=re.compile("^Deliverables")).click()
    page.get_by_role("button", name="Add deliverable").click()
    page.get_by_role("combobox", name="Kind").select_option("ig_reel")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text("follows from the deliverables")).to_be_visible()
    expect(_funnel(page)).to_contain_text("Budget")


def test_a_saved_brief_keeps_what_the_page_does_not_show_and_what_others_changed(tab: Tab, console: Console) -> None:
    constraints = {"refusals": {"unknown": "exclude"}, "excluded_creators": ["x-1"],
                   "platforms": {"any_of": ["instagram"], "unknown": "exclude"}}  # fmt: skip
    stated = {"standing": {"top": 7}, "constraints": constraints}
    with console.client() as client:
        stored = client.post("/v1/briefs", json={"title": "Kept", "text": _TEXT, **stated}).json()
        page = tab.open(f"/briefs/{stored['id']}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Kept")
        # The text says Instagram too, which is no second constraint.
        expect(_chip(page, "Platforms: Instagram")).to_have_count(1)
        expect(page.locator("mark")).to_contain_text(["Instagram"])
        page.get_by_label("Title").fill("Renamed")
        expect(page.get_by_text("Changed, not saved")).to_be_visible()
        client.patch(f"/v1/briefs/{stored['id']}", json={"creators_wanted": 9}, headers=_MERGE).raise_for_status()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("Changed elsewhere")
        look(page, "brief-conflict")
        page.get_by_role("button", name="Save mine over it").click()
        expect(page.get_by_text(re.compile("^Saved"))).to_be_visible()
        now = client.get(f"/v1/briefs/{stored['id']}").json()
    assert (now["title"], now["creators_wanted"]) == ("Renamed", 9)
    assert {name: now[name] for name in stated} == stated


def test_what_is_typed_survives_a_reload_and_saving_gives_it_an_address(tab: Tab, console: Console) -> None:
    page = _written(tab, _TEXT)
    page.reload()
    expect(page.get_by_text("What you had not saved is back.")).to_be_visible()
    expect(page.get_by_label("Brief", exact=True)).to_have_value(_TEXT)
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/v1/briefs") else None)
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page.get_by_text(re.compile("^Saved"))).to_be_visible()
    assert [request.method for request in sent] == ["POST"]
    assert json.loads(sent[0].post_data) == {"text": _TEXT}
    brief_id = page.url.rpartition("/")[2]
    page.get_by_role("link", name="Creators").click()
    page.get_by_role("link", name="Match", exact=True).click()
    expect(page.get_by_label("Brief", exact=True)).to_have_value(_TEXT)
    assert page.url.endswith(f"/briefs/{brief_id}")
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="Write what you are looking for")).to_be_visible()
    with console.client() as client:
        assert client.get(f"/v1/briefs/{brief_id}").status_code == 404
    page.goto(f"{console.address}/#/briefs/{brief_id}")
    expect(page.get_by_role("alert")).to_contain_text("Not found")
    page.get_by_role("button", name="Write a new brief").click()
    expect(page.get_by_label("Brief", exact=True)).to_be_visible()


def test_the_newest_briefs_are_at_hand_and_the_others_as_asked(tab: Tab, console: Console) -> None:
    with console.client() as client:
        client.put("/v1/brands/prolific", json={"name": "Prolific"}).raise_for_status()
        for count in range(51):
            brief = {"title": f"Brief {count}", "text": "Tea"}
            client.post("/v1/briefs", json=brief, headers={"Creatormatch-Brand": "prolific"}).raise_for_status()
    page = tab.open("/", brand="prolific")
    page.get_by_role("button", name="Start empty").click()
    listed = page.get_by_role("region", name="Stored briefs").get_by_role("link")
    expect(listed).to_have_text([f"Brief {count}" for count in range(50, 44, -1)])
    page.get_by_role("button", name="Open a brief…").click()
    dialog = page.get_by_role("dialog", name="Stored briefs")
    expect(dialog.get_by_role("link")).to_have_text([f"Brief {count}" for count in range(50, 0, -1)])
    dialog.get_by_label("Find among the newest 50").fill("brief 0")
    expect(dialog).to_contain_text("None says that.")
    require_accessible(page, "dialog")
    dialog.get_by_role("button", name="Show more").click()
    expect(dialog.get_by_label("Find among 51")).to_have_value("brief 0")
    dialog.get_by_role("link", name="Brief 0").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Brief 0")


def test_what_counts_is_weighed_and_a_closed_brief_is_opened_again(tab: Tab, console: Console) -> None:
    with console.client() as client:
        document = {
            "text": "Slow evenings. We are looking for 2 creators on Instagram. Not on Instagram please.",
            "status": "closed",
        }
        stored = client.post("/v1/briefs", json=document).json()
    page = tab.open(f"/briefs/{stored['id']}")
    expect(page.get_by_text("instagram is both asked for and ruled out.")).to_be_visible()
    edit = page.get_by_role("button", name="Edit Platforms: Instagram, from the text, “Instagram”, contradictory")
    expect(edit).to_be_visible()
    page.get_by_role("button", name="Open it again to match it").click()
    expect(_funnel(page)).to_contain_text("2,000")
    page.get_by_text("What counts").click()
    page.get_by_role("combobox", name="Weights").select_option("trust")
    page.get_by_role("slider", name="Recency").fill("0.5")
    with page.expect_request(lambda request: request.method == "PATCH") as sent:
        page.get_by_role("button", name="Save", exact=True).click()
    assert json.loads(sent.value.post_data) == {
        "status": "open", "preferences": {"preset": "trust", "weights": {"recency": 0.5}}}  # fmt: skip
    expect(page.get_by_text(re.compile("^Saved"))).to_be_visible()
    require_accessible(page, ".brief-side")


def test_few_matches_are_widened_by_one_click_on_a_telephone(phone: Tab) -> None:
    page = _written(phone, f"{_TEXT} Engagement of at least 9 %.")
    require_no_sideways_scrolling(page)
    page.get_by_role("button", name="+ Constraint").click()
    require_accessible(page, "dialog")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="+ Constraint")).to_be_focused()
    page.get_by_role("button", name="Save and look").click()
    first = page.get_by_role("button", name=re.compile("^Apply: ")).first
    before = _funnel(page).get_by_role("listitem").last.inner_text()
    look(page, "phone-brief")
    require_accessible(page)
    require_no_sideways_scrolling(page)
    first.click()
    expect(page.get_by_text(re.compile("^Changed: "))).to_be_visible()
    expect(_funnel(page).get_by_role("listitem").last).not_to_have_text(before)
    expect(page.get_by_text(re.compile("^Saved"))).to_be_visible()
    page.get_by_role("button", name="Plan this budget").click()
    page.wait_for_url(re.compile("/briefs/[^/]+/plan$"))


_MERGE = {"Content-Type": "application/merge-patch+json"}


def _written(tab: Tab, text: str) -> Page:
    """A new brief with this text, once it is read."""
    page = tab.open("/")
    page.get_by_label("Brief", exact=True).fill(text)
    expect(page.get_by_role("switch", name="Languages")).to_have_count(0)
    return page


def _chip(page: Page, name: str, exact: bool = False) -> Any:
    return page.get_by_role("switch", name=name, exact=exact)


def _funnel(page: Page) -> Any:
    return page.get_by_role("region", name="From all creators to matches").get_by_role("list").first
