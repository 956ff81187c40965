"""Pages of a ranking: its creators checked against the database as it is now, each item of the answer made once.

An item follows from the entry of the ranking, the creator's state, and what `Ground` says. Items are kept as JSON under
exactly that, so whoever changed is made anew, and whoever was erased is not there to be shown. While no creator at all
has changed, a page is what it was.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import orjson

from service.backends import Backends
from service.domain.brief import Brief
from service.domain.constraints import violated
from service.estimating import Pricing
from service.index.snapshot import Snapshot
from service.metrics import timed
from service.presenting import all_seen_now, match
from service.ranking.kept import Ranking
from service.store import creators
from service.store.briefs import StoredBrief
from service.store.creators import State


@dataclass(frozen=True)
class Item:
    """A match of an answer, with its place in the ranking."""

    position: int
    json: bytes


@dataclass(frozen=True)
class Ground:
    """What items are made from beside entries and creators."""

    snapshot: Snapshot
    ranking: Ranking
    brief: Brief
    pricing: Pricing

    def fingerprint(self, stored: StoredBrief) -> Hashable:
        """Equal for grounds of a stored brief on which the same entry and creator make the same item."""
        header, rates = self.snapshot.header, self.pricing.rates
        return (stored.id, stored.version, stored.updated_at, stored.feedback_rev, header.encoder, header.taxonomy,
                rates.fingerprint, rates.is_old, self.pricing.calibration.revision, self.ranking.weights)  # fmt: skip


def page_of(backends: Backends, ground: Ground, offset: int, limit: int) -> list[Item]:
    """Up to `limit` items from an offset. A creator that changed since it was ranked is checked as it is now."""
    return _Page(backends, ground, None, offset, limit).items()


def kept_page_of(backends: Backends, ground: Ground, stored: StoredBrief, seq: int, key: str, offset: int,
                 limit: int) -> list[Item]:  # fmt: skip
    """The same of a stored brief's ranking that is kept under `key`, without making again what was made before.

    `seq`: the change feed's last number, read in this request. While it stays no creator has changed, come or gone;
    creators are read after it, so a page is never older than it says.
    """
    fingerprint = ground.fingerprint(stored)
    mark = (fingerprint, seq, ground.snapshot.header.seq)
    page = _Page(backends, ground, fingerprint, offset, limit)
    return backends.pages.get((key, offset, limit), mark, page.items)


@dataclass(frozen=True)
class _Page:
    backends: Backends
    ground: Ground
    fingerprint: Hashable | None  # None: nothing to keep items under
    offset: int
    limit: int

    def items(self) -> list[Item]:
        found: list[Item] = []
        with timed("present"):
            for start in range(self.offset, len(self.ground.ranking.entries), self.limit):
                found += (item for item in self._stretch(start) if item.json)
                if len(found) >= self.limit:
                    break
        return found[: self.limit]

    def _stretch(self, start: int) -> list[Item]:
        """Items of some entries whose creators are there; empty where one no longer fulfils the brief."""
        states = self._states(start)
        keys = self._keys(start, states)
        kept = {position: self.backends.items.get(key) if self.fingerprint else None for position, key in keys.items()}
        missing = {position: states[position] for position, json in kept.items() if json is None}
        for item in self._made(missing) if missing else ():
            kept[item.position] = item.json
            # Otherwise the vector that its niches are read from may be older than the state it would be kept under.
            if self.fingerprint is not None and states[item.position].seq <= self.ground.snapshot.header.seq:
                self.backends.items.put(keys[item.position], item.json)
        return [Item(position, json) for position, json in kept.items() if json is not None]

    def _states(self, start: int) -> dict[int, State]:
        """By position in the ranking; who was erased is missing."""
        ids = self.ground.ranking.entries["id"][start : start + self.limit].tolist()
        with self.backends.store.look() as look:
            found = creators.states(look, ids)
        return {start + place: found[creator_id] for place, creator_id in enumerate(ids) if creator_id in found}

    def _keys(self, start: int, states: dict[int, State]) -> dict[int, Hashable]:
        entries = self.ground.ranking.stretch(start, self.limit)
        return {position: (self.fingerprint, entries[position - start], position, state)
                for position, state in states.items()}  # fmt: skip

    def _made(self, missing: dict[int, State]) -> Iterator[Item]:
        with self.backends.store.read() as connection:
            found = creators.hydrate(connection, [state.id for state in missing.values()])
        there = {position: found[state.id] for position, state in missing.items() if state.id in found}
        ground = self.ground
        for position, shown in zip(there, all_seen_now(ground.snapshot, list(there.values())), strict=True):
            fulfils = violated(ground.brief.constraints, shown.creator) is None
            document = match(ground.ranking, position, shown, ground.brief, ground.pricing) if fulfils else None
            yield Item(position, orjson.dumps(document) if document else b"")
