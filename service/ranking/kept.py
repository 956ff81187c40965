"""A ranking as it is kept for later pages: ids, scores and components in one compact record array."""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from service.ranking.arithmetic import INPUTS
from service.ranking.components import NAMES

ENTRY = np.dtype([
    ("id", "<i8"), ("score", "<f8"), ("values", "<f8", (len(NAMES),)), ("niche", "<i2"),
    # Percent of the matching peers with a smaller figure (NaN unknown), and how many peers there are.
    ("engagement_rank", "<f4"), ("engagement_peers", "<i4"), ("price_rank", "<f4"), ("price_peers", "<i4"),
    # What the brand's outcomes showed, and the engagement rate that counts for it.
    ("engagement_rate_pct", "<f8"), ("measured_rate_pct", "<f8"), ("measured_posts", "<i4"),
    ("kept", "<i4"), ("checked", "<i4"),
])  # fmt: skip
# Part of the key that a ranking is kept under: what another version kept in another shape is gone, not misread.
LAYOUT = hashlib.sha256(repr((ENTRY.descr, NAMES, INPUTS)).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Ranking:
    """Entries in final order, and everything an answer says about how they came about.

    `inputs` has a row an entry (columns of `arithmetic.INPUTS`) where the arithmetic was asked for.
    """

    entries: npt.NDArray[Any]
    weights: tuple[float, ...]
    facts: dict[str, Any]
    inputs: npt.NDArray[np.float64] | None = None

    def stretch(self, start: int, count: int) -> list[bytes]:
        """Everything that is kept of each of some entries."""
        data, size = self.entries[start : start + count].tobytes(), ENTRY.itemsize
        entries = [data[at : at + size] for at in range(0, len(data), size)]
        if self.inputs is None:
            return entries
        return [entry + row.tobytes() for entry, row in zip(entries, self.inputs[start : start + count], strict=True)]

    def to_bytes(self) -> bytes:
        has_inputs = self.inputs is not None
        header = orjson.dumps({"weights": self.weights, "facts": self.facts, "inputs": has_inputs})
        tail = self.inputs.tobytes() if self.inputs is not None else b""
        return len(header).to_bytes(4) + header + self.entries.tobytes() + tail

    @classmethod
    def from_bytes(cls, data: bytes) -> "Ranking":
        size = int.from_bytes(data[:4])
        header = orjson.loads(data[4 : 4 + size])
        width = 8 * len(INPUTS) if header["inputs"] else 0
        count = (len(data) - 4 - size) // (ENTRY.itemsize + width)
        entries = np.frombuffer(data, dtype=ENTRY, count=count, offset=4 + size)
        rest = np.frombuffer(data, dtype="<f8", offset=4 + size + entries.nbytes)
        inputs = rest.reshape(count, len(INPUTS)) if header["inputs"] else None
        return cls(entries, tuple(header["weights"]), header["facts"], inputs)
