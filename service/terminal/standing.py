"""How things stand: counts, staleness, lag, index, disk, in units that people read."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table
from rich.text import Text

from service.doctor.finding import Finding
from service.terminal.screen import glyphs
from service.units import shown_bytes, shown_seconds

Document = dict[str, Any]
Row = tuple[str, str, str]  # what, value, style

_LOOK, _BROKEN = "yellow", "bold red"
_WAITS_TOO_LONG_SECONDS = 300.0
_LITTLE_DISK_BYTES = 1_000_000_000


def standing(found: Document, server: Finding) -> Table:
    """What `status.stored` found as a table. `server`: whether one answers; what it serves, it alone knows."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for what, value, style in _rows(found, server):
        table.add_row(f"  {what}" if what else "", Text(value, style=style))
    return table


def _rows(found: Document, server: Finding) -> Iterator[Row]:
    yield "version", found["version"], ""
    yield "server", server.seen, {"failure": _BROKEN, "warning": _LOOK}.get(server.state, "")
    yield "creators", f"{found['creators']:,}", "bold"
    yield from _waiting(found)
    yield from _queues(found["queues"])
    yield from _index(found)
    for encoder in found["encoders"]:
        waits = f", {encoder['stale']:,} creators to embed" if encoder["stale"] else ""
        yield "encoder", f"{encoder['fingerprint']} ({encoder['state']}{waits})", ""
    yield from _storage(found)


def _waiting(found: Document) -> Iterator[Row]:
    if found["stale"]:
        oldest = found["oldest_stale_seconds"]
        late = _LOOK if oldest > _WAITS_TOO_LONG_SECONDS else ""
        yield "waiting for a vector", f"{found['stale']:,}, the oldest for {shown_seconds(oldest)}", late
    else:
        yield "waiting for a vector", "none", ""
    if found["failed"]:
        yield "could not be embedded", f"{found['failed']:,}: GET /v1/creators?embedding=failed says why", _BROKEN
    if found["embedded_per_second"]:
        yield "being embedded", f"{found['embedded_per_second']:,.0f} a second", ""


def _queues(queues: Document) -> Iterator[Row]:
    if queues["imports_waiting"] or queues["imports_running"]:
        yield "imports", f"{queues['imports_running']} running, {queues['imports_waiting']} waiting", ""
    if queues["webhook_deliveries"]:
        oldest = queues["oldest_webhook_delivery_seconds"]
        late = _LOOK if oldest > _WAITS_TOO_LONG_SECONDS else ""
        value = f"{queues['webhook_deliveries']:,} to deliver, the oldest for {shown_seconds(oldest)}"
        yield "webhooks", value, late


def _index(found: Document) -> Iterator[Row]:
    generation = found["generation"]
    if generation is None:
        yield "index", "nothing is indexed yet", _LOOK if found["creators"] else ""
        return
    age = shown_seconds(generation["age_seconds"])
    value = f"{generation['rows']:,} creators, {shown_bytes(generation['bytes'])}, built {age} ago"
    yield "index", f"{value} {glyphs().dot} {generation['name']}", ""
    behind = found["feed_seq"] - generation["seq"]
    yield "changes since", f"{behind:,}; a server holds them in memory" if behind else "none", ""


def _storage(found: Document) -> Iterator[Row]:
    disk, database, redis = found["disk"], found["database"], found["redis"]
    scarce = _LOOK if disk["free_bytes"] < _LITTLE_DISK_BYTES else ""
    yield "disk", f"{shown_bytes(disk['data_bytes'])} used here, {shown_bytes(disk['free_bytes'])} free", scarce
    yield "database", f"{database['kind']}, {shown_bytes(database['bytes'])}", ""
    if redis["configured"]:
        yield "redis", "answers" if redis["reachable"] else "does not answer", "" if redis["reachable"] else _BROKEN
