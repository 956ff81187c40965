"""The niches as a map: how many creators each has, and where it stands beside those that it resembles."""

from typing import Any

import numpy as np

from service.backends import Backends
from service.domain.niche import NICHES
from service.domain.vocabulary import facet
from service.index.joint import niche_means
from service.index.snapshot import Snapshot
from service.matching import served_snapshot
from service.niche_map.layout import Doubles, layout, similarities

Document = dict[str, Any]

_NEAREST = 5


def niche_map(backends: Backends) -> Document:
    """Every niche of the taxonomy: its creators in the served index, and its place, which depends on taxonomy and
    encoder alone."""
    snapshot = served_snapshot(backends)
    made_with = (snapshot.header.encoder, snapshot.header.taxonomy)
    similar, places = backends.counted.get("niche_places", made_with, lambda: _placed(snapshot))
    counts, silent = backends.counted.get("niches", snapshot.index_version, lambda: _counted(snapshot))
    return {
        "items": [
            {"id": niche.id, "name": niche.name, "parent": niche.parent, **counts[row],
             "x": round(float(places[row, 0]), 4), "y": round(float(places[row, 1]), 4),
             "nearest": _nearest(similar[row], row)}
            for row, niche in enumerate(NICHES)
        ],
        "next_cursor": None,
        "indexed": snapshot.creator_count,
        "without_niche": silent,
        "index_version": snapshot.index_version,
        "encoder": snapshot.header.encoder,
    }  # fmt: skip


def _placed(snapshot: Snapshot) -> tuple[Doubles, Doubles]:
    similar = similarities(niche_means(snapshot.examples))
    return similar, layout(similar)


def _counted(snapshot: Snapshot) -> tuple[list[Document], int]:
    """Creators by the niche that they declare, or that their text shows where they declare none; and who has none."""
    found = []
    for niche in NICHES:
        followers = snapshot.values_with("followers", facet("niche", niche.id))
        known = followers[followers >= 0]
        median = int(np.median(known)) if len(known) else None
        found.append({"creators": len(followers), "median_followers": median})
    return found, snapshot.silent_on("niche")


def _nearest(similar: Doubles, row: int) -> list[Document]:
    order = [int(other) for other in np.argsort(-similar, kind="stable") if other != row]
    return [{"id": NICHES[other].id, "similarity": round(float(similar[other]), 3)} for other in order[:_NEAREST]]
