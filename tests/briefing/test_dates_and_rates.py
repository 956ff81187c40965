"""Deadlines and engagement floors."""

import pytest

from tests.briefing.reading_tables import asked


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Live by 1 September.", "2026-09-01"),
        ("Needs to be up by June 15, 2026.", "2026-06-15"),
        ("Everything up by the end of May please.", "2026-05-31"),
        ("Deadline: 30/04/2026", "2026-04-30"),
        ("Posts due 1 February.", "2027-02-01"),
        ("Veröffentlichung bis spätestens 12. Mai.", "2026-05-12"),
        ("Publicación antes del 15 de junio.", "2026-06-15"),
        ("Publicação até 25 de abril.", "2026-04-25"),
        ("Les vidéos doivent être mises en ligne avant le 1er mai.", "2026-05-01"),
        ("Online entro il 20 ottobre 2026.", "2026-10-20"),
        ("Online uiterlijk 1 juli 2026.", "2026-07-01"),
        ("Posts between 1 and 15 September 2026.", "2026-09-15"),
    ],
)
def test_it_reads_the_last_day(text: str, day: str) -> None:
    assert asked(text, "deadline") == [day]


@pytest.mark.parametrize(
    "text",
    ["Apply by 5 April.", "The shop opens 4 January 2027.", "Founded on 3 May 2011.", "There is no deadline."],
)
def test_other_dates_are_no_deadline(text: str) -> None:
    assert asked(text, "deadline") == []


@pytest.mark.parametrize(
    ("text", "floor"),
    [
        ("Engagement above 4 percent.", 4.0),
        ("3% engagement floor.", 3.0),
        ("ER >= 3.5%.", 3.5),
        ("Una interacción mínima del 3,5 % por favor.", 3.5),
        ("Minimum 4 % d'engagement pour tous.", 4.0),
        ("Un engagement di almeno il 5% per tutti.", 5.0),
        ("Engagement mind. 2,5 % bitte.", 2.5),
        ("Taxa de engajamento acima de 6% para todos.", 6.0),
    ],
)
def test_it_reads_the_engagement_floor(text: str, floor: float) -> None:
    assert asked(text, "engagement_rate_pct.min") == [floor]


@pytest.mark.parametrize(
    "text", ["Our last campaign had 5% engagement.", "99% dust free.", "43% ABV.", "A 10% commission."]
)
def test_other_percentages_are_no_floor(text: str) -> None:
    assert asked(text, "engagement_rate_pct.min") == []
