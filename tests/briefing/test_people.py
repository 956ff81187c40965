"""How many creators, who they are, and what they must not do."""

import pytest

from tests.briefing.reading_tables import asked, values


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We're looking for eight creators.", 8),
        ("Ten influencers max.", 10),
        ("6 to 8 creators.", 8),
        ("We want four students.", 4),
        ("Five slots.", 5),
        ("Creators: 15", 15),
        ("Wir suchen vier Creator aus Bremen.", 4),
        ("Nous recherchons une dizaine de créatrices.", 10),
        ("Buscamos una docena de creadores.", 12),
        ("São doze vagas.", 12),
        ("Ci servono tre creator.", 3),
    ],
)
def test_it_reads_how_many_creators(text: str, count: int) -> None:
    assert values(f"{text} Our budget is €300 per creator.", "creators_wanted") == [count]


@pytest.mark.parametrize(
    "text", ["Our last agency got us 40 creators.", "We're a team of five.", "Two chemists founded us."]
)
def test_other_people_are_not_counted(text: str) -> None:
    assert asked(text, "creators_wanted") == []


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Please, no alcohol partners.", ["alcohol"]),
        ("No politics, no hunting content.", ["politics", "hunting"]),
        ("Nobody who's taken crypto money.", ["crypto"]),
        ("Please don't apply if you work with payday lenders.", ["payday lenders"]),
        ("Nobody who sells peat or plastic grass.", ["peat", "plastic grass"]),
        ("Hangover jokes are not OK.", ["Hangover jokes"]),
        ("No alcohol, tobacco or gambling.", ["alcohol", "tobacco", "gambling"]),
        ("Bitte niemand, der für Pelz wirbt.", ["Pelz"]),
        ("Nada de casas de apuestas para nosotros.", ["casas de apuestas"]),
        ("Sem política e sem bebida alcoólica na campanha.", ["política", "bebida alcoólica"]),
        ("Pas de partenariat avec des casinos pour nous.", ["casinos"]),
        ("Escludiamo chi collabora con marchi di fast fashion.", ["fast fashion"]),
        ("No deadline, no minimum, no fuss.", []),
        ("It has no added sugar.", []),
    ],
)
def test_it_reads_what_is_refused(text: str, phrases: list[str]) -> None:
    assert [value["phrase"] for value in asked(text, "excluded_topics")] == phrases


def test_a_refused_topic_has_its_id() -> None:
    (value,) = asked("No casinos.", "excluded_topics")
    assert value == {"phrase": "casinos", "topic": "gambling"}


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Looking for mothers of toddlers.", ["mothers of toddlers"]),
        ("Creators aged 50+.", ["aged 50+"]),
        ("We want creators over 30.", ["over 30"]),
        ("We need students.", ["students"]),
        ("You must own a cat.", ["own a cat"]),
        ("Buscamos mamás para nuestra campaña.", ["mamás"]),
        ("Wir suchen Mütter.", ["Mütter"]),
        ("Our audience is mothers over 40.", []),
    ],
)
def test_it_reads_what_creators_must_be(text: str, phrases: list[str]) -> None:
    assert [value["phrase"] for value in asked(text, "required_traits")] == phrases
