"""Which text stands for a creator or a brief, and a creator's hash, by which a change of it is noticed."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any


def creator_text(document: Mapping[str, Any]) -> str:
    """Name, bio, then content samples: the encoder cuts the tail of what is too long for it."""
    parts = [document["name"], document["text"], *(document.get("content_samples") or ())]
    return "\n".join(part for part in parts if part)


def creator_text_hash(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(creator_text(document).encode()).hexdigest()


_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_SHORTEST = 20  # code points; a fragment below joins its neighbour
_MOST_SENTENCES = 24


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence or line with what follows it; together they are the text."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def brief_views(text: str) -> list[str]:
    """The texts that a brief is encoded as: the whole, then its sentences (the first ones of a very long brief)."""
    sentences: list[str] = []
    for part in filter(None, (text[start:end].strip() for start, end in sentence_spans(text))):
        if sentences and (len(part) < _SHORTEST or len(sentences[-1]) < _SHORTEST):
            sentences[-1] += " " + part
        else:
            sentences.append(part)
    return [text, *sentences[:_MOST_SENTENCES]] if len(sentences) > 1 else [text]
