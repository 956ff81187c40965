"""Random creators as index rows, with the creators themselves beside them."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from service.domain.creator import Creator, read_creator
from service.domain.niche import NICHES
from service.index.columns import Row, index_row
from service.index.generation import Generation, Header, open_generation, write_generation
from service.index.joint import joint_dimension, joint_vectors
from service.index.segment import Mask, Segment, SegmentWriter, merge
from tests.property import chance

SEMANTIC = 20
_numbers = np.random.default_rng(0)
EXAMPLES = _numbers.standard_normal((sum(len(niche.examples) for niche in NICHES), SEMANTIC)).astype(np.float32)
DIMENSION = joint_dimension(SEMANTIC)


def header(seq: int) -> Header:
    return Header(seq, "hash-0", "taxonomy", SEMANTIC)


def creators(seed: int, count: int) -> dict[int, Creator]:
    """Random creators by internal id, which has gaps as in a database."""
    rng = random.Random(seed)
    return {3 * i + 1: read_creator(f"c{i}", chance.creator(rng)) for i in range(count)}


def rows_of(found: Mapping[int, Creator], seed: int = 0) -> list[Row]:
    """Rows with unit vectors as they are stored."""
    numbers = np.random.default_rng(seed)
    semantic = numbers.standard_normal((len(found), SEMANTIC))
    semantic /= np.linalg.norm(semantic, axis=1, keepdims=True)
    joint = joint_vectors(semantic.astype(np.float16), EXAMPLES, [()] * len(semantic), np.ones(len(semantic)))
    return [index_row(i, 1, creator, vector) for (i, creator), vector in zip(found.items(), joint, strict=True)]


def delta_of(rows: Sequence[Row]) -> Segment:
    writer = SegmentWriter(DIMENSION)
    writer.append(rows)
    return writer.segment()


def everybody(segment: Segment) -> Mask:
    return np.ones(len(segment), dtype=bool)


def base_of(root: Path, rows: Sequence[Row], seq: int = 1, ann_min_rows: int = 10**9) -> Generation:
    """The rows as a generation, read back from its files."""
    segment = delta_of(rows)
    name = write_generation(root, header(seq), merge([(segment, everybody(segment))]), ann_min_rows)
    return open_generation(root, name)


def query(seed: int = 9) -> npt.NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
