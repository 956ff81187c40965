"""The glossary: what a word of five languages is in English. Read from service/embeddings/glossary/*.txt.

A row is one concept: the English gloss, then the words of Spanish, Portuguese, French, German and Italian
for it, apart by "|", several by ",", "-" for none. Words stand as dictionaries have them; a row may hold phrases.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from service.embeddings.words import WORD, folded, lowered

LANGUAGES = ("es", "pt", "fr", "de", "it")
FOLDER = Path(__file__).parent / "glossary"
_LIGHT_WORDS = "light_words.txt"
_BY_LANGUAGE = ("endings.txt", "function_words.txt")


def rows() -> list[list[str]]:
    """Cells of every concept row, in file order: English, then one cell per language."""
    files = (file.name for file in sorted(FOLDER.glob("*.txt")))
    return [row for name in files if name not in (*_BY_LANGUAGE, _LIGHT_WORDS) for row in _rows_of(name)]


def _rows_of(name: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in _lines_of(name)]


def _lines_of(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and line[0] != "#"]


def lines_by_language(name: str) -> dict[str, str]:
    """Of a file with one line a language, what stands after "language |"."""
    parts = (line.partition("|") for line in _lines_of(name))
    return {language.strip(): rest.strip() for language, _, rest in parts}


@dataclass
class Lexicon:
    """One language: glosses by exact spelling, by folded spelling, and of phrases by their words' base forms.

    `light` are glosses of function words; `names` the words that are written with a capital.
    """

    exact: dict[str, str] = field(default_factory=dict)
    loose: dict[str, str] = field(default_factory=dict)
    phrases: dict[tuple[str, ...], str] = field(default_factory=dict)
    longest_phrase: int = 1
    light: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def build(language: str, base_form: Callable[[str], str]) -> Lexicon:
    """The lexicon of one language; `base_form` gives the folded base form by which inflected words meet."""
    lexicon = Lexicon()
    place = 1 + LANGUAGES.index(language)
    for row in rows():
        for entry in filter(None, (entry.strip() for entry in row[place].split(","))):
            words = tuple(WORD.findall(entry))
            if len(words) == 1:
                _add(lexicon.exact, lowered(entry), row[0])
                if entry[0].isupper():
                    lexicon.names.add(lowered(entry))
            elif words:
                lexicon.phrases.setdefault(tuple(base_form(word) for word in words), row[0])
                lexicon.longest_phrase = max(lexicon.longest_phrase, len(words))
    for row in _rows_of(_LIGHT_WORDS):
        for word in row[place].split(","):
            lexicon.light.setdefault(word.strip(), row[0])
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

    @cached_property
    def every(self) -> frozenset[str]:
        return self.telling | self.shared


@cache
def function_words() -> dict[str, FunctionWords]:
    found = {}
    for language, words in lines_by_language("function_words.txt").items():
        telling, _, shared = words.partition("!")
        weak = frozenset(shared.split())
        found[language] = FunctionWords(frozenset(telling.split()) - weak, weak)
    return found


# Endings of plurals and feminines: of a word that ends in the first, the other is a form.
_FORMS = {
    "es": (("", "s"), ("", "es"), ("o", "a"), ("o", "as"), ("z", "ces"), ("ón", "ones")),
    "pt": (("", "s"), ("", "es"), ("o", "a"), ("o", "as"), ("m", "ns"), ("l", "is"), ("ão", "ões")),
    "fr": (("", "s"), ("", "x"), ("", "e"), ("", "es"), ("al", "aux"), ("eux", "euse"), ("if", "ive")),
    "de": (("", "e"), ("", "n"), ("", "en"), ("", "er"), ("", "s"), ("", "es")),
    "it": (("o", "i"), ("a", "e"), ("e", "i"), ("o", "a"), ("o", "e"), ("io", "i"), ("co", "chi"), ("ca", "che")),
}


@cache
def plain_words() -> dict[str, frozenset[str]]:
    """Words of the glossary that English does not have, by language, with regular plurals; "en" has the glosses' own.

    For telling languages apart without loading their dictionaries.
    """
    english: set[str] = set()
    foreign: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for row in rows():
        english.update(lowered(word) for word in WORD.findall(row[0]))
        for language, cell in zip(LANGUAGES, row[1:], strict=True):
            for entry in cell.split(","):
                foreign[language].update(_forms(lowered(entry.strip()), language))
    return {"en": frozenset(english)} | {name: frozenset(words - english) for name, words in foreign.items()}


def _forms(word: str, language: str) -> set[str]:
    if " " in word or len(word) < 3:
        return set()
    endings = ((end, other) for end, other in _FORMS[language] if word.endswith(end))
    forms = {word} | {word[: len(word) - len(end)] + other for end, other in endings}
    return forms | {folded(form) for form in forms}
