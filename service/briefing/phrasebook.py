"""The one lexicon of the reader: the files of `words/`, names from CLDR, and number words."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from num2words import num2words

from service.briefing.lexicon import EVERY, Lexicon, Phrase, phrase
from service.briefing.names import LANGUAGES, name_phrases


@cache
def lexicon() -> Lexicon:
    """Every phrase known; read once."""
    phrases: list[Phrase] = [*name_phrases()]
    function_words: dict[str, set[str]] = {}
    for language in (EVERY, *LANGUAGES):
        table = _words(language)
        function_words[language] = set(table.pop("function_words", ()))
        said = [
            phrase(saying, tag, value, language)
            for tag, values in table.items()
            for value, sayings in values.items()
            for saying in _spellings(tag, sayings)
        ]
        said += _number_words(language)
        # Words of the trade tell a language too: "vagas", "zahlen", "pay".
        function_words[language] |= {p.words[0] for p in said if len(p.words) == 1 and p.words[0].isalpha()}
        phrases += said
    del function_words[EVERY]
    return Lexicon(phrases, function_words)


def _spellings(tag: str, sayings: list[str]) -> list[str]:
    """Of refusals also the careless spelling: "dont" for "don't"."""
    if not tag.startswith(("refusal", "exclude")):
        return sayings
    return [*sayings, *(said.replace("'", "") for said in sayings if "'" in said and len(said) > 3)]


def _words(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("service.briefing").joinpath("words", f"{name}.toml").read_text("utf-8"))


def _number_words(language: str) -> list[Phrase]:
    if language == EVERY:
        return []
    values = [*range(2, 100), *range(100, 1000, 100), *range(1000, 20_000, 1000), *range(20_000, 100_001, 10_000)]
    return [phrase(num2words(value, lang=language), "number", str(value), language) for value in values]
