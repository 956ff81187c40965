"""Runs the commands of a page as a reader would: one shell, in their order, in a folder like a fresh clone's."""

import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.cli.commands import run_command
from tests.documents.blocks import ROOT, Block

REAL = Path(sys.executable).with_name("creatormatch")
_SECONDS = 300.0  # a busy machine is slow, not wrong
_TOO_LONG = 124  # as timeout(1) ends

# Hands a command on to a process that has imported the service already, since a start of Python takes seconds here.
_COMMAND = f"""#!{sys.executable} -SE
import base64, json, os, socket, sys
if sys.argv[1:2] in (["serve"], ["worker"]):
    os.execv({str(REAL)!r}, [{str(REAL)!r}, *sys.argv[1:]])
with socket.socket(socket.AF_UNIX) as to:
    to.connect(SOCKET)
    stdin = base64.b64encode(sys.stdin.buffer.read()).decode()
    to.sendall(json.dumps([os.getcwd(), dict(os.environ), sys.argv[1:], stdin]).encode() + b"\\n")
    status, printed, errors = json.loads(to.makefile().read())
sys.stdout.write(printed); sys.stderr.write(errors); sys.exit(status)
"""


@dataclass(frozen=True)
class Played:
    """What became of a block: whether it was reached, what it printed, and its requests with their status."""

    block: Block
    printed: str
    errors: str
    requests: Sequence[tuple[int, str]]


class PageFailed(AssertionError):
    """A page's commands ended with an error."""


@contextmanager
def clone(folder: Path) -> Iterator[dict[str, str]]:
    """A folder with what commands of pages need of the project; the environment to run them in."""
    tools = folder / ".venv" / "bin"
    tools.mkdir(parents=True)
    shutil.copytree(ROOT / "examples", folder / "examples")
    (folder / "clients").symlink_to(ROOT / "clients")
    for name in ("python", "python3"):
        _program(tools / name, f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (folder / ".curlrc").write_text('write-out = "%{stderr}@@ %{http_code} %{method} %{url}\\n"\n')
    with _answering(folder) as address:
        _program(tools / "creatormatch", _COMMAND.replace("SOCKET", repr(address)))
        quiet = {name: value for name, value in os.environ.items() if not name.startswith("CREATORMATCH_")}
        yield quiet | {"PATH": f"{tools}:{os.environ['PATH']}", "CURL_HOME": str(folder), "COLUMNS": "120"}


def _program(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o755)


def play(page: Sequence[Block], folder: Path, environment: Mapping[str, str], replacements: Mapping[str, str],
         keep: Sequence[str] = ()) -> tuple[list[Played], dict[str, str]]:  # fmt: skip
    """Run blocks one after the other in one shell; what became of each, and the shell's variables named by `keep`."""
    log = folder / "played"
    log.mkdir(exist_ok=True)
    for old in log.iterdir():
        old.unlink()
    for block in page:
        if block.file:
            (folder / block.file).write_text(_replaced(block.text, replacements))
    runnable = [block for block in page if block.language == "sh"]
    script = ["set -e -o pipefail"]
    for number, block in enumerate(runnable):
        script += [f"exec > {log}/{number}.out 2> {log}/{number}.err", _replaced(block.text, replacements)]
    values = " ".join(f'"${name}"' for name in keep)
    script.append(f"printf '%s\\0' {values} > {log}/kept")
    status = _shell("\n".join(script) + "\n", folder, environment)
    played = [_played(block, log, number) for number, block in enumerate(runnable) if (log / f"{number}.out").exists()]
    if status != 0:
        last = played[-1]
        raise PageFailed(f"{last.block.where}: ended with {status}\n{last.block.text}\n{last.printed}\n{last.errors}")
    return played, dict(zip(keep, (log / "kept").read_text().split("\0"), strict=False))


def _shell(script: str, folder: Path, environment: Mapping[str, str]) -> int:
    """Runs a script; what it left running in the background is ended with it."""
    shell = subprocess.Popen(["bash", "-c", script], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                             start_new_session=True)  # fmt: skip
    try:
        return shell.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        return _TOO_LONG
    finally:
        with suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGTERM)
        shell.wait()


def _replaced(text: str, replacements: Mapping[str, str]) -> str:
    for shown, here in replacements.items():
        text = text.replace(shown, here)
    return text


def _played(block: Block, log: Path, number: int) -> Played:
    errors = (log / f"{number}.err").read_text(errors="replace")
    requests = [(int(status), url) for status, url in re.findall(r"^@@ (\d+) (.*)$", errors, re.MULTILINE)]
    return Played(block, (log / f"{number}.out").read_text(errors="replace"), errors, requests)


@contextmanager
def _answering(folder: Path) -> Iterator[str]:
    """Runs commands for the shim; the address where."""
    address = str(folder / "commands.socket")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        threading.Thread(target=_accept, args=(listening, folder), daemon=True).start()
        yield address
        listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, folder: Path) -> None:
    number = 0
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return  # closed
        own = folder / f"command-{(number := number + 1)}"
        own.mkdir()
        threading.Thread(target=_run, args=(connection, own), daemon=True).start()


def _run(connection: socket.socket, own: Path) -> None:
    with connection, connection.makefile("r") as reading:
        folder, environment, arguments, stdin = json.loads(reading.readline())
        result = run_command(own, environment, tuple(arguments), base64.b64decode(stdin), Path(folder))
        answer = [result.status, result.output.decode(errors="replace"), result.errors.decode(errors="replace")]
        connection.sendall(json.dumps(answer).encode())
