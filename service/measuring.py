"""The numbers of the database and of the served index, measured from time to time by whoever follows the feed."""

import shutil

from service import metrics
from service.backends import Backends
from service.index.published import described
from service.index.snapshot import LiveIndex
from service.store import creators, deliveries, feed, imports, stale
from service.store.engine import Connection


def measure(backends: Backends, live: LiveIndex) -> None:
    """Put them where a scrape finds them. Takes as long as counting what waits: tens of milliseconds after a large
    import."""
    metrics.note_caches(backends.caches)
    _of_index(backends, live)
    with backends.store.read() as connection:
        lag, lag_seconds = feed.lag(connection, live.header.seq)
        numbers = _of_database(backends, connection, live.header.encoder)
    metrics.feed_lag_changes.set(lag)
    metrics.feed_lag_seconds.set(lag_seconds)
    metrics.shared.show(numbers)


def count_creators(backends: Backends, connection: Connection) -> int:
    """How many are stored. Counting a million takes a while, and nothing but a change of the feed changes it."""
    seq = feed.last_seq(connection)
    return backends.counted.get("creators", seq, lambda: creators.count(connection))


def _of_index(backends: Backends, live: LiveIndex) -> None:
    metrics.creators_indexed.set(live.snapshot.creator_count)
    metrics.delta_rows.set(live.delta_rows)
    found = described(backends.config.index_folder, live.base.name) if live.base else None
    metrics.generation_seq.set(found.seq if found else 0)
    metrics.generation_rows.set(found.rows if found else 0)
    metrics.generation_bytes.set(found.size if found else 0)
    metrics.generation_built_timestamp_seconds.set(found.built_at if found else 0)


def _of_database(backends: Backends, connection: Connection, encoder: str) -> dict[tuple[str, str], float]:
    waiting = stale.counts(connection, encoder)
    imports_waiting, imports_running = imports.queued(connection)
    undelivered, undelivered_seconds = deliveries.waiting(connection)
    return {
        ("creatormatch_creators", ""): count_creators(backends, connection),
        ("creatormatch_creators_stale", "edit"): waiting["edits"],
        ("creatormatch_creators_stale", "import"): waiting["imported"],
        ("creatormatch_creators_failed", ""): waiting["failed"],
        ("creatormatch_stale_oldest_seconds", "edit"): waiting["oldest_edit_seconds"],
        ("creatormatch_stale_oldest_seconds", "import"): waiting["oldest_imported_seconds"],
        ("creatormatch_imports", "waiting"): imports_waiting,
        ("creatormatch_imports", "running"): imports_running,
        ("creatormatch_webhooks_waiting", ""): undelivered,
        ("creatormatch_webhooks_oldest_seconds", ""): undelivered_seconds,
        ("creatormatch_disk_free_bytes", ""): shutil.disk_usage(backends.config.data).free,
    }
