"""What holds of every text: exact spans, order, no surprise at hostile input, nothing read from bios."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.briefing.reader import read
from tests.briefing.reading_tables import TODAY

BRIEF = "Seeking 6 creators in Berlin, 5-40k on TikTok, €200 each, no alcohol, live by 5 May, German-speaking."
PIECES = [
    *BRIEF.split(),
    ",",
    ".",
    "\n",
    "🎉",
    "no",
    "nobody",
    "who",
    "$",
    "1.000",
    "X",
    "Berlin or Paris",
    "ёж",
    "日本",
    "per",
]

HOSTILE = [
    "",
    " ",
    "🎉" * 500,
    "5-" * 3_000,
    "no " * 3_000,
    "$1 " * 3_000,
    "Berlin, " * 1_500,
    "a\u0301" * 5_000,
    "1" * 20_000,
    "(" * 5_000,
    "\x00\ud800",
    "followers " * 2_000,
    "31 February 2026, 99/99/2026, 2026-13-45",
]


def test_spans_are_the_exact_words() -> None:
    found = {(reading.field, BRIEF[reading.start : reading.end]) for reading in read(BRIEF, TODAY)}
    assert {("cities", "Berlin"), ("platforms", "TikTok"), ("excluded_topics", "alcohol")} <= found
    assert ("creators_wanted", "6 creators") in found


def test_accents_do_not_move_spans() -> None:
    text = "Bu\u0301squeda: buscamos 8 creadoras en Ma\u0301laga, 200 € por persona."
    assert "Ma\u0301laga" in [text[r.start : r.end] for r in read(text, TODAY) if r.field == "cities"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join) | st.text(max_size=300))
def test_readings_are_sorted_and_lie_within_any_text(text: str) -> None:
    readings = read(text, TODAY)
    assert [reading.start for reading in readings] == sorted(reading.start for reading in readings)
    assert all(0 <= reading.start < reading.end <= len(text) for reading in readings)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_read(text: str) -> None:
    assert isinstance(read(text, TODAY), tuple)


@pytest.mark.parametrize(
    "text",
    [
        "Berlin based food lover. 25k followers on Instagram. DM for collabs, no DMs on Facebook.",
        "Mum of two in Leeds. New video every Friday. Use my code for $5 off!",
        "Micro-influencer, coffee nerd, based in Porto. Follow me on TikTok.",
        "Mamá de tres en Madrid. Vídeos nuevos cada martes en YouTube. Nada de política.",
        "Backen ist mein Leben. Aus Wien, 12.000 Abonnenten, jeden Sonntag ein neues Video.",
        "We talk to creators about money, work and life. New episodes every week.",
    ],
)
def test_a_bio_states_nothing(text: str) -> None:
    assert read(text, TODAY) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Our ceramics studio has been going since 1987. We'd like to meet people who enjoy making things slowly.",
        "Wir rösten seit 2004 Kaffee, 12 Leute, 300 Cafés. Erzählt uns von eurem Morgen.",
        "There is no minimum following, no fixed budget and no deadline. Any platform will do.",
        "SPF 50, 100 ml, £18 in 200 stores. Show us your summer.",
    ],
)
def test_a_brief_without_constraints_states_nothing(text: str) -> None:
    assert read(text, TODAY) == ()
