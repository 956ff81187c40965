"""Every benchmark in one go, each in a process of its own: prints tables, and writes JSON files to results/.

python -m benchmarks.run [--only SECTION]... [--rows N]... [--peer-rows N]

All of them take more options when they are called by their names, see benchmarks/README.md.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
SECTIONS = ("engine", "against", "memory", "encoder", "http", "background")
# Our own process as it serves: numpy and FAISS leave the cores to the pieces of a question (service/index/pieces.py).
_ENGINE = {"OMP_NUM_THREADS": "1"}


def main() -> None:
    options = _options()
    sizes = [argument for rows in options.rows or () for argument in ("--rows", str(rows))]
    largest = ["--rows", str(max(options.rows))] if options.rows else []
    _run("engine", [*sizes, *_json("engine")], options, _ENGINE)
    _run("against", ["--rows", str(options.peer_rows), *_json("peers")], options, _ENGINE)
    _run("memory", [*largest, *_json("memory")], options, _ENGINE)
    for name in SECTIONS[3:]:  # they set what they need, and write for themselves
        _run(name, [], options, {})


def _run(name: str, arguments: Sequence[str], options: argparse.Namespace, environment: dict[str, str]) -> None:
    if not options.only or name in options.only:
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
        subprocess.run(command, check=True, env=os.environ | environment)


def _json(name: str) -> tuple[str, str]:
    return "--json", str(RESULTS / f"{name}.json")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", action="append", choices=SECTIONS)
    parser.add_argument("--rows", type=int, action="append", help="sizes of the engine's corpora")
    parser.add_argument("--peer-rows", type=int, default=200_000, help="size of the corpus that peers load")
    return parser.parse_args()


if __name__ == "__main__":
    main()
