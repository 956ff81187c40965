"""What people say: the phrases it is given, found in a list of tokens.

A phrase has a tag (the table of the file), a value (the key) and the languages that say it so. In a phrase
`*` ends a stem; hyphens do not count, so "all in" finds "all-in".
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.briefing.tokens import Token, fold, tokenize

EVERY = "common"

# Words that mean one thing in one language and another in the next ("no" is "in the" in Portuguese, "once" is
# eleven in Spanish) are heard only in sentences of their own language. Nouns of the trade are heard everywhere.
GLOBAL = frozenset(
    [
        "creator",
        "follower",
        "engagement",
        "deliverable",
        "currency",
        "country",
        "demonym",
        "platform",
        "platform_letter",
        "format",
        "topic",
        "tier",
        "speaking",
        "language",
        "lingo",
        "percent",
        "countries",
        "region",
        "month",
    ]
)
MISSPELT = frozenset(["platform", "creator", "follower", "engagement", "budget", "currency", "min", "max"])
_SHORTEST_MISSPELT = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """Tokens first..last (exclusive) say `tag` with this value."""

    tag: str
    value: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Phrase:
    words: tuple[str, ...]
    stem: bool
    tag: str
    value: str
    language: str


class Lexicon:
    def __init__(self, phrases: Iterable[Phrase], function_words: dict[str, set[str]]) -> None:
        self._by_word: dict[str, list[Phrase]] = defaultdict(list)
        self._by_pair: dict[tuple[str, str], list[Phrase]] = defaultdict(list)
        self._by_stem: dict[str, list[Phrase]] = defaultdict(list)
        self._typos: dict[str, set[str]] = defaultdict(set)
        for phrase in dict.fromkeys(phrases):
            self._shelf(phrase).append(phrase)
            alone = len(phrase.words) == 1 and not phrase.stem
            if alone and phrase.tag in MISSPELT and len(phrase.words[0]) >= _SHORTEST_MISSPELT:
                for form in _deletions(phrase.words[0]):
                    self._typos[form].add(phrase.words[0])
        self._first_words = {pair[0] for pair in self._by_pair}
        self._languages = _weights(function_words)

    def _shelf(self, phrase: Phrase) -> list[Phrase]:
        """Where a phrase is kept: by its first two words if both are whole, else by the first or its stem."""
        words = phrase.words
        if len(words) > 2 or (len(words) == 2 and not phrase.stem):
            return self._by_pair[words[0], words[1]]
        return self._by_stem[words[0][:3]] if len(words) == 1 and phrase.stem else self._by_word[words[0]]

    def language_scores(self, tokens: Sequence[Token]) -> dict[str, float]:
        """How much each language's function words, weighted by how few languages share them, stand in the tokens."""
        scores: dict[str, float] = defaultdict(float)
        for token in tokens:
            for language, weight in self._languages.get(token.fold, ()):
                scores[language] += weight
        return scores

    def find(self, tokens: Sequence[Token], first: int, last: int, languages: set[str]) -> list[Mark]:
        """All marks of tokens[first:last]; of one tag the longest at each place."""
        marks: list[Mark] = []
        for i in range(first, last):
            if tokens[i].kind != "link":
                marks += self._at(tokens, i, last, languages)
        return marks

    def _at(self, tokens: Sequence[Token], i: int, last: int, languages: set[str]) -> list[Mark]:
        word = tokens[i].fold
        found: dict[tuple[str, str], Mark] = {}
        for phrase in self._candidates(word, _next_word(tokens, i, last)):
            if phrase.language != EVERY and phrase.language not in languages and phrase.tag not in GLOBAL:
                continue
            end = _match(phrase, tokens, i, last)
            key = (phrase.tag, phrase.value)
            if end and (key not in found or end > found[key].last):
                found[key] = Mark(phrase.tag, phrase.value, i, end)
        longest: dict[str, int] = {}
        for mark in found.values():
            longest[mark.tag] = max(longest.get(mark.tag, 0), mark.last)
        return [mark for mark in found.values() if mark.last == longest[mark.tag]]

    def _candidates(self, word: str, following: str) -> Sequence[Phrase]:
        exact, pairs, stems = self._by_word.get(word), self._by_pair.get((word, following)), self._by_stem.get(word[:3])
        stemmed = [p for p in stems if word.startswith(p.words[0])] if stems else []
        if exact or pairs or stemmed:
            return [*(exact or ()), *(pairs or ()), *stemmed]
        return self._respelt(word) if len(word) >= _SHORTEST_MISSPELT - 1 and word not in self._first_words else ()

    def _respelt(self, word: str) -> list[Phrase]:
        meant = {form for typo in _deletions(word) for form in self._typos.get(typo, ()) if _one_edit(word, form)}
        return [p for form in meant for p in self._by_word[form] if p.tag in MISSPELT and len(p.words) == 1]


def _next_word(tokens: Sequence[Token], i: int, last: int) -> str:
    """The word after token i, over a hyphen that touches it."""
    i += 1
    if i < last and tokens[i].fold == "-" and tokens[i].start == tokens[i - 1].end:
        i += 1
    return tokens[i].fold if i < last else ""


def _match(phrase: Phrase, tokens: Sequence[Token], i: int, last: int) -> int:
    """The end of the phrase if it stands at i, else 0."""
    final = len(phrase.words) - 1
    for n, word in enumerate(phrase.words):
        if n and i < last and tokens[i].fold == "-" and tokens[i].start == tokens[i - 1].end:
            i += 1
        if i >= last:
            return 0
        heard = tokens[i].fold
        if heard != word and not (phrase.stem and n == final and heard.startswith(word)):
            if n or final or phrase.stem:
                return 0
            # A single word reached through its misspelling.
            if not _one_edit(heard, word):
                return 0
        i += 1
    return i


def _deletions(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))} if len(word) < 24 else {word}


def _one_edit(a: str, b: str) -> bool:
    """Equal, or one letter added, dropped, changed or swapped with its neighbour."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if start == 0:
        return False
    a, b = a[start:], b[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _weights(function_words: dict[str, set[str]]) -> dict[str, list[tuple[str, float]]]:
    speakers: dict[str, list[str]] = defaultdict(list)
    for language, words in function_words.items():
        for word in words:
            speakers[fold(word)].append(language)
    return {word: [(language, 1 / len(heard)) for language in heard] for word, heard in speakers.items()}


def phrase(said: str, tag: str, value: str, language: str) -> Phrase:
    """The phrase as it is said; a final `*` lets its last word go on."""
    parts = tuple(token.fold for token in tokenize(said.rstrip("*")) if token.fold != "-")
    return Phrase(parts, said.endswith("*"), tag, value, language)
