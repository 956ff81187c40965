"""Where output goes, and which characters can be shown there."""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.segment import Segment

# What would move the cursor, set the title or the clipboard, or turn the order of what follows on the line.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class _Screen(Console):
    """Leaves out of every text what would steer the terminal: files, mappings and other servers are quoted here."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            is_text = segment.control is None and _STEERING.search(segment.text)
            yield Segment(_STEERING.sub("", segment.text), segment.style) if is_text else segment


# Names and bios hold brackets and colons: they are shown as they are.
out, err = _Screen(markup=False, emoji=False, highlight=False), _Screen(stderr=True, markup=False, emoji=False)

_MOST_COLUMNS = 120  # longer lines are hard to follow with the eye


@dataclass(frozen=True)
class Glyphs:
    """Characters of one kind of terminal. `levels`: from little to much; `parts`: of a cell, from none to all."""

    levels: str
    parts: str
    unknown: str
    dot: str
    minus: str
    to: str
    quotes: str
    good: str
    bad: str
    warn: str
    skipped: str


_UNICODE = Glyphs("▁▂▃▄▅▆▇█", " ▏▎▍▌▋▊▉█", "·", "·", "−", "–", "“”", "✓", "✗", "!", "·")
_ASCII = Glyphs("0123456789", " #", "?", "-", "-", "-", '""', "+", "x", "!", ".")


def glyphs() -> Glyphs:
    return _ASCII if out.options.ascii_only else _UNICODE


def width() -> int:
    return min(out.width, _MOST_COLUMNS)


def tolerate_plain_terminals() -> None:
    """What a terminal's encoding has no character for becomes a question mark, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        _tolerate(stream)


def _tolerate(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None and not (stream.encoding or "").lower().startswith("utf"):
        reconfigure(errors="replace")


def bar(share: float, cells: int) -> str:
    """A horizontal bar; whatever is more than nothing shows."""
    parts = glyphs().parts
    steps = len(parts) - 1
    filled = round(min(max(share, 0.0), 1.0) * cells * steps)
    filled = max(filled, 1) if share > 0 else filled
    whole, rest = divmod(filled, steps)
    return parts[-1] * whole + (parts[rest] if rest else "")


def level(value: float | None) -> str:
    """One character for a value between 0 and 1."""
    if value is None:
        return glyphs().unknown
    levels = glyphs().levels
    return levels[min(int(value * len(levels)), len(levels) - 1)]


def quoted(words: str) -> str:
    quotes = glyphs().quotes
    return f"{quotes[0]}{words}{quotes[1]}"


def progress_bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, TimeRemainingColumn(), console=err)
