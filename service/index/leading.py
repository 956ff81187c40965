"""Which account speaks for each row of a segment: `Creator.leading_account`, an array at a time."""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from service.domain.vocabulary import PLATFORMS
from service.index.compiled import compiled
from service.index.derived import lately, starts
from service.index.segment import Segment

Rows = npt.NDArray[np.int64]
Entries = npt.NDArray[np.int32]

# For how many sets of platforms it is known who leads, four bytes a row each.
_MOST_KEPT = 8


def leading_entries(segment: Segment, platforms: Collection[str] | None, rows: Rows | None = None) -> Entries:
    """Place in the accounts' table of each row's account with the most followers on some platforms (None: on any), the
    first of equals; -1 where there is none. Shape (n,): of all rows, or of some in their order."""
    wanted = None if platforms is None else frozenset(platforms)
    found = lately(segment, "leading", _MOST_KEPT, wanted, lambda: _of_everybody(segment, wanted))
    return found if rows is None else found[rows]


def _of_everybody(segment: Segment, platforms: frozenset[str] | None) -> Entries:
    wanted = np.array([platforms is None or platform in platforms for platform in PLATFORMS])
    found, columns = np.empty(len(segment), dtype=np.int32), segment.columns
    _leading(starts(segment, "account.row"), columns["account.platform"], wanted, columns["account.followers"], found)
    return found


@compiled
def _leading(starts, platform, wanted, followers, found):  # type: ignore[no-untyped-def]
    for row in range(found.shape[0]):
        most, leading = -2, -1  # unknown followers are -1
        for entry in range(starts[row], starts[row + 1]):
            if wanted[platform[entry]] and followers[entry] > most:
                most, leading = followers[entry], entry
        found[row] = leading
