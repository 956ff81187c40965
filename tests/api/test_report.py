"""The report: what was brought for the money, in the brief's currency, and nothing that nobody knows."""

from typing import Any

import pytest

from service.store import plans
from tests.api.test_outcomes import feedback, put
from tests.builders import Api


def report(api: Api, brief_id: str) -> dict[str, Any]:
    response = api.get(f"/v1/briefs/{brief_id}/report", headers=api.brand())
    assert response.status_code == 200, response.text
    return response.json


def brief_with(api: Api, *hired: str, **changes: Any) -> str:
    """A brief for which these creators are hired."""
    found: str = api.post_brief(**changes)["id"]
    for external_id in hired:
        api.put_creator(external_id)
        feedback(api, found, external_id)
    return found


def accept_plan(api: Api, brief_id: str, **lines: dict[str, Any]) -> None:
    """A plan of the brand acme that was accepted, as it is stored."""
    store = api.backends.store
    ids = {name: row[0] for name in lines for row in [_creator_row(api, name)]}
    result = {"lines": [{"creator_id": ids[name], **line} for name, line in lines.items()]}
    brand_id = _brand_id(api)
    store.write(lambda c: plans.accept(c, plans.add(c, brand_id, brief_id, "pln_1", {}, result)))


def _creator_row(api: Api, name: str) -> Any:
    with api.backends.store.read() as connection:
        return connection.exec_driver_sql(f"SELECT id FROM creators WHERE external_id = '{name}'").one()


def _brand_id(api: Api) -> int:
    with api.backends.store.read() as connection:
        found: int = connection.exec_driver_sql("SELECT id FROM brands WHERE slug = 'acme'").scalar_one()
        return found


def test_a_report_by_hand(api: Api) -> None:
    brief_id = brief_with(api, "lena", "mia", budget={"currency": "EUR", "total": "5000.00"})
    put(api, brief_id, "a", impressions=20_000, reach=9_000, engagements=600, clicks=120, conversions=4,
        spend="350.00", currency="EUR", on_time=True, disclosure_seen=True)  # fmt: skip
    put(api, brief_id, "b", impressions=10_000, engagements=1_200, spend="100.01", currency="EUR", on_time=False)
    put(api, brief_id, "c", creator="mia", clicks=30)
    found = report(api, brief_id)
    assert (found["currency"], [row["external_id"] for row in found["creators"]]) == ("EUR", ["lena", "mia"])
    total = found["total"]
    assert total["outcomes"] == 3
    assert total["figures"]["impressions"] == {"total": 30_000, "known": 2}
    assert total["figures"]["clicks"] == {"total": 150, "known": 2}
    assert total["figures"]["views"] == {"total": None, "known": 0}
    assert total["spend"] == {"amount": "450.01", "known": 2, "converted": 0, "unconvertible": 0}
    assert total["on_time"] == {"yes": 1, "no": 1, "unknown": 1}
    costs = {name: (cost["amount"], cost["outcomes"]) for name, cost in total["costs"].items()}
    # 450.01 / 30 thousand; 450.01 / 1,800; 350 / 120, since mia's clicks have no spend; 350 / 4.
    assert costs == {"cpm": ("15.0003", 2), "cpe": ("0.2500", 2), "cpc": ("2.9167", 1), "cpa": ("87.5000", 1)}
    assert (total["costs"]["cpm"]["low"], total["costs"]["cpe"]["low"]) == (None, None)
    # Garwood's limits for 4 conversions are 1.089865 and 10.241589.
    assert (total["costs"]["cpa"]["low"], total["costs"]["cpa"]["high"]) == ("34.1744", "321.1406")
    assert found["creators"][1]["costs"]["cpc"] == {"amount": None, "low": None, "high": None, "outcomes": 0}
    assert found["creators"][1]["spend"]["amount"] is None


def test_spend_in_another_currency_is_converted_and_said_to_be(api: Api) -> None:
    brief_id = brief_with(api, "lena", budget={"currency": "EUR", "total": "5000.00"})
    rates = api.backends.rates
    put(api, brief_id, "a", spend="100.00", currency="USD")
    put(api, brief_id, "b", spend="10.00", currency="EUR")
    exact = 10_000 * rates.per_base["EUR"] / rates.per_base["USD"]
    spend = report(api, brief_id)["total"]["spend"]
    assert spend["amount"] == f"{(int(exact + type(exact)(1, 2)) + 1000) / 100:.2f}"
    assert (spend["known"], spend["converted"], spend["unconvertible"]) == (2, 1, 0)


def test_what_cannot_be_converted_is_left_out_and_counted(api: Api) -> None:
    brief_id = brief_with(api, "lena", budget={"currency": "EUR", "total": "5000.00"})
    assert "KPW" not in api.backends.rates.per_base
    put(api, brief_id, "a", spend="100.00", currency="KPW", clicks=10)
    total = report(api, brief_id)["total"]
    assert total["spend"] == {"amount": None, "known": 0, "converted": 0, "unconvertible": 1}
    assert total["costs"]["cpc"]["amount"] is None


def test_without_a_budget_the_first_outcomes_currency_counts(api: Api) -> None:
    brief_id = brief_with(api, "lena")
    assert report(api, brief_id)["currency"] is None
    put(api, brief_id, "z", spend="100", currency="JPY", clicks=8)
    put(api, brief_id, "a", spend="1.00", currency="EUR")
    found = report(api, brief_id)
    assert found["currency"] == "JPY"
    assert found["total"]["costs"]["cpc"]["amount"] == "12.50"


def test_nothing_bought_is_no_price_but_a_lower_limit(api: Api) -> None:
    brief_id = brief_with(api, "lena")
    put(api, brief_id, "a", spend="50.00", currency="EUR", conversions=0)
    cost = report(api, brief_id)["total"]["costs"]["cpa"]
    assert cost == {"amount": None, "low": "13.5543", "high": None, "outcomes": 1}


def test_a_forecast_is_laid_beside_what_came(api: Api) -> None:
    brief_id = brief_with(api, "lena", "mia", "zoe", budget={"currency": "EUR", "total": "5000.00"})
    assert report(api, brief_id)["total"]["forecast"] is None
    expected = {"reach": {"low": 4_000, "expected": 8_000.4, "high": 12_000}, "engagements": None}
    line = {"price": {"amount_minor": 35_000, "currency": "EUR"}, "forecast": expected}
    accept_plan(api, brief_id, lena=line, mia=line)
    put(api, brief_id, "a", reach=6_000, spend="400.00", currency="EUR")
    put(api, brief_id, "b", creator="zoe", reach=50_000, spend="1.00", currency="EUR")
    found = report(api, brief_id)
    lena, mia, zoe = (row["forecast"] for row in found["creators"])
    so_far = {"expected": 8_000, "actual": 6_000, "of_expected_pct": 75.0, "creators": 1}
    assert lena["reach"] == {"low": 4_000, "expected": 8_000, "high": 12_000, "so_far": so_far}
    assert lena["spend"]["so_far"] == {"expected": "350.00", "actual": "400.00", "of_expected_pct": 114.3,
                                       "creators": 1}  # fmt: skip
    assert (mia["reach"]["so_far"], mia["engagements"], zoe) == (None, None, None)
    total = found["total"]["forecast"]
    assert (total["reach"]["expected"], total["reach"]["so_far"]["actual"]) == (16_001, 6_000)
    assert total["spend"] == {"expected": "700.00", "so_far": lena["spend"]["so_far"]}


def test_who_was_erased_is_in_no_forecast(api: Api) -> None:
    brief_id = brief_with(api, "lena", "mia", budget={"currency": "EUR", "total": "5000.00"})
    line = {"price": {"amount_minor": 35_000, "currency": "EUR"}, "forecast": None}
    accept_plan(api, brief_id, lena=line, mia=line)
    api.delete("/v1/creators/lena")
    found = report(api, brief_id)
    assert [row["external_id"] for row in found["creators"]] == ["mia"]
    assert found["total"]["forecast"]["spend"]["expected"] == "350.00"


@pytest.mark.parametrize("kind", ["impressions", "engagements"])
def test_a_zero_that_was_counted_is_not_unknown(api: Api, kind: str) -> None:
    brief_id = brief_with(api, "lena")
    put(api, brief_id, "a", **{kind: 0})
    assert report(api, brief_id)["total"]["figures"][kind] == {"total": 0, "known": 1}


def test_the_currency_is_that_of_a_budget_in_the_text_too(api: Api) -> None:
    brief_id = brief_with(api, "lena", text="Home cooks for a reel. We pay up to £400 each.")
    put(api, brief_id, "a", spend="100.00", currency="EUR")
    assert report(api, brief_id)["currency"] == "GBP"
