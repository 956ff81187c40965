"""How things stand: counts, staleness, lag, and which index is being served."""

from typing import Any

from service.backends import Backends
from service.index.generation import current_name
from service.store import creators, encoders, feed, stale


def status(backends: Backends) -> dict[str, Any]:
    with backends.store.read() as connection:
        known = encoders.all_encoders(connection)
        active = encoders.active(connection)
        counts = stale.counts(connection, active.fingerprint) if active else {}
        total, seq = creators.count(connection), feed.last_seq(connection)
        shown = [
            {"fingerprint": e.fingerprint, "state": e.state, "stale": stale.counts(connection, e.fingerprint)["stale"]}
            for e in known
        ]
    snapshot = backends.served.snapshot
    return {
        "creators": total,
        "indexed": snapshot.creator_count if snapshot else 0,
        "stale": counts.get("stale", 0),
        "failed": counts.get("failed", 0),
        "oldest_stale_seconds": counts.get("oldest_seconds", 0.0),
        "feed_seq": seq,
        "visible_seq": snapshot.header.seq if snapshot else 0,
        "index_version": snapshot.index_version if snapshot else None,
        "generation": current_name(backends.config.index_folder),
        "delta_rows": len(snapshot.parts[-1][0]) if snapshot else 0,
        "encoders": shown,
    }
