"""Which engagement rates are average and good, by platform and number of followers; sources in docs/matching.md."""

import numpy as np
import numpy.typing as npt

from service.domain.vocabulary import PLATFORMS

Floats = npt.NDArray[np.float64]

# Lower bounds of the tiers of the table, and for each the rates that are average and good, in percent.
_TIER_BOUNDS = np.array([0, 10_000, 50_000, 500_000, 1_000_000])
_FOLLOWER_BASED = np.array([[3, 5], [2, 3.5], [1.5, 2.5], [1, 1.8], [0.7, 1.2]])
_SHORT_VIDEO = np.array([[6, 10], [4, 7], [3, 5], [2, 3.5], [1, 2]])


def benchmark(platform: npt.NDArray[np.int8], followers: Floats) -> tuple[Floats, Floats]:
    """Average and good rate in percent, shapes (n,); unknown followers are few."""
    tiktok = platform == PLATFORMS.index("tiktok")
    tier = np.searchsorted(_TIER_BOUNDS, np.nan_to_num(followers), side="right") - 1
    average, good = np.where(tiktok[:, None], _SHORT_VIDEO[tier], _FOLLOWER_BASED[tier]).T
    return average, good
