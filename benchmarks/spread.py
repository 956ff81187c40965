"""Whether a corpus' vectors lie as real bios' do: cosines of pairs, of nearest neighbours at several sizes, principal
components; for the sample's bios, the corpus, and a folder of real ones.

python -m benchmarks.spread [--eval FOLDER] [--rows N]...

FOLDER holds creators.jsonl with `name` and `text`, as benchmarks/quality.py reads it.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from benchmarks.corpus import Floats, Pool, kept_vectors, make_pool
from service.embeddings.text import creator_text

_PAIRS = (1, 25, 50, 75, 95, 99)  # percentiles
_NEAREST = (10, 50, 90)
_COMPARED = 4_800
_SIZES = (600, 1_200, 2_400, _COMPARED)
_ASKED = 300
_BLOCK = 65_536


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--eval", type=Path, help="folder with creators.jsonl")
    parser.add_argument("--rows", type=int, action="append", default=[], help="larger corpora, too")
    options = parser.parse_args()
    pool, numbers = make_pool(), np.random.default_rng(2)
    sets = {"real bios": real_bios(pool, options.eval)} if options.eval else {}
    sets |= {"sample bios": pool.bios.vectors, "corpus": drawn(pool, _COMPARED, numbers)}
    show({name: vectors[numbers.permutation(len(vectors))[:_COMPARED]] for name, vectors in sets.items()})
    for rows in options.rows:
        first, twentieth = nearest_in_large(pool, rows, numbers)
        print(f"corpus of {rows:,}: nearest neighbour {_percentiles(first, _NEAREST)}, 20th {np.median(twentieth):.3f}")


def real_bios(pool: Pool, folder: Path) -> Floats:
    rows = [json.loads(line) for line in (folder / "creators.jsonl").read_text().splitlines()]
    texts = [creator_text({"name": row.get("name") or "", "text": row["text"]}) for row in rows]
    return kept_vectors(pool.encoder, "real", texts, pool.encoder.encode_documents)


def drawn(pool: Pool, rows: int, numbers: np.random.Generator) -> Floats:
    return pool.bios.varied(numbers.integers(len(pool), size=rows), numbers)


def nearest_in_large(pool: Pool, rows: int, numbers: np.random.Generator) -> tuple[Floats, Floats]:
    """Cosine of some new creators to the nearest and to the 20th nearest of so many."""
    asked, best = drawn(pool, _ASKED, numbers), np.full((_ASKED, 20), -1.0, dtype=np.float32)
    for start in range(0, rows, _BLOCK):
        cosines = asked @ drawn(pool, min(_BLOCK, rows - start), numbers).T
        best = np.sort(np.concatenate([best, cosines], axis=1), axis=1)[:, -20:]
    return best[:, -1], best[:, 0]


def show(sets: dict[str, Floats]) -> None:
    table = Table("of", *sets, title="Spread of vectors")
    cosines = {name: vectors @ vectors.T for name, vectors in sets.items()}
    table.add_row(f"pairs, p{_PAIRS}", *(_percentiles(c[np.triu_indices(len(c), 1)], _PAIRS) for c in cosines.values()))
    for size in _SIZES:
        cells = [_nearest(found[:size, :size]) for found in cosines.values()]
        table.add_row(f"nearest of {size:,}, p{_NEAREST}; 20th, p50", *cells)
    table.add_row("length of the mean", *(f"{np.linalg.norm(v.mean(axis=0)):.3f}" for v in sets.values()))
    table.add_row("participation ratio", *(f"{_participation(v):.1f}" for v in sets.values()))
    Console(width=180).print(table)


def _nearest(cosines: Floats) -> str:
    ordered = np.sort(cosines - 2 * np.eye(len(cosines), dtype=np.float32), axis=1)
    return f"{_percentiles(ordered[:, -1], _NEAREST)}; {np.median(ordered[:, -20]):.3f}"


def _participation(vectors: Floats) -> float:
    """(sum of the covariance's eigenvalues)^2 / sum of their squares: in how many directions vectors differ."""
    values = np.linalg.eigvalsh(np.cov(vectors.T))
    return float(values.sum() ** 2 / (values**2).sum())


def _percentiles(values: npt.NDArray[np.floating], which: Sequence[int]) -> str:
    return " ".join(f"{value:.3f}" for value in np.percentile(values, which))


if __name__ == "__main__":
    main()
