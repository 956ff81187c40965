"""Where a creator's figure stands among its peers: the matching creators of the same group."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Groups = npt.NDArray[np.int64]


def peer_ranks(figures: Floats, groups: Groups, peers: Floats, peer_groups: Groups) -> tuple[Floats, Places]:
    """For each of some figures: the share in percent of its group's known peers that are smaller (half of those that
    are equal), and how many those are. NaN where the figure is unknown; shapes (len(figures),). Groups are small
    numbers from 0."""
    ordered = np.sort(_keys(peers, peer_groups)[~np.isnan(peers)])
    asked = _keys(figures, groups)
    starts = np.searchsorted(ordered, np.arange(groups.max(initial=0) + 2))
    first, counts = starts[groups], np.diff(starts)[groups]
    below = np.searchsorted(ordered, asked, "left") + np.searchsorted(ordered, asked, "right") - 2 * first
    known = ~np.isnan(figures) & (counts > 0)
    return np.where(known, below * 50.0 / np.maximum(counts, 1), np.nan), counts


def _keys(figures: Floats, groups: Groups) -> Floats:
    """One number for group and figure, in the order of both: figures, which are not negative, take less than half of
    the way to the next group."""
    keys: Floats = groups + np.log1p(figures) / 128.0
    return keys
