"""Money: exact, and never more than the limit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bootstrap import load_rates
from service.domain.money import MAX_MINOR, Money, format_minor, minor_digits, parse_amount
from service.vocabulary import currencies

RATES = load_rates("")
rated = st.sampled_from(sorted(RATES.per_base))
currency = st.sampled_from(sorted(currencies()))
minor = st.integers(0, MAX_MINOR)


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
