"""Liveness and readiness: would a restart help, and should requests come here.

Liveness never fails because the database or Redis is away, or the database another version's: restarting would not
help. Readiness never waits longer than `DEADLINE_SECONDS` for the database.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from service.backends import Backends
from service.health import STUCK
from service.store import feed
from service.store.migrate import head, revision

DEADLINE_SECONDS = 2.0


@dataclass(frozen=True)
class Check:
    """How one thing stands. `code`: of the problem that its failure is answered as; `facts`: what else is known."""

    name: str
    ok: bool
    detail: str
    facts: dict[str, Any] = field(default_factory=dict)
    code: str = field(kw_only=True)


def shown(checks: list[Check]) -> dict[str, Any]:
    """By name, as it is answered."""
    return {check.name: {"ok": check.ok, **check.facts} for check in checks}


def liveness(backends: Backends) -> list[Check]:
    """One for each part that this process runs; while it drains they end on purpose."""
    health = backends.health
    if health.draining:
        return []
    parts = health.parts()
    if STUCK in parts.values() and not _database_serves(backends):
        parts = {name: None if trouble == STUCK else trouble for name, trouble in parts.items()}
    return [_part(name, trouble) for name, trouble in parts.items()]


def _part(name: str, trouble: str | None) -> Check:
    facts = {"trouble": trouble} if trouble else {}
    return Check(name, trouble is None, f"{name} has {trouble}; a restart helps", facts, code="process_broken")


def _database_serves(backends: Backends) -> bool:
    """Whether it answers, and at a schema that this version can work with."""
    try:
        found: _Look = backends.health.database.ask(lambda: _look(backends), DEADLINE_SECONDS)
    except Exception:
        return False
    return found.revision == head()


def readiness(backends: Backends) -> list[Check]:
    """What has to hold for requests to be answered well, in the order in which failures are told."""
    draining = backends.health.draining
    checks = [Check("draining", not draining, "this process was told to stop; ask another", code="draining")]
    try:
        found = backends.health.database.ask(lambda: _look(backends), DEADLINE_SECONDS)
    except Exception:
        found = None
    facts: dict[str, Any] = {} if found is None else {"ms": found.ms}
    answers = found is not None
    checks.append(Check("database", answers, "the database does not answer", facts, code="database_unavailable"))
    if found is not None:
        detail, facts = "the database is not at this version's schema", {"revision": found.revision}
        checks.append(Check("schema", found.revision == head(), detail, facts, code="schema_not_current"))
    snapshot = backends.served.snapshot
    facts = {} if snapshot is None else {"index_version": snapshot.index_version}
    is_read = snapshot is not None
    checks.append(Check("index", is_read, "the index is still being read", facts, code="index_not_ready"))
    if found is not None and snapshot is not None:
        most = backends.config.ready_lag_seconds
        behind = bool(most) and found.lag_seconds > most
        detail, facts = f"matches are more than {most:g} seconds behind", {"lag_seconds": found.lag_seconds}
        checks.append(Check("feed", not behind, detail, facts, code="feed_behind"))
    return checks


@dataclass(frozen=True)
class _Look:
    ms: float
    revision: str | None
    lag_seconds: float


def _look(backends: Backends) -> _Look:
    """One trip to the database: that it answers, at which schema it is, since when a change waits to be seen here."""
    started = time.perf_counter()
    snapshot = backends.served.snapshot
    with backends.store.read() as connection:
        found = revision(connection)
        lag = feed.lag_seconds(connection, snapshot.header.seq) if snapshot and found == head() else 0.0
    return _Look(round((time.perf_counter() - started) * 1000, 3), found, lag)
