"""Pictures of the console for the README: `python -m tests.console.pictures docs/images`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium
from tests.console.served import Tab, served_sample

_SIZE = {"width": 1280, "height": 1000}


def main(folder: Path) -> None:
    """A service of its own with the real encoder, so that the figures are those that its users get."""
    folder.mkdir(parents=True, exist_ok=True)
    with (tempfile.TemporaryDirectory() as data, served_sample(Path(data), "all-MiniLM-L6-v2") as console,
          sync_playwright() as playwright):  # fmt: skip
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        tab = Tab(browser.new_page(viewport=_SIZE, locale="en-GB", timezone_id="UTC"), console)
        _match(tab.open("/"), folder)
        _plan(tab, folder)
        browser.close()


def _match(page: Page, folder: Path) -> None:
    page.wait_for_selector("main ol > li")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / "console-match.png")


def _plan(tab: Tab, folder: Path) -> None:
    brief = {"title": "Chilli crisp", "text": "Weeknight cooking with our chilli crisp: home cooks with a real kitchen",
             "deliverables": [{"kind": "ig_reel"}],
             "budget": {"currency": "EUR", "per_creator": "800", "total": "1500"}}  # fmt: skip
    with tab.console.client() as client:
        made = client.post("/v1/briefs", json=brief).json()["id"]
    page = tab.open(f"/briefs/{made}/plan")
    page.get_by_role("button", name="Find the best set").click()
    page.wait_for_selector("main svg")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / "console-plan.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
