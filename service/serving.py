"""Keeps this process's snapshot current: follows the change feed, starts builds, adopts what they publish."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from service import metrics
from service.backends import Backends
from service.erasures import settle
from service.errors import Unavailable
from service.generations import tidy
from service.health import ENDED, STUCK
from service.index.generation import current_name, names
from service.index.snapshot import LiveIndex, Snapshot
from service.indexing import catch_up, open_live
from service.instance import process_name
from service.measuring import measure
from service.observability import error_kind, log
from service.store import encoders, erasures, feed
from service.warming import warm

# A delta beyond this share of the base is worth a new generation. Measured at a million creators: a ranking takes 9 %
# longer beside 20,000 rows in memory and 32 % beside 50,000; a build takes half a minute of one core.
_BASE_SHARE = 0.02
_RETRY_SECONDS = 10.0  # at most: the first retries come sooner
_MEASURE_SECONDS = 2.0
_MEASURE_PAUSE = 50.0  # times what measuring took
_MOST_PAUSE_SECONDS = 60.0  # below what service/metrics.py takes for fresh
# Changes show together, at most ten times a second: after each moment of the index every ranking is made anew.
_MOMENT_SECONDS = 0.1
_REPORT_SECONDS = 30.0  # how often other processes are told of this one while nobody waits for it
# Without a round, a batch of changes or an error of the database for so long it is stuck. Reading a generation and
# verifying its hashes is one step, of seconds for a gigabyte.
_STUCK_SECONDS = 300.0
_LOOK_SECONDS = 0.25  # how often generations are looked after; changes are followed at every bell


class Follower:
    """One thread writes the live index of this process; another opens new generations, so that verifying
    their hashes delays no change."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends
        self._live: LiveIndex | None = None
        self._stopping = threading.Event()
        self._opener = ThreadPoolExecutor(1, thread_name_prefix="open-generation")
        self._opening: Future[LiveIndex | None] | None = None
        self._build: subprocess.Popen[bytes] | None = None
        self._build_began = 0.0
        self._failed_builds = 0
        self._untidy = True  # a build may have been killed with the process before this one
        self._next_build = 0.0
        self._next_open = 0.0
        self._next_look = 0.0
        self._next_measure = 0.0
        self._next_report = 0.0
        self._erased_since: float | None = None
        self._name = process_name(backends.config)
        self._progress_at = time.monotonic()
        self._threads = [
            threading.Thread(target=self._run, name="follower", daemon=True),
            threading.Thread(target=backends.jobs.listen, args=(self._stopping,), name="bell", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()
        self._backends.health.watch("follower", self.trouble)

    def trouble(self) -> str | None:
        """Whether its threads ended, or it gets nothing done although nobody is to blame."""
        follower, bell = self._threads
        listens = bell.is_alive() or self._backends.jobs.in_process  # there is nothing to listen to then
        if not (follower.is_alive() and listens):
            return ENDED
        return STUCK if time.monotonic() - self._progress_at > _STUCK_SECONDS else None

    def _note_progress(self, *_: object) -> None:
        self._progress_at = time.monotonic()

    def stop(self) -> None:
        self._backends.health.forget("follower")
        self._stopping.set()
        self._backends.jobs.ring()
        for thread in self._threads:
            thread.join(timeout=5)
        if self._build is not None:
            self._build.terminate()
            self._build.wait(timeout=5)
        self._opener.shutdown(wait=False)
        if not self._backends.store.is_sqlite:
            with contextlib.suppress(Unavailable):  # then it is taken for ended in a while
                self._backends.store.write(lambda c: erasures.end_process(c, self._name))

    def _run(self) -> None:
        heard = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._tick()
                self._note_progress()
                metrics.follower_round_timestamp_seconds.set_to_current_time()
            except Exception as error:
                if isinstance(error, Unavailable):
                    self._note_progress()  # all that can be done is to try again
                log.error("follower_failed", error=error_kind(error))
                if self._live is not None and self._live.broken:
                    self._live = None
                self._stopping.wait(0.5)
            heard = self._backends.jobs.wait(heard, self._backends.config.poll_seconds)
            self._stopping.wait(max(0.0, began + _MOMENT_SECONDS - time.monotonic()))

    def _tick(self) -> None:
        served = self._backends.served
        if self._live is None:
            self._live = self._open()
            if self._live is None:
                return
            served.show(self._live.snapshot)
            self._note_progress()
            self._opener.submit(warm, self._backends, self._live.snapshot)
        catch_up(self._backends.store, self._live, self._show)
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + _LOOK_SECONDS
            self._adopt()
            self._consider_build()
        if time.monotonic() >= self._next_measure:
            started = time.monotonic()
            measure(self._backends, self._live)
            # Counting what a large import left to do takes its time, which changes wait for.
            pause = max(_MEASURE_SECONDS, _MEASURE_PAUSE * (time.monotonic() - started))
            self._next_measure = time.monotonic() + min(pause, _MOST_PAUSE_SECONDS)
            self._account_for_erasures()
            if self._is_ahead_of_the_feed():
                log.warning("database_went_back", visible_seq=self._live.header.seq)
                self._live = None

    def _show(self, snapshot: Snapshot) -> None:
        self._backends.served.show(snapshot)
        self._note_progress()

    def _open(self) -> LiveIndex | None:
        """An index for the active encoder, with every change up to now: it shows whole or not at all.

        For a new generation this runs beside the follower, who then has only the latest changes to add.
        """
        with self._backends.store.read() as connection:
            active = encoders.active(connection)
        if active is None:
            return None
        live = open_live(self._backends.store, self._backends.config.index_folder, active.fingerprint)
        if live is not None:
            catch_up(self._backends.store, live, self._note_progress)
            if self._live is not None:  # nobody waits for this one yet
                warm(self._backends, live.snapshot)
        return live

    def _is_ahead_of_the_feed(self) -> bool:
        """A backup was restored under the running process."""
        assert self._live is not None
        with self._backends.store.read() as connection:
            return feed.last_seq(connection) < self._live.header.seq

    def _adopt(self) -> None:
        """Take over a generation that was published since; its own changes are caught up before it shows."""
        assert self._live is not None
        if self._opening is not None:
            if self._opening.done():
                opened, self._opening = self._opening, None
                self._take(opened)
            return
        name = current_name(self._backends.config.index_folder)
        mine = self._live.base.name if self._live.base else None
        if name is not None and name != mine and time.monotonic() >= self._next_open:
            self._opening = self._opener.submit(self._open)

    def _take(self, opened: Future[LiveIndex | None]) -> None:
        live = opened.result()
        if live is None or live.base is None:  # damaged, or of another encoder: a build will replace it
            self._next_open = time.monotonic() + _RETRY_SECONDS
            return
        catch_up(self._backends.store, live)
        self._live, self._erased_since = live, None
        self._backends.served.show(live.snapshot)
        self._backends.forget_answers()
        log.info("generation_adopted", generation=live.base.name, index_version=live.snapshot.index_version)

    def _consider_build(self) -> None:
        if self._build is not None:
            if (status := self._build.poll()) is None:
                return
            metrics.builds_total.labels("ok" if status == 0 else "not_built").inc()
            metrics.build_seconds.observe(time.monotonic() - self._build_began)
            self._build = None
            self._failed_builds = 0 if status == 0 else self._failed_builds + 1
            self._untidy = self._untidy or status != 0
            self._next_build = time.monotonic() + min(_RETRY_SECONDS, 2.0 ** min(self._failed_builds, 9) - 1)
            if status == 0:
                self._next_open = 0.0  # what it published was not refused yet, and is to be adopted before the next
                return
        if self._untidy:
            self._untidy = not tidy(self._backends.config)
        if self._opening is None and time.monotonic() >= self._next_build and self._build_is_due():
            self._build = subprocess.Popen(
                [sys.executable, "-m", "service.generations"],
                stdin=subprocess.DEVNULL,
                env=_quiet(os.environ) | self._backends.config.environment(),
            )
            self._build_began = time.monotonic()
            self._next_build = time.monotonic() + 1.0

    def _build_is_due(self) -> bool:
        assert self._live is not None
        config, live = self._backends.config, self._live
        if live.base is None:
            return live.delta_rows > 0 or self._encoder_changed()
        if current_name(config.index_folder) != live.base.name:
            # Another one to adopt first, unless it was refused, or somebody removed the pointer.
            return current_name(config.index_folder) is None or time.monotonic() < self._next_open
        if live.erased_from_base and self._erased_since is None:
            self._erased_since = time.monotonic()
        erasure_due = self._erased_since is not None and time.monotonic() - self._erased_since >= config.erasure_seconds
        large = live.delta_rows > max(config.delta_max_rows, len(live.base.segment) * _BASE_SHARE)
        return large or erasure_due or self._encoder_changed()

    def _account_for_erasures(self) -> None:
        """Note what is gone of those who were erased, also from here: the last of all processes ends the waiting."""
        settle(self._backends)
        store = self._backends.store
        with store.read() as connection:
            waited_for = erasures.awaits_index(connection)
        if waited_for or (not store.is_sqlite and time.monotonic() >= self._next_report):
            clean = self._clean_seq()
            store.write(lambda c: erasures.report(c, self._name, clean))
            self._next_report = time.monotonic() + _REPORT_SECONDS

    def _clean_seq(self) -> int:
        """Up to which change nobody who was erased is left in this process's generation, nor in its folder."""
        assert self._live is not None
        live, base = self._live, self._live.base
        if names(self._backends.config.index_folder) - ({base.name} if base else set()):
            return 0  # another generation lies there, or one is being built
        return base.header.seq if base and live.erased_from_base else live.header.seq

    def _encoder_changed(self) -> bool:
        assert self._live is not None
        with self._backends.store.read() as connection:
            active = encoders.active(connection)
        return active is not None and active.fingerprint != self._live.header.encoder


def _quiet(environment: Mapping[str, str]) -> dict[str, str]:
    """For a process whose numbers nobody asks for: without the folder that those of servers are added up from."""
    return {name: value for name, value in environment.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
