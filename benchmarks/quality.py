"""Match quality on a labelled set: ours beside random order, BM25 and plain dense retrieval of the same texts.

python -m benchmarks.quality --eval FOLDER [--ablation] [--leave-niche-out] [--similar]

FOLDER holds creators.jsonl, briefs.jsonl, qrels.tsv, unjudged.tsv and the set's own score.py, by which every brief is
measured. Encoding and scoring are those of the service (`service.evaluating`). Intervals are 95 % percentile
bootstraps: over niches for macro averages, over briefs or queries otherwise. A development set: never a test result.
"""

import argparse
import datetime
import importlib.util
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import numpy.typing as npt
from rich.progress import Progress

from service import evaluating, readings
from service.bootstrap import build_backends
from service.briefing.reader import read
from service.config import load_config
from service.embeddings.encoder import Encoder, Vectors, open_encoder
from service.embeddings.gloss import gloss
from service.embeddings.text import brief_views, creator_text
from service.index import wanted as constants
from service.index.joint import Doubles
from service.index.wanted import Wanted, wanted_by_brief, wanted_like
from service.scoring import refined

Row = dict[str, Any]
Scores = npt.NDArray[np.float64]

_DRAWS = 5000
# Most briefs of the set state no constraints; these are added to see what they do to the query.
_TAIL = (
    "\nWe are looking for 8 creators in Germany or Austria with 5k to 50k followers and at least 3 % engagement. "
    "Budget: 300 EUR per reel. Instagram only, no TikTok. No alcohol, gambling or gaming partners please. "
    "Content must be live by 30 June."
)
_COMMON = 0.05  # BM25 ignores words found in a larger share of the texts
_LABELS = 10  # creators of a label, at least, for its creators to be queries of --similar
_QUERIES = 2000


@dataclass(frozen=True)
class Bench:
    """The pool, its stored rows, the labelled briefs with their vectors, and the set's scorer."""

    pool: evaluating.Pool
    rows: Doubles
    creators: list[Row]
    briefs: list[Row]
    views: list[Vectors]
    scorer: Any
    grades: dict[str, dict[str, int]]
    unjudged: dict[str, set[str]]

    def ndcg(self, brief: Row, scores: Scores) -> float:
        by_id = dict(zip(self.pool.ids, scores.tolist(), strict=True))
        found: float = self.scorer.measure(by_id, self.grades[brief["id"]], self.unjudged[brief["id"]])[0]
        return found

    def all_ndcg(self, score: Callable[[int], Scores]) -> Doubles:
        return np.array([self.ndcg(brief, score(place)) for place, brief in enumerate(self.briefs)])


def main() -> None:
    options = _options()
    bench = read_bench(options.eval)
    print(f"{len(bench.creators)} creators, {len(bench.briefs)} briefs in {len(_niches(bench))} niches")
    dense = _dense(bench)
    systems = {"random order": _random(bench), "BM25": _bm25(bench), "plain dense": dense, "ours": ours(bench)}
    _table(bench, systems, dense)
    if options.ablation:
        print("\nWithout one part")
        _table(bench, {"ours": systems["ours"], **dict(_without_one_part(bench))}, systems["ours"])
    if options.leave_niche_out:
        _leave_niche_out(bench, dense)
    if options.similar:
        _similar(bench)


# --- systems: nDCG@10 of each brief


def _random(bench: Bench) -> Doubles:
    numbers = np.random.default_rng(0)
    return bench.all_ndcg(lambda _: numbers.random(len(bench.rows)))


def _bm25(bench: Bench) -> Doubles:
    """k1 1.2, b .75, lower-cased words, without those found in over 5 % of the texts; each brief word once."""
    texts = [_words(creator_text({"name": row.get("name") or "", "text": row["text"]})) for row in bench.creators]
    held: dict[str, int] = defaultdict(int)
    for words in texts:
        for word in set(words):
            held[word] += 1
    rare = {word for word, count in held.items() if count <= _COMMON * len(texts)}
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index([[word for word in words if word in rare] or [""] for words in texts], show_progress=False)

    def score(place: int) -> Scores:
        asked = [word for word in dict.fromkeys(_words(bench.briefs[place]["text"])) if word in rare]
        found: Scores = index.get_scores(asked).astype(np.float64) if asked else np.zeros(len(texts))
        return found

    return bench.all_ndcg(score)


def _dense(bench: Bench) -> Doubles:
    """Cosine of the encoder's vectors, texts as they are."""
    encoder = _plain(bench.pool.encoder)
    rows = bench.rows[:, : bench.pool.snapshot.width].copy()
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    glossed = [place for place, row in enumerate(bench.creators) if _reads(bench.pool.encoder, row["text"])]
    texts = [creator_text({"name": r.get("name") or "", "text": r["text"]}) for r in bench.creators]
    if glossed:
        rows[glossed] = encoder.encode_documents([texts[place] for place in glossed])
    queries = encoder.encode_queries([brief["text"] for brief in bench.briefs])
    return bench.all_ndcg(lambda place: rows @ queries[place].astype(np.float64))


def ours(bench: Bench) -> Doubles:
    return bench.all_ndcg(lambda place: _fit(bench, _refined(bench, _wanted(bench, bench.views[place]))))


def _without_one_part(bench: Bench) -> Iterator[tuple[str, Doubles]]:
    views, encoder = bench.views, bench.pool.encoder
    texts = [brief["text"] for brief in bench.briefs]
    unread, unglossed = [brief_views(text) for text in texts], _plain(encoder)
    of_whole = [encoder.encode_queries(parts) for parts in unread]
    as_it_is = [unglossed.encode_queries(brief_views(_semantic(brief))) for brief in bench.briefs]

    def run(of: list[Vectors], change: Callable[[Wanted], Wanted] = lambda w: w, feedback: bool = True) -> Doubles:
        def score(place: int) -> Scores:
            wanted = change(_wanted(bench, of[place]))
            return _fit(bench, _refined(bench, wanted) if feedback else wanted)

        return bench.all_ndcg(score)

    yield "niches", run(views, lambda wanted: replace(wanted, scale=0.0))
    yield "sentences", run([found[:1] for found in views])
    yield "feedback", run(views, feedback=False)
    yield "glossary (briefs)", run(as_it_is)
    yield "removal of read constraints", run(of_whole)
    with_tail = [brief | {"text": brief["text"] + _TAIL} for brief in bench.briefs]
    yield "… (constraints added: ours)", run([encoder.encode_queries(brief_views(_semantic(b))) for b in with_tail])
    yield "… (constraints added: kept)", run([encoder.encode_queries(brief_views(b["text"])) for b in with_tail])


def _wanted(bench: Bench, views: Vectors) -> Wanted:
    return wanted_by_brief(views, bench.pool.snapshot.examples)


def _refined(bench: Bench, wanted: Wanted) -> Wanted:
    return refined(bench.pool.backends, bench.pool.snapshot, wanted)


def _fit(bench: Bench, wanted: Wanted) -> Scores:
    found: Scores = bench.rows @ wanted.vector(bench.rows.shape[1]).astype(np.float64)
    return found


# --- reports


def _table(bench: Bench, systems: dict[str, Doubles], against: Doubles) -> None:
    english = np.array([brief["language"] == "en" for brief in bench.briefs])
    print(f"{'nDCG@10':<30}{'macro by niche':>24}{'overall':>9}{'English':>9}{'others':>9}{'difference of macro':>26}")
    for name, found in systems.items():
        per_niche = by_niche(bench, found)
        low, high = _interval(per_niche)
        change = per_niche - by_niche(bench, against)
        bounds = "[{:+.3f} {:+.3f}]".format(*_interval(change))
        macro = f"{per_niche.mean():>9.3f} [{low:.3f} {high:.3f}]"
        print(f"{name:<30}{macro}{found.mean():>9.3f}{found[english].mean():>9.3f}{found[~english].mean():>9.3f}"
              f"{change.mean():>+10.3f} {bounds}")  # fmt: skip


def _leave_niche_out(bench: Bench, dense: Doubles) -> None:
    """Constants chosen for each niche without it, by macro nDCG@10 over a grid around those in use."""
    names = ("_BRIEF_TEMPERATURE", "_LAMBDA_BRIEF", "_FEEDBACK", "_FEEDBACK_ROWS")
    used = tuple(getattr(constants, name) for name in names)
    grid: dict[tuple[float, ...], Doubles] = {}
    settings = list(product((0.035, 0.05, 0.07), (0.25, 0.4, 0.6), (0.5, 1.0, 1.5), (10, 20, 30)))
    with Progress(transient=True) as progress:
        for setting in progress.track(settings):
            for name, value in zip(names, setting, strict=True):
                setattr(constants, name, value)
            grid[setting] = by_niche(bench, ours(bench))
    for name, value in zip(names, used, strict=True):
        setattr(constants, name, value)
    table = np.stack(list(grid.values()))
    chosen = [int(np.delete(table, niche, axis=1).mean(axis=1).argmax()) for niche in range(table.shape[1])]
    left_out = table[chosen, range(table.shape[1])]
    gain = "[{:+.3f} {:+.3f}]".format(*_interval(left_out - by_niche(bench, dense)))
    print(f"\nLeave-niche-out over {len(grid)} settings, macro nDCG@10: left out {left_out.mean():.3f}, in use "
          f"{grid[used].mean():.3f}, best {table.mean(axis=1).max():.3f}, worst {table.mean(axis=1).min():.3f}; "
          f"left out against plain dense {(left_out - by_niche(bench, dense)).mean():+.3f} {gain}")  # fmt: skip


def _similar(bench: Bench) -> None:
    """Creators with the query's label are relevant; the query itself is left out. Labels of few creators are not
    asked for."""
    labels = np.array([row["label"] for row in bench.creators])
    counts = {label: int((labels == label).sum()) for label in set(labels)}
    eligible = [place for place, label in enumerate(labels) if counts[label] >= _LABELS]
    queries = np.sort(np.random.default_rng(0).choice(eligible, min(_QUERIES, len(eligible)), replace=False))
    width, discounts = bench.pool.snapshot.width, 1 / np.log2(np.arange(10) + 2)
    unit = bench.rows[:, :width] / np.linalg.norm(bench.rows[:, :width], axis=1, keepdims=True)

    def ndcg(scores: Scores, query: int) -> float:
        scores[query] = -np.inf
        best = np.argsort(-scores, kind="stable")[:10]
        ideal = discounts[: min(10, counts[labels[query]] - 1)].sum()
        return float(((labels[best] == labels[query]) * discounts).sum() / ideal)

    def alike(query: int) -> Scores:
        wanted = wanted_like(bench.rows[[query]], [1.0], width)
        assert wanted is not None
        return _fit(bench, refined(bench.pool.backends, bench.pool.snapshot, wanted, [int(query)]))

    dense = np.array([ndcg(unit @ unit[query], query) for query in queries])
    found = np.array([ndcg(alike(int(query)), query) for query in queries])
    low, high = (bound / dense.mean() for bound in _interval(found - dense))
    print(f"\nSimilar creators, nDCG@10 over {len(queries)} creators of labels with at least {_LABELS}: plain dense "
          f"{dense.mean():.3f}, ours {found.mean():.3f}, {found.mean() / dense.mean() - 1:+.1%} "
          f"[{low:+.1%} {high:+.1%}]")  # fmt: skip


def _niches(bench: Bench) -> list[str]:
    return sorted({brief["niche"] for brief in bench.briefs})


def by_niche(bench: Bench, found: Doubles) -> Doubles:
    of = np.array([brief["niche"] for brief in bench.briefs])
    return np.array([found[of == niche].mean() for niche in _niches(bench)])


def _interval(values: Doubles) -> tuple[float, float]:
    draws = np.random.default_rng(0).integers(0, len(values), (_DRAWS, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


# --- reading


def read_bench(folder: Path) -> Bench:
    creators, briefs = (_rows(folder / name) for name in ("creators.jsonl", "briefs.jsonl"))
    with Progress(transient=True) as progress:
        bar = progress.add_task("Embedding", total=len(creators))
        pool = evaluating.index_pool(build_backends(load_config()), creators, lambda n: progress.advance(bar, n))
    everybody = pool.snapshot.select(())[0]
    rows = everybody.vectors().astype(np.float64)
    views = [pool.encoder.encode_queries(brief_views(_semantic(brief))) for brief in briefs]
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for brief, _, creator, grade in _lines(folder / "qrels.tsv"):
        grades[brief][creator] = int(grade)
    unjudged: dict[str, set[str]] = defaultdict(set)
    for brief, creator in _lines(folder / "unjudged.tsv"):
        unjudged[brief].add(creator)
    return Bench(pool, rows, creators, briefs, views, _scorer(folder), grades, unjudged)


def _semantic(brief: Row) -> str:
    """The text that is encoded for a brief."""
    return readings.semantic_text(brief, read(brief["text"], datetime.date.today()))


def _plain(encoder: Encoder) -> Encoder:
    return open_encoder(replace(encoder.spec, glossary=""))


def _reads(encoder: Encoder, text: str) -> bool:
    """Whether the encoder is given other words than the text's."""
    return bool(encoder.spec.glossary) and gloss(text) != text


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _lines(path: Path) -> Iterator[list[str]]:
    return (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())


def _scorer(folder: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    return module


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, required=True)
    for name in ("ablation", "leave-niche-out", "similar"):
        parser.add_argument(f"--{name}", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
