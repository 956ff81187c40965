"""Which accounts satisfy everything that a rule asks of one account, and whose they are."""

import numpy as np
import numpy.typing as npt

from service.domain.constraints import AccountRule, Bounds
from service.domain.vocabulary import PLATFORMS
from service.index.compiled import compiled
from service.index.derived import derived, starts
from service.index.segment import Mask, Segment

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int32]

_MOST = np.iinfo(np.int64).max


def satisfying(rule: AccountRule, segment: Segment) -> Bytes:
    """1 for each entry of the accounts' table that the rule allows, shape (accounts,)."""
    columns = segment.columns
    fits = np.empty(len(columns["account.row"]), dtype=np.uint8)
    platforms = sum(1 << PLATFORMS.index(p) for p in (PLATFORMS if rule.platforms is None else rule.platforms))
    sizes = _sizes(rule.followers)
    _of_size(columns["account.platform"], np.uint32(platforms), columns["account.followers"], *sizes, fits)
    if (bounds := rule.engagement_rate_pct) is not None:
        low, high = (-np.inf if bounds.low is None else bounds.low), (np.inf if bounds.high is None else bounds.high)
        _of_rate(columns["account.engagement_rate_pct"], float(low), float(high), bounds.include_unknown, fits)
    return fits


def owners_of(segment: Segment, chosen: Bytes) -> Mask:
    """Rows with at least one of the chosen entries."""
    mask = np.empty(len(segment), dtype=bool)
    further, owners = derived(segment, "further accounts", _further)
    _mark(starts(segment, "account.row"), np.append(chosen, np.uint8(0)), further, owners, mask)
    return mask


def _further(segment: Segment) -> tuple[Places, Places]:
    """Entries that are not the first of their row, and their rows."""
    rows = segment.columns["account.row"]
    entries = np.flatnonzero(rows[1:] == rows[:-1]).astype(np.int32) + 1
    return entries, rows[entries].astype(np.int32)


def _sizes(bounds: Bounds | None) -> tuple[int, int, bool]:
    """Fewest and most followers, and whether the unknown passes."""
    if bounds is None:
        return 0, _MOST, True
    low, high = (0 if bounds.low is None else bounds.low), (_MOST if bounds.high is None else bounds.high)
    return max(0, int(np.ceil(low))), int(np.floor(high)), bounds.include_unknown


@compiled
def _of_size(platform, platforms, followers, fewest, most, include_unknown, fits):  # type: ignore[no-untyped-def]
    """No branches: what passes is not predictable, and without them several entries are looked at at once."""
    for entry in range(fits.shape[0]):
        size = followers[entry]
        counts = np.uint8((platforms >> np.uint32(platform[entry])) & np.uint32(1))
        fits[entry] = counts & np.uint8((size >= fewest) & (size <= most) | include_unknown & (size < 0))


@compiled
def _of_rate(rates, lowest, highest, include_unknown, fits):  # type: ignore[no-untyped-def]
    for entry in range(fits.shape[0]):
        rate = rates[entry]  # NaN, the unknown, is not itself
        fits[entry] &= np.uint8((rate >= lowest) & (rate <= highest) | include_unknown & (rate != rate))


@compiled
def _mark(starts, chosen, further, owners, mask):  # type: ignore[no-untyped-def]
    """First accounts row by row, then the others: hardly anybody has many, and no row waits for the one before."""
    for row in range(mask.shape[0]):
        mask[row] = (chosen[starts[row]] != 0) & (starts[row] < starts[row + 1])
    for place in range(further.shape[0]):
        mask[owners[place]] |= chosen[further[place]] != 0
