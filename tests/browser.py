"""A real Chromium, without a window and without a network: what a page becomes, and what the browser says of it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

_MILLISECONDS = 20_000  # of the page's own clock, which runs ahead while nothing happens


@dataclass(frozen=True)
class Visit:
    """`dom` is the page as it stands in the end, `complaints` what the console says: errors and violated policies."""

    dom: str
    complaints: list[str]


def visit(address: str, profile: Path) -> Visit:
    """Open a page and wait until it has come to rest."""
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom",
               "--enable-logging=stderr", f"--user-data-dir={profile}", f"--virtual-time-budget={_MILLISECONDS}",
               "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip
    ran = subprocess.run([chromium(), *options, address], capture_output=True, text=True, timeout=120, check=True)
    return Visit(ran.stdout, [line for line in ran.stderr.splitlines() if "CONSOLE" in line])


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """A WSGI application on a port of this machine; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def chromium() -> str:
    """Where none is installed a person may go on, CI may not."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    message = "no Chromium is installed; see tests/install-servers"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
