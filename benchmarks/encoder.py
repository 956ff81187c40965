"""The encoder's ways to compute beside torch in 32-bit floats, in one run on the same texts.

python -m benchmarks.encoder [--texts N] [--rounds N] [--threads N] [--eval FOLDER]

Texts are those of the sample creators, as the service encodes them. Rounds alternate between the ways, so that other
work on the machine meets all of them; the best round counts. For each way: creators a second of wall time and of
processor time (a core's worth), a brief's latency alone, briefs of eight threads at once (together in one batch, and
one by one), cosine to torch, and with --eval (see benchmarks/quality.py) what it changes in nDCG@10. Prints a table and
writes results/encoder.json.
"""

import argparse
import json
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measuring import Figures, machine

_RESULTS = Path(__file__).parent / "results" / "encoder.json"
_AT_ONCE = 8
_BRIEFS = 48
_TORCH, _OPENVINO, _INT8 = "torch float32", "openvino float", "openvino int8"


def main() -> None:
    options = _options()
    os.environ["OMP_NUM_THREADS"] = str(options.threads)  # before torch and OpenVINO read it
    from service.embeddings.encoder import SentenceEncoder, encoder_spec

    name = "all-MiniLM-L6-v2"
    ways = {
        _TORCH: SentenceEncoder(encoder_spec(name), "torch"),
        _OPENVINO: SentenceEncoder(encoder_spec(name), "openvino"),
        _INT8: SentenceEncoder(encoder_spec(name, precision="int8"), "openvino"),
    }
    loading = {way: _seconds(encoder.warm) for way, encoder in ways.items()}
    texts, briefs = _creators(options.texts), _briefs()
    tokens = [len(found) for found in ways[_OPENVINO].network().prepare(texts)]
    rounds = [{way: _documents(encoder, texts) for way, encoder in ways.items()} for _ in range(options.rounds)]
    figures = {way: _best([found[way] for found in rounds]) for way in ways}
    expected = ways[_TORCH].encode_documents(texts)
    for way, encoder in ways.items():
        alike = (encoder.encode_documents(texts) * expected).sum(axis=1)
        figures[way] |= _against(figures[way], figures[_TORCH]) | _latency(encoder, briefs)
        figures[way] |= {"cosine_mean": float(alike.mean()), "cosine_lowest": float(alike.min())}
        figures[way]["computes_in"] = getattr(encoder.network(), "precision", "f32")
        figures[way]["load_seconds"] = round(loading[way], 2)
    if options.eval:
        _add_quality(figures, options.eval)
    report = {"machine": machine(), "threads": options.threads, "texts": len(texts), "rounds": options.rounds,
              "tokens": dict(zip(("p10", "p50", "p90", "p100"), np.percentile(tokens, [10, 50, 90, 100]), strict=True)),
              "ways": figures}  # fmt: skip
    _RESULTS.write_text(json.dumps(report, indent=1) + "\n")
    _table(report)


# --- texts


def _creators(count: int) -> list[str]:
    import datetime

    from service import sample
    from service.embeddings.text import creator_text

    documents = list(sample.creators(today=datetime.date(2026, 1, 1)))
    chosen = np.random.default_rng(0).permutation(len(documents))[:count]
    return [creator_text(documents[place]) for place in chosen]


def _briefs() -> list[list[str]]:
    """Each brief as it is encoded: the whole, then its sentences."""
    import datetime

    from service import sample
    from service.embeddings.text import brief_views

    texts = [brief["text"] for brief in sample.briefs(today=datetime.date(2026, 1, 1))]
    return [brief_views(texts[place % len(texts)]) for place in range(_BRIEFS)]


# --- measurements


def _documents(encoder: Any, texts: Sequence[str]) -> Figures:
    encoder.encode_documents(texts[:16])
    wall, cpu = time.perf_counter(), time.process_time()
    encoder.encode_documents(texts)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"documents_per_second": len(texts) / wall, "documents_per_core_second": len(texts) / cpu}


def _best(rounds: Sequence[Figures]) -> Figures:
    return {name: round(max(found[name] for found in rounds), 1) for name in rounds[0]}


def _against(found: Figures, torch: Figures) -> Figures:
    return {f"{name}_x_torch": round(found[name] / torch[name], 2) for name in torch if name in found}


def _latency(encoder: Any, briefs: Sequence[Sequence[str]]) -> Figures:
    for views in briefs[:4]:
        encoder.encode_queries(views)
    alone = [_seconds(lambda views=views: encoder.encode_queries(views)) for views in briefs]
    single = [_seconds(lambda views=views: encoder.encode_queries(views[:1])) for views in briefs]
    together = _at_once(encoder.encode_queries, briefs)
    turn = threading.Lock()

    def one_by_one(views: Sequence[str]) -> None:
        with turn:
            encoder.encode_queries(views)

    found = {"one_text": single, "brief_alone": alone, "at_once_together": together,
             "at_once_one_by_one": _at_once(one_by_one, briefs)}  # fmt: skip
    return {f"{name}_p{q}_ms": round(1000 * float(np.percentile(times, q)), 1)
            for name, times in found.items() for q in (50, 95)}  # fmt: skip


def _at_once(ask: Callable[[Sequence[str]], object], briefs: Sequence[Sequence[str]]) -> list[float]:
    """Seconds of each brief, asked by threads that each ask for the next as soon as they are answered."""
    times: list[float] = []
    left = list(briefs)

    def run() -> None:
        while left:
            views = left.pop()
            times.append(_seconds(lambda views=views: ask(views)))

    threads = [threading.Thread(target=run) for _ in range(_AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


# --- quality


def _add_quality(figures: dict[str, Figures], folder: Path) -> None:
    """nDCG@10 of the service's ranking (mean over briefs, and over niches), everything encoded in each way."""
    from benchmarks import quality

    settings = {_TORCH: ("torch", "float"), _OPENVINO: ("openvino", "float"), _INT8: ("openvino", "int8")}
    for way, (backend, precision) in settings.items():
        os.environ |= {"CREATORMATCH_ENCODER_BACKEND": backend, "CREATORMATCH_ENCODER_PRECISION": precision}
        bench = quality.read_bench(folder)
        found = quality.ours(bench)
        figures[way] |= {"ndcg": float(found.mean()), "ndcg_by_niche": float(quality.by_niche(bench, found).mean())}
    for found in figures.values():
        for name in ("ndcg", "ndcg_by_niche"):
            found[f"{name}_loss_pct"] = round(100 * (1 - found[name] / figures[_TORCH][name]), 3)


# --- report


def _table(report: Figures) -> None:
    print(f"{report['machine']}\n{report['texts']} creators, tokens {report['tokens']}, {report['threads']} threads")
    ways: dict[str, Figures] = report["ways"]
    print(f"{'':<36}" + "".join(f"{way:>18}" for way in ways))
    for name in ways[_TORCH]:
        cells = (ways[way][name] for way in ways)
        print(f"{name:<36}" + "".join(f"{c:>18.5g}" if isinstance(c, float) else f"{c:>18}" for c in cells))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--eval", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
