"""The console in a real browser: how much comes over the wire, and how soon something useful stands there.

python -m benchmarks.console [--loads N] [--encoder NAME] [--json FILE]

A new service with the sample, and for each load a browser without any cache. Beside the views, in the same run, a page
with nothing in it from the same server: what the browser itself takes.
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console as Terminal
from rich.table import Table

from benchmarks.measuring import machine
from tests.browser import chromium
from tests.console.served import RECEIVED, Console, served_sample

# A view, and what has to be seen for it to be of use.
_VIEWS = {"/": "main ol > li", "/plans": "main h1", "/creators": "main h1", "/niches": "main svg",
          "/imports": "main h1", "/state": "main h2"}  # fmt: skip
_EMPTY = "/console/icon.svg"
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
Figures = dict[str, Any]


def main() -> None:
    options = _options()
    with (tempfile.TemporaryDirectory() as folder, served_sample(Path(folder), options.encoder) as console,
          sync_playwright() as playwright):  # fmt: skip
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        found = {path: _measure(browser, console, path, options.loads) for path in _VIEWS}
        empty = statistics.median(_empty(browser, console) for _ in range(options.loads))
        browser.close()
    result = {"machine": machine(), "loads": options.loads, "encoder": options.encoder, "empty_page_ms": empty,
              "views": found}  # fmt: skip
    _show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


def _measure(browser: Browser, console: Console, path: str, loads: int) -> Figures:
    """Medians: milliseconds to the first paint and until what the view is for is seen, bytes with their headers."""
    runs = [_load(browser, console, path) for _ in range(loads)]
    return {name: round(statistics.median(run[name] for run in runs)) for name in runs[0]}


def _load(browser: Browser, console: Console, path: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    session = json.dumps(json.dumps({"key": console.key, "brand": "sample-brand"}))
    page.add_init_script(f"sessionStorage.setItem('creatormatch.session', {session})")
    page.goto(f"{console.address}/#{path}", wait_until="commit")
    page.wait_for_selector(_VIEWS[path], state="visible")
    useful = page.evaluate("performance.now()")
    page.wait_for_load_state("networkidle")
    found = {"painted_ms": page.evaluate(_PAINTED), "useful_ms": useful, "bytes": page.evaluate(RECEIVED)}
    context.close()
    return found


def _empty(browser: Browser, console: Console) -> float:
    page: Page = browser.new_page()
    page.goto(f"{console.address}{_EMPTY}")
    took: float = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    page.close()
    return round(took, 1)


def _show(result: Figures) -> None:
    table = Table("view", "first paint ms", "of use ms", "bytes", title="The console, by views")
    for path, figures in result["views"].items():
        table.add_row(path, *(f"{figures[name]:,}" for name in ("painted_ms", "useful_ms", "bytes")))
    terminal = Terminal()
    terminal.print(table)
    terminal.print(f"An empty page: {result['empty_page_ms']} ms")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--loads", type=int, default=7, help="loads of each view")
    parser.add_argument("--encoder", default="all-MiniLM-L6-v2", help="hash: starts faster, and matches say nothing")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
