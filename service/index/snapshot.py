"""What a reader sees: base and delta at one moment, immutable. And the one writer that makes the next moment."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from service.domain.constraints import Constraint
from service.domain.order import Order
from service.index import bits
from service.index.attributes import Tables, rough_scores
from service.index.columns import UNKNOWN, Row, facet_word, group_bit
from service.index.derived import derived
from service.index.generation import FORMAT, Generation, Header
from service.index.halves import products, singles
from service.index.leading import leading_entries
from service.index.narrowing import narrowed
from service.index.pricing import prices
from service.index.segment import Mask, Segment, SegmentWriter
from service.index.vectors import Floats, Rows

_BLOCK = 16_384
# What is asked of accounts, and what stands for the unknown.
_OF_ACCOUNTS = {"followers": UNKNOWN, "platform": UNKNOWN, "engagement_rate_pct": np.nan, "basis": UNKNOWN}


@dataclass(frozen=True)
class Snapshot:
    """Base (may be none) and delta with their living rows, at change `header.seq`."""

    header: Header
    examples: npt.NDArray[np.float32]  # of the niches
    base: Generation | None
    parts: tuple[tuple[Segment, Mask], ...]
    total: npt.NDArray[np.float64]  # sum of the living rows' semantic vectors

    @cached_property
    def index_version(self) -> str:
        """The same on every replica that has applied the same changes with the same encoder, taxonomy and format."""
        made_with = f"{self.header.encoder} {self.header.taxonomy} {FORMAT}"
        made_with = hashlib.sha256(made_with.encode()).hexdigest()[:8]
        return f"{self.header.seq}-{made_with}"

    @property
    def width(self) -> int:
        """Of the semantic part of joint vectors."""
        return int(self.examples.shape[1])

    @cached_property
    def creator_count(self) -> int:
        return int(sum(np.count_nonzero(alive) for _, alive in self.parts))

    def values_with(self, column: str, facet: str) -> npt.NDArray[Any]:
        """A column's values of all living rows that carry a facet."""
        found = []
        for segment, alive in self.parts:
            rows = segment.rows_with(facet_word(facet))[0]
            found.append(segment.columns[column][rows[alive[rows]]])
        return np.concatenate(found)

    def silent_on(self, group: str) -> int:
        """How many living rows say nothing of a group of facets."""
        bit = group_bit(group)
        return sum(int(np.count_nonzero(alive & (s.columns["known_groups"] & bit == 0))) for s, alive in self.parts)

    @property
    def mean(self) -> npt.NDArray[np.float64]:
        """Mean semantic vector of the living rows, shape (semantic dimension,)."""
        return self.total / max(1, self.creator_count)

    def part(self, most: int) -> "Selection":
        """Everybody, or about `most` of a larger corpus: chosen by their ids, so that every replica takes the same."""
        last = np.uint32(min(1.0, most / max(1, self.creator_count)) * (2**32 - 1))
        found = []
        for segment, alive in self.parts:
            marks, by_mark = derived(segment, "drawn", _by_mark)
            drawn = np.sort(by_mark[: np.searchsorted(marks, last, side="right")])
            found.append(drawn[alive[drawn]].astype(np.int64))
        return Selection(self, tuple(found))

    def select(self, constraints: Sequence[Constraint]) -> tuple["Selection", list[int]]:
        """Rows that pass every constraint, and how many were left after each."""
        rules = [constraint.rule for constraint in constraints]
        found = [narrowed(s, alive, rules) for (s, _), alive in zip(self.parts, self._alive, strict=True)]
        counts = [sum(of_parts) for of_parts in zip(*(part.counts for part in found), strict=True)]
        priced = [
            (orders[0][0], np.concatenate([amounts for _, amounts in orders]))
            for orders in zip(*(part.priced for part in found), strict=True)
        ]
        return Selection(self, tuple(part.rows for part in found), priced), counts

    @cached_property
    def _alive(self) -> tuple[bits.Words, ...]:
        return tuple(bits.packed(alive) for _, alive in self.parts)

    def find(self, creator_id: int) -> npt.NDArray[np.float32] | None:
        """The joint vector of one creator, or None when it is not indexed."""
        return self.find_all([creator_id]).get(creator_id)

    def find_all(self, creator_ids: Sequence[int]) -> dict[int, npt.NDArray[np.float32]]:
        """Joint vectors by creator id; who is not indexed is missing."""
        places = self.places(creator_ids)
        return {i: self.parts[part][0].joint[row].astype(np.float32) for i, (part, row) in places.items()}

    def places(self, creator_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
        """Part and row of each creator's living row, by creator id."""
        wanted = np.array(creator_ids, dtype=np.int64)
        found: dict[int, tuple[int, int]] = {}
        for part, (segment, alive) in enumerate(self.parts):
            for row in _rows_of(segment, wanted):
                if alive[row]:
                    found[int(segment.ids[row])] = (part, int(row))
        return found

    def only(self, creator_ids: Sequence[int]) -> "Selection":
        """These creators as a selection, whatever they fulfil; who is not indexed is left out."""
        places = self.places(creator_ids).values()
        rows = [sorted(row for part, row in places if part == wanted) for wanted in range(len(self.parts))]
        return Selection(self, tuple(np.array(r, dtype=np.int64) for r in rows))


def _rows_of(segment: Segment, creator_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Rows of these creators, dead ones too. A base is ordered by creator id; a delta is short."""
    if not segment.facets_sorted:
        return np.flatnonzero(np.isin(segment.ids, creator_ids))
    rows = np.searchsorted(segment.ids, creator_ids)
    inside = rows < len(segment)
    found: npt.NDArray[np.int64] = rows[inside][segment.ids[rows[inside]] == creator_ids[inside]]
    return found


def _by_mark(segment: Segment) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
    """Rows in the order of marks that depend on their ids alone, and those marks, spread evenly below 2**32:
    multiplicative hashing (Knuth, TAOCP volume 3, section 6.4)."""
    marks = ((segment.ids * 2_654_435_761) % 2**32).astype(np.uint32)
    order = np.argsort(marks).astype(np.int32)
    return marks[order], order


@dataclass(frozen=True)
class Selection:
    """Matching rows of a snapshot: base rows, then delta rows. A place is an offset into that sequence."""

    snapshot: Snapshot
    rows: tuple[Rows, ...]
    # What was asked before, of all places.
    _priced: list[tuple[Order, npt.NDArray[np.int64]]] = field(default_factory=list, repr=False)

    def __len__(self) -> int:
        return sum(len(rows) for rows in self.rows)

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        return np.concatenate([s.ids[rows] for (s, _), rows in self._parts()])

    def column(self, name: str) -> npt.NDArray[Any]:
        return np.concatenate([segment.columns[name][rows] for (segment, _), rows in self._parts()])

    def leading_accounts(self, platforms: frozenset[str] | None) -> dict[str, npt.NDArray[Any]]:
        """Followers, platform, engagement rate and its basis of each creator's account with the most followers, the
        first of equals, of those on some platforms; NaN for the rate and -1 for the others where there is none."""
        if platforms is None:
            return {name: self.column(name) for name in _OF_ACCOUNTS}
        found = [_leading(segment, rows, platforms) for (segment, _), rows in self._parts()]
        return {name: np.concatenate([one[name] for one in found]) for name in found[0]}

    def prices(self, order: Order) -> npt.NDArray[np.int64]:
        """Minor units of the deliverables in each creator's own currency, -1 for unknown."""
        for known, found in self._priced:
            if known == order:
                return found
        found = np.concatenate([prices(segment, order, rows) for (segment, _), rows in self._parts()])
        self._priced.append((order, found))
        return found

    def shares(self, group: str, facet: str) -> npt.NDArray[np.float64]:
        """A facet's share in percent; NaN where the creator's data is silent on the group."""
        found = []
        for (segment, _), rows in self._parts():
            known = (segment.columns["known_groups"][rows] & group_bit(group)) != 0
            shares = np.where(known, 0.0, np.nan)
            holders, held = segment.rows_with(facet_word(facet))  # in order
            # Of the same type: other numbers would be found in a copy of everybody.
            at = np.minimum(np.searchsorted(holders, rows.astype(holders.dtype)), max(0, len(holders) - 1))
            if len(holders):
                shares = np.where(holders[at] == rows, held[at], shares)
            found.append(shares)
        return np.concatenate(found)

    def counts(self, facets: Sequence[str]) -> list[int]:
        """How many selected rows carry each facet."""
        totals = np.zeros(len(facets), dtype=np.int64)
        for (segment, _), rows in self._parts():
            selected = np.zeros(len(segment), dtype=bool)
            selected[rows] = True
            totals += [np.count_nonzero(selected[segment.rows_with(facet_word(word))[0]]) for word in facets]
        return [int(total) for total in totals]

    def products(self, query: Floats) -> Floats:
        """Inner product of the query with every selected row, in single precision."""
        found = []
        for (segment, _), rows in self._parts():
            mapped = self.snapshot.base and self.snapshot.base.segment is segment and self.snapshot.base.flat
            found.append(mapped.products(query, rows) if mapped else segment.joint[rows].astype(np.float32) @ query)
        return np.concatenate(found)

    def exact_products(self, query: Floats) -> npt.NDArray[np.float64]:
        """Inner product of the query with every selected row, in double precision."""
        exact = query.astype(np.float64)
        return np.concatenate([_exact_products(segment, rows, exact) for (segment, _), rows in self._parts()])

    def vectors(self) -> Floats:
        """Joint vectors, shape (n, dimension), exact in single precision."""
        return np.concatenate([_joint(segment, rows) for (segment, _), rows in self._parts()])

    @property
    def has_codes(self) -> bool:
        """Whether `rough_products` are faster than exact ones."""
        return self.snapshot.base is not None and self.snapshot.base.codes is not None

    def rough_products(self, query: Floats) -> Floats:
        """About `products`: by short codes where the base has them, exactly for the delta, which is short."""
        base, found = self.snapshot.base, []
        for (segment, _), rows in self._parts():
            coded = base.codes if base is not None and base.segment is segment else None
            found.append(coded.products(query, rows) if coded else segment.joint[rows].astype(np.float32) @ query)
        return np.concatenate(found)

    def rough_scores(self, query: Floats, tables: Tables, order: Order) -> Floats:
        """About the scores of all places, less what is the same for everybody."""
        ends = np.cumsum([len(rows) for rows in self.rows])[:-1]
        products, amounts = np.split(self.rough_products(query), ends), np.split(self.prices(order), ends)
        return np.concatenate([
            rough_scores(segment, rows, tables, near, costs)
            for ((segment, _), rows), near, costs in zip(self._parts(), products, amounts, strict=True)
        ])  # fmt: skip

    def at(self, places: Rows) -> "Selection":
        """Some of the places, in ascending order, as a selection of its own."""
        starts = np.cumsum([0, *(len(rows) for rows in self.rows)])
        bounds = np.searchsorted(places, starts)
        chosen = tuple(
            rows[places[bounds[part] : bounds[part + 1]] - starts[part]] for part, rows in enumerate(self.rows)
        )
        return Selection(self.snapshot, chosen, [(order, found[places]) for order, found in self._priced])

    def places_of(self, creator_ids: npt.NDArray[np.int64]) -> Rows:
        """Places of those creators who are selected, ascending."""
        found, start = [], 0
        for (segment, _), rows in self._parts():
            theirs = np.sort(_rows_of(segment, creator_ids))
            found.append(start + np.flatnonzero(np.isin(rows, theirs, assume_unique=True)) if len(theirs) else theirs)
            start += len(rows)
        return np.concatenate(found)

    def _parts(self) -> Any:
        return zip(self.snapshot.parts, self.rows, strict=True)


def _exact_products(segment: Segment, rows: Rows, query: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    is_half = segment.joint.dtype == np.float16
    return products(segment.joint, rows, query) if is_half else segment.joint[rows].astype(np.float64) @ query


def _joint(segment: Segment, rows: Rows) -> Floats:
    found: Floats = segment.joint[rows] if segment.joint.dtype == np.float32 else singles(segment.joint, rows)
    return found


def _leading(segment: Segment, rows: Rows, platforms: frozenset[str]) -> dict[str, npt.NDArray[Any]]:
    columns, chosen = segment.columns, leading_entries(segment, platforms, rows)
    missing, places = np.flatnonzero(chosen < 0), np.maximum(chosen, 0)
    if len(missing) == len(rows):
        return {name: np.full(len(rows), unknown) for name, unknown in _OF_ACCOUNTS.items()}
    found = {name: columns[f"account.{name}"][places] for name in _OF_ACCOUNTS}
    for name, unknown in _OF_ACCOUNTS.items():
        found[name][missing] = unknown
    return found


@dataclass
class LiveIndex:
    """The writer's side: applies changes to the delta and publishes the next snapshot. One thread only."""

    header: Header
    examples: npt.NDArray[np.float32]  # of the niches
    base: Generation | None = None
    _places: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._writer = SegmentWriter(self.header.dimension)
        self._base_alive = np.ones(len(self.base.segment) if self.base else 0, dtype=bool)
        self._delta_alive = np.ones(0, dtype=bool)
        self._total = np.zeros(self.width)
        if self.base:
            self._total += _sum(self.base.segment.joint, self.width)
        self.broken = False
        self.erased_from_base = 0  # creators that went but still lie in the files
        self.snapshot = self._publish()

    def apply(self, rows: Sequence[Row], erased: Sequence[int], seq: int) -> Snapshot:
        """Creators that changed (whole rows) and creators that went, up to change `seq`.

        An index that failed half-way (out of memory) stays `broken` and must be opened anew.
        """
        self.broken = True
        base_alive = self._base_alive.copy()
        first = len(self._delta_alive)
        delta_alive = np.concatenate([self._delta_alive, np.ones(len(rows), dtype=bool)])
        for row in rows:
            self._bury(row.creator_id, base_alive, delta_alive)
        for creator_id in erased:
            self.erased_from_base += self._bury(creator_id, base_alive, delta_alive)
        for offset, row in enumerate(rows):
            if (earlier := self._places.get(row.creator_id)) is not None:
                delta_alive[earlier] = False
            self._places[row.creator_id] = first + offset
        self._writer.append(rows)
        self._total = self._total_after(base_alive, delta_alive)
        self._base_alive, self._delta_alive = base_alive, delta_alive
        self.header = replace(self.header, seq=seq)
        self.snapshot = self._publish()
        self.broken = False
        return self.snapshot

    @property
    def width(self) -> int:
        """Of the semantic part of joint vectors."""
        return int(self.examples.shape[1])

    @property
    def delta_rows(self) -> int:
        return len(self._delta_alive)

    def _total_after(self, base_alive: Mask, delta_alive: Mask) -> npt.NDArray[np.float64]:
        """The sum moved by the rows that died and those that came."""
        total, width = self._total.copy(), self.width
        if self.base is not None:
            total -= _sum(self.base.segment.joint[np.flatnonzero(self._base_alive & ~base_alive)], width)
        joint, before = self._writer.segment().joint, len(self._delta_alive)
        total -= _sum(joint[:before][self._delta_alive & ~delta_alive[:before]], width)
        return total + _sum(joint[before:][delta_alive[before:]], width)

    def _bury(self, creator_id: int, base_alive: Mask, delta_alive: Mask) -> bool:
        """Mark every row of a creator dead; says whether the base holds one."""
        if (place := self._places.pop(creator_id, None)) is not None:
            delta_alive[place] = False
        if self.base is not None:
            ids = self.base.segment.ids
            row = int(np.searchsorted(ids, creator_id))
            if row < len(ids) and ids[row] == creator_id:
                base_alive[row] = False
                return True
        return False

    def _publish(self) -> Snapshot:
        delta = (self._writer.segment(), self._delta_alive)
        base = ((self.base.segment, self._base_alive),) if self.base else ()
        return Snapshot(self.header, self.examples, self.base, (*base, delta), self._total)


def _sum(joint: npt.NDArray[np.floating], width: int) -> npt.NDArray[np.float64]:
    """Sum of semantic parts in double precision, a block at a time."""
    total = np.zeros(width)
    for start in range(0, len(joint), _BLOCK):
        total += joint[start : start + _BLOCK, :width].astype(np.float64).sum(axis=0)
    return total
