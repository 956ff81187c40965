"""A segment: the arrays of some rows. The base's segment is mapped from disk, the delta's grows in memory.

Appending never touches what an older view of the same segment shows, so readers need no lock.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from service.index.columns import (
    ACCOUNT_FIELDS,
    DISCOUNT_FIELDS,
    FACET_FIELDS,
    GIFTING_FIELDS,
    NUMBERS,
    PACKAGE_FIELDS,
    TABLES,
    Row,
)

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]

_BLOCK = 65_536


@dataclass(frozen=True)
class Segment:
    """Row-aligned arrays: ids (n,), joint (n, dimension), numbers; and row-labelled tables.

    `facets_sorted` says that facets are ordered by word, so that one word is a slice: `facet.word` then holds each
    word once, and `facet.start` where its entries begin and those of the last end. Every other table is ordered by row.
    """

    ids: npt.NDArray[np.int64]
    joint: Array
    columns: Mapping[str, Array]
    facets_sorted: bool

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What was derived from these arrays before: they never change. See `index/derived.py`."""
        return {}

    def rows_with(self, word: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
        """Rows that carry a facet, and its share in percent in each."""
        words, rows, shares = (self.columns[name] for name in FACET_FIELDS)
        if self.facets_sorted:
            place = int(np.searchsorted(words, word))
            there = place < len(words) and words[place] == word
            low, high = self.columns["facet.start"][place : place + 2] if there else (0, 0)
            return rows[low:high], shares[low:high]
        found = np.flatnonzero(words == word)
        return rows[found], shares[found]

    def entries(self, name: str) -> Array:
        """A column of a table with a value for each entry."""
        column = self.columns[name]
        if name == "facet.word" and self.facets_sorted:
            return np.repeat(column, np.diff(self.columns["facet.start"]))
        return column


class _Growing:
    """An array with room at its end; a view of its first rows stays valid when it moves."""

    def __init__(self, dtype: np.dtype[Any], width: int | None = None) -> None:
        self._array: Array = np.empty((64,) if width is None else (64, width), dtype)
        self.length = 0

    def extend(self, values: Any) -> None:
        count = len(values)
        if self.length + count > len(self._array):
            shape = (max(2 * len(self._array), self.length + count), *self._array.shape[1:])
            larger = np.empty(shape, self._array.dtype)
            larger[: self.length] = self._array[: self.length]
            self._array = larger
        self._array[self.length : self.length + count] = values
        self.length += count

    def view(self) -> Array:
        view = self._array[: self.length]
        view.flags.writeable = False
        return view


class SegmentWriter:
    """Appends rows; `segment()` is an immutable view of what is there now. One thread writes."""

    def __init__(self, dimension: int, joint_dtype: type[np.floating[Any]] = np.float32) -> None:
        self._ids = _Growing(np.dtype(np.int64))
        self._joint = _Growing(np.dtype(joint_dtype), dimension)
        self._columns = {name: _Growing(dtype) for name, dtype in (NUMBERS | TABLES).items()}

    def append(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        first = self._ids.length
        self._ids.extend([row.creator_id for row in rows])
        self._joint.extend(np.stack([row.joint for row in rows]))
        for name in NUMBERS:
            self._columns[name].extend([row.numbers[name] for row in rows])
        self._extend_labelled(ACCOUNT_FIELDS, [(first + i, *a) for i, row in enumerate(rows) for a in row.accounts])
        self._extend_labelled(FACET_FIELDS, [(w, first + i, s) for i, row in enumerate(rows) for w, s in row.facets])
        self._extend_labelled(PACKAGE_FIELDS, [(first + i, *p) for i, row in enumerate(rows) for p in row.packages])
        self._extend_labelled(DISCOUNT_FIELDS, [(first + i, *d) for i, row in enumerate(rows) for d in row.discounts])
        self._extend_labelled(GIFTING_FIELDS, [(first + i, *g) for i, row in enumerate(rows) for g in row.gifting])

    def _extend_labelled(self, fields: Mapping[str, Any], entries: list[tuple[float, ...]]) -> None:
        if not entries:
            return
        # Column by column as Python values: a float array in between would round 64-bit facet words.
        for name, values in zip(fields, zip(*entries, strict=True), strict=True):
            self._columns[name].extend(values)

    def segment(self) -> Segment:
        columns = {name: growing.view() for name, growing in self._columns.items()}
        return Segment(self._ids.view(), self._joint.view(), columns, facets_sorted=False)


def merge(parts: Sequence[tuple[Segment, Mask]]) -> Segment:
    """The living rows of several segments as one, ordered by creator id, facets by word, joint as fp16."""
    kept = [np.flatnonzero(alive) for _, alive in parts]
    ids = np.concatenate([segment.ids[rows] for (segment, _), rows in zip(parts, kept, strict=True)])
    order = np.argsort(ids, kind="stable")
    # The place of each old row in the merged order; rows that died have none.
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    joint = np.empty((len(ids), parts[0][0].joint.shape[1]), dtype=np.float16)
    columns: dict[str, Array] = {name: np.empty(len(ids), dtype) for name, dtype in NUMBERS.items()}
    start = 0
    for (segment, _), rows in zip(parts, kept, strict=True):
        mine = places[start : start + len(rows)]
        start += len(rows)
        for name, column in columns.items():
            column[mine] = segment.columns[name][rows]
        for first in range(0, len(rows), _BLOCK):  # the largest array: never twice in memory
            joint[mine[first : first + _BLOCK]] = segment.joint[rows[first : first + _BLOCK]]
    columns |= _by_word(_merge_labelled(parts, kept, places, FACET_FIELDS, "facet.row", "facet.word"))
    for fields in (ACCOUNT_FIELDS, PACKAGE_FIELDS, DISCOUNT_FIELDS, GIFTING_FIELDS):
        label = next(iter(fields))
        columns |= _merge_labelled(parts, kept, places, fields, label, label)
    return Segment(ids[order], joint, columns, facets_sorted=True)


def _by_word(facets: dict[str, Array]) -> dict[str, Array]:
    """Facets in the order of their words, with each word said once."""
    words = facets["facet.word"]
    first = np.flatnonzero(np.append(True, words[1:] != words[:-1])) if len(words) else np.empty(0, dtype=np.int64)
    return facets | {"facet.word": words[first], "facet.start": np.append(first, len(words)).astype(np.int32)}


def _merge_labelled(
    parts: Sequence[tuple[Segment, Mask]],
    kept: Sequence[npt.NDArray[np.int64]],
    places: npt.NDArray[np.int32],
    fields: Mapping[str, Any],
    label: str,
    sort_by: str,
) -> dict[str, Array]:
    """Entries of the living rows, relabelled with their row's new place."""
    pieces: dict[str, list[Array]] = {name: [] for name in fields}
    for (segment, alive), new_rows in zip(parts, _new_rows(parts, kept, places), strict=True):
        chosen = alive[segment.columns[label]]
        for name in fields:
            values = segment.entries(name)[chosen]
            pieces[name].append(new_rows[values] if name == label else values)
    merged = {name: np.concatenate(arrays) for name, arrays in pieces.items()}
    order = np.lexsort((merged[label], merged[sort_by]))
    return {name: array[order] for name, array in merged.items()}


def _new_rows(
    parts: Sequence[tuple[Segment, Mask]], kept: Sequence[npt.NDArray[np.int64]], places: npt.NDArray[np.int32]
) -> Iterator[npt.NDArray[np.int32]]:
    start = 0
    for (segment, _), rows in zip(parts, kept, strict=True):
        new_rows = np.full(len(segment), -1, dtype=np.int32)
        new_rows[rows] = places[start : start + len(rows)]
        start += len(rows)
        yield new_rows
