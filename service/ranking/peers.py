"""Where a creator's figure stands among its peers: the matching creators of the same group."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Groups = npt.NDArray[np.int64]


def peer_ranks(figures: Floats, groups: Groups, peers: Floats, peer_groups: Groups) -> tuple[Floats, Places]:
    """For each of some figures: the share in percent of its group's known peers that are smaller (half of those that
    are equal), and how many those are. NaN where the figure is unknown; shapes (len(figures),)."""
    ranks, counts = np.full(len(figures), np.nan), np.zeros(len(figures), dtype=np.int64)
    known = ~np.isnan(peers)
    order = np.lexsort((peers[known], peer_groups[known]))
    ordered, owners = peers[known][order], peer_groups[known][order]
    for group in np.unique(groups):
        mine = np.flatnonzero(groups == group)
        low, high = np.searchsorted(owners, (group, group + 1))
        counts[mine] = high - low
        if high > low:
            asked, of_group = figures[mine], ordered[low:high]
            below = np.searchsorted(of_group, asked, "left") + np.searchsorted(of_group, asked, "right")
            ranks[mine] = np.where(np.isnan(asked), np.nan, below * 50.0 / (high - low))
    return ranks, counts
