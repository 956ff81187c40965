"""What a brief was understood as: each constraint with the words it came from, and what is not enforced."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rich.table import Table
from rich.text import Text

from service.domain.niche import NICHES
from service.terminal.screen import glyphs, out, quoted, width

Document = dict[str, Any]

_NAMES = {niche.id: niche.name for niche in NICHES}
_SOURCES = {"default": "by default", "explicit": "stated as a field", "derived": "follows from the rest"}
_ENDS = {"followers": ("{:,}", ""), "engagement_rate_pct": ("{:g}", " %")}


def print_understood(answer: Document) -> None:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(ratio=1, overflow="fold", style="dim")
    rows = list(_rows(answer))
    for name, value, words in rows:
        table.add_row(f"  {name}", value, words)
    out.print(Text("Understood", style="bold"))
    out.print(table, width=width())
    for line in _flagged(answer):
        out.print(Text(f"  {glyphs().warn} {line}", style="yellow"), width=width())
    out.print()


def _rows(answer: Document) -> Iterator[tuple[str, str, str]]:
    wanted = [f"{_NAMES.get(one['id'], one['id'])} {one['share']:.0%}" for one in answer["wanted_niches"]]
    if wanted:
        yield "niches", ", ".join(wanted), "what the text is about"
    shown = set()
    for step in answer["funnel"][1:]:
        shown.add(step["constraint"])
        yield plain(step["constraint"]), shown_value(step["constraint"], step["value"]), _words(step)
    for reading in answer["readings"]:
        if reading["status"] == "applied" and reading["field"] == "creators_wanted":
            yield plain("creators_wanted"), f"{reading['value']:,}", quoted(reading["words"])


def _words(step: Document) -> str:
    found = dict.fromkeys(one["words"] for one in step.get("read_from") or ())
    source = str(step["source"])
    return ", ".join(map(quoted, found)) or _SOURCES.get(source, source)


def _flagged(answer: Document) -> Iterator[str]:
    """Contradictions, and what was read but is not a constraint."""
    for contradiction in answer["contradictions"]:
        yield f"contradiction: {contradiction['message']}"
    for reading in answer["readings"]:
        if reading["status"] not in ("applied", "contradictory"):
            yield f"{plain(reading['field'])} {quoted(reading['words'])}: {reading.get('why') or reading['status']}"


def plain(name: str) -> str:
    """A constraint's or field's name in words."""
    return name.replace("_pct", "").replace("_", " ").replace(".", " ")


def shown_value(name: str, value: Any) -> str:
    if name in _ENDS:
        return _bounds(value["min"], value["max"], *_ENDS[name])
    if name.startswith("budget"):
        kind = f" for one {value['kind']}" if "kind" in value else ""
        return f"at most {money(value['amount'], value['currency'])}{kind}"
    if name == "deliverables":
        return ", ".join(f"{quantity} x {kind}" for kind, quantity in value.items())
    if name == "audience":
        part = next(str(value[key]) for key in ("country", "age", "gender", "language") if key in value)
        return f"{part} {value['min_share_pct']:g} % or more"
    if name == "availability":
        return f"{value['from']} to {value['to']}"
    if name == "deadline":
        return f"by {value}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _bounds(low: float | None, high: float | None, form: str, unit: str) -> str:
    if low is None:
        return f"{form.format(high)}{unit} or less"
    return f"{form.format(low)}{unit} or more" if high is None else f"{form.format(low)} to {form.format(high)}{unit}"


def money(amount: str, currency: str) -> str:
    return f"{Decimal(amount):,} {currency}"
