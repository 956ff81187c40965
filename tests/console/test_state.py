"""The state of the service in the console: figures, what needs attention and what to do, keys."""

import httpx
from playwright.sync_api import Route, expect

from tests.console.served import Console, Tab, look, require_accessible, require_no_sideways_scrolling


def test_the_figures_are_those_of_the_service(tab: Tab, console: Console) -> None:
    page = tab.open("/state")
    with console.client() as client:
        status = client.get("/v1/status").json()
    index = page.get_by_role("region", name="Index")
    expect(index).to_contain_text(status["generation"]["name"])
    expect(page.get_by_role("region", name="Service")).to_contain_text(status["version"])
    expect(page.get_by_role("region", name="Encoder")).to_contain_text(status["encoder"])
    expect(page.get_by_role("region", name="Exchange rates")).to_contain_text("2026-01-01")
    expect(page.get_by_role("main")).to_contain_text("days old")
    require_accessible(page)
    look(page, "state")


def test_what_needs_attention_comes_with_what_to_do(tab: Tab, console: Console) -> None:
    with console.client() as client:
        status = client.get("/v1/status").json()
    bad = {"stale": 900, "failed": 2, "oldest_stale_seconds": 4000.0, "feed_lag": 7, "feed_lag_seconds": 120.0,
           "embedded_per_second": 0.0, "redis": {"configured": True, "reachable": False},
           "encoders": [*status["encoders"], {"name": "next", "fingerprint": "next-1", "state": "incoming",
                                              "stale": status["creators"] // 2}]}  # fmt: skip
    tab.page.route("**/v1/status", lambda route: route.fulfill(json=status | bad))
    page = tab.open("/state")
    said = page.get_by_role("region", name="things need attention")
    expect(said).to_contain_text("nobody embeds them")
    expect(said).to_contain_text("creatormatch doctor")
    expect(said).to_contain_text("Redis does not answer")
    expect(said).to_contain_text("are not visible")
    expect(said.get_by_role("link", name="See each one's error")).to_have_attribute(
        "href", "#/creators?embedding=failed"
    )
    expect(page.get_by_role("region", name="Encoder")).to_contain_text("50 %")
    expect(page.get_by_role("img", name="Creators waiting")).to_be_visible()
    require_accessible(page)
    look(page, "state-attention")


def test_a_service_that_falls_silent_leaves_its_last_figures(phone: Tab) -> None:
    silent = False

    def answer(route: Route) -> None:
        route.abort() if silent else route.continue_()

    phone.page.route("**/v1/status", answer)
    page = phone.open("/state")
    expect(page.get_by_role("region", name="Freshness")).to_be_visible()
    silent = True
    expect(page.get_by_role("alert")).to_contain_text("The figures below are from")
    expect(page.get_by_role("region", name="Freshness")).to_contain_text("Creators")
    require_accessible(page)
    require_no_sideways_scrolling(page)
    look(page, "phone-state-silent")
    with page.expect_request("**/v1/status"):
        page.get_by_role("button", name="Try again now").click()
    silent = False
    expect(page.get_by_role("alert")).not_to_be_visible()


def test_a_key_is_made_shown_once_renewed_and_revoked(tab: Tab, console: Console) -> None:
    page = tab.open("/state")
    page.get_by_role("button", name="Make a key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Note").fill("c5 of a test")
    dialog.get_by_label("briefs:write").uncheck()
    require_accessible(page)
    look(page, "state-new-key")
    dialog.get_by_role("button", name="Make the key").click()
    key = dialog.get_by_label("The key").input_value()
    assert _access(console, key).json()["brand_id"] == "sample-brand"
    assert "briefs:write" not in _access(console, key).json()["scopes"]
    dialog.get_by_role("button", name="Done").click()
    row = page.get_by_role("row", name="c5 of a test")
    row.get_by_role("button", name="New secret").click()
    dialog.get_by_label("stays good for").select_option("0")
    dialog.get_by_role("button", name="Make the new secret").click()
    renewed = dialog.get_by_label("The key").input_value()
    assert (_access(console, key).status_code, _access(console, renewed).status_code) == (401, 200)
    page.keyboard.press("Escape")
    row.get_by_role("button", name="Revoke").click()
    dialog.get_by_role("button", name="Revoke").click()
    expect(row).to_contain_text("revoked")
    assert _access(console, renewed).status_code == 401
    assert key not in page.content()


def test_webhooks_and_erasures_that_are_not_clean_yet_are_listed(tab: Tab, console: Console) -> None:
    with console.client() as client:
        client.put("/v1/creators/c5-gone", json={"name": "C5", "text": "Bakes"}).raise_for_status()
        client.delete("/v1/creators/c5-gone").raise_for_status()
        document = {"url": "https://hooks.example/c5", "enabled": False}
        made = client.post("/v1/webhooks", json=document).raise_for_status().json()
        page = tab.open("/state")
        expect(page.get_by_role("region", name="Receipts of erasures")).to_contain_text("Caches")
        expect(page.get_by_role("row", name="hooks.example/c5")).to_contain_text("off")
        expect(page.get_by_role("region", name="Recent changes").last).to_contain_text("createWebhook")
        client.delete(f"/v1/webhooks/{made['id']}").raise_for_status()


def test_a_brand_is_told_why_there_is_nothing(tab: Tab, console: Console) -> None:
    tab.page.goto(f"{console.address}/#key={console.brand_key}")
    expect(tab.page.get_by_role("navigation", name="Views")).to_be_visible()
    tab.page.goto(f"{console.address}/#/state")
    expect(tab.page.get_by_role("heading", name="Nothing to see with a brand's key")).to_be_visible()


def _access(console: Console, key: str) -> httpx.Response:
    return httpx.get(f"{console.address}/v1/access", headers={"Authorization": f"Bearer {key}"}, timeout=20)
