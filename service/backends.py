"""What use cases receive: the store, the index being served, encoders, jobs, exchange rates and a clock."""

import datetime
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from service.calibrating import Calibrations
from service.config import Config
from service.domain.estimate import Calibration
from service.domain.money import RateTable
from service.embeddings.encoder import Encoder, EncoderSpec, open_encoder
from service.embeddings.recent import RecentVectors
from service.exchange import Exchange
from service.health import Health
from service.index.snapshot import Snapshot
from service.item_cache import ItemCache
from service.jobs import Jobs
from service.keyring import Keyring
from service.meter import Meter
from service.metrics import Counted
from service.observability import error_kind, log
from service.pace import Pace
from service.store.engine import Store
from service.store.secrets import Secrets

T = TypeVar("T")


class EncoderShelf:
    """Encoders by spec, opened once; while a switch runs there are two."""

    def __init__(self, open_one: Callable[[EncoderSpec], Encoder] = open_encoder) -> None:
        self._open = open_one
        self._lock = threading.Lock()
        self._shelf: dict[str, Encoder] = {}

    def get(self, spec: EncoderSpec) -> Encoder:
        with self._lock:
            return self._shelf.setdefault(spec.fingerprint, self._open(spec))

    def warm(self, spec: EncoderSpec) -> None:
        """Load an encoder, so that the first text need not wait for it. After the fork only."""
        try:
            self.get(spec).warm()
        except Exception as error:  # whoever needs it is told
            log.error("encoder_failed", encoder=spec.fingerprint, error=error_kind(error))


class Latest:
    """Values that were read once, by key, each good under the mark that it was made under; the oldest go first. Who
    asks for what another is making waits for it."""

    def __init__(self, most: int = 1_000) -> None:
        self._most = most
        self.hits = self.misses = 0
        self._kept: dict[Hashable, tuple[Hashable, Any]] = {}
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, mark: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if (kept := self._good(key, mark)) is not None:
                self.hits += 1
                return cast(T, kept[1])
            self.misses += 1
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            try:
                if (kept := self._good(key, mark)) is not None:  # made while we waited
                    return cast(T, kept[1])
                found = make()
                self._keep(key, mark, found)
                return found
            finally:
                with self._lock:
                    self._making.pop(key, None)

    def _good(self, key: Hashable, mark: Hashable) -> tuple[Hashable, Any] | None:
        kept = self._kept.get(key)
        return kept if kept is not None and kept[0] == mark else None

    def _keep(self, key: Hashable, mark: Hashable, value: object) -> None:
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (mark, value)
            if len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


class Served:
    """The snapshot that requests read; replaced by whoever follows the change feed."""

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None
        self.changed = threading.Condition()

    def show(self, snapshot: Snapshot) -> None:
        with self.changed:
            self.snapshot = snapshot
            self.changed.notify_all()

    def wait_for(self, seq: int, seconds: float) -> bool:
        """Whether change `seq` became visible within the time."""
        with self.changed:
            return self.changed.wait_for(
                lambda: self.snapshot is not None and self.snapshot.header.seq >= seq, timeout=seconds
            )


@dataclass(frozen=True)
class Backends:
    config: Config
    store: Store
    encoder_spec: EncoderSpec
    encoders: EncoderShelf
    jobs: Jobs
    exchange: Exchange
    calibrations: Calibrations
    keyring: Keyring
    meter: Meter
    secrets: Secrets
    pace: Pace = field(default_factory=Pace)
    health: Health = field(default_factory=Health)
    started_at: float = field(default_factory=time.time)
    served: Served = field(default_factory=Served)
    recent: RecentVectors = field(default_factory=RecentVectors)
    paid: Latest = field(default_factory=Latest)
    track_records: Latest = field(default_factory=Latest)
    briefs: Latest = field(default_factory=Latest)
    resolved: Latest = field(default_factory=Latest)
    rankings: Latest = field(default_factory=lambda: Latest(most=100))
    pages: Latest = field(default_factory=lambda: Latest(most=300))
    counted: Latest = field(default_factory=Latest)
    items: ItemCache = field(default_factory=ItemCache)
    now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC)
    held_rates: RateTable | None = None
    held_calibration: Calibration | None = None

    @property
    def rates(self) -> RateTable:
        """The exchange rates of this moment, or those that are held."""
        return self.held_rates or self.exchange.table(self.now().date())

    @property
    def calibration(self) -> Calibration:
        """What price estimates are corrected by, at this moment, or what is held."""
        return self.held_calibration or self.calibrations.current(self.served.snapshot, self.rates)

    @property
    def caches(self) -> dict[str, Counted]:
        """By the name that metrics call them."""
        return {
            "brief": self.briefs, "resolved_brief": self.resolved, "query_vector": self.recent, "paid": self.paid,
            "track_record": self.track_records, "ranking": self.rankings, "kept_ranking": self.jobs.cache,
            "page": self.pages, "item": self.items, "key": self.keyring,
        }  # fmt: skip

    def forget_answers(self) -> None:
        """With every new generation, as it holds no erased creator any more: what is never shown is not kept either."""
        self.pages.clear()
        self.items.clear()

    def with_store(self, store: Store) -> "Backends":
        """The same over another view of the database."""
        return replace(self, store=store)

    def holding_rates(self) -> "Backends":
        """The same for one request: every price of its answer by one table, whatever is set meanwhile."""
        return replace(self, held_rates=self.rates)

    def holding_calibration(self) -> "Backends":
        """The same for what is worked out inside a transaction: a calibration that is due is made in one of its own,
        which would wait for that."""
        return replace(self, held_calibration=self.calibration)
