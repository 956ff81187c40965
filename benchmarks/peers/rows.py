"""The rows of a corpus as every engine gets them: vectors, numbers and words, one column a filter's name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, singledispatchmethod
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.peers.filters import ACCOUNTS, AllOf, Filter, In, Missing, Not, OneOf, Range, leaves
from service import vocabulary
from service.domain.money import RateTable
from service.domain.niche import NICHES
from service.domain.order import Order
from service.domain.vocabulary import PLATFORMS, city_key, facet
from service.index.columns import DAY_MAX, DAY_MIN, NOT_OFFERED, UNKNOWN, currency_code, facet_word, group_bit
from service.index.pricing import prices
from service.index.segment import Segment
from service.sample.library import places

Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class FlatRows:
    """Vectors (n, dimension) in half precision; `numbers` (n,) with NaN for missing; of each column of words the rows
    that hold each word, ascending."""

    vectors: npt.NDArray[np.float16]
    numbers: Mapping[str, npt.NDArray[np.floating]]
    holders: Mapping[str, Mapping[str, npt.NDArray[np.int32]]]

    def __len__(self) -> int:
        return len(self.vectors)

    @cached_property
    def words(self) -> dict[str, list[list[str]]]:
        """Of each column of words a list a row."""
        found: dict[str, list[list[str]]] = {}
        for column, held in self.holders.items():
            found[column] = [[] for _ in range(len(self))]
            for word, rows in held.items():
                for row in rows.tolist():
                    found[column][row].append(word)
        return found

    @cached_property
    def _kept(self) -> dict[tuple[str, str], Mask]:
        return {}

    def _bits(self, column: str, word: str) -> Mask:
        """Who holds a word, made once: words come again and again."""
        if (column, word) not in self._kept:
            self._kept[column, word] = np.zeros(len(self), dtype=bool)
            self._kept[column, word][self.holders[column][word]] = True
        return self._kept[column, word]

    @singledispatchmethod
    def mask(self, found: Any) -> Mask:
        """Who passes a filter."""
        raise TypeError(found)

    @mask.register
    def _(self, found: Range) -> Mask:
        values = self.numbers[found.column]
        passes: Mask = values >= (-np.inf if found.low is None else found.low)
        if found.high is not None:
            passes &= values <= found.high
        return passes

    @mask.register
    def _(self, found: In) -> Mask:
        passes = np.zeros(len(self), dtype=bool)
        for word in found.words:
            passes |= self._bits(found.column, word)
        return passes

    @mask.register
    def _(self, found: Missing) -> Mask:
        if found.column in self.numbers:
            missing: Mask = np.isnan(self.numbers[found.column])
            return missing
        passes: Mask = ~self.mask(In(found.column, tuple(self.holders[found.column])))
        return passes

    @mask.register
    def _(self, found: Not) -> Mask:
        return ~self.mask(found.of)

    @mask.register
    def _(self, found: AllOf) -> Mask:
        passes = np.ones(len(self), dtype=bool)
        for part in found.of:
            passes &= self.mask(part)
        return passes

    @mask.register
    def _(self, found: OneOf) -> Mask:
        passes = np.zeros(len(self), dtype=bool)
        for part in found.of:
            passes |= self.mask(part)
        return passes


def flat_rows(segment: Segment, filters: Iterable[Filter], rates: RateTable) -> FlatRows:
    """Vectors, and the columns that the filters name."""
    named = [leaf for found in filters for leaf in leaves(found)]
    groups = {leaf.column for leaf in named if isinstance(leaf, In)}
    numbers = {leaf.column for leaf in named} - groups
    return FlatRows(
        np.asarray(segment.joint),
        {name: _number(segment, name, rates) for name in sorted(numbers)},
        {group: {word: segment.rows_with(facet_word(facet(group, word)))[0] for word in _WORDS[group]()}
         for group in sorted(groups)},
    )  # fmt: skip


_WORDS: dict[str, Callable[[], Iterable[str]]] = {
    "language": vocabulary.languages,
    "country": vocabulary.countries,
    "niche": lambda: [niche.id for niche in NICHES],
    "refuses": vocabulary.topics,
    "city": lambda: sorted({city_key(city) for place in places() for city in place.cities}),
}


def _number(segment: Segment, name: str, rates: RateTable) -> Numbers:
    columns = segment.columns
    if name in ("from", "to"):
        unknown = (columns["available_from"] == DAY_MAX) & (columns["available_to"] == DAY_MIN)
        return np.where(unknown, np.nan, columns[f"available_{name}"])
    kind, _, of = name.partition(":")
    if kind == "offers":
        rate = columns[f"rate.{of}"]
        return np.where(rate == UNKNOWN, np.nan, rate != NOT_OFFERED)
    if kind == "usd":
        return _usd(segment, of, rates)
    if kind == "audience":
        return _share(segment, name)
    field, separator, where = name.partition("@")
    return _of_platform(segment, field, where) if separator else _of_place(segment, *name.split("#"))


def _usd(segment: Segment, order: str, rates: RateTable) -> Numbers:
    quantities = (part.partition("=") for part in order.split(","))
    price = prices(segment, Order({kind: int(quantity) for kind, _, quantity in quantities}))
    factors = np.full(26**3 + 1, np.nan)
    for currency in rates.per_base:
        factors[currency_code(currency)] = float(rates.factor(currency, "USD") or 0) / 100.0
    return np.where(price < 0, np.nan, price * factors[segment.columns["currency"]])


def _share(segment: Segment, name: str) -> Numbers:
    """A facet that is missing from a stated group counts as 0."""
    group = name.rpartition(":")[0].replace(":", ".")
    known = (segment.columns["known_groups"] & group_bit(group)) != 0
    shares = np.where(known, 0.0, np.nan)
    rows, held = segment.rows_with(facet_word(name))
    shares[rows] = held
    return shares


def _of_platform(segment: Segment, field: str, platform: str) -> Numbers:
    return _of_accounts(segment, field, segment.columns["account.platform"] == PLATFORMS.index(platform))


def _of_place(segment: Segment, field: str, place: str) -> Numbers:
    rows = segment.columns["account.row"]
    places_of = np.arange(len(rows)) - np.searchsorted(rows, rows)
    assert places_of.max(initial=0) < ACCOUNTS, "somebody has more accounts than filters look at"
    return _of_accounts(segment, field, places_of == int(place))


def _of_accounts(segment: Segment, field: str, chosen: Mask) -> Numbers:
    found = np.full(len(segment), np.nan)
    values = segment.columns[f"account.{field}"][chosen].astype(np.float64)
    found[segment.columns["account.row"][chosen]] = np.nan_to_num(values, nan=UNKNOWN)
    return found
