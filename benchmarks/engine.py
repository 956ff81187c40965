"""The engine by itself: masks, search and scoring over a corpus of any size, without database or server.

OMP_NUM_THREADS=1 python -m benchmarks.engine [--rows N]... [--queries N] [--recall-queries N] [--json FILE]

Times stand beside the floor (benchmarks/floor.py) of the same run, rows and filters. Recall is that of the final
ranking's first 20 against an exact score of every matching row, for every preset and for random weights.
"""

import argparse
import datetime
import itertools
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from benchmarks.corpus import POOL_ROWS, Pool, kept_corpus, make_pool, open_corpus
from benchmarks.floor import Floor
from benchmarks.measuring import WARM, exponent, machine, timed, write
from benchmarks.mixes import MIXES, TODAY, Document, Mix, brief_of, wanted
from benchmarks.peers.filters import filter_of
from benchmarks.peers.rows import FlatRows, flat_rows
from service.backends import Backends
from service.bootstrap import build_backends
from service.config import load_config
from service.domain.brief import DEFAULT_WEIGHTS, PRESETS
from service.index.snapshot import Snapshot
from service.index.wanted import Wanted
from service.pruning import worth_a_look
from service.ranking import blend
from service.ranking.components import NAMES
from service.ranking.track import NO_EXPERIENCE
from service.scoring import Asked, Question, _scored, applicable, rank, refined

Result = dict[str, Any]
Floats = npt.NDArray[np.float64]

SIZES = (10_000, 100_000, 1_000_000)
TOP = 20
QUERIES = 40
RANDOM_WEIGHTS = 100
TYPICAL_PCT = (0.8, 36.0)  # share of matching rows between which filters are typical: about 1 to 30 %
_REFINED = 200  # of the nearest by codes, when nothing but the nearest is asked for
_BLOCK = 20_000
_FRESH = 100_000  # numbers of questions that nothing else asks
_SLACK = 1e-6  # scores are rounded to six digits
FIT_ALONE: Document = {"weights": dict.fromkeys(DEFAULT_WEIGHTS, 0.0) | {"fit": 1.0}}


@dataclass(frozen=True)
class Engine:
    """A served corpus and what is searched for in it."""

    backends: Backends
    snapshot: Snapshot
    searched: Sequence[Wanted]

    def question(self, mix: Mix, number: int, preferences: Document | None = None) -> Question:
        """The mix with bounds and a text of its own for each number."""
        brief = brief_of(mix, self.backends.rates, preferences, number)
        return Question(brief, self.searched[number % len(self.searched)], Asked(TOP))

    def mask(self, question: Question) -> object:
        return self.snapshot.select(question.brief.constraints)

    def search(self, question: Question) -> list[int]:
        """Rows of the nearest who pass: the likely ones by short codes, then exactly. Ids of a corpus are rows + 1."""
        selection, _ = self.snapshot.select(question.brief.constraints)
        query = question.wanted.vector(self.snapshot.header.dimension)
        if selection.has_codes and len(selection) > self.backends.config.exact_rows:
            rough = selection.rough_products(query)
            likely = worth_a_look(rough, TOP)
            selection = selection.at(np.sort(likely[np.argpartition(-rough[likely], _REFINED)[:_REFINED]]))
        nearest = np.argsort(-selection.products(query), kind="stable")[:TOP]
        return [int(creator_id) - 1 for creator_id in selection.ids[nearest]]

    def first(self, question: Question) -> npt.NDArray[np.int64]:
        """Ids of the first matches of a whole ranking."""
        found: npt.NDArray[np.int64] = rank(self.backends, self.snapshot, question).entries["id"][:TOP]
        return found


def main() -> None:
    options = _options()
    found = measure(options.rows or SIZES, options.queries, options.recall_queries)
    for part in found:
        show(part)
    write(options.json, found)


def measure(sizes: Sequence[int], queries: int = QUERIES, recall_queries: int = 1,
            pool_rows: int = POOL_ROWS) -> list[Result]:  # fmt: skip
    """Times, recall and floor at each size, then how they grow."""
    pool = make_pool(pool_rows)
    found = [of_size(pool, rows, queries, recall_queries) for rows in sizes]
    return [*found, growth(found)] if len(sizes) > 1 else found


def of_size(pool: Pool, rows: int, queries: int, recall_queries: int) -> Result:
    engine = open_engine(pool, rows)
    floor, flat = Floor(kept_corpus(pool, rows) / "floor.faiss"), flat_corpus(engine)
    floor.load(flat)
    figures = [of_mix(engine, floor, flat, mix, queries) | recall(engine, mix, recall_queries) for mix in MIXES]
    return {
        "section": "engine", "machine": machine(), "rows": rows, "figures": figures,
        "typical": _typical_times(engine, figures, queries),
        "refined": timed([partial(refined, engine.backends, engine.snapshot, one) for one in engine.searched]),
    }  # fmt: skip


def _typical_times(engine: Engine, figures: Sequence[Result], queries: int) -> Result:
    """Of whole rankings with typical filters, the mixes taking turns."""
    typical = [
        mix for mix, one in zip(MIXES, figures, strict=True) if TYPICAL_PCT[0] <= one["match_pct"] <= TYPICAL_PCT[1]
    ]
    numbers = range(_FRESH, _FRESH + WARM + queries)
    asked = [engine.question(mix, number) for number in numbers for mix in typical]
    calls = [partial(engine.first, question) for question in asked]
    warm = WARM * len(typical)
    return timed(calls[warm:], calls[:warm]) | {"mixes": [mix.name for mix in typical]}


def open_engine(pool: Pool, rows: int) -> Engine:
    snapshot = open_corpus(kept_corpus(pool, rows), pool.examples).snapshot
    with tempfile.TemporaryDirectory() as data:
        unused = f"sqlite:///{data}/unused.sqlite"
        plain = build_backends(replace(load_config(), data=Path(data), database_url=unused))
    noon = datetime.datetime.combine(TODAY, datetime.time(12), datetime.UTC)
    backends = replace(plain, held_rates=plain.exchange.of_file.table, now=lambda: noon)
    asked = wanted(pool.encoder, pool.examples)
    return Engine(backends, snapshot, [refined(backends, snapshot, one) for one in asked])


def flat_corpus(engine: Engine) -> FlatRows:
    rates = engine.backends.rates
    base = engine.snapshot.base
    assert base is not None
    return flat_rows(base.segment, [filter_of(brief_of(mix, rates)) for mix in MIXES], rates)


def of_mix(engine: Engine, floor: Floor, flat: FlatRows, mix: Mix, queries: int) -> Result:
    """Times of the engine's parts and of the floor's. No two calls have the same bounds: nothing is remembered."""
    numbers = itertools.count(1)

    def asked(preferences: Document | None = None, count: int = queries) -> list[Question]:
        return [engine.question(mix, number, preferences) for number in itertools.islice(numbers, count)]

    def times(call: Callable[[Question], object], preferences: Document | None = None) -> Result:
        warm, measured = asked(preferences, WARM), asked(preferences)
        return timed([partial(call, question) for question in measured], [partial(call, one) for one in warm])

    parts = {
        "mask": times(engine.mask),
        "mask_and_search": times(engine.search, FIT_ALONE),
        "engine": times(engine.first),
    }
    bare, match_pct = _floor_times(engine, floor, flat, asked())
    worked = sum(part["cpu_p50_ms"] for part in bare.values())
    return {"mix": mix.name, "match_pct": match_pct, **parts, "floor": bare,
            "times_floor": round(parts["engine"]["cpu_p50_ms"] / worked, 2)}  # fmt: skip


def _floor_times(engine: Engine, floor: Floor, flat: FlatRows, asked: Sequence[Question]) -> tuple[Result, float]:
    filters = [filter_of(question.brief) for question in asked]
    masks = [flat.mask(one) for one in filters]
    vectors = [question.wanted.vector(engine.snapshot.header.dimension) for question in asked]
    found = {
        "mask": timed([partial(floor.mask, one) for one in filters]),
        "search": timed([partial(floor.nearest, v, mask, TOP) for v, mask in zip(vectors, masks, strict=True)]),
        "score": timed([partial(floor.score, mask) for mask in masks]),
    }
    return found, round(100 * float(np.mean([mask.mean() for mask in masks])), 4)


# --- recall of the final ranking


def recall(engine: Engine, mix: Mix, queries: int) -> Result:
    """Share of the true first 20 that the engine's first 20 hold, equal scores counting as equal: the mean and the
    least over presets, and over random weights."""
    of_presets: list[float] = []
    of_random: list[float] = []
    for number in range(1, queries + 1):
        values, ids = _every_value(engine, engine.question(mix, number))
        of_presets += [_recall(engine, mix, number, {"preset": name}, values, ids) for name in PRESETS]
        of_random += [_recall(engine, mix, number, {"weights": w}, values, ids)
                      for w in random_weights(RANDOM_WEIGHTS)]  # fmt: skip
    return {
        f"recall_{name}_{what}": round(float(how(found)), 4)
        for name, found in (("presets", of_presets), ("random", of_random)) if found
        for what, how in (("mean", np.mean), ("least", np.min))
    }  # fmt: skip


def random_weights(count: int) -> Iterator[dict[str, float]]:
    """Evenly spread over all weightings (Dirichlet with all parameters 1)."""
    for drawn in np.random.default_rng(0).dirichlet(np.ones(len(NAMES)), count):
        yield dict(zip(NAMES, drawn.round(4).tolist(), strict=True))


def _every_value(engine: Engine, question: Question) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Component values of every matching row in double precision, unknown ones neutral, and the ids."""
    selection, _ = engine.snapshot.select(question.brief.constraints)
    weights = blend.normalised(question.brief.weights, applicable(question.brief, NO_EXPERIENCE))
    blocks = (np.arange(start, min(start + _BLOCK, len(selection))) for start in range(0, len(selection), _BLOCK))
    found = [_scored(engine.backends, selection.at(block), question, weights).values for block in blocks]
    values = np.concatenate(found) if found else np.empty((0, len(NAMES)))
    return np.where(np.isnan(values), blend.NEUTRAL, values), selection.ids


def _recall(engine: Engine, mix: Mix, number: int, preferences: Document, values: Floats,
            ids: npt.NDArray[np.int64]) -> float:  # fmt: skip
    question = engine.question(mix, number, preferences)
    weights = blend.normalised(question.brief.weights, applicable(question.brief, NO_EXPERIENCE))
    scores = values @ weights
    wanted_count = min(TOP, len(scores))
    if not wanted_count:
        return 1.0
    least = np.partition(scores, len(scores) - wanted_count)[len(scores) - wanted_count]
    found = scores[np.searchsorted(ids, engine.first(question))]
    return float(np.count_nonzero(found >= least - _SLACK)) / wanted_count


# --- reports


def growth(found: Sequence[Result]) -> Result:
    """How the time of each mix grows with the rows: time ~ rows ^ exponent."""
    sizes = [one["rows"] for one in found]
    lines = []
    for place, mix in enumerate(MIXES):
        times = [one["figures"][place]["engine"]["p50_ms"] for one in found]
        lines.append({"mix": mix.name, "p50_ms": times, "exponent": exponent(sizes, times)})
    return {"section": "growth", "machine": machine(), "rows": sizes, "figures": lines}


def show(result: Result, console: Console | None = None) -> None:
    shown = _growth_table(result) if result["section"] == "growth" else _engine_table(result)
    (console or Console(width=180)).print(shown)


def _engine_table(result: Result) -> Table:
    title = f"Engine, {result['rows']:,} creators, ms (p50 / p95 / p99); floor: p50 of mask + FAISS + scoring"
    typical = f"typical filters: {_times(result['typical'])}; feedback of a new brief: {_times(result['refined'])}"
    table = Table("mix", "match %", "mask", "mask + search", "engine", "floor", "x floor", "recall@20 presets (least)",
                  "random (least)", title=title, caption=typical)  # fmt: skip
    for one in result["figures"]:
        floors = " + ".join(f"{one['floor'][part]['p50_ms']:.2f}" for part in ("mask", "search", "score"))
        parts = [_times(one[part]) for part in ("mask", "mask_and_search", "engine")]
        recalls = [_shown_recall(one, of) for of in ("presets", "random")]
        table.add_row(one["mix"], f"{one['match_pct']:.3f}", *parts, floors, f"{one['times_floor']:.2f}", *recalls)
    return table


def _growth_table(result: Result) -> Table:
    title = "Whole engine, p50 in ms by number of creators"
    table = Table("mix", *(f"{rows:,}" for rows in result["rows"]), "exponent", title=title)
    for one in result["figures"]:
        table.add_row(one["mix"], *(f"{ms:.2f}" for ms in one["p50_ms"]), f"{one['exponent']:.2f}")
    return table


def _shown_recall(one: Result, of: str) -> str:
    return f"{one[f'recall_{of}_mean']:.3f} ({one[f'recall_{of}_least']:.2f})" if f"recall_{of}_mean" in one else ""


def _times(one: Result) -> str:
    return " / ".join(f"{one[f'p{q}_ms']:.2f}" for q in (50, 95, 99))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, action="append", help="sizes (default 10,000, 100,000 and a million)")
    parser.add_argument("--queries", type=int, default=QUERIES, help="questions a mix")
    parser.add_argument("--recall-queries", type=int, default=1, help="of them, with how many recall is measured")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    return parser.parse_args()


if __name__ == "__main__":
    main()
