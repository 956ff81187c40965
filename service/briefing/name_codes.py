"""Names of countries and languages, in the languages of briefs, as ISO codes: what other tools write in a cell."""

from collections.abc import Iterator
from functools import cache

import pycountry
from babel import Locale

from service.briefing.names import LANGUAGES
from service.briefing.tokens import fold

# What people write beside the names of ISO and CLDR.
_COUNTRIES = {"usa": "US", "u.s.a.": "US", "u.s.": "US", "america": "US", "uk": "GB", "u.k.": "GB", "england": "GB",
              "great britain": "GB", "scotland": "GB", "wales": "GB", "holland": "NL", "uae": "AE", "korea": "KR",
              "south korea": "KR", "russia": "RU", "czech republic": "CZ", "turkey": "TR"}  # fmt: skip
_LANGUAGES = {"mandarin": "zh", "farsi": "fa", "tagalog": "tl", "filipino": "tl", "castilian": "es"}


def country_code(said: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a code or name; None for what names no country, or more than one."""
    return _country_codes().get(_key(said))


def language_code(said: str) -> str | None:
    """The ISO 639-1 code of a code, a locale such as en-US or a name; None for what names no language."""
    codes = _language_codes()
    return codes.get(_key(said)) or codes.get(_key(said.replace("_", "-").partition("-")[0]))


def _key(said: str) -> str:
    return " ".join(fold(said[:80]).replace("&", "and").split())


@cache
def _country_codes() -> dict[str, str]:
    known = {country.alpha_2 for country in pycountry.countries}
    named = (
        (name, code)
        for language in LANGUAGES
        for code, name in Locale(language).territories.items()
        if code in known
    )
    return _unambiguous(named) | dict(_official_countries()) | _COUNTRIES


def _official_countries() -> Iterator[tuple[str, str]]:
    for country in pycountry.countries:
        names = (country.name, country.alpha_3, getattr(country, "common_name", ""),
                 getattr(country, "official_name", ""), country.alpha_2)  # fmt: skip
        yield from ((_key(name), country.alpha_2) for name in names if name)


@cache
def _language_codes() -> dict[str, str]:
    official = [language for language in pycountry.languages if hasattr(language, "alpha_2")]
    known = {language.alpha_2 for language in official}
    named = (
        (name, code)
        for language in LANGUAGES
        for code, name in Locale(language).languages.items()
        if code in known
    )
    iso = {_key(name): one.alpha_2 for one in official for name in (one.name, one.alpha_3, one.alpha_2)}
    return _unambiguous(named) | iso | _LANGUAGES


def _unambiguous(named: Iterator[tuple[str, str]]) -> dict[str, str]:
    """Without names that mean one thing in one language and another in the next."""
    found: dict[str, set[str]] = {}
    for name, code in named:
        found.setdefault(_key(name), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}
