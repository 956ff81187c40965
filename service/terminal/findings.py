"""What the doctor found, one line each as it comes, and what to do about it below."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from service.doctor.finding import Finding, State
from service.terminal.screen import glyphs, out, width

_COLOURS: dict[State, str] = {"ok": "green", "warning": "yellow", "failure": "bold red", "skipped": "dim"}


def print_finding(finding: Finding) -> None:
    """The state stands in words too: colours and signs do not reach everybody."""
    signs = {"ok": glyphs().good, "warning": glyphs().warn, "failure": glyphs().bad, "skipped": glyphs().skipped}
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=9, no_wrap=True)
    table.add_column(width=21, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    seen = Text(finding.seen)
    if finding.fix:
        seen.append(f"\nto do: {finding.fix}", style="bold" if finding.state == "failure" else "")
    state = Text(f"{signs[finding.state]} {finding.state}", style=_COLOURS[finding.state])
    table.add_row(state, finding.name, seen)
    out.print(table, width=width())


def print_verdict(findings: Sequence[Finding]) -> None:
    states = [finding.state for finding in findings]
    failures, warnings = states.count("failure"), states.count("warning")
    if failures:
        out.print(Text(f"\n{_many(failures, 'failure')}, {_many(warnings, 'warning')}: see what there is to do above.",
                       style="bold red"))  # fmt: skip
    elif warnings:
        out.print(Text(f"\nIt works; {_many(warnings, 'warning')} to look at.", style="yellow"))
    else:
        out.print(Text("\nAll is well.", style="green"))


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
