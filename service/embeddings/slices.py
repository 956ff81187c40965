"""Which texts go through the network together: alike in length, so that little of the work is padding."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

# A slice ends where the next text is this much longer than its first: beyond that, padding costs more than a call.
_LONGER, _LONGER_BY = 1.5, 8


def slices(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Places of texts by rising length; a slice's longest times its number is at most `budget`, or it is one text."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    ends = [0]
    for at, place in enumerate(order):
        shortest, longest = lengths[order[ends[-1]]], lengths[place]
        is_full = (at + 1 - ends[-1]) * longest > budget
        if at > ends[-1] and (is_full or longest > shortest * _LONGER + _LONGER_BY):
            ends.append(at)
    if order:
        yield from (order[start:end] for start, end in pairwise([*ends, len(order)]))
