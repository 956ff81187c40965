"""The frame of the console: signing in, moving about, weight, policy, types."""

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.console.served import (
    RECEIVED,
    Console,
    Tab,
    look,
    require_accessible,
    require_no_sideways_scrolling,
)
from tests.node import run_node

_PAGE = Path(__file__).parents[2] / "service" / "console" / "page"
_VIEWS = ("/", "/plans", "/creators", "/niches", "/imports", "/state")
_LIGHT_BYTES = 300_000
_VENDORED = "72284e8e9079c87817145df1110f74e8a2aa040b2fc384922e18dfcb46fc1fd7"


def test_the_address_of_the_first_start_signs_in_and_the_key_leaves_it(tab: Tab, console: Console) -> None:
    tab.page.goto(console.opened)
    expect(tab.page.get_by_role("navigation", name="Views")).to_be_visible()
    assert "key=" not in tab.page.url
    tab.page.reload()
    expect(tab.page.get_by_role("navigation", name="Views")).to_be_visible()
    tab.page.get_by_role("button", name="Sign out").click()
    expect(tab.page.get_by_label("API key")).to_be_visible()
    assert tab.page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])").find("cm_") == -1


def test_a_key_is_typed_in_and_a_wrong_one_is_refused_in_words(tab: Tab, console: Console) -> None:
    tab.page.goto(console.address)
    require_accessible(tab.page)
    look(tab.page, "sign-in")
    tab.page.get_by_label("API key").fill("cm_000000000000_wrong")
    tab.page.get_by_role("button", name="Open the console").click()
    expect(tab.page.get_by_role("alert")).to_contain_text("unknown or revoked")
    tab.page.get_by_label("API key").fill(console.brand_key)
    tab.page.get_by_role("button", name="Open the console").click()
    expect(tab.page.get_by_role("navigation", name="Views")).not_to_contain_text("Imports")
    expect(tab.page.get_by_role("banner")).to_contain_text("sample-brand")


@pytest.mark.parametrize("path", _VIEWS)
def test_a_view_is_light_accessible_and_fits_a_telephone(phone: Tab, path: str) -> None:
    page = phone.open(path)
    page.wait_for_load_state("networkidle")
    assert 10_000 < page.evaluate(RECEIVED) < _LIGHT_BYTES
    require_no_sideways_scrolling(page)
    require_accessible(page)
    look(page, f"phone-{path.strip('/') or 'match'}")


def test_views_are_reached_by_keyboard_alone(tab: Tab) -> None:
    page = tab.open("/")
    page.keyboard.press("Tab")
    for _ in range(12):
        if page.evaluate("document.activeElement.textContent") == "Creators":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Creators")).to_have_attribute("aria-current", "page")
    expect(page).to_have_title("Creators · creatormatch")


def test_an_address_that_leads_nowhere_says_so(tab: Tab) -> None:
    tab.open("/")
    tab.page.goto(f"{tab.console.address}/#/nowhere")
    expect(tab.page.get_by_role("main")).to_contain_text("no such page")


def test_a_service_that_is_away_is_named_and_asked_again(tab: Tab, console: Console) -> None:
    tab.page.goto(console.opened)
    expect(tab.page.get_by_role("navigation")).to_be_visible()
    tab.page.route("**/v1/access", lambda route: route.abort())
    tab.page.reload()
    expect(tab.page.get_by_role("alert")).to_contain_text("does not answer")
    tab.page.unroute("**/v1/access")
    tab.page.get_by_role("button", name="Try again").click()
    expect(tab.page.get_by_role("navigation")).to_be_visible()


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(console: Console) -> None:
    with console.client() as client:
        answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", answer.text)
    for file in _PAGE.rglob("*.*"):
        if file.suffix in (".js", ".css", ".html"):
            assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", file.read_text()), file


def test_a_part_comes_compressed_and_once_and_as_it_is_for_who_cannot_unpack(console: Console) -> None:
    with console.client() as client:
        packed = client.get("/console/app.js")
        again = client.get("/console/app.js", headers={"If-None-Match": packed.headers["ETag"]})
        plain = client.get("/console/app.js", headers={"Accept-Encoding": "identity"})
        missing = client.get("/console/../__init__.py"), client.get("/console/%2e%2e/__init__.py")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < len(plain.content) / 2
    assert packed.text == plain.text == (_PAGE / "app.js").read_text()
    assert "Content-Encoding" not in plain.headers
    assert again.status_code == 304
    assert again.content == b""
    assert [answer.status_code for answer in missing] == [404, 404]


def test_the_scripts_fit_their_types() -> None:
    checked = run_node("typescript", "bin/tsc", "--project", str(_PAGE.parent / "jsconfig.json"))
    assert checked.returncode == 0, checked.stdout


def test_the_library_is_the_published_one_unchanged() -> None:
    assert hashlib.sha256((_PAGE / "vendor" / "preact-htm.js").read_bytes()).hexdigest() == _VENDORED


def test_a_marketplaces_key_that_may_not_list_brands_is_asked_for_one(tab: Tab, console: Console) -> None:
    with console.client() as client:
        wanted = {"role": "marketplace", "scopes": ["creators:read", "briefs:read", "matches:read"]}
        key = client.post("/v1/keys", json=wanted).json()["key"]
    tab.page.goto(f"{console.address}/#key={key}")
    tab.page.get_by_label("Id of the brand to act for").fill("sample-brand")
    tab.page.get_by_role("button", name="Act for").click()
    expect(tab.page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
    assert "sample-brand" in tab.page.evaluate("sessionStorage.getItem('creatormatch.session')")


def test_an_address_with_a_key_signs_in_where_the_page_is_open_already(tab: Tab, console: Console) -> None:
    tab.open("/niches")
    tab.page.goto(f"{console.address}/#key={console.brand_key}")
    expect(tab.page.get_by_role("banner").get_by_text("sample-brand", exact=True)).to_be_visible()
    expect(tab.page.get_by_role("navigation", name="Views")).not_to_contain_text("Imports")
    assert "key=" not in tab.page.url


def test_another_key_is_not_kept_on_the_device_because_one_was(tab: Tab, console: Console) -> None:
    tab.page.goto(console.address)
    tab.page.get_by_label("API key").fill(console.key)
    tab.page.get_by_label("Remember it on this device").check()
    tab.page.get_by_role("button", name="Open the console").click()
    expect(tab.page.get_by_role("navigation", name="Views")).to_be_visible()
    kept = "localStorage.getItem('creatormatch.session') ?? ''"
    assert console.key in tab.page.evaluate(kept)
    tab.page.goto(f"{console.address}/#key={console.brand_key}")
    expect(tab.page.get_by_role("navigation", name="Views")).not_to_contain_text("Imports")
    assert console.brand_key not in tab.page.evaluate(kept)


def test_a_key_that_is_revoked_meanwhile_leads_back_to_signing_in_with_the_reason(tab: Tab, console: Console) -> None:
    with console.client() as client:
        made = client.post("/v1/keys", json={"role": "brand", "brand_id": "sample-brand"}).json()
        tab.page.goto(f"{console.address}/#key={made['key']}")
        expect(tab.page.get_by_role("navigation", name="Views")).to_be_visible()
        client.delete(f"/v1/keys/{made['id']}").raise_for_status()
    tab.page.goto(f"{console.address}/#/niches")
    expect(tab.page.get_by_role("alert")).to_contain_text("unknown or revoked")
    expect(tab.page.get_by_label("API key")).to_be_focused()
    tab.page.get_by_label("API key").fill(console.brand_key)
    tab.page.get_by_role("button", name="Open the console").click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Niches")


def test_whoever_follows_a_link_is_at_the_top_of_where_it_leads(tab: Tab) -> None:
    page = tab.open("/creators")
    page.get_by_role("list", name="Creators").get_by_role("listitem").last.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Rate card")).to_be_visible()
    expect(page.get_by_role("main")).to_be_focused()
    assert page.evaluate("scrollY") == 0


def test_an_address_that_is_no_encoding_breaks_nothing(tab: Tab) -> None:
    page = tab.open("/niches")
    page.goto(f"{tab.console.address}/#/creators/%E0%A4%A")
    expect(page.get_by_role("main")).to_contain_text("no such creator")
    page.get_by_role("link", name="Niches").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Niches")


def test_a_view_that_makes_a_mistake_says_so_and_the_others_go_on(tab: Tab) -> None:
    tab.page.route("**/v1/niches", lambda route: route.fulfill(json={"items": "none", "indexed": 1}))
    page = tab.open("/niches")
    expect(page.get_by_role("alert")).to_contain_text("made a mistake")
    page.get_by_role("link", name="Creators").click()
    expect(page.get_by_role("list", name="Creators")).to_be_visible()
    assert all("TypeError" in one for one in tab.complaints)
    tab.complaints.clear()


def test_going_on_with_another_brand_leaves_the_brief_of_the_one_before(tab: Tab, console: Console) -> None:
    with console.client() as client:
        client.put("/v1/brands/page-other", json={"name": "Other"}).raise_for_status()
        brief = client.post("/v1/briefs", json={"text": "home cooks in Germany"}).json()
    page = tab.open(f"/briefs/{brief['id']}")
    expect(page.get_by_label("Brief", exact=True)).to_have_value("home cooks in Germany")
    page.get_by_label("Brand").select_option("page-other")
    expect(page.get_by_label("Brief", exact=True)).not_to_have_value("home cooks in Germany")
    assert page.url.endswith("#/")


def test_too_many_requests_say_when_to_come_again(tab: Tab) -> None:
    refusal = {"status": 429, "code": "rate_limited", "title": "Too many requests", "detail": "Slower."}
    tab.page.route("**/v1/niches", lambda route: route.fulfill(status=429, headers={"Retry-After": "7"}, json=refusal))
    expect(tab.open("/niches").get_by_role("alert")).to_contain_text("Try again in 7 seconds")
