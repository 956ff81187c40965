"""Exchange rates: set and read through the API, seen by every process, flagged when old."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.api.context import backends
from service.backends import Backends
from service.bootstrap import build_backends, load_rates
from service.config import load_config
from service.exchange import Exchange, Rates
from service.store.engine import Store
from tests.builders import Api, Document, external_ids, offences, running_api, settings

REEL = [{"kind": "ig_reel"}]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture
def api(api: Api) -> Api:
    return at_noon(api)


@pytest.fixture
def postgres_api(postgres_api: Api) -> Api:
    return at_noon(postgres_api)


def at_noon(api: Api) -> Api:
    """The same service on a day that does not change."""
    api.backends = api.app.extensions["creatormatch"] = replace(api.backends, now=lambda: NOON)
    return api


def table(**changes: Any) -> Document:
    return {"as_of": TODAY.isoformat(), "base": "EUR", "rates": {"USD": "1.25", "GBP": "0.8"}} | changes


def dollars(amount: str) -> Document:
    return {"rate_card": {"currency": "USD", "rates": {"ig_reel": amount}}}


def budget(amount: str, **more: Any) -> Document:
    return {"deliverables": REEL, "budget": {"currency": "EUR", "per_creator": amount, **more}}


def set_rates(api: Api, **changes: Any) -> Document:
    response = api.put("/v1/rates", json=table(**changes))
    assert response.status_code == 200, response.text
    return response.json


def test_until_they_are_set_the_shipped_rates_count_and_are_old(api: Api) -> None:
    shown = api.get("/v1/rates", headers=api.brand()).json
    assert (shown["source"], shown["as_of"], shown["set_at"]) == ("shipped", "2026-01-01", None)
    assert (shown["base"], shown["rates"]["USD"], shown["rates"]["HUF"]) == ("EUR", "1.15", "395")
    assert (shown["age_days"], shown["max_age_days"]) == ((TODAY - date(2026, 1, 1)).days, 7)
    assert shown["is_old"] is True


def test_set_rates_come_back_digit_for_digit_and_can_be_set_again(api: Api) -> None:
    rates = {"USD": "1.083200", "JPY": "162", "IDR": "17654.123456789012", "KWD": 1, "XAU": "0.000000001"}
    shown = set_rates(api, rates=rates)
    assert shown["rates"] == rates | {"USD": "1.0832", "KWD": "1"}
    assert (shown["source"], shown["age_days"], shown["is_old"]) == ("api", 0, False)
    assert api.get("/v1/rates").json == shown
    assert set_rates(api, rates=shown["rates"])["rates"] == shown["rates"]


def test_deleting_leads_back_to_the_file_of_the_configuration(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "rates.json"
    file.write_text('{"as_of": "2026-03-04", "base": "USD", "rates": {"EUR": 0.9000000000001}}')
    with running_api(settings(data, rates_file=str(file))) as api:
        before = api.get("/v1/rates").json
        assert (before["source"], before["rates"]) == ("file", {"EUR": "0.9000000000001"})
        set_rates(api)
        assert api.delete("/v1/rates").status_code == 204
        assert api.get("/v1/rates").json == before
        assert api.delete("/v1/rates").status_code == 204  # twice is once


def test_a_brand_may_read_them_but_not_set_them(api: Api) -> None:
    before = api.get("/v1/rates", headers=api.brand()).json
    assert api.put("/v1/rates", json=table(), headers=api.brand()).status_code == 403
    assert api.delete("/v1/rates", headers=api.brand()).status_code == 403
    assert api.get("/v1/rates", headers=api.brand()).json == before


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"as_of": None}, "/as_of"), ({"as_of": "2026-02-30"}, "/as_of"), ({"as_of": "1.2.2026"}, "/as_of"),
        ({"base": None}, "/base"), ({"base": "EURO"}, "/base"), ({"base": "eur"}, "/base"),
        ({"rates": None}, "/rates"), ({"rates": {}}, "/rates"), ({"rates": ["USD"]}, "/rates"),
        ({"rates": {"GBP": "0.8"}}, "/rates/USD"), ({"rates": {"USD": "1.2", "BTC": "9"}}, "/rates/BTC"),
        ({"rates": {"USD": "1.2", "EUR": "1.1"}}, "/rates/EUR"),
        *(({"rates": {"USD": wrong}}, "/rates/USD") for wrong in (
            1.25, "0", 0, "-1", "+1", "1e3", "1,2", "", " 1", "1/3", "NaN", "Infinity", "٣", True, None, ["1"], {},
            "0.0000000009", "1000000001", "0.0000000000001", 10**40)),
    ],
)  # fmt: skip
def test_it_refuses_bad_rates_and_says_where(api: Api, changes: Document, path: str) -> None:
    response = api.put("/v1/rates", json=table(**changes))
    assert (response.status_code, [where for where, _ in offences(response)]) == (422, [path])
    assert api.get("/v1/rates").json["source"] == "shipped"


def test_a_day_may_have_begun_elsewhere_but_not_lie_further_ahead(api: Api) -> None:
    assert set_rates(api, as_of=_after(1))["age_days"] == -1
    response = api.put("/v1/rates", json=table(as_of=_after(2)))
    assert (response.status_code, offences(response)) == (422, [("/as_of", "invalid")])


def test_the_next_answer_uses_new_rates_and_no_kept_ranking(api: Api) -> None:
    api.put_creators(low=dollars("100"), high=dollars("120"))
    set_rates(api)
    brief = api.post_brief(**budget("90"))["id"]
    assert external_ids(api.matches(brief)) == ["low"]
    set_rates(api, rates={"USD": "1.5"})  # of the same day
    answer = api.matches(brief)
    assert sorted(external_ids(answer)) == ["high", "low"]
    assert {match["price"]["converted"]["amount"] for match in answer["items"]} == {"66.67", "80.00"}
    set_rates(api)
    assert external_ids(api.matches(brief)) == ["low"]


def test_a_conversion_shows_its_rate_and_day_and_whether_they_are_old(api: Api) -> None:
    api.put_creators(lena=dollars("99.90"))
    brief = api.post_brief(**budget("500"))["id"]
    for days, is_old in ((7, False), (8, True)):
        set_rates(api, as_of=_after(-days), rates={"USD": "1.50"})
        answer = api.matches(brief)
        shown = {"amount": "66.60", "currency": "EUR", "rate": "0.666666666667", "as_of": _after(-days),
                 "is_old": is_old}  # fmt: skip
        assert answer["items"][0]["price"]["converted"] == shown
        assert (answer["rates_as_of"], answer["rates_are_old"]) == (_after(-days), is_old)
        scores = api.post(f"/v1/briefs/{brief}/scores", json={"creators": ["lena"]}, headers=api.brand()).json
        assert scores["items"][0]["price"]["converted"] == shown
        assert (scores["rates_as_of"], scores["rates_are_old"]) == (_after(-days), is_old)


def test_the_age_that_is_old_is_a_setting(data: Path) -> None:
    with running_api(settings(data, rates_max_age_days="30")) as api:
        at_noon(api)
        assert set_rates(api, as_of=_after(-30))["is_old"] is False
        assert set_rates(api, as_of=_after(-31))["is_old"] is True


def test_a_later_page_agrees_with_itself_when_the_rates_have_changed_meanwhile(api: Api) -> None:
    api.put_creators(**{f"c{i}": dollars("100") for i in range(3)})
    set_rates(api, as_of=_after(-1))
    brief = api.post_brief(**budget("500"))["id"]
    first = api.matches(brief, limit=1)
    set_rates(api, rates={"USD": "2"})
    second = api.matches(brief, limit=1, cursor=first["next_cursor"])
    converted = second["items"][0]["price"]["converted"]
    assert (converted["amount"], converted["as_of"], second["rates_as_of"]) == ("50.00", _after(0), _after(0))


def test_one_request_keeps_the_rates_that_it_began_with(api: Api) -> None:
    with api.app.test_request_context():
        assert backends().rates.as_of == date(2026, 1, 1)
        api.backends.exchange.set(table(), TODAY)
        assert backends().rates.as_of == date(2026, 1, 1)
    with api.app.test_request_context():
        assert backends().rates.as_of == TODAY


def test_a_limit_beyond_all_numbers_lets_every_price_pass(api: Api) -> None:
    api.put_creators(lena=dollars("1000000000000"))
    set_rates(api, rates={"USD": "1000000000"})
    assert api.matched(**budget("1000000000000")) == ["lena"]


@pytest.mark.parametrize("running", ["api", "postgres_api"])
def test_other_processes_follow_and_a_restart_keeps_them(request: pytest.FixtureRequest, running: str) -> None:
    api: Api = request.getfixturevalue(running)
    with _other_process(api) as other:
        assert other.rates.as_of == date(2026, 1, 1)
        set_rates(api, rates={"USD": "1.75"})
        assert _until(lambda: other.rates.per_base["USD"] == api.backends.rates.per_base["USD"])
        other.exchange.reset()
        assert _until(lambda: api.get("/v1/rates").json["source"] == "shipped")
        other.exchange.set(table(rates={"USD": "1.85"}), TODAY)
    with _other_process(api) as restarted:
        assert restarted.rates.to_json()["rates"] == {"USD": "1.85"}


def test_the_last_known_rates_count_while_the_database_is_away(data: Path) -> None:
    store, of_file = Store(load_config(settings(data)).database_url), Rates(load_rates(""), "shipped")
    exchange = Exchange(store, of_file, max_age_days=7, poll_seconds=0)
    exchange.set(table(), TODAY)
    store.close()
    away = data.rename(data.with_name("away"))
    assert exchange.current().source == "api"
    away.rename(data)
    exchange.reset()
    assert exchange.current().source == "shipped"
    store.close()


@contextmanager
def _other_process(api: Api) -> Iterator[Backends]:
    """What another process over the same database has in its memory."""
    other = replace(build_backends(api.backends.config), now=api.backends.now)
    yield other
    other.store.close()


def _until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 30
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def _after(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()
