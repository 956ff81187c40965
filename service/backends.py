"""What use cases receive: the store, the index being served, encoders, jobs, exchange rates and a clock."""

import datetime
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from service.config import Config
from service.domain.money import RateTable
from service.embeddings.encoder import Encoder, EncoderSpec, open_encoder
from service.embeddings.recent import RecentVectors
from service.index.snapshot import Snapshot
from service.jobs import Jobs
from service.store.engine import Store


class EncoderShelf:
    """Encoders by spec, opened once; while a switch runs there are two."""

    def __init__(self, open_one: Callable[[EncoderSpec], Encoder] = open_encoder) -> None:
        self._open = open_one
        self._lock = threading.Lock()
        self._shelf: dict[str, Encoder] = {}

    def get(self, spec: EncoderSpec) -> Encoder:
        with self._lock:
            return self._shelf.setdefault(spec.fingerprint, self._open(spec))


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
    rates: RateTable
    served: Served = field(default_factory=Served)
    recent: RecentVectors = field(default_factory=RecentVectors)
    now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC)
