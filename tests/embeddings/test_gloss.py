"""Foreign text becomes the English words that the encoder knows; English text stays as it is."""

import pytest

from service.embeddings.gloss import GLOSSARY_HASH, gloss
from service.embeddings.lexicon import rows

ENGLISH = [
    "",
    "   \n",
    "Easy vegan dinners for busy people.",
    "Café owner in Los Angeles. La Dolce Vita, but on a budget!",
    "Crossfit, yoga, pilates",
    "The Rio de Janeiro travel guide: samba, praia & pão de queijo",
    "日本のスイーツ巡り 🍰",
    "Вязание и кофе",
    "🍕🍕🍕",
]

FOREIGN = [
    ("Recetas fáciles para toda la familia", {"recipe", "easy", "family"}),
    ("Una chica que enseña a coser su propia ropa", {"girl", "sewing", "clothes"}),
    ("Receitas fáceis de bolos e pães para o seu café da manhã", {"recipe", "easy", "cake", "bread", "breakfast"}),
    ("Je teste des jeux vidéo et je raconte mes voyages", {"test", "video", "game", "travel"}),
    ("Wir zeigen euch, wie man Gemüse im Garten anbaut", {"vegetable", "garden", "grow"}),
    ("Mamma che racconta libri e viaggi con i miei bambini", {"tell", "book", "travel", "child"}),
]


@pytest.mark.parametrize("text", ENGLISH)
def test_it_leaves_english_and_uncovered_languages_alone(text: str) -> None:
    assert gloss(text) == text


@pytest.mark.parametrize(("text", "words"), FOREIGN)
def test_it_names_what_a_foreign_text_is_about_in_english(text: str, words: set[str]) -> None:
    assert words <= set(gloss(text).split())


def test_it_finds_a_text_of_three_words_by_the_glossary_alone() -> None:
    assert gloss("Hunde, Wandern, Berge") == "dog hiking mountain"


def test_it_splits_german_compounds() -> None:
    assert gloss("Ich backe gern ein Vollkornbrot").endswith("grain cereal bread")


def test_it_finds_words_without_their_accents() -> None:
    assert gloss("Me encanta la fotografia y la musica de mi pais").endswith("music of my country")


def test_it_prefers_phrases_to_their_words() -> None:
    assert "social media" in gloss("Ayudamos a las marcas con sus redes sociales")


def test_it_reads_words_that_english_has_with_another_ending() -> None:
    assert "generosity" in gloss("La generosidad es lo que más nos importa")


def test_it_keeps_names_and_drops_foreign_words_that_it_does_not_know() -> None:
    found = gloss("Hola, soy Zulma Quirós y hablo de las zarandajas de mi perro")
    assert "Zulma" in found
    assert "Quirós" in found
    assert "zarandajas" not in found


def test_it_does_not_translate_the_name_of_a_brand() -> None:
    found = gloss("Silla Verde es una plataforma que estrena una película cada semana")
    assert found.startswith("Silla Verde")


def test_it_glosses_only_the_foreign_lines_of_a_mixed_text() -> None:
    english = "I write about food and travel, and the best of both.\n"
    found = gloss(english + "También hablo de los mejores restaurantes de mi ciudad y de sus cocineros.")
    assert found.startswith(english)
    assert "restaurant" in found
    assert "cook" in found


@pytest.mark.parametrize("text", ["la " * 10_000, "ñ" * 20_000, "¿" * 20_000, "una receta 🍰\x00\n" * 1_500, "'" * 999])
def test_it_survives_long_and_odd_text(text: str) -> None:
    assert isinstance(gloss(text), str)


def test_it_always_gives_the_same_gloss() -> None:
    assert len({gloss("Maman de trois enfants, je partage nos recettes") for _ in range(3)}) == 1


def test_every_row_of_the_glossary_has_a_gloss_and_five_languages() -> None:
    assert [row for row in rows() if len(row) != 6 or not all(row)] == []


def test_the_hash_names_the_glossary() -> None:
    assert len(GLOSSARY_HASH) == 12
