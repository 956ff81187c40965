"""Which account speaks for each row of a segment: `Creator.leading_account`, an array at a time."""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from service.domain.vocabulary import PLATFORMS
from service.index.columns import UNKNOWN
from service.index.segment import Segment


def leading_entries(segment: Segment, platforms: Collection[str]) -> npt.NDArray[np.int64]:
    """Place in the accounts' table of each row's account with the most followers on some platforms, the first of
    equals; -1 where there is none. Shape (n,)."""
    columns = segment.columns
    counts = np.isin(columns["account.platform"], [PLATFORMS.index(platform) for platform in platforms])
    entries = np.flatnonzero(counts)
    owners, followers = columns["account.row"][entries], columns["account.followers"][entries]
    most = np.full(len(segment), UNKNOWN, dtype=np.int64)
    np.maximum.at(most, owners, followers)
    leading = entries[followers == most[owners]]
    place = np.full(len(segment), -1, dtype=np.int64)
    place[columns["account.row"][leading[::-1]]] = leading[::-1]  # the first of equals is written last
    return place
