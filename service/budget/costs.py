"""What a result cost: money over a count, exact, with an interval where the count is small."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from service.budget.intervals import poisson_interval
from service.domain.money import minor_digits

# A count of so many is within some 6 % of what it stands for: the interval says nothing more.
FEW = 1_000
# Beyond the minor unit: an engagement costs cents.
_MORE_DIGITS = 2


@dataclass(frozen=True)
class Cost:
    """Minor units for each result, or for `per` of them. None is unknown: nothing came, or there are no limits."""

    each: Fraction | None
    low: Fraction | None = None
    high: Fraction | None = None


def cost_per(spend_minor: int, count: int, per: int = 1) -> Cost:
    """Spend over count. Below FEW with the 95 % limits of the count in its place, the money being fixed; for nothing at
    all there is a lower limit only."""
    spend = Fraction(spend_minor * per)
    each = spend / count if count else None
    if count >= FEW:
        return Cost(each)
    fewest, most = poisson_interval(count)
    return Cost(each, spend / Fraction(most), spend / Fraction(fewest) if fewest else None)


def format_cost(minor: Fraction | None, currency: str) -> str | None:
    """A decimal string with two digits more than the currency has, rounded half up."""
    if minor is None:
        return None
    digits = minor_digits(currency) + _MORE_DIGITS
    return f"{Decimal(int(minor * 10**_MORE_DIGITS + Fraction(1, 2))).scaleb(-digits):.{digits}f}"
