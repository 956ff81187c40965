"""Money: exact, as decimal arithmetic has it, and never more than the limit."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.bootstrap import load_rates
from service.domain.money import (
    MAX_MINOR,
    Money,
    RateTable,
    format_minor,
    minor_digits,
    parse_amount,
    parse_rate,
)
from service.vocabulary import currencies

RATES = load_rates("")
rated = st.sampled_from(sorted(RATES.per_base))
currency = st.sampled_from(sorted(currencies()))
minor = st.integers(0, MAX_MINOR)
# Rates as they are stated: up to 10 digits and 18 decimals, within what is accepted.
rate_text = st.builds(
    lambda whole, decimals: f"{whole}.{decimals}",
    st.integers(0, 10**9 - 1),
    st.from_regex(r"[0-9]{1,18}", fullmatch=True),
).filter(lambda text: Decimal(text) >= Decimal("1e-9"))


@given(minor, currency)
def test_an_amount_survives_being_written_and_read(amount: int, code: str) -> None:
    text = format_minor(amount, code)
    assert parse_amount(text, code) == amount
    assert len(text.partition(".")[2]) == minor_digits(code)
    assert "E" not in text


@given(minor, rated, rated)
def test_the_limit_in_another_currency_is_the_largest_price_that_is_within_it(
    amount: int, mine: str, other: str
) -> None:
    limit = RATES.limits(Money(amount, mine))[other]
    factor = RATES.per_base[mine] / RATES.per_base[other] * Fraction(10) ** (minor_digits(mine) - minor_digits(other))
    assert limit * factor <= amount
    assert (limit + 1) * factor > amount


@given(minor)
def test_the_limit_in_its_own_currency_is_itself(amount: int) -> None:
    assert RATES.limits(Money(amount, "EUR"))["EUR"] == amount
    assert RATES.limits(Money(amount, "KWD")) == {"KWD": amount}  # no rate: comparable with itself alone


@given(minor, rated, rated)
def test_a_conversion_is_rounded_by_half_a_minor_unit_at_most(amount: int, source: str, target: str) -> None:
    converted = RATES.convert(Money(amount, source), target)
    factor = RATES.factor(source, target)
    assert converted is not None
    assert factor is not None
    assert abs(converted.amount_minor - amount * factor) <= Fraction(1, 2)
    assert converted.currency == target


@given(rated, rated, rated)
def test_rates_are_consistent_around_a_circle(a: str, b: str, c: str) -> None:
    factors = [RATES.factor(*pair) for pair in ((a, b), (b, c), (c, a))]
    assert factors[0] * factors[1] * factors[2] == 1  # type: ignore[operator]


def test_a_currency_without_a_rate_is_not_converted() -> None:
    assert RATES.factor("KWD", "EUR") is None
    assert RATES.convert(Money(1, "EUR"), "KWD") is None


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [("0", "EUR", 0), ("250", "EUR", 25_000), ("250.00", "EUR", 25_000), ("0.01", "EUR", 1), ("17500", "JPY", 17_500),
     ("1.234", "KWD", 1_234), ("250.000", "JPY", 250), ("1000000000000", "EUR", 10**14)],
)  # fmt: skip
def test_it_reads_decimal_strings(text: str, code: str, expected: int) -> None:
    assert parse_amount(text, code) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "EUR"), ("ten", "EUR"), ("-1", "EUR"), ("0.001", "EUR"), ("0.5", "JPY"), ("NaN", "EUR"), ("Infinity", "EUR"),
     ("1e30", "EUR"), ("1000000000000.01", "EUR"), ("9" * 40, "EUR")],
)  # fmt: skip
def test_it_refuses_what_is_no_amount(text: str, code: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_amount(text, code)


@given(st.decimals(allow_nan=True, allow_infinity=True) | st.text(max_size=40), currency)
def test_whatever_it_reads_is_exactly_what_was_written(text: Decimal | str, code: str) -> None:
    try:
        amount = parse_amount(str(text), code)
    except ValueError:
        return
    assert 0 <= amount <= MAX_MINOR
    assert Decimal(format_minor(amount, code)) == Decimal(str(text))


def table(rates: Mapping[str, str], base: str = "EUR") -> RateTable:
    return RateTable.from_json({"as_of": "2026-11-20", "base": base, "rates": rates})


def rounded(amount: str, source_rate: str, target_rate: str, digits: int, rounding: str) -> Decimal:
    """An amount in another currency by decimal arithmetic: 200 digits are more than any of these quotients needs."""
    with localcontext(prec=200):
        exact = Decimal(amount) * Decimal(target_rate) / Decimal(source_rate)
        return exact.quantize(Decimal(1).scaleb(-digits), rounding)


@given(minor, rate_text, rate_text, st.sampled_from(["USD", "JPY", "KWD"]), st.sampled_from(["GBP", "KRW", "BHD"]))
@example(1, "2", "1", "USD", "GBP")  # exactly half a penny
@example(3, "2", "1", "USD", "GBP")
def test_a_conversion_is_what_decimal_arithmetic_rounds_half_up(
    amount: int, mine: str, other: str, source: str, target: str
) -> None:
    converted = table({source: mine, target: other}).convert(Money(amount, source), target)
    assert converted is not None
    text = format_minor(amount, source)
    assert Decimal(converted.amount_minor).scaleb(-minor_digits(target)) == rounded(
        text, mine, other, minor_digits(target), ROUND_HALF_UP
    )


@given(minor, rate_text, rate_text, st.sampled_from(["USD", "JPY", "KWD"]), st.sampled_from(["GBP", "KRW", "BHD"]))
def test_a_limit_is_what_decimal_arithmetic_rounds_down_or_beyond_every_price(
    amount: int, mine: str, other: str, source: str, target: str
) -> None:
    limit = table({source: mine, target: other}).limits(Money(amount, source))[target]
    exact = rounded(format_minor(amount, source), mine, other, minor_digits(target), ROUND_FLOOR)
    assert limit == min(int(exact.scaleb(minor_digits(target))), 2**62)


@given(st.lists(minor, max_size=50), currency)
def test_a_sum_is_the_sum_of_what_is_shown(amounts: list[int], code: str) -> None:
    shown = sum((Decimal(format_minor(amount, code)) for amount in amounts), Decimal(0))
    assert Decimal(format_minor(sum(amounts), code)) == shown


@given(rate_text, rate_text)
def test_a_rate_is_shown_exactly_where_twelve_digits_suffice(mine: str, other: str) -> None:
    rates = table({"USD": mine, "GBP": other})
    for source, target, pair in (
        ("USD", "GBP", (mine, other)),
        ("EUR", "USD", ("1", mine)),
        ("USD", "EUR", (mine, "1")),
    ):
        shown = rates.rate(source, target)
        assert shown is not None
        assert "E" not in shown
        with localcontext(prec=200):
            exact = Decimal(pair[1]) / Decimal(pair[0])
        with localcontext(prec=12, rounding=ROUND_HALF_UP):
            assert Decimal(shown) == +exact


@given(st.dictionaries(currency, rate_text, max_size=8), currency, st.dates())
def test_a_table_survives_being_written_and_read(rates: dict[str, str], base: str, day: date) -> None:
    rates.pop(base, None)
    read = RateTable.from_json({"as_of": day.isoformat(), "base": base, "rates": rates})
    again = RateTable.from_json(read.to_json())
    assert again == read
    assert again.fingerprint == read.fingerprint
    assert {code: Fraction(rate) for code, rate in rates.items()} == {
        c: r for c, r in read.per_base.items() if c != base
    }


def test_tables_of_one_day_differ_by_any_rate() -> None:
    tables = [table({"USD": "1.15"}), table({"USD": "1.150000000000000001"}), table({"USD": "1.15", "GBP": "1.15"}),
              table({"EUR": "1.15"}, "USD")]  # fmt: skip
    assert len({one.fingerprint for one in tables}) == 4
    assert table({"USD": "1.150"}).fingerprint == tables[0].fingerprint


def test_a_table_is_as_old_as_its_day() -> None:
    assert table({"USD": "1"}).age_days(date(2026, 11, 20) + timedelta(days=8)) == 8


@pytest.mark.parametrize("text", ["", "0", "0.0", "-1", "1e3", "1/2", "NaN", "1.", ".5", "٣", "1" * 11, "1." + "1" * 19,
                                  "0.00000000099", "1000000000.1"])  # fmt: skip
def test_it_refuses_what_is_no_rate(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        parse_rate(text)


@pytest.mark.parametrize(
    "wrong",
    [{"rates": ["USD"]}, {"rates": {"USD": 1.5e-12}}, {"rates": {"EUR": "2"}}, {"as_of": "yesterday"}],
)
def test_it_refuses_a_table_that_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        RateTable.from_json({"as_of": "2026-11-20", "base": "EUR", "rates": {"USD": "1.15"}} | wrong)
