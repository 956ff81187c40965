"""Lines of agency sheets, and stories of earlier campaigns, which state nothing."""

from typing import Any

import pytest

from service.briefing.reader import read
from tests.briefing.reading_tables import TODAY, asked


@pytest.mark.parametrize(
    ("text", "field", "values"),
    [
        ("Qty: 7", "creators_wanted", [7]),
        ("Profili richiesti: 3", "creators_wanted", [3]),
        ("Anzahl: 9", "creators_wanted", [9]),
        ("Four in total.", "creators_wanted", [4]),
        ("Up to fifteen (15) creators.", "creators_wanted", [15]),
        ("Need 4 tiktokers.", "creators_wanted", [4]),
        ("Scripts due 3 April, everything live by 17 April.", "deadline", ["2026-04-17"]),
        ("First post by 23 March, last post no later than 18 May.", "deadline", ["2026-05-18"]),
        ("Air: w/c 5 Oct, latest 11 Oct", "deadline", ["2026-10-11"]),
        ("Muster am 2. April, Veröffentlichung bis 9. Mai, Auswertung 1. Juni.", "deadline", ["2026-05-09"]),
        ("Zona: Gorizia, Trieste", "cities", ["Gorizia", "Trieste"]),
    ],
)
def test_it_reads_the_line(text: str, field: str, values: list[Any]) -> None:
    assert asked(text, field) == values


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Age: 24+", ["24+"]),
        ("Edad mínima: 25 años", ["25 años"]),
        ("Wheelchair users, Leeds.", ["Wheelchair users"]),
        ("Tierärztinnen und Tierärzte gesucht.", ["Tierärztinnen und Tierärzte"]),
        ("Cerchiamo infermiere e infermieri.", ["infermiere e infermieri"]),
        ("Procuramos criadoras negras.", ["criadoras negras"]),
        ("Buscamos chicas o chicos para la campaña.", []),
    ],
)
def test_it_reads_who_creators_must_be(text: str, phrases: list[str]) -> None:
    assert [value["phrase"] for value in asked(text, "required_traits")] == phrases


@pytest.mark.parametrize(
    "text",
    [
        "In 2024 we hired 30 creators at $900 and got nine reels.",
        "2025 haben wir 3.000 Euro an 12 Creator gezahlt.",
        "L'an dernier, 22 créateurs et 9 000 euros pour rien.",
    ],
)
def test_an_earlier_campaign_states_nothing(text: str) -> None:
    assert read(text, TODAY) == ()


@pytest.mark.parametrize(
    "text", ["Reel 250€ | Story 80€ | Stuttgart", "commissions $60+", "Audience: 74% donne, 25-34 | ER 4,9%"]
)
def test_a_price_list_states_nothing(text: str) -> None:
    assert read(text, TODAY) == ()
