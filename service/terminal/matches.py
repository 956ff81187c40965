"""Matches of a brief: what it was understood as, the way from all creators to them, who they are and why."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from service.terminal.screen import bar, glyphs, level, out, width
from service.terminal.wishes import money, plain, print_understood

Document = dict[str, Any]

_BAR_CELLS = 24
_LEAST_BAR_CELLS = 4
_BESIDE_BARS = 42  # columns that names and numbers of the funnel take
_MOST_CHANGES = 5


def print_matches(answer: Document, title: str | None, changes: Sequence[Document]) -> None:
    """An answer of POST /v1/match. `changes`: relaxations that would find more, the most first."""
    if title:
        out.print(Text(title, style="bold"), width=width())
        out.print()
    print_understood(answer)
    _print_funnel(answer["funnel"])
    if answer["items"]:
        _print_creators(answer)
    _print_end(answer, changes)


def _print_funnel(steps: Sequence[Document]) -> None:
    total = steps[0]["remaining"]
    out.print(Text(f"From {total:,} creators to {steps[-1]['remaining']:,}", style="bold"))
    cells = min(_BAR_CELLS, max(_LEAST_BAR_CELLS, width() - _BESIDE_BARS))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(width=cells, style="cyan", no_wrap=True)
    table.add_column(justify="right", style="dim", no_wrap=True)
    before = total
    for step in steps:
        left, name = step["remaining"], "all indexed" if step is steps[0] else plain(step["constraint"])
        taken = f"{glyphs().minus}{before - left:,}" if before > left else ""
        table.add_row(f"  {name}", f"{left:,}", bar(left / total if total else 0.0, cells), taken)
        before = left
    out.print(table)
    out.print()


def _print_creators(answer: Document) -> None:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column("#", justify="right", style="dim", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("creator", ratio=1, overflow="fold")
    table.add_column("price", justify="right", no_wrap=True)
    platforms = next((step["value"] for step in answer["funnel"] if step["constraint"] == "platforms"), None)
    for match in answer["items"]:
        table.add_row(str(match["rank"]), _score(match), _creator(match, platforms), _price(match["price"]))
    out.print(table, width=width())
    components = answer["items"][0]["components"]
    parts = ", ".join(f"{one['name']} {one['weight']:.0%}" for one in components)
    out.print()
    out.print(Text(f"Under each score: {parts}. {glyphs().unknown} is unknown, and neutral.", style="dim"),
              width=width())  # fmt: skip
    out.print()


def _score(match: Document) -> Text:
    shown = Text(f"{match['score']:.3f}\n", style="bold")
    for component in match["components"]:
        shown.append(level(component["value"]), style=_colour(component["value"]))
    return shown


def _colour(value: float | None) -> str:
    if value is None:
        return "not bold dim"
    return f"not bold {'green' if value >= 0.6 else 'yellow' if value >= 0.3 else 'red'}"


def _creator(match: Document, platforms: Sequence[str] | None) -> Text:
    creator = match["creator"]
    facts = [creator["external_id"], *_reach(creator, platforms)]
    facts += [creator["country"]] if creator.get("country") else []
    best = max(match["components"], key=lambda component: component["contribution"])
    shown = Text(creator["name"], style="bold")
    shown.append(f"\n{f' {glyphs().dot} '.join(facts)}\n", style="not bold cyan")
    shown.append(best["reason"], style="not bold")
    return shown


def _reach(creator: Document, platforms: Sequence[str] | None) -> list[str]:
    """The largest account of those that count."""
    counting = [a for a in creator.get("accounts") or () if not platforms or a["platform"] in platforms]
    if not counting:
        return []
    account = max(counting, key=lambda one: one.get("followers") or 0)
    followers, rate = account.get("followers"), account.get("engagement_rate_pct")
    shown = [account["platform"] if followers is None else f"{account['platform']} {followers:,} followers"]
    return shown if rate is None else [*shown, f"{rate:g} % engagement"]


def _price(price: Document) -> Text:
    if price["basis"] == "unknown":
        return Text("price unknown", style="dim")
    if price["amount"] is None:
        low, high = (money(price[end], price["currency"]).rpartition(" ")[0] for end in ("low", "high"))
        return Text(f"{low} {glyphs().to} {high} {price['currency']}\n{price['basis']}")
    shown = Text(money(price["amount"], price["currency"]))
    if converted := price.get("converted"):
        shown.append(f"\n= {money(converted['amount'], converted['currency'])}", style="dim")
    shown.append(f"\n{price['basis']}", style="dim")
    return shown


def _print_end(answer: Document, changes: Sequence[Document]) -> None:
    shown, matched, everybody = len(answer["items"]), answer["matched"], answer["funnel"][0]["remaining"]
    best = f"; these are the best {shown:,}" if 0 < shown < matched else ""
    deep = f", {answer['reachable']:,} of them ranked" if answer["reachable"] < matched else ""
    counted = Text(f"{matched:,} of {everybody:,} creators match{deep}{best}.", style="bold" if matched else "bold red")
    out.print(counted.append(f" It took {answer['took_ms'] / 1000:.1f} s.", style="not bold dim"), width=width())
    if any("converted" in match["price"] for match in answer["items"]) and answer["rates_are_old"]:
        out.print(Text(f"Converted by old exchange rates, of {answer['rates_as_of']}.", style="yellow"))
    if changes:
        out.print(Text("More creators, by one change each:"))
        for change in changes[:_MOST_CHANGES]:
            out.print(Text(f"  +{change['adds']:,}  {change['change']}"), width=width())
    elif not matched and everybody:
        out.print(Text("No single change of the brief finds any: take out two of the constraints above."))
    elif not everybody:
        out.print(Text("Nobody is indexed yet: creatormatch import FILE, then creatormatch reindex."))
