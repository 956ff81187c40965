"""How answers look on a terminal: tables and progress bars."""

import json
import time
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from service.backends import Backends
from service.imports import ImportReport
from service.store import brands

# Names and bios hold brackets and colons: they are shown as they are.
out, err = Console(markup=False, emoji=False), Console(stderr=True, markup=False, emoji=False)


def progress_bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, TimeRemainingColumn(), console=err)


def print_report(report: ImportReport) -> None:
    table = Table(*report.to_json()["summary"], title="Import")
    table.add_row(*(str(value) for value in report.to_json()["summary"].values()))
    out.print(table)


def print_keys(backends: Backends) -> None:
    with backends.store.read() as connection:
        found = brands.all_keys(connection)
    table = Table("id", "role", "brand", "label", "made", "state", title="API keys (secrets are shown only when made)")
    table.columns[0].no_wrap = True  # to be copied for `keys revoke`
    for key, brand in found:
        made = time.strftime("%Y-%m-%d", time.gmtime(key.created_at))
        table.add_row(key.id, key.role, brand or "", key.label, made, "revoked" if key.revoked_at else "in use")
    out.print(table)


def print_rates(backends: Backends) -> None:
    found = backends.exchange.shown(backends.now().date())
    table = Table("currency", f"for one {found['base']}")
    for code, rate in found["rates"].items():
        table.add_row(code, rate)
    out.print(table)
    out.print(f"Rates of {found['as_of']}, from: {found['source']}")
    if found["is_old"]:
        err.print(f"{found['age_days']} days old: more than {found['max_age_days']}", style="yellow")


def print_matches(answer: dict[str, Any]) -> None:
    table = Table("#", "score", "creator", "followers", "price", "why", title=f"{answer['matched']} creators match")
    for match in answer["items"]:
        creator, price = match["creator"], match["price"]
        followers = max((a.get("followers") or 0 for a in creator.get("accounts", ())), default=0)
        cost = f"{price['amount']} {price['currency']}" if price["amount"] else price["basis"]
        best = max(match["components"], key=lambda component: component["contribution"])
        name = f"{creator['name']}\n{creator['external_id']}"
        table.add_row(str(match["rank"]), f"{match['score']:.3f}", name, f"{followers:,}", cost, best["reason"])
    out.print(table)
    funnel = " → ".join(f"{step['constraint']} {step['remaining']:,}" for step in answer["funnel"])
    out.print(funnel, style="dim")


def print_status(found: dict[str, Any]) -> None:
    table = Table("what", "value", title="creatormatch")
    for name, value in found.items():
        table.add_row(name, json.dumps(value) if isinstance(value, list) else str(value))
    out.print(table)
