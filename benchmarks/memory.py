"""Memory of an index of any size: proportional set size of its parts a creator, and what a second process adds.

python -m benchmarks.memory [--rows N] [--json FILE]

Processes of their own open the published generation and answer every mix; then every page of the index is touched, so
that nothing counts as free that was only not needed yet. Counted are the pages of its files, and anonymous memory
beyond what the same questions take of a tiny index.
"""

import argparse
import json
import mmap
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.corpus import kept_corpus, make_pool
from benchmarks.engine import Engine, open_engine
from benchmarks.measuring import anonymous_bytes, machine, mapped_bytes, resident_bytes, write
from benchmarks.mixes import MIXES
from service.index.generation import current_name

Result = dict[str, Any]

_QUESTIONS = 3  # a mix
_TINY = 25_000  # rows; enough for an approximate index


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    options = parser.parse_args()
    if options.serve:
        return _serve(options.rows)
    found = measure(options.rows)
    show(found)
    write(options.json, [found])


def measure(rows: int) -> Result:
    root = kept_corpus(make_pool(), rows)
    files = sum(path.stat().st_size for path in (root / str(current_name(root))).iterdir())
    with ExitStack() as stack:
        first = stack.enter_context(_process(rows))
        alone = _said(first)
        second = stack.enter_context(_process(rows))
        _said(second)
        shared = [_asked(one) for one in (first, second)]
    index, both = _index(alone), sum(map(_index, shared))
    return {
        "section": "memory", "machine": machine(), "rows": rows,
        "files_bytes_per_creator": round(files / rows, 1),
        "pss_bytes_per_creator": round(index / rows, 1),
        "anonymous_bytes_per_creator": round((alone["anonymous"] - alone["anonymous_before"]) / rows, 1),
        "process_rss_mib": round(alone["rss"] / 2**20),
        "second_process_adds_pct": round(100 * (both - index) / index, 2),
    }  # fmt: skip


def _index(sizes: dict[str, int]) -> int:
    return sizes["of_files"] + sizes["anonymous"] - sizes["anonymous_before"]


def _process(rows: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.memory", "--serve", "--rows", str(rows)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _said(process: subprocess.Popen[str]) -> dict[str, int]:
    assert process.stdout is not None
    found: dict[str, int] = json.loads(process.stdout.readline())
    return found


def _asked(process: subprocess.Popen[str]) -> dict[str, int]:
    """How much it is now."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return _said(process)


def _serve(rows: int) -> None:
    """Open, answer, say how much that took; and again for every line that is read."""
    pool = make_pool()
    _ask_everything(open_engine(pool, _TINY))
    before = {"anonymous_before": anonymous_bytes()}
    engine = open_engine(pool, rows)
    _ask_everything(engine)
    base = engine.snapshot.base
    assert base is not None
    for values in (base.segment.ids, base.segment.joint, *base.segment.columns.values()):
        _touch(values)
    root = kept_corpus(pool, rows)
    print(json.dumps(_sizes(root) | before), flush=True)
    for _ in sys.stdin:
        print(json.dumps(_sizes(root) | before), flush=True)


def _ask_everything(engine: Engine) -> None:
    for mix in MIXES:
        for number in range(1, _QUESTIONS + 1):
            engine.first(engine.question(mix, number))


def _touch(values: np.ndarray[Any, Any]) -> int:
    """Read a byte of every page."""
    return int(values.reshape(-1).view(np.uint8)[:: mmap.PAGESIZE].sum()) if values.size else 0


def _sizes(root: Path) -> dict[str, int]:
    return {"of_files": mapped_bytes(root), "anonymous": anonymous_bytes(), "rss": resident_bytes()}


def show(result: Result, console: Console | None = None) -> None:
    table = Table("what", "bytes a creator", title=f"Memory of an index of {result['rows']:,} creators")
    table.add_row("files of the generation", f"{result['files_bytes_per_creator']:,.0f}")
    table.add_row("one process, proportional set size", f"{result['pss_bytes_per_creator']:,.0f}")
    table.add_row("… of that anonymous", f"{result['anonymous_bytes_per_creator']:,.0f}")
    table.add_row("a second process adds", f"{result['second_process_adds_pct']:.1f} % of the index")
    (console or Console()).print(table)


if __name__ == "__main__":
    main()
