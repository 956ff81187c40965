"""The path from the README to a signed webhook: every command of its page, against a fresh service."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.builders import settings
from tests.clients.pages import ROOT, free_port, shell_blocks

PAGE = ROOT / "docs" / "first-webhook.md"
_FEWER_THAN = 15
_SECONDS = 120.0  # a busy machine is slow, not wrong


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the commands need of the project's folder; `make run` serves without sample and real encoder."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    (tmp_path / "tools").mkdir()
    make = tmp_path / "tools" / "make"
    make.write_text('#!/bin/sh\n[ "$1" = run ] && exec .venv/bin/creatormatch serve\nexit 1\n')
    make.chmod(0o755)
    return tmp_path


def test_the_path_has_fewer_than_fifteen_commands() -> None:
    commands = [command for block in shell_blocks(PAGE) for command in block]
    assert 5 < len(commands) < _FEWER_THAN
    assert PAGE.read_text().split("\n\n")[1].startswith(f"{_in_words(len(commands))} commands")


def test_the_path_ends_with_signed_webhooks(folder: Path) -> None:
    service, receiver = free_port(), free_port()
    serve, rest = ("\n".join(block) for block in shell_blocks(PAGE))
    assert ":8000" in rest
    assert "9000" in rest
    rest = rest.replace(":8000", f":{service}").replace("9000", str(receiver))
    environment = os.environ | settings(folder / "data", bind=f"127.0.0.1:{service}")
    environment["PATH"] = f"{folder}/tools:{os.environ['PATH']}"
    with _bash(serve, folder, environment) as log:
        _wait(lambda: _is_ready(service), log)
        with _bash(f"set -e\n{rest}\nwait", folder, environment) as printed:
            _wait(lambda: _events(printed) == {"webhook.test", "plan.ready"}, printed)


@contextmanager
def _bash(script: str, folder: Path, environment: dict[str, str]) -> Iterator[Path]:
    """A shell with all that it starts, until the end of the block; the file with what they print."""
    printed = folder / f"{len(list(folder.glob('*.log')))}.log"
    with printed.open("w") as log:
        shell = subprocess.Popen(["bash", "-c", script], cwd=folder, env=environment, stdout=log,
                                 stderr=subprocess.STDOUT, start_new_session=True)  # fmt: skip
    try:
        yield printed
    finally:
        os.killpg(shell.pid, signal.SIGTERM)
        shell.wait()


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _events(printed: Path) -> set[str]:
    """The kinds of the events that the receiver has printed."""
    return set(re.findall(r"^\S+Z (\S+) \{", printed.read_text(), re.MULTILINE))


def _wait(until: Callable[[], bool], printed: Path) -> None:
    end = time.monotonic() + _SECONDS
    while not until():
        assert time.monotonic() < end, printed.read_text()
        time.sleep(0.1)


def _in_words(count: int) -> str:
    return ["Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen", "Fourteen"][count - 6]
