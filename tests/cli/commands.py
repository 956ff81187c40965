"""Runs the command line in processes of its own, forked from one that has imported it: a start takes no second."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

_SECONDS = 120
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["service.cli"])


@dataclass(frozen=True)
class Result:
    status: int
    output: bytes
    errors: bytes


Run = Callable[..., Result]


def run_command(folder: Path, environment: Mapping[str, str], arguments: tuple[str, ...], stdin: bytes,
                within: Path | None = None) -> Result:  # fmt: skip
    """What `creatormatch ARGUMENTS`, run within a folder, prints and ends with; `folder` is for its streams."""
    files = [folder / name for name in ("stdin", "stdout", "stderr")]
    files[0].write_bytes(stdin)
    process = _CONTEXT.Process(target=_command, args=(files, dict(environment), arguments, within or Path.cwd()))
    process.start()
    process.join(_SECONDS)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(arguments)
    return Result(process.exitcode, files[1].read_bytes(), files[2].read_bytes())


def _command(files: list[Path], environment: dict[str, str], arguments: tuple[str, ...], within: Path) -> None:
    os.chdir(within)
    os.environ.clear()
    os.environ.update(environment)
    for number, file in enumerate(files):
        opened = os.open(file, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, number)
    said = environment.get("PYTHONIOENCODING")
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w", encoding=said), open(2, "w")  # noqa: SIM115 - for life
    sys.argv = ["creatormatch", *arguments]
    from service.cli import main

    main(prog_name="creatormatch")
