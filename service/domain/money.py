"""Money as integer minor units with an ISO 4217 code, and a dated table of exchange rates.

JSON carries decimal strings; floats never touch an amount.
"""

import datetime
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property

# ISO 4217 minor digits that differ from 2.
_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_DIGITS = dict.fromkeys(_ZERO.split(), 0) | dict.fromkeys(_THREE.split(), 3)

# Beyond any price in any currency, and far inside 64 bits when quantities multiply it.
MAX_MINOR = 10**14
# Above the price of any order, and inside 64 bits: a limit that a rate makes larger is as good as this one.
_NO_LIMIT = 2**62

_RATE = re.compile(r"[0-9]{1,10}(\.[0-9]{1,18})?")
_MAX_RATE = 10**9
# A rate is stated with fewer digits than this; a rate between two of them is shown with so many.
_STATED_DIGITS, _SHOWN_DIGITS = 40, 12


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


def parse_rate(text: str) -> Fraction:
    """The exact value of a decimal string; ValueError says what is wrong with it."""
    if not _RATE.fullmatch(text):
        raise ValueError('must be a decimal string such as "1.0832", of 18 decimals at most')
    rate = Fraction(text)
    if not Fraction(1, _MAX_RATE) <= rate <= _MAX_RATE:
        raise ValueError("must lie between 0.000000001 and 1000000000")
    return rate


def _decimal(value: Fraction, digits: int) -> str:
    """Exact where so many significant digits are enough, otherwise rounded half up."""
    context = Context(prec=digits, rounding=ROUND_HALF_UP)
    return f"{context.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(context):f}"


@dataclass(frozen=True)
class RateTable:
    """Units of each currency for one unit of the base currency, on one day.

    `is_old`: that day is longer ago than the service allows, as seen from the day the table is used.
    """

    as_of: datetime.date
    base: str
    per_base: Mapping[str, Fraction]
    is_old: bool = False

    @classmethod
    def from_json(cls, table: Mapping[str, object]) -> "RateTable":
        """The table of {"as_of", "base", "rates": {code: decimal string}}; raises ValueError, KeyError."""
        rates, base = table["rates"], str(table["base"])
        if not isinstance(rates, Mapping):
            raise ValueError("rates must be an object of currency code to rate")
        per_base = {str(code): _stated_rate(code, rate) for code, rate in rates.items()}
        if per_base.setdefault(base, Fraction(1)) != 1:
            raise ValueError(f"the rate of the base {base} must be 1")
        return cls(datetime.date.fromisoformat(str(table["as_of"])), base, per_base)

    def to_json(self) -> dict[str, object]:
        """The same as from_json takes, without the base among the rates."""
        rates = {code: _decimal(rate, _STATED_DIGITS) for code, rate in sorted(self.per_base.items())}
        del rates[self.base]
        return {"as_of": self.as_of.isoformat(), "base": self.base, "rates": rates}

    @cached_property
    def fingerprint(self) -> str:
        """Equal for equal tables, on every process."""
        facts = (self.as_of, self.base, sorted(self.per_base.items()))
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def age_days(self, today: datetime.date) -> int:
        return (today - self.as_of).days

    def factor(self, source: str, target: str) -> Fraction | None:
        """Minor units of `target` for one minor unit of `source`; None when a rate is missing."""
        if source == target:
            return Fraction(1)
        found = self._factors.get((source, target))
        if found is None and (rate := self._rate(source, target)) is not None:
            found = self._factors[source, target] = rate * Fraction(10) ** (minor_digits(target) - minor_digits(source))
        return found

    @cached_property
    def _factors(self) -> dict[tuple[str, str], Fraction]:
        """Those asked for already: every brief asks for one a currency."""
        return {}

    def rate(self, source: str, target: str) -> str | None:
        """Units of `target` for one unit of `source` as a decimal string, rounded to twelve digits for reading."""
        rate = self._rate(source, target)
        return None if rate is None else _decimal(rate, _SHOWN_DIGITS)

    def _rate(self, source: str, target: str) -> Fraction | None:
        if source not in self.per_base or target not in self.per_base:
            return None
        return self.per_base[target] / self.per_base[source]

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
        return {code: min(int(limit.amount_minor * f), _NO_LIMIT) for code, f in factors.items() if f is not None}


def _stated_rate(code: object, text: object) -> Fraction:
    try:
        return parse_rate(str(text))
    except ValueError as error:
        raise ValueError(f"the rate of {code} {error}") from None
