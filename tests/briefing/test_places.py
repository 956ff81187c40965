"""Where creators must be, and which languages they use; not where the brand is."""

import pytest

from tests.briefing.reading_tables import asked


@pytest.mark.parametrize(
    ("text", "countries", "cities"),
    [
        ("UK or Irish creators.", ["GB", "IE"], []),
        ("US-based creators.", ["US"], []),
        ("Creators in Sweden, Denmark and Norway.", ["SE", "DK", "NO"], []),
        ("Leeds, Sheffield or York.", [], ["Leeds", "Sheffield", "York"]),
        ("Creators living in Vienna or Munich.", [], ["Vienna", "Munich"]),
        ("Wir suchen Creator aus Österreich.", ["AT"], []),
        ("Wir suchen Leute, die in Köln leben.", [], ["Köln"]),
        ("Queremos creadores que vivan en España.", ["ES"], []),
        ("Precisamos de influenciadoras que morem em Recife.", [], ["Recife"]),
        ("Nous cherchons des créatrices installées à Lyon.", [], ["Lyon"]),
        ("Cerchiamo creator italiani.", ["IT"], []),
        ("DACH creators.", ["DE", "AT", "CH"], []),
        ("We're a kombucha brand from Utrecht.", [], []),
        ("Our shop in Lyon turns ten.", [], []),
        ("An Italian pasta, made in Portugal.", [], []),
        ("Somos una marca de Elche.", [], []),
        ("Tell us what you think.", [], []),
        ("Dog-walking app in Melbourne. Locals only.", [], ["Melbourne"]),
        ("Creators outside the UK need not worry.", [], []),
    ],
)
def test_it_reads_places(text: str, countries: list[str], cities: list[str]) -> None:
    assert (asked(text, "countries"), asked(text, "cities")) == (countries, cities)


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Must speak Spanish on camera.", ["es"]),
        ("German- or French-speaking creators.", ["de", "fr"]),
        ("Creators, English or Welsh, both fine.", ["en", "cy"]),
        ("Wir suchen Creator, die Deutsch sprechen.", ["de"]),
        ("Nous cherchons des créateurs francophones.", ["fr"]),
        ("O conteúdo tem que ser em português.", ["pt"]),
        ("Contenuti in italiano per favore.", ["it"]),
        ("Our website is in English.", []),
        ("French skincare for everyone.", []),
    ],
)
def test_it_reads_languages_of_creators(text: str, languages: list[str]) -> None:
    assert asked(text, "languages") == languages
