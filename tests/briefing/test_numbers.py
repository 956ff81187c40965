"""Numbers as they are written in each language."""

from decimal import Decimal

import pytest

from service.briefing.document import Document
from service.briefing.numbers import amounts, value_of
from service.briefing.phrasebook import lexicon


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.800", "1800"),
        ("1,800", "1800"),
        ("1 800", "1800"),
        ("1'800", "1800"),
        ("12.5", "12.5"),
        ("3,5", "3.5"),
        ("1.500,50", "1500.50"),
        ("1,500.50", "1500.50"),
        ("1.200.000", "1200000"),
    ],
)
def test_separators_are_told_apart(text: str, value: str) -> None:
    assert value_of(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("between 5 and 40k followers", 5_000, 40_000),
        ("from 2-3k of them", 2_000, 3_000),
        ("zwischen 8.000 und 60.000 Follower sind gut für uns", 8_000, 60_000),
        ("de 8 mil a 45 mil seguidores en la cuenta", 8_000, 45_000),
        ("entre 10 mil e 80 mil seguidores para nós", 10_000, 80_000),
        ("tra i 5mila e i 30mila follower per noi", 5_000, 30_000),
        ("entre 3 000 et 30 000 abonnés pour nous", 3_000, 30_000),
        ("tussen de 4.000 en 35.000 volgers voor ons", 4_000, 35_000),
        ("500 to 3k followers", 500, 3_000),
    ],
)
def test_ranges_are_one_amount(text: str, low: int, high: int) -> None:
    (amount,) = amounts(Document(text, lexicon()), set())
    assert (amount.low, amount.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("we want eight creators", 8),
        ("wir suchen zwölf Creator für uns", 12),
        ("on cherche une dizaine de créateurs pour nous", 10),
        ("queremos veinte creadoras para la marca", 20),
        ("cerchiamo una decina di creator per noi", 10),
        ("we need half a million followers", 500_000),
        ("procuramos meia dúzia de criadores para nós", 6),
        ("we pay two lakh", 200_000),
    ],
)
def test_number_words_are_read_in_their_language(text: str, value: int) -> None:
    assert [amount.high for amount in amounts(Document(text, lexicon()), set())] == [value]
