"""Which account speaks for each row of a segment: `Creator.leading_account`, an array at a time."""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from service.domain.vocabulary import PLATFORMS
from service.index.compiled import compiled
from service.index.derived import all_rows, starts
from service.index.segment import Segment

Rows = npt.NDArray[np.int64]
Entries = npt.NDArray[np.int32]


def leading_entries(segment: Segment, platforms: Collection[str] | None, rows: Rows | None = None) -> Entries:
    """Place in the accounts' table of each row's account with the most followers on some platforms (None: on any), the
    first of equals; -1 where there is none. Shape (n,): of all rows, or of some in their order."""
    rows = all_rows(segment) if rows is None else rows
    wanted = np.array([platforms is None or platform in platforms for platform in PLATFORMS])
    found, columns = np.empty(len(rows), dtype=np.int32), segment.columns
    platform, followers = columns["account.platform"], columns["account.followers"]
    _leading(rows, starts(segment, "account.row"), platform, wanted, followers, found)
    return found


@compiled
def _leading(rows, starts, platform, wanted, followers, found):  # type: ignore[no-untyped-def]
    for place in range(rows.shape[0]):
        most, leading, row = -2, -1, rows[place]  # unknown followers are -1
        for entry in range(starts[row], starts[row + 1]):
            if wanted[platform[entry]] and followers[entry] > most:
                most, leading = followers[entry], entry
        found[place] = leading
