"""Contradictions are reported with the readings that cannot all hold."""

import pytest

from service.briefing.conflicts import conflicts
from service.briefing.reader import read
from service.briefing.reading import Reading
from tests.briefing.reading_tables import TODAY


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("TikTok creators, £90 per TikTok. Please no TikTok.", "platforms"),
        ("Creators with at least 50k followers and at most 10k followers, $90 each.", "followers"),
        ("Total budget of €3,000. Total budget of €5,000. Three creators.", "budget"),
        ("Six creators, $90 each. Live by 1 May. Deadline: 3 June.", "deadline"),
    ],
)
def test_it_reports_what_cannot_hold(text: str, field: str) -> None:
    (conflict,) = conflicts(read(text, TODAY))
    assert conflict.field == field
    assert len(conflict.readings) == 2


def test_a_total_and_a_cap_for_each_do_not_conflict() -> None:
    assert conflicts(read("€6,000 overall for creators, never more than €900 to one person.", TODAY)) == ()


def test_the_sentence_names_both_values() -> None:
    low = Reading("followers.min", 50_000, 0, 3)
    high = Reading("followers.max", 10_000, 4, 7)
    (conflict,) = conflicts([low, high])
    assert "50,000" in conflict.sentence
    assert "10,000" in conflict.sentence
