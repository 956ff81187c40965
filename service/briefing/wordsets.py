"""Small sets of folded words that decide how a phrase goes on, kept as data in `words/sets.toml`."""

import tomllib
from functools import cache
from importlib import resources


@cache
def _tables() -> dict[str, list[str]]:
    return tomllib.loads(resources.files("service.briefing").joinpath("words", "sets.toml").read_text("utf-8"))


def word_set(name: str) -> frozenset[str]:
    """The words of one set, of every language; KeyError for a name that the file lacks."""
    return frozenset(_tables()[name])
