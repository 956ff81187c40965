"""How things stand, in numbers that people ask for: what waits, how fresh it is, which index is served, what is left
of the disk. The one place where they are computed; `GET /v1/status` and the command line show them."""

import contextlib
import datetime
import os
import shutil
import time
from pathlib import Path
from typing import Any

from service.backends import Backends
from service.index.published import published
from service.measuring import count_creators
from service.store import deliveries, encoders, feed, imports, stale
from service.store.encoders import StoredEncoder
from service.store.engine import Connection
from service.version import VERSION


def status(backends: Backends) -> dict[str, Any]:
    """What anybody can see, and what the process that answers serves."""
    return stored(backends) | _served(backends)


def stored(backends: Backends) -> dict[str, Any]:
    """What database, Redis and data folder say, to a process that serves nothing too."""
    with backends.store.read() as connection:
        encoding = _encoding(connection)
        total, seq = count_creators(backends, connection), feed.last_seq(connection)
        waiting, running = imports.queued(connection)
        undelivered, undelivered_seconds = deliveries.waiting(connection)
    counts = encoding.pop("counts")
    return {
        "version": VERSION,
        "creators": total,
        "stale": counts.get("stale", 0),
        "failed": counts.get("failed", 0),
        "oldest_stale_seconds": counts.get("oldest_seconds", 0.0),
        "feed_seq": seq,
        **encoding,
        "embedded_per_second": backends.pace.per_second(),
        "queues": {
            "edits": counts.get("edits", 0),
            "imported": counts.get("imported", 0),
            "imports_waiting": waiting,
            "imports_running": running,
            "webhook_deliveries": undelivered,
            "oldest_webhook_delivery_seconds": round(undelivered_seconds, 3),
        },
        "generation": _generation(backends.config.index_folder),
        "disk": _disk(backends.config.data),
        "database": {"kind": "sqlite" if backends.store.is_sqlite else "postgresql", "bytes": backends.store.size()},
        "redis": {"configured": not backends.jobs.in_process, "reachable": backends.jobs.reaches_redis()},
    }


def _served(backends: Backends) -> dict[str, Any]:
    snapshot = backends.served.snapshot
    visible = snapshot.header.seq if snapshot else 0
    with backends.store.read() as connection:
        lag, lag_seconds = feed.lag(connection, visible)
    return {
        "started_at": _moment(backends.started_at),
        "uptime_seconds": round(time.time() - backends.started_at, 3),
        "indexed": snapshot.creator_count if snapshot else 0,
        "visible_seq": visible,
        "feed_lag": lag,
        "feed_lag_seconds": lag_seconds,
        "index_version": snapshot.index_version if snapshot else None,
        "delta_rows": len(snapshot.parts[-1][0]) if snapshot else 0,
    }


def _encoding(connection: Connection) -> dict[str, Any]:
    """The encoder that serves, all of them with what they have left to do, and the counts of the one that serves."""
    known = encoders.all_encoders(connection)
    counts = {one.fingerprint: stale.counts(connection, one.fingerprint) for one in known}
    active = next((one for one in known if one.state == encoders.ACTIVE), None)
    shown = [
        {"name": _name(one), "fingerprint": one.fingerprint, "state": one.state,
         "stale": counts[one.fingerprint]["stale"]}
        for one in known
    ]  # fmt: skip
    return {
        "encoder": _name(active) if active else None,
        "encoders": shown,
        "counts": counts[active.fingerprint] if active else {},
    }


def _name(encoder: StoredEncoder) -> str:
    """As it was configured; of a folder only its last part."""
    return Path(encoder.spec["name"]).name


def _generation(folder: Path) -> dict[str, Any] | None:
    found = published(folder)
    if found is None:
        return None
    return {
        "name": found.name,
        "seq": found.seq,
        "rows": found.rows,
        "bytes": found.size,
        "built_at": _moment(found.built_at),
        "age_seconds": round(max(0.0, time.time() - found.built_at), 3),
    }


def _disk(data: Path) -> dict[str, int]:
    used = 0
    for folder, _, files in os.walk(data):
        for file in files:
            with contextlib.suppress(OSError):  # a generation may be removed while it is looked at
                used += os.stat(os.path.join(folder, file), follow_symlinks=False).st_size
    return {"data_bytes": used, "free_bytes": shutil.disk_usage(data).free}


def _moment(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
