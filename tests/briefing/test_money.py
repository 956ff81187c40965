"""Budgets: amount, currency, and what it buys."""

import pytest

from tests.briefing.reading_tables import values

EACH, TOTAL, UNIT = "per_creator", "total", "per_deliverable"


@pytest.mark.parametrize(
    ("text", "amount", "currency", "scope"),
    [
        ("Three creators, £120 per post.", "120", "GBP", UNIT),
        ("We can stretch to 80 quid a story.", "80", "GBP", UNIT),
        ("Max budget of $2-3k total for the campaign.", "3000", "USD", TOTAL),
        ("We'd pay creators no more than €250 each.", "250", "EUR", EACH),
        ("A$300 a head for each creator.", "300", "AUD", EACH),
        ("Our creators get CA$1,500 apiece.", "1500", "CAD", EACH),
        ("Total spend 10k (GBP) for the creators.", "10000", "GBP", TOTAL),
        ("Budget: 500 per creator.", "500", None, EACH),
        ("Wir zahlen 1.200 € pro Video.", "1200", "EUR", UNIT),
        ("Unser Budget liegt bei 2 k€ insgesamt.", "2000", "EUR", TOTAL),
        ("Honorar: 400 CHF pro Person, mehr geht nicht.", "400", "CHF", EACH),
        ("Pagamos 3.500 pesos mexicanos por publicación.", "3500", "MXN", UNIT),
        ("El presupuesto es de 4.000 € para todo.", "4000", "EUR", TOTAL),
        ("Cachê de R$ 700 por criadora, nada mais.", "700", "BRL", EACH),
        ("Temos 2 mil euros no total para a campanha.", "2000", "EUR", TOTAL),
        ("Nous payons 90 € par story, pas plus.", "90", "EUR", UNIT),
        ("Notre enveloppe est de 5 000 $ CA au total.", "5000", "CAD", TOTAL),
        ("Offriamo 180 euro a testa ai creator.", "180", "EUR", EACH),
        ("Il budget è di 3mila euro complessivi.", "3000", "EUR", TOTAL),
        ("Danish creators get 2,500 kr each.", "2500", "DKK", EACH),
    ],
)
def test_it_reads_what_the_brand_can_pay(text: str, amount: str, currency: str | None, scope: str) -> None:
    (budget,) = values(text, "budget")
    assert (budget["amount"], budget["currency"], budget["scope"]) == (amount, currency, scope)


def test_a_total_and_a_cap_for_each_creator_are_two_readings() -> None:
    budgets = values("We have €6,000 overall for creators, and never more than €900 to one person.", "budget")
    assert [(budget["scope"], budget["amount"]) for budget in budgets] == [(TOTAL, "6000"), (EACH, "900")]


def test_it_names_the_deliverable_that_is_paid_for() -> None:
    (budget,) = values("We pay €75 per Instagram reel.", "budget")
    assert budget["kind"] == "ig_reel"


@pytest.mark.parametrize(
    "text",
    [
        "Looking for three creators. Our candles cost £24 each.",
        "We want four creators. Last year we sold 900 jars for $14 each.",
        "Wir suchen drei Creator. Unser Öl kostet 19,90 €.",
        "Cerchiamo due creator. Lo zaino costa 89 euro.",
        "Buscamos dos creadores. La botella cuesta 12 €.",
        "We're looking for two creators. Readers get a $5 discount code.",
        "On cherche deux créateurs. Le prix est de 35 € en boutique.",
    ],
)
def test_prices_of_goods_are_no_budget(text: str) -> None:
    assert values(text, "budget") == []
