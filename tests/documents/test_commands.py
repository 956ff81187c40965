"""Every command that a page shows is run, page by page, against a real service, or says why it is not."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import servers
from tests.browser import visit
from tests.builders import settings
from tests.clients.pages import free_port
from tests.documents.blocks import ROOT, Block, blocks, pages
from tests.documents.comparing import shows
from tests.documents.not_run import NOT_RUN, entry_of
from tests.documents.playing import REAL, Played, clone, play

# What they start serves every page of the first test.
SERVING = {"make run", "CREATORMATCH_WEBHOOK_PRIVATE=on make run"}
# In the order that they are read in; the last one erases whom the others know.
ONE_SERVICE = ["README.md", "docs/quickstart-brand.md", "docs/quickstart-frontend.md", "docs/access.md", "docs/api.md",
               "docs/briefs.md", "docs/imports.md", "docs/quality.md", "docs/personal-data.md"]  # fmt: skip
OWN_SERVICE = ["docs/quickstart-operator.md"]
DISTRIBUTED = ["docs/operations.md"]
OF_THE_SHELL = ("CM", "MARKETPLACE_KEY", "BRAND_KEY", "BRIEF", "PLAN")
_PAGE_PORT = "5173"
_SECONDS = 120.0  # a busy machine is slow, not wrong


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    with clone(tmp_path) as environment:
        yield environment


def test_the_pages_for_users_run_against_one_service(
    tmp_path: Path, environment: dict[str, str], count: Callable[..., None]
) -> None:
    service, page = free_port(), free_port()
    here = {":8000": f":{service}", _PAGE_PORT: str(page)}
    environment |= settings(tmp_path / "data", bind=f"127.0.0.1:{service}", webhook_private="on")
    environment |= {"PYTHONPATH": str(ROOT / "clients" / "python" / "src")}
    run = []
    with _sample_served(tmp_path, environment, service):
        for name in ONE_SERVICE:
            played, kept = _played(name, tmp_path, environment, here)
            environment |= kept
            run += played
            if name == "docs/quickstart-frontend.md":
                _look_at_the_page(tmp_path, environment, page)
    count("blocks of commands for users run", len(run), f"{sum(len(one.requests) for one in run)} requests")


def test_the_operators_first_day_runs(tmp_path: Path, environment: dict[str, str], count: Callable[..., None]) -> None:
    service = free_port()
    environment |= settings(tmp_path / "data", bind=f"127.0.0.1:{service}")
    for name in OWN_SERVICE:
        played, _ = _played(name, tmp_path, environment, {":8000": f":{service}"})
        count("blocks of commands for operators run", len(played))


def test_several_hosts_run_on_postgresql_and_redis(
    tmp_path: Path, environment: dict[str, str], postgres_url: str, redis_url: str, count: Callable[..., None]
) -> None:
    service = free_port()
    environment |= settings(tmp_path / "data", bind=f"127.0.0.1:{service}")
    environment["PATH"] += f":{Path(servers.find_postgres('initdb')).parent}"
    here = {":8000": f":{service}", "postgresql+psycopg://creatormatch@db.internal:5432/creatormatch": postgres_url,
            "postgresql://creatormatch@db.internal:5432/creatormatch": postgres_url.replace("+psycopg", ""),
            "redis://redis.internal:6379/0": redis_url}  # fmt: skip
    for name in DISTRIBUTED:
        played, _ = _played(name, tmp_path, environment, here)
        count("blocks of commands for several hosts run", len(played))


def test_every_block_of_commands_is_run_or_says_why_not() -> None:
    run = {block.where for name in [*ONE_SERVICE, *OWN_SERVICE, *DISTRIBUTED] for block in _to_run(name)}
    shown = [block for page in pages() for block in blocks(page) if block.language == "sh"]
    left = [block for block in shown if block.where not in run and block.text.strip() not in SERVING]
    assert [block.where for block in left if entry_of(block) is None] == []
    assert {entry_of(block) for block in left} == NOT_RUN.keys(), "an entry stands for no block"


def _to_run(name: str) -> list[Block]:
    """The blocks of a page that are run, and the files that they need."""
    return [block for block in blocks(ROOT / name)
            if entry_of(block) is None and block.text.strip() not in SERVING]  # fmt: skip


def _played(name: str, folder: Path, environment: Mapping[str, str], here: Mapping[str, str]) -> tuple[
    list[Played], dict[str, str]
]:  # fmt: skip
    """Run a page; every request succeeded, unless the page shows its refusal, and what is shown is what was printed."""
    played, kept = play(_to_run(name), folder, environment, here, OF_THE_SHELL)
    for one in played:
        shown = one.block.shown or ""
        expected = {int(status) for status in re.findall(r'"status": (\d{3})\b', shown)} | {0, 503}  # not there yet
        refused = [request for request in one.requests if request[0] >= 400 or request[0] == 0]
        assert all(status in expected for status, _ in refused), f"{one.block.where}: {refused}\n{one.printed}"
        where = f"{one.block.where} shows\n{shown}\nand printed\n{one.printed}\n{one.errors}"
        assert shows(_replaced(shown, here), one.printed), where
    return played, {name: value for name, value in kept.items() if value}


def _replaced(text: str, here: Mapping[str, str]) -> str:
    for shown, actual in here.items():
        text = text.replace(shown, actual)
    return text


@contextmanager
def _sample_served(folder: Path, environment: Mapping[str, str], port: int) -> Iterator[None]:
    """What `make run` starts, with the encoder of tests."""
    with (folder / "service.log").open("w") as log:
        process = subprocess.Popen([str(REAL), "serve", "--sample"], cwd=folder, env=environment, stdout=log,
                                   stderr=subprocess.STDOUT, start_new_session=True)  # fmt: skip
    try:
        end = time.monotonic() + _SECONDS
        while not _is_ready(port):
            assert process.poll() is None, (folder / "service.log").read_text()
            assert time.monotonic() < end, (folder / "service.log").read_text()
            time.sleep(0.1)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _look_at_the_page(folder: Path, environment: Mapping[str, str], port: int) -> None:
    """The page of the front-end's quickstart in a browser: from the origin that its key is for, and from another."""
    page = (folder / "matches.html").read_text()
    (folder / "pressed.html").write_text(page.replace("</html>", "<script src=pressing.js></script>"))
    (folder / "pressing.js").write_text(_PRESS)
    with _folder_served(folder, environment, port) as address:
        seen = visit(f"{address}/pressed.html", folder / "profile")
    assert seen.complaints == []
    assert [int(rank) for rank in re.findall(r"<h2>(\d+)\. ", seen.dom)] == list(range(1, 11))
    assert seen.dom.count("<meter") >= 50
    assert "all_indexed_creators: 20" in seen.dom
    assert 'value="food_cooking"' in seen.dom
    with _folder_served(folder, environment, free_port()) as address:
        seen = visit(f"{address}/matches.html", folder / "profile")
    assert "CORS" in "".join(seen.complaints)
    assert "<meter" not in seen.dom


_PRESS = """
const hand = setInterval(() => {
  const more = document.getElementById("more");
  if (more.hidden) return;
  clearInterval(hand);
  more.click();
}, 50);
"""


@contextmanager
def _folder_served(folder: Path, environment: Mapping[str, str], port: int) -> Iterator[str]:
    command = ["python3", "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as serving:
        try:
            end = time.monotonic() + _SECONDS
            while not _answers(port):
                assert time.monotonic() < end
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            serving.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
