"""Plain tables: imports, keys, exchange rates."""

import json
import time
from typing import Any

from rich.table import Table

from service.backends import Backends
from service.imports import ImportReport
from service.store import keys
from service.store.keys import StoredKey
from service.terminal.screen import err, out


def print_report(report: ImportReport) -> None:
    table = Table(*report.to_json()["summary"], title="Import")
    table.add_row(*(str(value) for value in report.to_json()["summary"].values()))
    out.print(table)


def print_preview(found: dict[str, Any]) -> None:
    """What a dry run understood: columns, what is wrong with the mapping, rows."""
    columns = Table("column", "becomes", "such as", title="Columns")
    for one in found["columns"]:
        proposed = ", ".join(one["suggestions"])
        becomes = ", ".join(one["fields"]) or (f"nothing (suggestion: {proposed})" if proposed else "nothing")
        columns.add_row(one["column"], becomes, " · ".join(one["samples"]))
    out.print(columns)
    for problem in found["problems"]:
        err.print(f"{problem['path']}: {problem['message']}", style="red")
    rows = Table("line", "creator", "document or problems", title="First rows")
    for row in found["rows"]:
        said = [f"{problem['path']}: {problem['message']}" for problem in row["problems"]]
        rows.add_row(str(row["line"]), row["external_id"] or "", "\n".join(said) or json.dumps(row["document"]))
    out.print(rows)


def print_keys(backends: Backends) -> None:
    with backends.store.read() as connection:
        found = keys.all_keys(connection)
    columns = ("id", "role", "brand", "label", "made", "last used", "state")
    table = Table(*columns, title="API keys (secrets are shown only when made)")
    table.columns[0].no_wrap = True  # to be copied for `keys revoke`
    for key in found:
        used = _day(key.last_used_at) if key.last_used_at else "never"
        table.add_row(key.id, key.role, key.brand or "", key.label, _day(key.created_at), used, _state(key))
    out.print(table)


def _day(moment: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(moment))


def _state(key: StoredKey) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if key.expires_at is not None and key.expires_at <= time.time() else "in use"


def print_rates(backends: Backends) -> None:
    found = backends.exchange.shown(backends.now().date())
    table = Table("currency", f"for one {found['base']}")
    for code, rate in found["rates"].items():
        table.add_row(code, rate)
    out.print(table)
    out.print(f"Rates of {found['as_of']}, from: {found['source']}")
    if found["is_old"]:
        err.print(f"{found['age_days']} days old: more than {found['max_age_days']}", style="yellow")
