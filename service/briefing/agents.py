"""Nouns for people who do something, told by their endings: "knitters", "baristas", "alpinisti"."""

from service.briefing.document import Document
from service.briefing.wordsets import word_set

_ENDINGS = (
    "ers", "ists", "ians", "ors", "eurs", "euses", "istas", "eiros", "eiras", "eros", "eras", "isti", "iste", "tori",
    "trici", "innen", "dores", "doras", "trices", "istes", "antes", "iers", "ieres", "ieri", "iere", "aie",
)  # fmt: skip
_NOT_PEOPLE = word_set("agents_not_people")


def is_agent(document: Document, i: int) -> bool:
    """Whether token i ends as such nouns do and is none of the things that end so too."""
    word = document.tokens[i].fold
    return len(word) > 4 and word.endswith(_ENDINGS) and word not in _NOT_PEOPLE
