"""A brief cut into sentences and clauses, with everything that the lexicon hears in it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from service.briefing.lexicon import Lexicon, Mark
from service.briefing.tokens import Token, tokenize
from service.briefing.wordsets import word_set

_ENDS = frozenset(".!?;…•|")
_BREAKS = frozenset(',:()[]"“”„«»')
_BULLETS = frozenset("-*•·–—→▪✅✔👉")
_ABBREVIATIONS = word_set("document_abbreviations")
# How many function words of its own a sentence needs to be heard in another language than the rest of the text.
_PRIOR = 2.0


class Document:
    """Half-open token ranges everywhere: `first` is in, `last` is out."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        # Room for what readers look up once a token.
        self.notes: dict[int, Any] = {}
        self.tokens: list[Token] = tokenize(text)
        self.sentences: list[tuple[int, int]] = []
        self._sentence_of: list[int] = []
        self._split()
        self.languages: list[set[str]] = self._hear_languages(lexicon)
        self._marks: dict[str, list[Mark]] = defaultdict(list)
        for (first, last), languages in zip(self.sentences, self.languages, strict=True):
            for mark in lexicon.find(self.tokens, first, last, languages):
                self._marks[mark.tag].append(mark)
        self._starts: dict[tuple[str, int], list[Mark]] = defaultdict(list)
        for tag, marks in self._marks.items():
            for mark in marks:
                self._starts[tag, mark.first].append(mark)
        self._firsts = {tag: [mark.first for mark in marks] for tag, marks in self._marks.items()}

    def marks(self, tag: str, first: int = 0, last: int | None = None, *values: str) -> list[Mark]:
        """Marks of a tag that lie wholly in tokens[first:last], in order; only of these values, if any are given."""
        marks = self._marks.get(tag)
        if not marks:
            return []
        last = len(self.tokens) if last is None else last
        found = []
        for n in range(bisect_left(self._firsts[tag], first), len(marks)):
            mark = marks[n]
            if mark.first >= last:
                break
            if mark.last <= last and (not values or mark.value in values):
                found.append(mark)
        return found

    def has(self, tag: str, first: int, last: int, *values: str) -> bool:
        return bool(self.marks(tag, first, last, *values))

    def starting(self, tag: str, i: int, *values: str) -> Mark | None:
        """The longest mark of a tag that starts at token i."""
        marks = self._starts.get((tag, i))
        if marks is None:
            return None
        if values:
            marks = [mark for mark in marks if mark.value in values]
        return max(marks, key=lambda mark: mark.last, default=None)

    def ending(self, tag: str, i: int, *values: str) -> Mark | None:
        """The longest mark of a tag that ends before token i."""
        found = [mark for mark in self.marks(tag, max(0, i - 8), i, *values) if mark.last == i]
        return min(found, key=lambda mark: mark.first, default=None)

    def sentence(self, i: int) -> tuple[int, int]:
        return self.sentences[self._sentence_of[i]]

    def language_set(self, i: int) -> set[str]:
        return self.languages[self._sentence_of[i]]

    def clause(self, i: int) -> tuple[int, int]:
        """The tokens around i up to the next comma, colon, bracket, spaced dash or contrasting "but"."""
        return self._clauses[i]

    @cached_property
    def _clauses(self) -> list[tuple[int, int]]:
        clauses: list[tuple[int, int]] = [(0, 0)] * len(self.tokens)
        for first, last in self.sentences:
            start = first
            for i in range(first, last + 1):
                if i == last or self._breaks(i):
                    end = min(i + 1, last)
                    for j in range(start, end):
                        clauses[j] = (start, end)
                    start = end
        return clauses

    def _breaks(self, i: int) -> bool:
        token = self.tokens[i]
        if token.text in _BREAKS:
            return True
        if token.fold == "-":
            return 0 < i < len(self.tokens) - 1 and self._spaced(i) and self._spaced(i + 1)
        return i + 1 < len(self.tokens) and self.starting("contrast", i + 1) is not None

    def _spaced(self, i: int) -> bool:
        """Whether white space stands before token i."""
        return self.tokens[i].start > self.tokens[i - 1].end

    @cached_property
    def lower_case(self) -> bool:
        """Text that uses no capitals: there a name cannot be told by one."""
        return not any(t.text[:1].isupper() for t in self.tokens[:400] if t.kind == "word" and len(t.text) > 2)

    def words(self, first: int, last: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def text_at(self, i: int) -> str:
        return self.tokens[i].text if i < len(self.tokens) else ""

    def words_are(self, i: int, *words: str) -> bool:
        """Whether these folded words stand at token i."""
        return [token.fold for token in self.tokens[i : i + len(words)]] == list(words)

    def fragments(self) -> Iterator[tuple[int, int]]:
        """Every clause, once."""
        seen = None
        for clause in self._clauses:
            if clause != seen:
                seen = clause
                yield clause

    def _split(self) -> None:
        start = 0
        for i in range(len(self.tokens)):
            if self._ends_sentence(i):
                self.sentences.append((start, i + 1))
                start = i + 1
        if start < len(self.tokens):
            self.sentences.append((start, len(self.tokens)))
        for n, (first, last) in enumerate(self.sentences):
            self._sentence_of += [n] * (last - first)

    def _ends_sentence(self, i: int) -> bool:
        token = self.tokens[i]
        following = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        if following is None:
            return True
        gap = self.text[token.end : following.start]
        if "\n" in gap and self._new_line(token, following, gap):
            return True
        if token.text == "/" and i and self.tokens[i - 1].text == "/" and gap:
            return True  # "Rede: Instagram // Cachê: 900"
        if token.text not in _ENDS:
            return False
        if token.text in "!?;…•|":
            return True
        previous = self.tokens[i - 1] if i else token
        if not gap:
            return (
                following.kind == "word"
                and following.text[:1].isupper()
                and previous.kind == "word"
                and (len(previous.text) > 2)
            )
        if previous.fold in _ABBREVIATIONS and previous.text != "CA":
            return False
        # "12. Mai"; a number at the end of a sentence is rarely followed by one of these.
        return not (previous.kind == "number" and len(previous.text) <= 2 and following.fold[:3] in _MONTHS)

    def _new_line(self, token: Token, following: Token, gap: str) -> bool:
        if token.text in ",:(/&+-":
            return False
        return gap.count("\n") > 1 or following.kind != "word" or following.text[:1].isupper() or len(gap) > 2

    def _hear_languages(self, lexicon: Lexicon) -> list[set[str]]:
        whole = lexicon.language_scores(self.tokens)
        top = max(whole.values(), default=0.0)
        if not top:
            return [{"en"}] * len(self.sentences)
        heard = []
        for first, last in self.sentences:
            here = lexicon.language_scores(self.tokens[first:last])
            score = {lang: here[lang] + _PRIOR * whole[lang] / top for lang in whole}
            best = max(score.values())
            heard.append({lang for lang in score if score[lang] == best})
        return heard


_MONTHS = word_set("document_months")
