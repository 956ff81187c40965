"""Limits of small counts, beside the published ones, and costs that are exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.budget.costs import FEW, cost_per, format_cost
from service.budget.intervals import poisson_interval

# Garwood's 95 % limits as they stand in tables, such as Ulm, American Journal of Epidemiology 131 (1990).
TABLE = {0: (0, 3.689), 1: (0.025, 5.572), 2: (0.242, 7.225), 3: (0.619, 8.767), 5: (1.623, 11.668),
         10: (4.795, 18.390), 20: (12.217, 30.888), 50: (37.111, 65.919), 100: (81.364, 121.627)}  # fmt: skip


@pytest.mark.parametrize(("count", "limits"), TABLE.items())
def test_the_limits_are_those_of_the_tables(count: int, limits: tuple[float, float]) -> None:
    assert poisson_interval(count) == pytest.approx(limits, abs=6e-4)


@given(st.integers(0, 10_000))
def test_the_limits_enclose_the_count_and_grow_with_it(count: int) -> None:
    (low, high), (low_next, high_next) = poisson_interval(count), poisson_interval(count + 1)
    assert low <= count < high
    assert (low < low_next, high < high_next) == (True, True)


def test_a_cost_has_the_limits_of_its_count() -> None:
    found = cost_per(35_000, 100)
    assert found.each == 350
    assert float(found.low or 0) == pytest.approx(35_000 / 121.627, rel=1e-4)
    assert float(found.high or 0) == pytest.approx(35_000 / 81.364, rel=1e-4)


def test_nothing_bought_has_a_lower_limit_alone() -> None:
    found = cost_per(5_000, 0)
    assert (found.each, found.high) == (None, None)
    assert format_cost(found.low, "EUR") == "13.5543"  # 50 / -ln 0.025


def test_many_have_no_limits() -> None:
    assert cost_per(100, FEW - 1).low is not None
    assert (cost_per(100, FEW).low, cost_per(100, FEW).high) == (None, None)


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [(Fraction(100, 3), "EUR", "0.3333"), (Fraction(200, 3), "EUR", "0.6667"), (Fraction(1, 200), "EUR", "0.0001"),
     (Fraction(7, 2), "JPY", "3.50"), (Fraction(1_234_567), "KWD", "1234.56700"), (Fraction(0), "EUR", "0.0000"),
     (None, "EUR", None)],
)  # fmt: skip
def test_costs_are_rounded_half_up_with_two_digits_more(minor: Fraction | None, currency: str, shown: str) -> None:
    assert format_cost(minor, currency) == shown


def test_cpm_is_for_a_thousand() -> None:
    assert format_cost(cost_per(35_000, 20_000, 1_000).each, "EUR") == "17.5000"
