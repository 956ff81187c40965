"""Follower bounds and tier words."""

import pytest

from tests.briefing.reading_tables import asked


def bounds(text: str) -> tuple[list[int], list[int]]:
    return asked(text, "followers.min"), asked(text, "followers.max")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Between 5k and 40k followers.", 5_000, 40_000),
        ("Nobody above 200k.", None, 200_000),
        ("Folowers under 10k please.", None, 10_000),
        ("10-50k, Instagram.", 10_000, 50_000),
        ("At least 8,000 subscribers.", 8_000, None),
        ("Accounts need 5k+ followers.", 5_000, None),
        ("Half a million followers or more.", 500_000, None),
        ("Mindestens 8.000 Follower, höchstens 60.000.", 8_000, 60_000),
        ("Con menos de 50.000 seguidores en la cuenta.", None, 50_000),
        ("Com pelo menos 5 mil seguidores no Instagram.", 5_000, None),
        ("Entre 3 000 et 30 000 abonnés pour chaque créateur.", 3_000, 30_000),
        ("Con più di 20mila iscritti sul canale.", 20_000, None),
        ("Tussen de 4.000 en 35.000 volgers voor iedereen.", 4_000, 35_000),
        ("Micro-influencers only.", 10_000, 100_000),
        ("Nano and micro creators.", None, 100_000),
        ("Micro creators with 5k to 30k followers.", 5_000, 30_000),
    ],
)
def test_it_reads_bounds(text: str, low: int | None, high: int | None) -> None:
    assert bounds(text) == ([low] if low else [], [high] if high else [])


@pytest.mark.parametrize(
    "text",
    [
        "Our 12k followers love us.",
        "We have 45k followers on Instagram already.",
        "Over 40,000 sold.",
        "4,000 gyms stock it.",
        "There is no minimum following.",
        "The last campaign got 1.2m impressions.",
        "Ideally around 20k followers.",
        "Founded in 2019, 200 stores.",
    ],
)
def test_other_numbers_are_no_bounds(text: str) -> None:
    assert bounds(text) == ([], [])
