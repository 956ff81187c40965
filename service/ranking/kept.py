"""A ranking as it is kept for later pages: ids, scores and components in one compact record array."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from service.ranking.components import NAMES

ENTRY = np.dtype([("id", "<i8"), ("score", "<f8"), ("values", "<f8", (len(NAMES),)), ("niche", "<i2")])


@dataclass(frozen=True)
class Ranking:
    """Entries in final order, and everything an answer says about how they came about."""

    entries: npt.NDArray[Any]
    weights: tuple[float, ...]
    facts: dict[str, Any]

    def to_bytes(self) -> bytes:
        header = orjson.dumps({"weights": self.weights, "facts": self.facts})
        return len(header).to_bytes(4) + header + self.entries.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Ranking":
        size = int.from_bytes(data[:4])
        header = orjson.loads(data[4 : 4 + size])
        entries = np.frombuffer(data, dtype=ENTRY, offset=4 + size)
        return cls(entries, tuple(header["weights"]), header["facts"])
