"""Seeded creators by the million as an index segment, and as a published generation: no database, no encoder's hours.

python -m benchmarks.corpus --rows 1000000 --out FOLDER [--seed 1]

Some thousand sample creators are encoded once (kept under the user's cache folder) and drawn again and again. Each
drawn creator keeps what belongs together (platforms, rate card, audience, niches, vector) with its figures moved, so
every column keeps its distribution and its company. Vectors are a smoothed bootstrap: the drawn bio's vector, part of
a near one's, and noise of the same covariance; docs/performance.md compares their spread with that of real bios.
"""

import argparse
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from service import sample
from service.config import load_config
from service.domain.creator import read_creator
from service.domain.niche import TAXONOMY_HASH
from service.domain.vocabulary import facet
from service.embeddings.encoder import Encoder, encoder_spec, open_encoder
from service.embeddings.text import creator_text
from service.index.columns import (
    ACCOUNT_FIELDS,
    DISCOUNT_FIELDS,
    FACET_FIELDS,
    GIFTING_FIELDS,
    NUMBERS,
    PACKAGE_FIELDS,
    TABLES,
    Row,
    facet_word,
    group_bit,
    index_row,
)
from service.index.generation import FORMAT, Header, current_name, open_generation, publish, write_generation
from service.index.joint import detected_niches, joint_dimension, joint_vectors
from service.index.segment import Segment, SegmentWriter, merge
from service.index.snapshot import LiveIndex
from service.index.trust import text_trust
from service.niches import niche_vectors

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

POOL_ROWS = 8_000
_BLOCK = 16_384
# A drawn vector, apart from the mean of all: so much of one of the bio's nearest, so much noise, the bio for the rest.
NEIGHBOURS = 12
NEAR, NOISE = 0.25, 0.64
# Standard deviations of the logarithms by which figures move.
_FOLLOWERS, _RATES, _ENGAGEMENT = 0.25, 0.15, 0.10
_TABLES = (ACCOUNT_FIELDS, PACKAGE_FIELDS, DISCOUNT_FIELDS, GIFTING_FIELDS, FACET_FIELDS)


@dataclass(frozen=True)
class Pool:
    """What is drawn from, a row a sample creator: columns without what its vector shows, its bio's unit vector,
    trust (n,) and declared niches."""

    encoder: Encoder
    examples: Floats
    segment: Segment
    bios: "Bios"
    trust: npt.NDArray[np.float64]
    declared: list[tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.declared)


def cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "creatormatch-benchmarks"


def configured_encoder() -> Encoder:
    config = load_config()
    return open_encoder(
        encoder_spec(config.encoder, config.query_prefix, config.document_prefix, config.encoder_glossary)
    )


def kept_vectors(encoder: Encoder, name: str, texts: Sequence[str], encode: Callable[[list[str]], Floats]) -> Floats:
    """Vectors of texts, encoded at the first call and read from the cache folder after it."""
    content = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]
    path = cache_folder() / f"{name}-{encoder.spec.fingerprint}-{content}.npy"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            np.save(file, encode(list(texts)))
        os.replace(file.name, path)
    found: Floats = np.load(path, allow_pickle=False)
    return found


def make_pool(rows: int = POOL_ROWS) -> Pool:
    """So many sample creators by the configured encoder."""
    encoder = configured_encoder()
    documents: list[Mapping[str, Any]] = list(sample.creators(rows))
    texts = [creator_text(document) for document in documents]
    semantic = kept_vectors(encoder, "bios", texts, encoder.encode_documents)
    examples = niche_vectors(encoder)
    writer = SegmentWriter(joint_dimension(examples.shape[1]))
    nothing = np.zeros(joint_dimension(examples.shape[1]), dtype=np.float32)
    writer.append([_nameless(place, document, nothing) for place, document in enumerate(documents)])
    return Pool(
        encoder, examples, writer.segment(), bios_of(semantic),
        np.array([text_trust(text) for text in texts]),
        [tuple(document.get("niches") or ()) for document in documents],
    )  # fmt: skip


def corpus(pool: Pool, rows: int, seed: int = 1) -> Segment:
    """`rows` creators with ids 1, 2, ..., ordered as a base's segment is. The same seed gives the same creators."""
    numbers = np.random.default_rng(seed)
    drawn = numbers.integers(len(pool), size=rows)
    ids = np.arange(1, rows + 1, dtype=np.int64)
    columns = _drawn_columns(pool.segment, drawn, numbers)
    joint, shown = _drawn_joint(pool, drawn, numbers)
    _show_niches(columns, shown)
    _name_creators(columns, ids)
    segment = Segment(ids, joint, columns, facets_sorted=False)
    return merge([(segment, np.ones(rows, dtype=bool))])


def publish_corpus(root: Path, pool: Pool, segment: Segment) -> str:
    """The segment as the published generation of a data folder's index; its name."""
    header = Header(len(segment), pool.encoder.spec.fingerprint, TAXONOMY_HASH, pool.examples.shape[1])
    name = write_generation(root, header, segment, load_config().ann_min_rows)
    publish(root, name)
    return name


def open_corpus(root: Path, examples: Floats) -> LiveIndex:
    """The published generation as a serving process holds it; its `snapshot` is what is asked."""
    name = current_name(root)
    assert name is not None, f"nothing is published in {root}"
    generation = open_generation(root, name)
    return LiveIndex(generation.header, examples, generation)


def kept_corpus(pool: Pool, rows: int, seed: int = 1) -> Path:
    """Where a corpus is published in the cache folder: made at the first call for this code, pool, size and seed."""
    made_by = f"{_made_by()}-{pool.encoder.spec.fingerprint}-{load_config().ann_min_rows}"
    root = cache_folder() / f"corpus-{made_by}-{len(pool)}-{rows}-{seed}"
    if current_name(root) is None:
        publish_corpus(root, pool, corpus(pool, rows, seed))
    return root


def _made_by() -> str:
    """Changes whenever a corpus made earlier is no longer what this code makes."""
    fields = sorted((name, str(dtype)) for name, dtype in (NUMBERS | TABLES).items())
    return hashlib.sha256(repr((FORMAT, TAXONOMY_HASH, fields)).encode() + Path(__file__).read_bytes()).hexdigest()[:12]


@dataclass(frozen=True)
class Bios:
    """Unit vectors (n, semantic), the places of the nearest others of each (n, NEIGHBOURS), the mean, a root of the
    covariance, and the weight of a bio that leaves the covariance as it was."""

    vectors: Floats
    nearest: Places
    mean: Floats
    root: Floats
    weight: float

    def varied(self, drawn: Places, numbers: np.random.Generator) -> Floats:
        """Unit vectors like those of the drawn bios, shape (len(drawn), semantic): a smoothed bootstrap that keeps
        mean and covariance (Silverman, Density Estimation, 1986, section 6.4)."""
        near = self.nearest[drawn, numbers.integers(NEIGHBOURS, size=len(drawn))]
        noise = numbers.standard_normal((len(drawn), len(self.root)), dtype=np.float32) @ self.root.T
        moved = self.weight * (self.vectors[drawn] - self.mean) + NEAR * (self.vectors[near] - self.mean)
        moved += NOISE * noise + self.mean
        unit: Floats = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        return unit


def bios_of(vectors: Floats) -> Bios:
    mean, nearest = vectors.mean(axis=0), _nearest(vectors)
    centred = vectors - mean
    values, directions = np.linalg.eigh(np.cov(centred.T))
    shared = np.mean([np.vdot(centred, centred[nearest[:, place]]) for place in range(NEIGHBOURS)])
    alike = float(shared / np.vdot(centred, centred))  # correlation of a bio and those nearest to it
    # weight^2 + NEAR^2 + NOISE^2 + 2 weight NEAR alike = 1
    weight = np.sqrt((NEAR * alike) ** 2 + 1 - NEAR**2 - NOISE**2) - NEAR * alike
    root = (directions * np.sqrt(np.maximum(values, 0.0))).astype(np.float32)
    return Bios(vectors, nearest, mean, root, float(weight))


def _nameless(place: int, document: Mapping[str, Any], joint: Floats) -> Row:
    """A creator's row without the facet that is its own."""
    external_id = str(document["external_id"])
    row = index_row(place, 1, read_creator(external_id, document), joint)
    own = facet_word(facet("creator", external_id))
    return replace(row, facets=tuple(entry for entry in row.facets if entry[0] != own))


def _nearest(vectors: Floats) -> Places:
    """Places of the nearest others of each row, shape (n, NEIGHBOURS), in any order."""
    found = []
    for start in range(0, len(vectors), _BLOCK // 16):
        products = vectors[start : start + _BLOCK // 16] @ vectors.T
        np.fill_diagonal(products[:, start:], -np.inf)
        found.append(np.argpartition(-products, NEIGHBOURS)[:, :NEIGHBOURS])
    return np.concatenate(found)


def _drawn_joint(pool: Pool, drawn: Places, numbers: np.random.Generator) -> tuple[Array, list[tuple[int, str]]]:
    """Stored vectors (n, dimension) as fp16, and the niches (row, id) that they show where none is declared."""
    width = pool.examples.shape[1]
    joint = np.empty((len(drawn), joint_dimension(width)), dtype=np.float16)
    shown: list[tuple[int, str]] = []
    for start in range(0, len(drawn), _BLOCK):
        block = drawn[start : start + _BLOCK]
        declared = [pool.declared[place] for place in block]
        made = joint_vectors(
            pool.bios.varied(block, numbers).astype(np.float16), pool.examples, declared, pool.trust[block]
        )
        joint[start : start + len(block)] = made
        for place, stated in enumerate(declared):
            if not stated:
                shown += [(start + place, niche) for niche, _ in detected_niches(made[place], width)]
    return joint, shown


def _drawn_columns(segment: Segment, drawn: Places, numbers: np.random.Generator) -> dict[str, Array]:
    """The drawn rows' numbers and table entries, figures moved; a row's figures of one kind move together."""
    columns = {name: segment.columns[name][drawn] for name in NUMBERS}
    rows = {name: np.arange(len(drawn)) for name in NUMBERS}
    for fields in _TABLES:
        label = next(name for name in fields if name.endswith(".row"))
        entries, owners = _entries(segment.columns[label], len(segment), drawn)
        for name in fields:
            columns[name] = segment.columns[name][entries]
            rows[name] = owners
        columns[label] = owners.astype(fields[label])
    for moves, factors in _figures(len(drawn), numbers):
        for name in filter(moves, columns):
            columns[name] = _moved(columns[name], factors[rows[name]])
    return columns


def _entries(owners: Array, rows: int, drawn: Places) -> tuple[Places, Places]:
    """Places of the entries of each drawn row in a table ordered by row, and the new row of each."""
    low, high = (np.searchsorted(owners, np.arange(rows), side) for side in ("left", "right"))
    counts = (high - low)[drawn]
    new_rows = np.repeat(np.arange(len(drawn)), counts)
    offsets = np.arange(len(new_rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return low[drawn][new_rows] + offsets, new_rows


def _figures(rows: int, numbers: np.random.Generator) -> Iterator[tuple[Callable[[str], bool], npt.NDArray[Any]]]:
    """Which columns move together, and the factor of each row."""
    followers = np.exp(_FOLLOWERS * numbers.standard_normal(rows))
    # Published figures of what an account asks follow its followers.
    yield lambda name: "followers" in name or name.endswith(("_point", "_high")), followers
    # People ask more for more followers, a little less than in proportion.
    rates = np.exp(_RATES * numbers.standard_normal(rows)) * followers**0.9
    yield lambda name: name.startswith("rate.") or name in ("package.price", "gifting.min_value"), rates
    yield lambda name: "engagement_rate_pct" in name, np.exp(_ENGAGEMENT * numbers.standard_normal(rows))


def _moved(values: Array, factors: npt.NDArray[np.float64]) -> Array:
    """Known figures times their factors, with as many digits as people state; codes for the unknown stay."""
    if values.dtype.kind == "f":
        return np.round(values * factors, 2).astype(values.dtype)
    scaled = values * factors
    digits = 10.0 ** np.floor(np.log10(np.maximum(scaled, 1)) - 2)  # three significant ones
    moved = np.minimum(np.round(scaled / digits) * digits, np.iinfo(values.dtype).max)
    return np.where(values > 0, np.maximum(moved, 1), values).astype(values.dtype)


def _show_niches(columns: dict[str, Array], shown: list[tuple[int, str]]) -> None:
    """Facets of the niches that vectors show."""
    rows = np.array([row for row, _ in shown], dtype=np.int64)
    words = np.array([facet_word(facet("niche", niche)) for _, niche in shown], dtype=np.int64)
    columns["known_groups"][rows] |= group_bit("niche")
    _add_facets(columns, words, rows)


def _name_creators(columns: dict[str, Array], ids: npt.NDArray[np.int64]) -> None:
    """Everybody's own facet."""
    words = np.fromiter((facet_word(facet("creator", f"creator-{one}")) for one in ids.tolist()), np.int64, len(ids))
    _add_facets(columns, words, np.arange(len(ids)))


def _add_facets(columns: dict[str, Array], words: Array, rows: Array) -> None:
    added = {"facet.word": words, "facet.row": rows, "facet.share": np.full(len(rows), 100.0)}
    for name, values in added.items():
        columns[name] = np.concatenate([columns[name], values.astype(columns[name].dtype)])


def main() -> None:
    parser = argparse.ArgumentParser(description="Publish a seeded corpus as a generation")
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder of the generations")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    pool = make_pool()
    print(f"{len(pool)} bios known after {time.monotonic() - started:.1f} s")
    segment = corpus(pool, options.rows, options.seed)
    print(f"{len(segment)} creators made after {time.monotonic() - started:.1f} s")
    print(f"{publish_corpus(options.out, pool, segment)} published after {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main()
