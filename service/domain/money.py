"""Money as integer minor units with an ISO 4217 code, and a dated table of exchange rates.

JSON carries decimal strings; floats never touch an amount.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

# ISO 4217 minor digits that differ from 2.
_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_DIGITS = dict.fromkeys(_ZERO.split(), 0) | dict.fromkeys(_THREE.split(), 3)

# Beyond any price in any currency, and far inside 64 bits when quantities multiply it.
MAX_MINOR = 10**14


def minor_digits(currency: str) -> int:
    return _DIGITS.get(currency, 2)


@dataclass(frozen=True)
class Money:
    amount_minor: int
    currency: str

    def to_json(self) -> dict[str, str]:
        return {"amount": format_minor(self.amount_minor, self.currency), "currency": self.currency}


def parse_amount(text: str, currency: str) -> int:
    """Minor units of a decimal string; ValueError says what is wrong with it."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError('not a decimal number; write it as a string such as "250.00"') from None
    digits = minor_digits(currency)
    if not amount.is_finite() or amount < 0 or amount.adjusted() > 20:
        raise ValueError("must be a finite amount of at least 0")
    minor = amount.scaleb(digits)
    if minor != minor.to_integral_value():
        raise ValueError(f"{currency} has {digits} decimal places at most")
    if minor > MAX_MINOR:
        raise ValueError("is larger than any amount accepted here")
    return int(minor)


def format_minor(amount_minor: int, currency: str) -> str:
    digits = minor_digits(currency)
    return f"{Decimal(amount_minor).scaleb(-digits):.{digits}f}"


@dataclass(frozen=True)
class RateTable:
    """Units of each currency for one unit of the base currency, on one day."""

    as_of: datetime.date
    base: str
    per_base: Mapping[str, Fraction]

    @classmethod
    def from_json(cls, table: Mapping[str, object]) -> "RateTable":
        rates = table["rates"]
        if not isinstance(rates, Mapping):
            raise ValueError("rates must be an object of currency code to rate")
        per_base = {str(code): Fraction(str(rate)) for code, rate in rates.items()}
        if not all(rate > 0 for rate in per_base.values()):
            raise ValueError("every rate must be above 0")
        base = str(table["base"])
        return cls(datetime.date.fromisoformat(str(table["as_of"])), base, per_base | {base: Fraction(1)})

    def factor(self, source: str, target: str) -> Fraction | None:
        """Minor units of `target` for one minor unit of `source`; None when a rate is missing."""
        if source == target:
            return Fraction(1)
        if source not in self.per_base or target not in self.per_base:
            return None
        digits = minor_digits(target) - minor_digits(source)
        return self.per_base[target] / self.per_base[source] * Fraction(10) ** digits

    def convert(self, money: Money, target: str) -> Money | None:
        """The amount in another currency, rounded half up to its minor unit."""
        factor = self.factor(money.currency, target)
        if factor is None:
            return None
        return Money(int(money.amount_minor * factor + Fraction(1, 2)), target)

    def limits(self, limit: Money) -> dict[str, int]:
        """The largest price within the limit, in minor units of every currency that has a rate."""
        codes = self.per_base.keys() | {limit.currency}
        factors = {code: self.factor(limit.currency, code) for code in codes}
        return {code: int(limit.amount_minor * f) for code, f in factors.items() if f is not None}
