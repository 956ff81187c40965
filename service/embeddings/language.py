"""Which of five languages a text is in, if not English: told by its function words, then by the glossary.

Made to be right about English: what is not clearly one of the five counts as English.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.embeddings.lemmas import lemma
from service.embeddings.lexicon import LANGUAGES, function_words, plain_words
from service.embeddings.words import WORD, lowered

_SEGMENT = re.compile(r"[^.!?…\n]+[.!?…]*\s*|[.!?…\s]+")
# By how much a sentence must speak more for another language than for that of the text.
_CHANGE = 2.0


@dataclass(frozen=True)
class Segment:
    """A sentence or line, and its language; None is English or a language that is not covered."""

    text: str
    language: str | None


@dataclass(frozen=True)
class _Evidence:
    """Different words of a text that speak for a language, and for English; `words` are all of them.

    `telling` are function words of the language alone, `shared` those that others have too, `topical` words
    of the glossary; `english` and `english_topical` are words that English has and the language has not.
    """

    language: str
    telling: int
    shared: int
    topical: int
    english: int
    english_topical: int
    words: int

    @property
    def weight(self) -> float:
        return self.telling + 0.8 * self.topical + 0.4 * self.shared

    @property
    def prevails(self) -> bool:
        return self.weight > self.english

    @property
    def clear(self) -> bool:
        """Enough to say so of a sentence that stands alone."""
        found = self.telling + self.topical
        if self.telling >= 2:
            return self.weight > 2 * self.english and found + 0.5 * self.shared >= 0.25 * self.words
        return (
            not self.english
            and self.topical >= 1
            and found + 0.5 * self.shared >= 1.5
            and found + 0.5 * self.shared > self.english_topical
            and found + self.shared >= 0.5 * self.words
        )

    @property
    def overwhelming(self) -> bool:
        """Enough to say so of one sentence in an English text."""
        return self.telling >= 3 and self.words >= 6 and self.clear


def segments(text: str) -> list[Segment]:
    """The text cut into sentences and lines, which together are the text again, each with its language."""
    pieces = _SEGMENT.findall(text)
    words = [[lowered(word) for word in WORD.findall(piece)] for piece in pieces]
    sure = _sure_languages(words)
    return [
        Segment(piece, _likeliest(found, sure) if sure else None) for piece, found in zip(pieces, words, strict=True)
    ]


def _sure_languages(segments: Sequence[Sequence[str]]) -> list[_Evidence]:
    """Evidence of the whole text for each language that it clearly has a sentence of, the strongest first."""
    whole = [word for words in segments for word in words]
    sure = []
    for language in LANGUAGES:
        overall = _evidence(whole, language)
        if overall.telling + overall.topical < 2:
            continue
        each = [_evidence(words, language) for words in segments]
        clear = overall.prevails and any(one.clear for one in (overall, *each))
        if clear or any(one.overwhelming for one in each):
            sure.append(overall)
    return sorted(sure, key=lambda one: -one.weight)


def _likeliest(words: Sequence[str], sure: Sequence[_Evidence]) -> str | None:
    """Beside clear sentences of a language, one without a word of English is taken for that language too."""
    found = [_evidence(words, overall.language) for overall in sure]
    # A word or two that a second language has as well do not make a change of language.
    best = max(found[1:], key=lambda one: one.weight, default=found[0])
    if best.weight < found[0].weight + _CHANGE:
        best = found[0]
    prevails = next(overall.prevails for overall in sure if overall.language == best.language)
    if best.overwhelming or (prevails and best.weight >= best.english):
        return best.language
    return None


def _evidence(words: Sequence[str], language: str) -> _Evidence:
    own, english = function_words()[language], function_words()["en"].every
    topics, plain_english = plain_words()[language], plain_words()["en"]
    different = set(words)
    telling = (different & own.telling) - english
    shared = (different & own.every) - telling
    topical = {word for word in (different & topics) - own.every if not lemma(word, "en")}
    against = (different & english) - own.every
    rest = different - telling - shared - topical - against
    english_topical = {word for word in rest if word in plain_english or word.removesuffix("s") in plain_english}
    sizes = map(len, (telling, shared, topical, against, english_topical, different))
    return _Evidence(language, *sizes)
