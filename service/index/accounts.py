"""Who has an account that satisfies everything that a rule asks of one account."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.domain.constraints import AccountRule, Bounds
from service.domain.vocabulary import PLATFORMS
from service.index.compiled import compiled
from service.index.derived import derived
from service.index.leading import leading_entries
from service.index.pieces import in_pieces
from service.index.segment import Mask, Segment

Bytes = npt.NDArray[np.uint8]

_MOST = np.iinfo(np.int64).max


@dataclass(frozen=True)
class _Table:
    """Some accounts' columns, shape (n,) each."""

    platform: npt.NDArray[np.int8]
    followers: npt.NDArray[np.int64]
    rate: npt.NDArray[np.float64]

    def part(self, piece: slice) -> "_Table":
        return _Table(self.platform[piece], self.followers[piece], self.rate[piece])


@dataclass(frozen=True)
class _Others:
    """Accounts that are not the leading ones of their rows, in the order of rows: most creators have none."""

    rows: npt.NDArray[np.int32]
    accounts: _Table


def with_account(rule: AccountRule, segment: Segment) -> Mask:
    """Rows with at least one account that the rule allows: first by the leading one of each, whose columns lie in the
    order of rows, then by the others."""
    columns, mask = segment.columns, np.empty(len(segment), dtype=bool)
    leading = _Table(columns["platform"], columns["followers"], columns["engagement_rate_pct"])
    others: _Others = derived(segment, "other accounts", _others)

    def work(piece: slice) -> None:
        _decide(rule, leading.part(piece), mask[piece].view(np.uint8))
        theirs = slice(*np.searchsorted(others.rows, np.array([piece.start, piece.stop], dtype=np.int32)))
        fits = np.empty(theirs.stop - theirs.start, dtype=np.uint8)
        _decide(rule, others.accounts.part(theirs), fits)
        _mark(others.rows[theirs], fits, mask)

    in_pieces(len(segment), work)
    return mask


def _others(segment: Segment) -> _Others:
    columns, leading = segment.columns, leading_entries(segment, None)
    is_other = np.ones(len(columns["account.row"]), dtype=bool)
    is_other[leading[leading >= 0]] = False
    names = ("account.platform", "account.followers", "account.engagement_rate_pct")
    return _Others(columns["account.row"][is_other], _Table(*(columns[name][is_other] for name in names)))


def _decide(rule: AccountRule, accounts: _Table, fits: Bytes) -> None:
    """Sets 1 for each account that the rule allows, 0 for the others."""
    platforms = sum(1 << PLATFORMS.index(p) for p in (PLATFORMS if rule.platforms is None else rule.platforms))
    _of_size(accounts.platform, np.uint32(platforms), accounts.followers, *_sizes(rule.followers), fits)
    if (bounds := rule.engagement_rate_pct) is not None:
        low, high = (-np.inf if bounds.low is None else bounds.low), (np.inf if bounds.high is None else bounds.high)
        _of_rate(accounts.rate, float(low), float(high), bounds.include_unknown, fits)


def _sizes(bounds: Bounds | None) -> tuple[int, int, bool]:
    """Fewest and most followers, and whether the unknown passes."""
    if bounds is None:
        return 0, _MOST, True
    low, high = (0 if bounds.low is None else bounds.low), (_MOST if bounds.high is None else bounds.high)
    return max(0, int(np.ceil(low))), int(np.floor(high)), bounds.include_unknown


@compiled
def _of_size(platform, platforms, followers, fewest, most, include_unknown, fits):  # type: ignore[no-untyped-def]
    """No branches: what passes is not predictable, and without them several entries are looked at at once. No platform,
    -1, is the last bit, which no platform has."""
    for entry in range(fits.shape[0]):
        size = followers[entry]
        counts = np.uint8((platforms >> np.uint32(platform[entry] & 31)) & np.uint32(1))
        fits[entry] = counts & np.uint8((size >= fewest) & (size <= most) | include_unknown & (size < 0))


@compiled
def _of_rate(rates, lowest, highest, include_unknown, fits):  # type: ignore[no-untyped-def]
    for entry in range(fits.shape[0]):
        rate = rates[entry]  # NaN, the unknown, is not itself
        fits[entry] &= np.uint8((rate >= lowest) & (rate <= highest) | include_unknown & (rate != rate))


@compiled
def _mark(owners, fits, mask):  # type: ignore[no-untyped-def]
    for place in range(owners.shape[0]):
        mask[owners[place]] |= fits[place] != 0
