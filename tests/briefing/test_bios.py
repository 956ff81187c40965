"""Creators' own words about themselves, with prices and platforms in them: no brief, so nothing is read."""

import pytest

from service.briefing.reader import read
from tests.briefing.reading_tables import TODAY


@pytest.mark.parametrize(
    "bio",
    [
        "Tarifs : Reel 180€ / Story 60€ / Post 120€",
        "Open for paid partnerships: 1 TikTok $250 • 2 TikToks $450",
        "Preços: reels R$ 500, stories R$ 150, combo R$ 600",
        "Kooperation? 1 Reel 300 €, 1 Story 80 €. Berlin",
        "Collab? Un reel 200€, tre storie 90€. Roma",
        "Busco marcas para colaborar. Reel 100 €. 12k seguidores",
        "I teach you to cook for under £5 a head. No dairy, no gluten.",
        "Recetas por menos de 3 € por persona",
        "TikTok. Home decor on a $40 budget",
    ],
)
def test_it_reads_nothing_from_a_creators_own_prices(bio: str) -> None:
    assert read(bio, TODAY) == ()


@pytest.mark.parametrize(
    "brief", ["We pay £40 a head.", "Budget: 500 €. Instagram.", "Reel: 200 € per reel. Creators: 4."]
)
def test_it_reads_the_money_of_the_shortest_briefs(brief: str) -> None:
    assert "budget" in {reading.field for reading in read(brief, TODAY)}
