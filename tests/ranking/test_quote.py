"""Quotes: the creator's own words nearest to the brief, as they stand."""

import pytest

from service.domain.niche import NICHES
from service.ranking.quote import brief_words, nearest_words

COOKING = next(place for place, niche in enumerate(NICHES) if niche.id == "food_cooking")
RUNNING = next(place for place, niche in enumerate(NICHES) if niche.id == "fitness_running")
BIO = "Hi, I am Lena! Cast iron pans and quick dinners. Marathon training on Sundays | Berlin"


def _quote(text: str, brief: str, niche: int = COOKING) -> str | None:
    return nearest_words(text, brief_words(brief), niche)


def test_the_passage_that_shares_most_with_the_brief_is_quoted_as_it_stands() -> None:
    assert _quote(BIO, "We sell a cast iron pan") == "Cast iron pans and quick dinners."


def test_without_a_word_of_the_brief_those_of_the_shared_niche_find_the_passage() -> None:
    assert _quote(BIO, "xyzzy", RUNNING) == "Marathon training on Sundays"


def test_case_and_plurals_make_no_difference() -> None:
    assert _quote("PANS for ever. Cars.", "pan") is None  # a word of three letters tells nothing
    assert _quote("Dinners FOR everyone. Rallyes.", "dinner") == "Dinners FOR everyone."


@pytest.mark.parametrize("text", ["", "🍳🍳🍳", "¿?!...", "12345", "the with and your brand"])
def test_what_shares_nothing_is_not_quoted(text: str) -> None:
    assert _quote(text, "cast iron pans") is None


def test_words_that_every_brief_has_find_nothing() -> None:
    assert brief_words("We are looking for great creators who share our brand with their people") == set()


def test_a_long_passage_is_cut_around_the_first_shared_word() -> None:
    words = " ".join(f"zzz{i:04d}" for i in range(60))
    quote = _quote(f"{words} sourdough {words}", "sourdough bread")
    assert quote is not None
    assert "sourdough" in quote
    assert quote.startswith("… ")
    assert quote.endswith(" …")
    assert len(quote) <= 164


def test_a_passage_without_spaces_is_cut_too() -> None:
    quote = _quote("sourdough" * 100 + " sourdough", "sourdough")
    assert quote is not None
    assert len(quote) <= 164


def test_words_far_down_a_long_text_are_not_looked_for() -> None:
    assert _quote("x. " * 2000 + "sourdough.", "sourdough") is None


def test_other_scripts_are_words_too() -> None:
    assert _quote("Привет. Готовлю завтраки и ужины", "завтраки для всех") == "Готовлю завтраки и ужины"
