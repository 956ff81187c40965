"""Which of five languages a text is in, if not English: told by its function words, then by the glossary.

Made to be right about English: what is not clearly one of the five counts as English.
"""

from collections.abc import Collection

from service.embeddings.lexicon import LANGUAGES, function_words, plain_words
from service.embeddings.words import WORD, lowered


def languages_in(text: str) -> frozenset[str]:
    """Languages, besides English, with evidence enough that sentences of the text may be in them."""
    words = [lowered(word) for word in WORD.findall(text)]
    return frozenset(language for language in LANGUAGES if _enough(words, language))


def _telling(words: Collection[str], language: str) -> list[str]:
    telling = function_words()[language].telling
    return [word for word in words if word in telling]


def _topical(words: Collection[str], language: str) -> list[str]:
    known = plain_words()[language]
    return [word for word in words if word in known or (word[-1] == "s" and word[:-1] in known)]


def _enough(words: list[str], language: str) -> bool:
    return False


def language_of(segment: str, candidates: Collection[str]) -> str | None:
    return None
