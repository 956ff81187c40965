"""One service with the sample and one browser for all tests of the console; a fresh page each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import chromium
from tests.console.served import Console, Tab, served_sample


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """The sample's creators as the hash encoder has them: who matches says nothing, how it is shown does."""
    with served_sample(Path(tmp_path_factory.mktemp("console"))) as running:
        with running.client() as client:  # the first brief loads what its reader knows
            client.post("/v1/match", json={"text": "8 creators in Germany"})
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture
def tab(console: Console, browser: Browser) -> Iterator[Tab]:
    """A fresh page; what the browser complains of fails the test, violations of the policy among it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="UTC")
    context.set_default_timeout(20_000)
    found = Tab(context.new_page(), console)
    yield found
    context.close()
    assert found.complaints == []


@pytest.fixture
def phone(console: Console, browser: Browser) -> Iterator[Tab]:
    """The same, as wide as a telephone and in the dark."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", timezone_id="UTC",
                                  color_scheme="dark", has_touch=True)  # fmt: skip
    context.set_default_timeout(20_000)
    found = Tab(context.new_page(), console)
    yield found
    context.close()
    assert found.complaints == []
