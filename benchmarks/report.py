"""Writes the tables of docs/performance.md from results/*.json: python -m benchmarks.report

Each table stands between `<!-- table NAME -->` and `<!-- end -->`; what was not measured stays as it is.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.against import ahead
from benchmarks.run import RESULTS

Result = dict[str, Any]

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
_PARTS = ("mask", "search", "score")


def main() -> None:
    text = DOCUMENT.read_text()
    for name, (file, lines) in TABLES.items():
        path = RESULTS / file
        if path.is_file():
            text = _replaced(text, name, "\n".join(lines(json.loads(path.read_text()))))
    DOCUMENT.write_text(text)


def _replaced(text: str, name: str, table: str) -> str:
    return re.sub(rf"(<!-- table {name} -->\n).*?(<!-- end -->)", lambda m: f"{m[1]}{table}\n{m[2]}", text, flags=re.S)


def engine_lines(results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        if result["section"] != "engine":
            continue
        yield f"**{result['rows']:,} creators** ({_measured(result)}). Typical filters: {_times(result['typical'])};"
        yield f"feedback of a new brief: {_times(result['refined'])}.\n"
        yield from _head("mix", "match %", "mask", "mask + search", "engine", "floor: mask + FAISS + scoring",
                         "× floor", "recall, presets", "recall, random weights")  # fmt: skip
        for one in result["figures"]:
            floor = " + ".join(f"{one['floor'][part]['p50_ms']:.2f}" for part in _PARTS)
            parts = [_times(one[part]) for part in ("mask", "mask_and_search", "engine")]
            yield _row(one["mix"], f"{one['match_pct']:.3g}", *parts, floor, f"{one['times_floor']:.2f}",
                       *(_recall(one, of) for of in ("presets", "random")))  # fmt: skip
        yield ""


def growth_lines(results: Sequence[Result]) -> Iterator[str]:
    for result in (one for one in results if one["section"] == "growth"):
        yield from _head("mix", *(f"{rows:,}" for rows in result["rows"]), "exponent")
        for one in result["figures"]:
            yield _row(one["mix"], *(f"{ms:.2f}" for ms in one["p50_ms"]), f"{one['exponent']:.2f}")


def peers_lines(results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        engines = result["engines"]
        yield f"**{result['rows']:,} creators** ({_measured(result)})\n"
        names = [one["engine"].partition(" (")[0] for one in engines]
        yield from _head("mix", "match %", "ours, whole ranking", *names, "fastest peer / ours")
        for name, pct in result["match_pct"].items():
            cells = [one["mixes"][name] for one in engines]
            shown = [f"{m['p50_ms']:.2f} / {m['p99_ms']:.2f} ({m['recall']:.3f})" for m in cells]
            whole = cells[0]["whole"]
            yield _row(name, f"{pct:.3g}", f"{whole['p50_ms']:.2f} / {whole['p99_ms']:.2f}", *shown, ahead(cells))
        yield ""
        yield from (f"- {one['engine']}: loaded in {one['load_seconds']} s" for one in engines if "load_seconds" in one)


def memory_lines(results: Sequence[Result]) -> Iterator[str]:
    yield from _head("creators", "files, bytes a creator", "proportional set size, bytes a creator",
                     "of that anonymous", "a second process adds")  # fmt: skip
    for one in results:
        bytes_of = [f"{one[f'{name}_bytes_per_creator']:,.0f}" for name in ("files", "pss", "anonymous")]
        yield _row(f"{one['rows']:,}", *bytes_of, f"{one['second_process_adds_pct']:.1f} % of the index")


def encoder_lines(result: Result) -> Iterator[str]:
    ways = result["ways"]
    yield f"{result['texts']:,} creators ({_measured(result)}, {result['threads']} thread)\n"
    yield from _head("", "computes in", "creators a second and core", "× torch", "a brief alone, p50 / p95 ms",
                     "eight briefs at once, p50 / p95 ms", "cosine to torch, mean (least)", "nDCG@10 lost")  # fmt: skip
    for way, one in ways.items():
        lost = f"{one['ndcg_loss_pct']:.2f} %" if "ndcg_loss_pct" in one else ""
        yield _row(way, one["computes_in"], f"{one['documents_per_core_second']:.1f}",
                   f"{one['documents_per_core_second_x_torch']:.2f}",
                   *(f"{one[f'{name}_p50_ms']:.1f} / {one[f'{name}_p95_ms']:.1f}"
                     for name in ("brief_alone", "at_once_together")),
                   f"{one['cosine_mean']:.4f} ({one['cosine_lowest']:.4f})", lost)  # fmt: skip


def http_lines(result: Result) -> Iterator[str]:
    share = result["throughput_pct_of_constant"]
    yield f"{result['mode']}, {result['creators']:,} creators: **{share} % of the constant body's throughput**"
    yield f"({result['date'][:10]}, {result['cores']} cores, {result['processor']}, {result['body_bytes']:,} bytes)."
    of_pairs = ", ".join(f"{share:g}" for share in sorted(result["access_pct_of_each_pair"]))
    yield f"Access takes {result['access_pct_of_throughput']:g} % of the matches' throughput (pairs: {of_pairs}).\n"
    yield from _head("request", "requests a second", "server's CPU, ms", "p50 / p95 / p99 at peak, ms",
                     "p50 / p95 / p99 at 70 % of peak, ms")  # fmt: skip
    for one in result["figures"]:
        steady = _times(one["at_70_pct"]) if "at_70_pct" in one else ""
        yield _row(one["of"], f"{one['requests_per_second']:,.0f}", f"{one['server_cpu_ms']:.2f}", _times(one), steady)


TABLES: dict[str, tuple[str, Callable[[Any], Iterable[str]]]] = {
    "engine": ("engine.json", engine_lines),
    "growth": ("engine.json", growth_lines),
    "peers": ("peers.json", peers_lines),
    "memory": ("memory.json", memory_lines),
    "encoder": ("encoder.json", encoder_lines),
    "http-embedded": ("http-embedded.json", http_lines),
    "http-distributed": ("http-distributed.json", http_lines),
}


def _measured(result: Result) -> str:
    on = result["machine"]
    return (
        f"{on['date'][:10]}, {on['cores']} cores, {on['processor']}, Python {on['python']}, load {on['load_average']}"
    )


def _times(one: Result) -> str:
    return " / ".join(f"{one[f'p{q}_ms']:.2f}" for q in (50, 95, 99))


def _recall(one: Result, of: str) -> str:
    return f"{one[f'recall_{of}_mean']:.3f} ({one[f'recall_{of}_least']:.2f})" if f"recall_{of}_mean" in one else ""


def _head(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield _row(*["---"] * len(names))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
