"""Which topic or niche a refused phrase names."""

from functools import cache

from service.briefing.document import Document
from service.briefing.tokens import fold
from service.domain.niche import NICHES


def topic_of(document: Document, first: int, last: int) -> str | None:
    """Id of the topic that is said in the tokens, else of the niche whose alias they are, else None."""
    marks = document.marks("topic", first, last)
    if marks:
        return max(marks, key=lambda mark: mark.last - mark.first).value
    return _niches().get(fold(document.words(first, last)))


@cache
def _niches() -> dict[str, str]:
    return {fold(alias): niche.id for niche in NICHES for alias in (niche.name, *niche.aliases)}
