"""Names of countries, languages and months in each language, from CLDR."""

from collections.abc import Iterator

import pycountry
from babel import Locale

from service.briefing.lexicon import Phrase, phrase
from service.briefing.wordsets import word_set

LANGUAGES = ("en", "es", "pt", "fr", "de", "it", "nl")

# Names of small languages that are everyday words elsewhere, and one that CLDR calls by its script.
_AMBIGUOUS = word_set("names_ambiguous")


def name_phrases() -> Iterator[Phrase]:
    countries = {country.alpha_2 for country in pycountry.countries}
    for language in LANGUAGES:
        locale = Locale(language)
        for code, name in locale.territories.items():
            if code in countries:
                yield phrase(name, "country", code, language)
        for code, name in locale.languages.items():
            if len(code) == 2 and code not in _AMBIGUOUS:
                yield phrase(name, "language", code, language)
        for width in ("wide", "abbreviated"):
            for number, name in locale.months["format"][width].items():
                yield phrase(name.rstrip("."), "month", str(number), language)
