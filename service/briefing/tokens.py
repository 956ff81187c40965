"""Text cut into words, numbers and signs, each with its place in the text."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from service.domain.folding import folded

Kind = Literal["word", "number", "sign", "link"]

# Every repetition is bounded by what it consumes and no two alternatives start alike, so matching is linear.
_TOKEN = re.compile(
    r"(?P<link>https?://\S+|www\.\S+|[@#][\w.]+|[\w-]{1,63}\.(?:com|net|org|io|co|de|fr|es|it|br|pt|uk|nl|shop|app)\b\S*)"
    r"|(?P<number>\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?)"
    r"|(?P<word>[^\W\d_][^\W\d_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W\d_]*)*)"
    r"|(?P<sign>\S)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """`fold` is the text without case and accents; `start` and `end` are code points."""

    text: str
    fold: str
    kind: Kind
    start: int
    end: int


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Without case, accents and typographic variants of apostrophe and dash."""
    return folded(text).replace("’", "'").replace("–", "-").replace("—", "-").replace("‑", "-")


def tokenize(text: str) -> list[Token]:
    return [_token(match) for match in _TOKEN.finditer(text)]


def _token(match: re.Match[str]) -> Token:
    words = match.group()
    kind: Kind = match.lastgroup  # type: ignore[assignment]
    return Token(words, fold(words) if len(words) < 64 else words[:64].casefold(), kind, match.start(), match.end())
