"""Base forms of inflected words: enseñen to enseñar, Wälder to Wald."""

from collections.abc import Mapping
from functools import cache, lru_cache

from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory

# Reads the packed list where it lies: 3 to 16 MB a language, where a dict would take up to 144 MB.
_dictionaries = StreamDictionaryFactory(cache_max_size=6)


@cache
def _load(language: str) -> Mapping[str, str]:
    return _dictionaries.get_dictionary(language)


@lru_cache(maxsize=1 << 15)
def lemma(word: str, language: str) -> str | None:
    """The base form of `word`, None where the list does not have it."""
    dictionary = _load(language)
    found = dictionary.get(word)
    if found is None and not word.islower():
        found = dictionary.get(word.lower())
    if found is None and language == "de" and word.islower():
        found = dictionary.get(word.capitalize())
    return found
