"""Refusals of forms and whole clauses, in six languages."""

import pytest

from tests.briefing.reading_tables import asked


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Blacklist: leather, fast food", ["leather", "fast food"]),
        ("Do not use: bleach brands, tanning beds", ["bleach", "tanning beds"]),
        ("Tabus: Glücksrad, Pelz", ["Glücksrad", "Pelz"]),
        ("Nicht dabei: Parteien, Esoterik", ["Parteien", "Esoterik"]),
        ("Interdits : coupe-faim, solarium", ["coupe-faim", "solarium"]),
        ("Prohibido: menores, conducción", ["menores", "conducción"]),
        ("Fora: rinhas, clareamento", ["rinhas", "clareamento"]),
        ("Da evitare: caccia, motoslitte", ["caccia", "motoslitte"]),
        ("Tanning beds = no.", ["Tanning beds"]),
    ],
)
def test_it_reads_the_items_of_a_form(text: str, phrases: list[str]) -> None:
    assert [value["phrase"] for value in asked(text, "excluded_topics")] == phrases


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Creators that have advertised sofas, lamps or rugs will not be considered.", ["sofas", "lamps", "rugs"]),
        ("You can't be signed to a rival airline.", ["rival airline"]),
        ("If you've ever promoted Zorbex, this one isn't for you.", ["Zorbex"]),
        ("Nicht infrage kommen Kanäle, die Pestizide bewerben.", ["Pestizide"]),
        ("Wer Verträge mit Zorbex hat, fällt raus.", ["Zorbex"]),
        ("Les profils ayant fait la promotion de solariums ne seront pas retenus.", ["solariums"]),
        ("No pueden tener acuerdos con clínicas privadas.", ["clínicas privadas"]),
        ("Não contratamos quem fez publi para Zorbex.", ["Zorbex"]),
        ("Non devono avere accordi con altri marchi di pentole.", ["pentole"]),
    ],
)
def test_it_reads_a_refusal_that_a_clause_makes(text: str, phrases: list[str]) -> None:
    assert [value["phrase"] for value in asked(text, "excluded_topics")] == phrases


@pytest.mark.parametrize(
    "text",
    [
        "No rush: live by 5 May.",
        "No TikTok: our audience is elsewhere.",
        "We work with three florists in town.",
        "We have never sold sugar.",
    ],
)
def test_it_refuses_nothing_that_the_text_does_not(text: str) -> None:
    assert asked(text, "excluded_topics") == []


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Anything to avoid? A: Fireworks and gutka.", ["Fireworks", "gutka"]),
        ("Sponsored by airlines? Then it's not for us.", ["airlines"]),
        ("Competitors (Huel, Yfood) are out.", ["Huel", "Yfood"]),
        ("Don't work with rivals like Oatly or Alpro.", ["Oatly", "Alpro"]),
        ("No dairy, wool or fur brands.", ["dairy", "wool", "fur"]),
        ("Pas de marques d'alcool, de tabac ni de casinos.", ["alcool", "tabac", "casinos"]),
        (
            "Siamo una cantina di famiglia e non ci piace il rumore. Niente politica, religione, calcio.",
            ["politica", "religione", "calcio"],
        ),
        ("Sont exclus les comptes tabac.", ["tabac"]),
        ("Casinostreams sind Ausschlusskriterium.", ["Casinostreams"]),
        ("A los de tragaperras, no.", ["tragaperras"]),
    ],
)
def test_it_reads_every_item_however_the_refusal_is_put(text: str, phrases: list[str]) -> None:
    assert sorted(value["phrase"] for value in asked(text, "excluded_topics")) == sorted(phrases)
