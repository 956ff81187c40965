"""The console as its users have it: a whole service with the sample in processes of its own, in a real Chromium."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Response, Route

from tests.reliability.harness import HOST, Server, free_port

_START_SECONDS = 240.0  # a real encoder embeds the sample in one to four minutes
# Said of every answer beside 2xx, which many tests want; 5xx are looked at as answers.
_ANSWERED = "Failed to load resource"

# Bytes over the wire so far, headers and answers of the API among them.
RECEIVED = """performance.getEntries().filter((one) => one.entryType === 'resource' || one.entryType === 'navigation')
    .reduce((sum, one) => sum + (one.transferSize ?? 0), 0)"""


@dataclass(frozen=True)
class Console:
    """`opened`: the address that the first start prints, which holds the marketplace's key."""

    address: str
    opened: str
    brand_key: str

    @property
    def key(self) -> str:
        found = re.search(r"key=([^&]+)", self.opened)
        assert found is not None
        return found[1]

    def client(self) -> httpx.Client:
        """The API, as the console uses it."""
        headers = {"Authorization": f"Bearer {self.key}", "Creatormatch-Brand": "sample-brand"}
        return httpx.Client(base_url=self.address, headers=headers, timeout=60)


@contextmanager
def served_sample(folder: Path, encoder: str = "hash", **settings: str) -> Iterator[Console]:
    """`creatormatch serve --sample` on a port of this machine."""
    port = free_port()
    own = {"data": folder / "data", "bind": f"{HOST}:{port}", "encoder": encoder,
           "requests_per_minute": "0"} | settings  # fmt: skip
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CREATORMATCH_")}
    environment = plain | {f"CREATORMATCH_{name.upper()}": str(value) for name, value in own.items()}
    command = [sys.executable, "-c", "from service.cli import main; main()", "serve", "--sample"]
    log = folder / "server.log"
    server = Server(command, environment, log)
    try:
        yield _once_ready(server.process, f"http://{HOST}:{port}", log)
    finally:
        server.end()


def _once_ready(process: "subprocess.Popen[bytes]", address: str, log: Path) -> Console:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        said = log.read_text(errors="replace")
        opened, key = re.search(r"console: (\S+)", said), re.search(r"brand key: (\S+)", said)
        if opened and key and _is_ready(address):
            return Console(address, opened[1], key[1])
        time.sleep(0.1)
    raise AssertionError(f"the service did not start: {log.read_text(errors='replace')[-3000:]}")


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


@dataclass
class Tab:
    """A page of the console, and what the browser had to complain of."""

    page: Page
    console: Console
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{error}"))
        self.page.on("response", self._look)

    def open(self, path: str = "/", brand: str = "sample-brand") -> Page:
        """Show a view and nothing before it, signed in with the marketplace's key."""
        self.page.goto(f"{self.console.address}/console/icon.svg")
        session = json.dumps({"key": self.console.key, "brand": brand})
        self.page.evaluate("session => sessionStorage.setItem('creatormatch.session', session)", session)
        self.page.goto(f"{self.console.address}/#{path}")
        self.page.wait_for_selector("main h1")
        return self.page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_ANSWERED):
            self.complaints.append(message.text)

    def _look(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")


def awaited(held: list[Route], page: Page, number: int = 1) -> Route:
    """One of the requests that a test holds back, once the browser has made it."""
    for _ in range(200):
        if len(held) >= number:
            return held[number - 1]
        page.wait_for_timeout(100)
    raise AssertionError("no such request was made")


def require_accessible(page: Page, scope: str | None = None) -> None:
    """No finding of axe that is serious or critical."""
    found: Any = Axe().run(page, context=scope).response["violations"]
    serious = [
        f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert not serious, "\n".join(serious)


def require_no_sideways_scrolling(page: Page) -> None:
    """What is wider than the window scrolls inside its own box."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{wide} px wider than the window"


def look(page: Page, name: str) -> None:
    """Keep a picture for a person to look at, where CREATORMATCH_SCREENSHOTS names a folder."""
    if folder := os.environ.get("CREATORMATCH_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
