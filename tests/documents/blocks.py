"""The fenced blocks of the project's pages: commands, what they print, and files that they are to be saved as."""

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^ *```$", re.DOTALL | re.MULTILINE)
_FILE_NAME = re.compile(r"(?:#|//|<!--|--) ([\w.-]+\.\w+)(?: -->)?$")
_SHOWN = ("", "json")


@dataclass(frozen=True)
class Block:
    """`shown` is the output that the page shows after a block of commands, if it does; `file` what to save it as."""

    page: str
    line: int
    language: str
    text: str
    shown: str | None = None
    file: str | None = field(default=None)

    @property
    def where(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[Path]:
    """Every page that may show commands."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")),
            *sorted((ROOT / "clients").glob("*/README.md")), ROOT / "benchmarks" / "README.md"]  # fmt: skip


def blocks(page: Path) -> list[Block]:
    """A page's fenced blocks in their order."""
    text, name = page.read_text(), str(page.relative_to(ROOT))
    found = list(_FENCE.finditer(text))
    return [
        Block(name, text.count("\n", 0, match.start()) + 1, match["language"], _dedented(match),
              _output(text, match, following), _file_name(match))
        for match, following in zip(found, [*found[1:], None], strict=False)
    ]  # fmt: skip


def _dedented(match: re.Match[str]) -> str:
    return re.sub(f"^{match['indent']}", "", match["text"], flags=re.MULTILINE)


def _output(text: str, match: re.Match[str], following: re.Match[str] | None) -> str | None:
    """The next block is the output of this one when it follows at once, or after a paragraph that ends in a colon."""
    if match["language"] != "sh" or following is None or following["language"] not in _SHOWN:
        return None
    between = text[match.end() : following.start()].strip()
    return _dedented(following) if not between or re.fullmatch(r"[^#\n][^\n]*(\n[^\n]+)*:", between) else None


def _file_name(match: re.Match[str]) -> str | None:
    """`# campaign.py` in the first line of a program names its file."""
    named = _FILE_NAME.match(match["text"].split("\n", 1)[0]) if match["language"] != "sh" else None
    return named[1] if named else None
