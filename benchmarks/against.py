"""The engine beside other engines: the same rows, filters and vectors in one run, each free to use all cores.

OMP_NUM_THREADS=1 python -m benchmarks.against [--rows N] [--peer NAME]... [--json FILE]

What is timed is the mask and the 20 nearest by inner product, which is all that the others do; ours beside it once more
with everything that a ranking holds. Recall is against an exact scan of every row that passes. The peers' columns hold
what an order costs of everybody, worked out before (see peers/filters.py): a favour to them.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from benchmarks.corpus import POOL_ROWS, kept_corpus, make_pool
from benchmarks.engine import FIT_ALONE, TOP, Engine, flat_corpus, open_engine
from benchmarks.floor import Floor
from benchmarks.measuring import WARM, machine, timed, write
from benchmarks.mixes import MIXES, Mix
from benchmarks.peers.filters import Filter, filter_of
from benchmarks.peers.peer import Peer, installed_peers
from benchmarks.peers.rows import FlatRows
from service.scoring import Question

Result = dict[str, Any]
Floats = npt.NDArray[np.float32]

ROWS, QUERIES = 200_000, 20
_BLOCK = 65_536
_SLACK = 1e-3  # of half precision
_SAME_RECALL = 0.005


@dataclass(frozen=True)
class Asked:
    """One search, the same for everybody: as a question to us, as a filter to the others; and the least inner product
    of the true first."""

    question: Question
    whole: Question
    query: Floats
    wanted: Filter
    matching: int
    least: float


def main() -> None:
    options = _options()
    found = measure(options.rows, options.queries, options.peer)
    show(found)
    write(options.json, [found])


def measure(rows: int = ROWS, queries: int = QUERIES, chosen: Sequence[str] | None = None,
            pool_rows: int = POOL_ROWS) -> Result:  # fmt: skip
    """Every engine that is installed (or chosen, none for an empty list), ours first, the floor second."""
    pool = make_pool(pool_rows)
    engine = open_engine(pool, rows)
    flat = flat_corpus(engine)
    asked = {mix.name: _asked(engine, flat, mix, queries) for mix in MIXES}
    found = [_ours(engine, flat, asked)]
    found.append(_peer(lambda: Floor(kept_corpus(pool, rows) / "floor.faiss"), flat, asked))
    for name, opened in installed_peers().items():
        if chosen is None or name in chosen:
            found.append(_peer(opened, flat, asked))
    match_pct = {
        name: round(100 * float(np.mean([a.matching for a in those])) / rows, 4) for name, those in asked.items()
    }
    return {"section": "peers", "machine": machine(), "rows": rows, "match_pct": match_pct, "engines": found}


def _asked(engine: Engine, flat: FlatRows, mix: Mix, queries: int) -> list[Asked]:
    """The first of them warm everybody up."""
    found = []
    for number in range(1, WARM + queries + 1):
        question, whole = engine.question(mix, number, FIT_ALONE), engine.question(mix, number + WARM + queries)
        query, wanted = question.wanted.vector(flat.vectors.shape[1]), filter_of(question.brief)
        rows = np.flatnonzero(flat.mask(wanted))
        products = _products(flat, rows, query)
        least = max(0.0, float(np.sort(products)[-TOP:][0])) if len(rows) else 0.0
        found.append(Asked(question, whole, query, wanted, len(rows), least))
    return found


def _products(flat: FlatRows, rows: npt.NDArray[Any], query: Floats) -> Floats:
    blocks = (rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK))
    return np.concatenate(
        [np.empty(0, np.float32), *(flat.vectors[block].astype(np.float32) @ query for block in blocks)]
    )


def _ours(engine: Engine, flat: FlatRows, asked: dict[str, list[Asked]]) -> Result:
    mixes = {}
    for name, those in asked.items():
        figures = _figures(flat, those, lambda one: engine.search(one.question))
        mixes[name] = figures | {"whole": _timed(those, lambda one: engine.first(one.whole))}
    return {"engine": "creatormatch", "mixes": mixes}


def _peer(opened: Callable[[], Peer], flat: FlatRows, asked: dict[str, list[Asked]]) -> Result:
    started = time.perf_counter()
    with closing(opened()) as peer:
        peer.load(flat)
        seconds = round(time.perf_counter() - started, 1)
        mixes = {
            name: _figures(flat, those, lambda one: peer.search(one.query, one.wanted, TOP))
            for name, those in asked.items()
        }
        return {"engine": peer.name, "load_seconds": seconds, "mixes": mixes}


def _figures(flat: FlatRows, asked: Sequence[Asked], search: Callable[[Asked], list[int]]) -> Result:
    return _timed(asked, search) | {
        "recall": round(float(np.mean([_recall(flat, a, search(a)) for a in asked[WARM:]])), 4)
    }


def _timed(asked: Sequence[Asked], call: Callable[[Asked], object]) -> Result:
    return timed([partial(call, one) for one in asked[WARM:]], [partial(call, one) for one in asked[:WARM]])


def _recall(flat: FlatRows, asked: Asked, found: Sequence[int]) -> float:
    """Of the true first, equal ones counting as equal and products below 0 as 0, which is what fit makes of them; what
    does not pass the filter counts as missing."""
    rows = np.array(sorted(set(found)), dtype=np.int64)
    true = min(TOP, asked.matching)
    if not true:
        return 1.0
    products = np.maximum(_products(flat, rows[flat.mask(asked.wanted)[rows]], asked.query), 0.0)
    return min(true, int(np.count_nonzero(products >= asked.least - _SLACK))) / true


def show(result: Result, console: Console | None = None) -> None:
    engines = result["engines"]
    title = f"Mask and 20 nearest of {result['rows']:,} creators: p50 / p99 in ms (recall@20)"
    caption = "\n".join(f"{one['engine']}: loaded in {one['load_seconds']} s" for one in engines[1:])
    table = Table("mix", "match %", "whole ranking", *(one["engine"].partition(" (")[0] for one in engines),
                  "fastest peer / ours", title=title, caption=caption)  # fmt: skip
    for name, pct in result["match_pct"].items():
        cells = [one["mixes"][name] for one in engines]
        whole = cells[0]["whole"]
        shown = [f"{m['p50_ms']:.2f} / {m['p99_ms']:.2f} ({m['recall']:.3f})" for m in cells]
        table.add_row(name, f"{pct:.3g}", f"{whole['p50_ms']:.2f} / {whole['p99_ms']:.2f}", *shown, ahead(cells))
    (console or Console(width=200)).print(table)


def ahead(cells: Sequence[Result]) -> str:
    """How many times our p50 the fastest peer takes whose recall is not below ours; cells are ours, the floor's and
    the peers' of one mix."""
    ours, *peers = cells[0], *(m["p50_ms"] for m in cells[2:] if m["recall"] >= cells[0]["recall"] - _SAME_RECALL)
    return f"{min(peers) / ours['p50_ms']:.2f}" if peers else "none as exact" if cells[2:] else ""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--queries", type=int, default=QUERIES, help="questions a mix")
    parser.add_argument("--peer", action="append", help="only this one (default: every one that is installed)")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    return parser.parse_args()


if __name__ == "__main__":
    main()
