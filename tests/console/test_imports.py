"""Imports in the console: a file chosen, its columns understood, sent through breaks, read, and its faults shown."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from service.api.importing import CREATORS
from service.mapping.mapper import kind_of
from tests.console.served import Console, Tab, awaited, look, require_accessible, require_no_sideways_scrolling

_EXAMPLE_IDS = ("example.nora.bakes", "example.tomas.climbs", "example.ines.paints")
_FOREIGN = (
    "Nr;Wer;Was;Land;Follower;Agentur\n"
    "c5-1;Jürgen Weiß;Grillen und Räuchern im Garten;Deutschland;18.500;Haus Süd\n"
    "c5-2;Zoé Müller;Zürich zu Fuß, jeden Sonntag eine Tour;Schweiz;9.800;Haus Süd\n"
    "c5-3;Ohne Land;Irgendwo unterwegs;Nirgends;100;Haus Nord\n"
)
_PART_BYTES = 4 * 2**20
# Changes the address in the moment in which the navigation is put on the page, before the browser paints it.
_LEAVE_AT_ONCE = """new MutationObserver((_, observer) => {
    if (!document.querySelector('nav')) return;
    observer.disconnect();
    location.hash = '#/imports';
}).observe(document, { subtree: true, childList: true })"""
_COUNT_ENABLED = """button => {
    window.enabled = 0;
    const note = () => { window.enabled += button.disabled ? 0 : 1; };
    new MutationObserver(note).observe(button, { attributeFilter: ['disabled'] });
}"""


@pytest.fixture(autouse=True)
def _cleaned(console: Console) -> Iterator[None]:
    """The service is shared with other tests: no import and no creator of these stays."""
    yield
    with console.client() as client:
        for one in client.get("/v1/imports?limit=100").json()["items"]:
            client.delete(f"/v1/imports/{one['id']}")
        for external_id in (*_EXAMPLE_IDS, "c5-1", "c5-2"):
            client.delete(f"/v1/creators/{external_id}")


def test_the_example_is_tried_out_imported_and_removed(tab: Tab, tmp_path: Path) -> None:
    page = tab.open("/imports")
    expect(page.get_by_role("main")).to_contain_text("No file was imported yet")
    look(page, "imports-empty")
    page.get_by_role("button", name="Try the example").click()
    expect(page.get_by_role("region", name="The first rows")).to_contain_text("'many' is no number")
    expect(page.get_by_role("main")).to_contain_text("9 in the file, all of them read")
    look(page, "imports-mapping")
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Finished")
    expect(page.get_by_role("heading", name="1 row failed")).to_be_visible()
    expect(page.get_by_role("region", name="Rows that failed")).to_contain_text("example.bad.row")
    expect(page.get_by_text("created", exact=True).locator("xpath=following-sibling::dd")).to_have_text("3")
    require_accessible(page)
    look(page, "imports-finished")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV").click()
    assert "many" in saved.value.path().read_text()
    page.get_by_role("link", name="All imports").click()
    row = page.get_by_role("row", name="CSV")
    expect(row).to_contain_text("Finished")
    row.get_by_role("link").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("main")).to_contain_text("No file was imported yet")


def test_columns_of_any_name_are_given_their_fields(phone: Tab, console: Console) -> None:
    page = phone.open("/imports")
    _choose(page, "roster.csv", _FOREIGN.encode("windows-1252"))
    expect(page.get_by_label("Between cells")).to_have_value(";")
    expect(page.get_by_label("Encoding")).to_have_value("windows-1252")
    for column, field in {"Nr": "external_id", "Wer": "name", "Was": "text", "Land": "country"}.items():
        page.get_by_label(f"Field for the column {column}", exact=True).select_option(field)
    page.get_by_label("Field for the column Follower", exact=True).select_option("accounts.0.followers")
    page.get_by_label("Decimal sign of Account 1: Followers").select_option(",")
    page.get_by_label("Field for the column Agentur", exact=True).select_option("?")
    page.get_by_label("by its path").fill("attributes.agency")
    page.keyboard.press("Enter")
    page.get_by_label("A field that is the same").select_option("accounts.0.platform")
    rows = page.get_by_role("region", name="The first rows")
    expect(rows).to_contain_text("'Nirgends' names no country")
    expect(rows).to_contain_text("handle")  # an account has one, so this one cannot stay
    page.get_by_role("button", name="Do not read Account 1: Followers").click()
    page.get_by_role("button", name="No Account 1: Platform of every row").click()
    expect(rows).to_contain_text("Jürgen Weiß")
    expect(page.get_by_text("1 would fail")).to_be_visible()
    require_accessible(page)
    require_no_sideways_scrolling(page)
    look(page, "phone-imports-mapping")
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Finished")
    with console.client() as client:
        found = client.get("/v1/creators/c5-2").json()
    assert (found["name"], found["country"], found["attributes"]) == ("Zoé Müller", "CH", {"agency": "Haus Süd"})


def test_an_upload_is_tried_again_paused_and_taken_up_with_the_same_file(tab: Tab, console: Console) -> None:
    line = b'{"external_id": "c5-1", "name": "C5", "text": "Bakes"}\n'
    content = line * (_PART_BYTES // len(line) + 2)
    failures = ["first"]

    def shaky(route: Route) -> None:
        """The first part arrives at the second attempt, the second never."""
        if route.request.url.endswith("/parts/2"):
            route.fulfill(status=429, json={"code": "too_many_requests", "detail": "later"})
        else:
            route.abort() if failures and failures.pop() else route.continue_()

    page = tab.open("/imports")
    page.route("**/parts/*", shaky)
    _choose(page, "large.ndjson", content)
    expect(page.get_by_text(re.compile(r"^4\.2 MB of"))).to_be_visible()
    assert failures == []
    expect(page.get_by_text("trying again")).to_be_visible()
    expect(page.get_by_role("button", name="Start the import")).to_be_disabled()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("paused", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("in 1 part has arrived")
    page.unroute_all()
    _choose(page, "other.ndjson", content.replace(b"Bakes", b"Cooks"), "Choose the same file")
    expect(page.get_by_role("alert")).to_contain_text("This is another file")
    _choose(page, "large.ndjson", content, "Choose the same file")
    expect(page.get_by_text("all of it has arrived")).to_be_visible()
    with console.client() as client:
        parts = client.get(f"/v1/imports/{page.url.rsplit('/', 1)[1]}").json()["parts"]
    assert [part["bytes"] for part in parts] == [_PART_BYTES, len(content) - _PART_BYTES]


def test_a_sync_is_warned_of_and_asked_about(tab: Tab, console: Console) -> None:
    page = tab.open("/imports")
    page.get_by_role("button", name="Try the example").click()
    start = page.get_by_role("button", name="Start the import")
    expect(start).to_be_enabled()
    held: list[Route] = []
    page.route("**/*:preview*", lambda route: held.append(route))
    page.get_by_label("Sync: the file is complete").check()
    start.evaluate(_COUNT_ENABLED)
    asked = awaited(held, page)
    assert page.evaluate("window.enabled") == 0, "usable for a frame, it loses the click that begins in it"
    asked.continue_()
    page.unroute_all()
    expect(page.get_by_text("Whoever is not in this file is erased for good")).to_be_visible()
    start.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("creators now")
    expect(dialog.get_by_role("button", name="Start, and erase")).to_be_disabled()
    dialog.get_by_role("checkbox").check()
    expect(dialog.get_by_role("button", name="Start, and erase")).to_be_enabled()
    require_accessible(page)
    look(page, "imports-sync")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    expect(page.get_by_role("button", name="Start the import")).to_be_focused()
    with console.client() as client:
        assert client.get(f"/v1/imports/{page.url.rsplit('/', 1)[1]}").json()["state"] == "uploading"


def test_what_is_taken_back_is_stored_so_before_it_can_be_started(tab: Tab, console: Console) -> None:
    page = tab.open("/imports")
    page.get_by_role("button", name="Try the example").click()
    start = page.get_by_role("button", name="Start the import")
    expect(start).to_be_enabled()
    held: list[Route] = []
    page.route("**/*:preview*", lambda route: held.append(route))
    page.get_by_label("Sync: the file is complete").check()
    awaited(held, page)
    page.get_by_label("Sync: the file is complete").uncheck()
    asked = awaited(held, page, 2)
    expect(start).to_be_disabled(timeout=100)
    asked.continue_()
    expect(start).to_be_enabled()
    with console.client() as client:
        assert client.get(f"/v1/imports/{page.url.rsplit('/', 1)[1]}").json()["sync"] is False


def test_documents_of_our_own_need_no_mapping(tab: Tab) -> None:
    page = tab.open("/imports")
    _choose(page, "own.ndjson", b'{"external_id": "c5-1", "name": "C5", "text": "Bakes bread", "country": "XX"}\n')
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    expect(page.get_by_text("all of them would fail")).to_be_visible()
    page.get_by_role("button", name="Its keys mean something else").click()
    expect(page.get_by_role("heading", name="Columns")).to_be_visible()
    expect(page.get_by_label("How Name is read")).to_be_visible()


def test_the_newest_import_is_listed_first(tab: Tab, console: Console) -> None:
    with console.client() as client:
        made = [client.post("/v1/imports", json={"format": "csv"}).json()["id"] for _ in range(3)]
    page = tab.open("/imports")
    links = page.get_by_role("region", name="All imports").get_by_role("link")
    expect(links).to_have_count(3)
    assert [link.get_attribute("href") for link in links.all()] == [f"#/imports/{one}" for one in reversed(made)]
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)


def test_what_cannot_be_taken_is_said(tab: Tab) -> None:
    page = tab.open("/imports")
    _choose(page, "empty.csv", b"")
    expect(page.get_by_role("alert")).to_contain_text("empty.csv is empty")
    page.goto(f"{tab.console.address}/#/imports/imp_000000000000000000000000000000")
    expect(page.get_by_role("alert")).to_contain_text("no import has the id")


def test_an_address_that_changes_as_the_page_appears_is_followed(tab: Tab, console: Console) -> None:
    tab.page.add_init_script(_LEAVE_AT_ONCE)
    tab.page.goto(f"{console.address}/#key={console.brand_key}")
    expect(tab.page.get_by_role("heading", name="Creators belong to the marketplace")).to_be_visible()


def test_a_brand_is_told_whose_imports_are(tab: Tab, console: Console) -> None:
    tab.page.goto(f"{console.address}/#key={console.brand_key}")
    expect(tab.page.get_by_role("navigation", name="Views")).to_be_visible()
    tab.page.goto(f"{console.address}/#/imports")
    expect(tab.page.get_by_role("heading", name="Creators belong to the marketplace")).to_be_visible()


def test_the_fields_that_are_offered_are_those_of_the_contract(tab: Tab) -> None:
    page = tab.open("/")
    groups = page.evaluate("import('/console/imports/fields.js').then(({ GROUPS }) => GROUPS)")
    offered = {one["path"] for group in groups for one in group["fields"]}
    kinds = CREATORS.kinds()
    assert [path for path in sorted(offered) if kind_of(path, kinds) is None] == []
    typed = re.compile(r"audience\.(countries|languages)\.|rate_card\.(packages|discounts|add_ons)\.|attributes\.")
    assert [path for path in kinds if path not in offered and not typed.match(path)] == []


def _choose(page: Page, name: str, content: bytes, label: str = "Choose a file of creators") -> None:
    page.get_by_label(label).set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
