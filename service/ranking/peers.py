"""Where a creator's figure stands among its peers: the matching creators of the same group."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Groups = npt.NDArray[np.int64]

# A rank among so many peers is exact enough to be said in whole percent.
_MOST_ROWS = 50_000


def peer_ranks(figures: Floats, groups: Groups, places: Places) -> tuple[Floats, Places]:
    """For the rows at `places`: the share in percent of its group's known figures that are smaller (half of those
    that are equal), and how many those are. NaN where the figure is unknown; shapes (len(places),)."""
    step = max(1, -(-len(figures) // _MOST_ROWS))
    sample, sample_groups = figures[::step], groups[::step]
    ranks, counts = np.full(len(places), np.nan), np.zeros(len(places), dtype=np.int64)
    for group in np.unique(groups[places]):
        mine = groups[places] == group
        peers = sample[(sample_groups == group) & ~np.isnan(sample)]
        counts[mine] = len(peers)
        if len(peers):
            ordered, asked = np.sort(peers), figures[places][mine]
            below = np.searchsorted(ordered, asked, "left") + np.searchsorted(ordered, asked, "right")
            ranks[mine] = np.where(np.isnan(asked), np.nan, below * 50.0 / len(ordered))
    return ranks, counts
