"""Words that English has with another ending: tradición, tradizione and Tradition are tradition."""

from collections.abc import Iterator
from functools import cache

from service.embeddings.lemmas import lemma
from service.embeddings.lexicon import lines_by_language

_SHORTEST = 5


def cognate(folded_word: str, language: str) -> str | None:
    """The English word that a word of `language`, without accents, differs from in its ending only."""
    if len(folded_word) < _SHORTEST:
        return None
    candidates = dict.fromkeys(_candidates(folded_word, language))
    return next((word for word in candidates if lemma(word, "en")), None)


@cache
def _endings() -> dict[str, list[tuple[str, list[str]]]]:
    """By language: an ending without accents, and what English may have in its place."""
    found = {}
    for language, line in lines_by_language("endings.txt").items():
        pairs = (pair.split("=") for pair in line.split())
        found[language] = [(ending, english.replace("-", "").split(",")) for ending, english in pairs]
    return found


def _candidates(word: str, language: str) -> Iterator[str]:
    yield word
    for ending, replacements in _endings()[language]:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            for replacement in replacements:
                yield word[: -len(ending)] + replacement
                yield _respelled(word[: -len(ending)]) + replacement


def _respelled(stem: str) -> str:
    """Spelling that English keeps from Greek and Latin: fotografi to photographi, psicolog to psycholog."""
    return stem.replace("fot", "phot").replace("filo", "philo").replace("psico", "psycho").replace("k", "c")
