"""In what sense something is said: as a wish, as a refusal, about the brand, about its past."""

import datetime
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from service.briefing.document import Document
from service.briefing.lexicon import Mark
from service.briefing.numbers import Amount
from service.briefing.reading import Field
from service.briefing.wordsets import word_set

# A year before this one is when the brand began, not when it last worked with creators.
_FIRST_CAMPAIGN = 2015


@dataclass(frozen=True)
class Finding:
    """A constraint of tokens first..last. `sure`: said in a way that only a brief says it."""

    field: Field
    value: Any
    first: int
    last: int
    sure: bool = False


@dataclass
class Scene:
    """A document with its amounts, and which of them have found their meaning."""

    document: Document
    amounts: list[Amount]
    today: datetime.date
    claimed: set[int] = field(default_factory=set)
    _bygone: dict[int, int] = field(default_factory=dict)

    @cached_property
    def _money(self) -> list[Amount]:
        return [amount for amount in self.amounts if amount.currency]

    def money_near(self, first: int, last: int) -> list[Amount]:
        """Amounts with a currency that start in tokens[first:last]."""
        start = bisect_left(self._money, first, key=lambda amount: amount.first)
        end = bisect_left(self._money, last, key=lambda amount: amount.first)
        return self._money[start:end]

    def bygone(self, i: int) -> bool:
        """Whether the sentence of token i tells of an earlier year or campaign and asks for nothing."""
        start, end = self.document.sentence(i)
        if start not in self._bygone:
            self._bygone[start] = self._past_from(start, end)
        return i > self._bygone[start]

    def _past_from(self, start: int, end: int) -> int:
        """The token from which the sentence tells of the past; its end if it does not."""
        if self.document.has("request", start, end, "ask") or self.document.has("deadline", start, end, "by"):
            return end
        cues = [mark.first for mark in self.document.marks("bygone", start, end)[:1]]
        cues += [
            start - 1
            for amount in self._years
            if start <= amount.first < end
            and amount.high < self.today.year
            and (amount.first == start or self.document.has("bygone_in", max(start, amount.first - 2), amount.first))
        ]
        return min(cues, default=end)

    @cached_property
    def _years(self) -> list[Amount]:
        return [amount for amount in self.amounts if amount.year and amount.high > _FIRST_CAMPAIGN]

    def free(self) -> list[Amount]:
        return [amount for amount in self.amounts if amount.first not in self.claimed]

    def claim(self, amount: Amount) -> None:
        self.claimed.add(amount.first)


def wished(document: Document, i: int) -> bool:
    """Whether token i is only wished for ("ideally", "would be lovely", "isn't a must")."""
    first, last = document.sentence(i)
    if last - first > 200:
        first, last = document.clause(i)
    start, end = document.clause(i)
    if document.has("wish", start, end, "soft"):
        return True
    opening = document.marks("wish", first, min(first + 4, last), "soft")
    if opening and not document.has("contrast", first, i):
        return True
    return any(
        not document.has("contrast", min(mark.first, i), max(mark.first, i)) or abs(mark.first - i) < 8
        for mark in document.marks("wish", max(first, i - 20), min(last, i + 20), "hard")
        if not _in_other_bracket(document, mark.first, i)
    )


def _in_other_bracket(document: Document, aside: int, i: int) -> bool:
    """ "francophones (fr, be, peu importe)": what a bracket says after token i is no word about token i."""
    texts = [token.text for token in document.tokens[i:aside]]
    return "(" in texts and ")" not in texts[texts.index("(") :]


def refused(document: Document, i: int, passable: tuple[str, ...] = ()) -> bool:
    """Whether a "no" or "not" stands before token i with nothing but small words and such marks between."""
    start = max(document.sentence(i)[0], i - 9)
    for mark in reversed(document.marks("negation", start, i, "not")):
        if _is_trap(document, mark) or document.has("contrast", mark.last, i):
            continue
        if all(_small(document, j, passable) for j in range(mark.last, i)):
            return True
    return False


def _is_trap(document: Document, mark: Mark) -> bool:
    """ "not only", "no minimum": a no that refuses nothing."""
    return any(
        trap.last > mark.first for trap in document.marks("negation", max(0, mark.first - 1), mark.last + 3, "only")
    )


def _small(document: Document, i: int, passable: tuple[str, ...]) -> bool:
    token = document.tokens[i]
    if token.kind == "sign":
        return token.text in "/&+-'’"
    if document.starting("range", i) or document.starting("negation", i) or document.starting("per", i):
        return True
    if any(document.starting(tag, i) for tag in ("place", "creator", "article", "post", "video", *passable)):
        return True
    return token.fold in _SMALL


_SMALL = word_set("context_small")


def past(document: Document, i: int) -> bool:
    """Whether the clause of token i is about the brand itself: its past, its own followers and accounts."""
    start, end = document.clause(i)
    marks = document.marks("brand", max(start, i - 14), min(end, i + 8), "past")
    # "We have budget for twelve people" is no past.
    return any(
        not document.has("budget", mark.last, mark.last + 3) and not document.has("currency", mark.last, mark.last + 4)
        for mark in marks
    )


def requested(document: Document, i: int) -> bool:
    start, end = document.sentence(i)
    return document.has("request", max(start, i - 25), min(end, i + 12))


def fragment(document: Document, i: int, *tags: str) -> bool:
    """Whether the clause of token i holds nothing but marks of these tags, small words and signs."""
    start, end = document.clause(i)
    if end - start > 16:
        return False
    j = start
    while j < end:
        marks = [mark for tag in tags if (mark := document.starting(tag, j))]
        if marks:
            j = max(mark.last for mark in marks)
        elif document.tokens[j].kind in ("sign", "number") or document.tokens[j].fold in _SMALL_TALK:
            j += 1
        else:
            return False
    return True


_SMALL_TALK = word_set("context_small_talk")
