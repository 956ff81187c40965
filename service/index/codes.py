"""Short codes of joint vectors, 32 bytes a creator of the default encoder, for a first look at everybody who matches;
whoever may be among the best is then looked at exactly.

A code holds 4 bits for each of the first principal components of the semantic part, and the creator's first niches with
their shares. Measured on 120,000 vectors with the spread of real bios: the 20 nearest are among the first 600 by these
codes, always. At that size half of the memory does too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from service.index.compiled import AHEAD, compiled, prefetch
from service.index.joint import niche_part
from service.index.pieces import in_pieces

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

_COMPONENTS = 52
_NICHES = 3
_LEVELS = 16
_SHARES = 255  # a share of the niche posterior as one byte
# The step of the uniform quantiser with 16 levels that loses least of a normal variable, in standard deviations (Max,
# Quantizing for minimum distortion, IRE Transactions on Information Theory 6, 1960).
_STEP = 0.335
_TRAIN_ROWS = 20_000
_BLOCK = 65_536
# Weights of lanes as whole numbers: a sum over all lanes stays within 32 bits.
_LARGEST_WEIGHT = 32_000
_FILES = ("packed", "mean", "directions", "steps")


@dataclass(frozen=True)
class Codes:
    """`packed` holds two components a byte, then niches, then their shares, shape (n, components / 2 + 6); `mean`
    (width,) and `directions` (components, width) are of the semantic part; `steps` (components,)."""

    packed: npt.NDArray[np.uint8]
    mean: Floats
    directions: Floats
    steps: Floats

    def products(self, query: Floats, rows: Rows) -> Floats:
        """About the inner product of the query with each of some rows."""
        width = len(self.mean)
        weights = self.steps * (self.directions @ query[:width])
        constant = float(query[:width] @ self.mean - (_LEVELS // 2) * weights.sum())
        scale = float(np.abs(weights).max()) / _LARGEST_WEIGHT or 1.0
        # Niches and shares stand behind the components, and count nothing among them.
        whole = np.zeros(2 * self.packed.shape[1], dtype=np.int16)
        half = -(-len(weights) // 2)
        whole[:half] = np.round(weights[:half] / scale)
        whole[self.packed.shape[1] : self.packed.shape[1] + len(weights) - half] = np.round(weights[half:] / scale)
        found, niches = np.empty(len(rows), dtype=np.float32), query[niche_part(width)] / np.float32(_SHARES)

        def work(piece: slice) -> None:
            _products(self.packed, rows[piece], *np.split(whole, 2), niches, half, np.float32(constant),
                      np.float32(scale), found[piece])  # fmt: skip

        in_pieces(len(rows), work)
        return found


def write_codes(folder: Path, joint: npt.NDArray[np.float16], width: int) -> None:
    """Codes of all rows; `width` is that of their semantic part. Trained on a fixed sample, so that builds agree."""
    chosen = np.sort(np.random.default_rng(0).choice(len(joint), min(len(joint), _TRAIN_ROWS), replace=False))
    sample = joint[chosen, :width].astype(np.float64)
    mean = sample.mean(axis=0)
    _, vectors = np.linalg.eigh((sample - mean).T @ (sample - mean))
    directions = vectors[:, ::-1][:, :_COMPONENTS].T
    spread = ((sample - mean) @ directions.T).std(axis=0)
    codes = Codes(
        np.empty((0, 0), dtype=np.uint8),
        mean.astype(np.float32),
        np.ascontiguousarray(directions, dtype=np.float32),
        np.maximum(spread * _STEP, 1e-6).astype(np.float32),
    )
    shape = (len(joint), -(-len(directions) // 2) + 2 * _NICHES)
    packed = np.lib.format.open_memmap(folder / "codes.packed.npy", mode="w+", dtype=np.uint8, shape=shape)
    for start in range(0, len(joint), _BLOCK):
        packed[start : start + _BLOCK] = _packed(codes, joint[start : start + _BLOCK].astype(np.float32))
    packed.flush()
    for name in _FILES[1:]:
        np.save(folder / f"codes.{name}.npy", getattr(codes, name))


def read_codes(folder: Path, load: Callable[[Path], Any]) -> Codes:
    return Codes(*(load(folder / f"codes.{name}.npy") for name in _FILES))


def _packed(codes: Codes, joint: Floats) -> npt.NDArray[np.uint8]:
    width = len(codes.mean)
    along = np.round((joint[:, :width] - codes.mean) @ codes.directions.T / codes.steps) + _LEVELS // 2
    lanes = np.clip(along, 0, _LEVELS - 1).astype(np.uint8)
    lanes = np.pad(lanes, ((0, 0), (0, lanes.shape[1] % 2)))
    half = lanes.shape[1] // 2
    shares = joint[:, niche_part(width)]
    first = np.argsort(-shares, axis=1, kind="stable")[:, :_NICHES]
    of_first = np.round(np.take_along_axis(shares, first, axis=1) * _SHARES)
    return np.concatenate(
        [lanes[:, :half] | lanes[:, half:] << 4, first.astype(np.uint8), of_first.astype(np.uint8)], axis=1
    )


@compiled
def _products(packed, rows, low, high, niches, half, constant, scale, found):  # type: ignore[no-untyped-def]
    count, last = rows.shape[0], packed.shape[1]
    for place in range(count):
        prefetch(packed, rows[min(place + AHEAD, count - 1)])
        row, total = rows[place], np.int32(0)
        for lane in range(last):
            code = packed[row, lane]
            # Every step as 32 bits: a wider one would not fit into the processor's sums of products.
            first = np.int32(np.int32(code & np.uint8(15)) * np.int32(low[lane]))
            second = np.int32(np.int32(code >> np.uint8(4)) * np.int32(high[lane]))
            total = np.int32(total + np.int32(first + second))
        near = constant + scale * np.float32(total)
        for place_of_niche in range(half, half + _NICHES):
            near += niches[packed[row, place_of_niche]] * np.float32(packed[row, place_of_niche + _NICHES])
        found[place] = near
