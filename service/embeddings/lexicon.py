"""The glossary: what a word of five languages is in English. Read from service/embeddings/glossary/*.txt.

A row is one concept: the English gloss, then the words of Spanish, Portuguese, French, German and Italian
for it, apart by "|", several by ",". Words stand as dictionaries have them; a row may hold phrases.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from service.embeddings.words import WORD, folded, lowered

LANGUAGES = ("es", "pt", "fr", "de", "it")
FOLDER = Path(__file__).parent / "glossary"
_FUNCTION_WORDS = "function_words.txt"


def rows() -> list[list[str]]:
    """Cells of every concept row, in file order: English, then one cell per language."""
    found = []
    for file in sorted(FOLDER.glob("*.txt")):
        if file.name != _FUNCTION_WORDS:
            lines = file.read_text(encoding="utf-8").splitlines()
            found += [[cell.strip() for cell in line.split("|")] for line in lines if line and line[0] != "#"]
    return found


@dataclass
class Lexicon:
    """One language: glosses by exact spelling, by folded spelling, and of phrases by their words' base forms."""

    exact: dict[str, str] = field(default_factory=dict)
    loose: dict[str, str] = field(default_factory=dict)
    phrases: dict[tuple[str, ...], str] = field(default_factory=dict)
    longest_phrase: int = 1


def build(language: str, base_form: Callable[[str], str]) -> Lexicon:
    """The lexicon of one language; `base_form` gives the folded base form by which inflected words meet."""
    lexicon = Lexicon()
    place = 1 + LANGUAGES.index(language)
    for row in rows():
        for entry in filter(None, (entry.strip() for entry in row[place].split(","))):
            words = tuple(WORD.findall(entry))
            if len(words) == 1:
                _add(lexicon.exact, lowered(entry), row[0])
            else:
                lexicon.phrases.setdefault(tuple(base_form(word) for word in words), row[0])
                lexicon.longest_phrase = max(lexicon.longest_phrase, len(words))
    for word, english in list(lexicon.exact.items()):
        lexicon.loose.setdefault(folded(word), english)
    for word, english in list(lexicon.exact.items()):
        lexicon.loose.setdefault(base_form(word), english)
    return lexicon


def _add(glosses: dict[str, str], word: str, english: str) -> None:
    """A word in two rows has two senses; the vector of a gloss that names both lies between them."""
    known = glosses.get(word)
    if known is None:
        glosses[word] = english
    elif english not in known:
        glosses[word] = f"{known} {english}"


@dataclass(frozen=True)
class FunctionWords:
    """`telling` words prove a language, `shared` ones are as empty of topic but occur in others too."""

    telling: frozenset[str]
    shared: frozenset[str]

    @property
    def every(self) -> frozenset[str]:
        return self.telling | self.shared


@cache
def function_words() -> dict[str, FunctionWords]:
    found = {}
    for line in (FOLDER / _FUNCTION_WORDS).read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            language, words = (part.strip() for part in line.split("|"))
            telling, _, shared = words.partition("!")
            weak = frozenset(shared.split())
            found[language] = FunctionWords(frozenset(telling.split()) - weak, weak)
    return found


@cache
def plain_words() -> dict[str, frozenset[str]]:
    """Every single word of the glossary as it stands, by language; "en" has the words of the glosses."""
    english: set[str] = set()
    foreign: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for row in rows():
        english.update(lowered(word) for word in WORD.findall(row[0]))
        for language, cell in zip(LANGUAGES, row[1:], strict=True):
            foreign[language].update(lowered(entry.strip()) for entry in cell.split(",") if " " not in entry.strip())
    return {"en": frozenset(english)} | {name: frozenset(words - english) for name, words in foreign.items()}
