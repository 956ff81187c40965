"""Named readings of a cell. Each takes a text (numbers pass where numbers are meant) and raises ValueError with a
sentence about the cell. None: the cell says nothing."""

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from service.briefing import name_codes
from service.domain.money import minor_digits
from service.domain.vocabulary import EXTERNAL_ID

Options = Mapping[str, Any]
Transform = Callable[[Any, Options], Any]

_MAGNITUDES = {"k": 3, "tsd": 3, "m": 6, "mio": 6, "mn": 6, "b": 9, "bn": 9, "mrd": 9}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009 '’_"), None)
_NUMBER = re.compile(r"([+-]?)([0-9.,]{1,40})([a-z]{0,3})\.?\+?(%?)")
_GROUPED = {sign: re.compile(rf"[0-9]{{1,3}}(\{sign}[0-9]{{3}})+|[0-9]+") for sign in ",."}
_CURRENCY_SIGNS = {"€": "EUR", "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD",
                   "r$": "BRL", "mx$": "MXN", "hk$": "HKD", "s$": "SGD", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR",
                   "zł": "PLN", "₺": "TRY", "₩": "KRW", "₽": "RUB", "₪": "ILS", "฿": "THB"}  # fmt: skip
_NO_PROFILE = {"c", "channel", "user", "in", "add", "profile.php", "company", "pub"}  # path parts before the handle
_SCHEME = re.compile(r"[a-z]+://", re.IGNORECASE)
_LONGEST_NUMBER = 60
_MOST_DIGITS = 15  # before and behind the decimal sign: Decimal calculates with 28 in all
_LIST_SIGNS = re.compile(r"[,;|\n]")


def number(cell: Any, options: Options) -> int | float | None:
    """12.4K, 1,234, 1 234, 3.4%, 1.2M: the number that it says. `decimal` is "." or ","."""
    if _is_number(cell):
        return cell  # type: ignore[no-any-return]
    found, _ = _decimal(_short_text(cell), options)
    return _plain(found)


def percent(cell: Any, options: Options) -> int | float | None:
    """3.4% or 3.4 is 3.4; with `fraction`, 0.034 is 3.4 too."""
    found, has_sign = (Decimal(str(cell)), False) if _is_number(cell) else _decimal(_short_text(cell), options)
    return _plain(found * 100 if options.get("fraction") and not has_sign else found)


def money(cell: Any, options: Options) -> str | None:
    """€350, 350 EUR, $1,200.50, 1.2K USD: the amount. With `currency`, another one is refused."""
    if _is_number(cell):
        cell = str(cell)
    amount, named = _amount_and_currency(_short_text(cell))
    wanted = options.get("currency")
    if wanted is not None and named is not None and named != wanted:
        raise ValueError(f"is in {named}, not in {wanted}")
    found, has_percent = _decimal(amount, options)
    if found < 0 or has_percent:
        raise ValueError("is no amount of money")
    code = wanted or named
    if code is None:
        return str(_plain(found))
    return format(found.quantize(Decimal(1).scaleb(-minor_digits(code))), "f")


def currency(cell: Any, options: Options) -> str | None:
    """The ISO 4217 code beside an amount, from its code or sign; an amount alone says nothing."""
    return _amount_and_currency(_short_text(cell))[1]


def country(cell: Any, options: Options) -> str:
    """A code or name (in English, German, French, Spanish, Portuguese, Italian, Dutch) as ISO 3166-1 alpha-2."""
    found = name_codes.country_code(_text(cell))
    if found is None:
        raise ValueError("names no country")
    return found


def language(cell: Any, options: Options) -> str:
    """A code, a locale such as en-US or a name as ISO 639-1."""
    found = name_codes.language_code(_text(cell))
    if found is None:
        raise ValueError("names no language")
    return found


def handle(cell: Any, options: Options) -> str | None:
    """The account's name: @lena, lena, or the address of its profile."""
    said = _text(cell)
    if "/" not in said:
        return said.lstrip("@").strip() or None
    path = urlsplit(said if _SCHEME.match(said) else f"https://{said}").path
    steps = [step for step in path.split("/") if step and step.casefold() not in _NO_PROFILE]
    if not steps:
        raise ValueError("is no address of a profile")
    return steps[0].lstrip("@") or None


def list_(cell: Any, options: Options) -> list[str]:
    """Split by `separator`, without one by comma, semicolon, bar or line end."""
    if isinstance(cell, list):
        return cell
    said, separator = _text(cell), options.get("separator")
    pieces = said.split(separator) if separator else _LIST_SIGNS.split(said)
    return [piece.strip() for piece in pieces if piece.strip()]


def lower(cell: Any, options: Options) -> str:
    return _text(cell).lower()


def identifier(cell: Any, options: Options) -> str | None:
    """An external id: what is not allowed in one becomes a hyphen."""
    said = re.sub(r"[^A-Za-z0-9._~-]+", "-", str(cell)).strip("-").lstrip(".~")[:128]
    return said if re.fullmatch(EXTERNAL_ID, said) else None


def date(cell: Any, options: Options) -> str:
    """A day or time in one of `formats` (as strptime has them; without any, ISO 8601), as YYYY-MM-DD or RFC 3339."""
    moment = _moment(_text(cell), options.get("formats", ()))
    if options.get("kind") != "time":
        return moment.date().isoformat()
    moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    try:
        return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        raise ValueError("is no time of this calendar") from None


def lookup(cell: Any, options: Options) -> Any:
    """What `table` has for the cell, whatever its case; without an entry `otherwise`, or an error if there is none."""
    table: Mapping[str, Any] = options["table"]
    said = str(cell).strip().casefold()
    if said in table:
        return table[said]
    if "otherwise" not in options:
        raise ValueError("is not in the table of this lookup")
    return options["otherwise"]


TRANSFORMS: dict[str, Transform] = {
    "number": number, "percent": percent, "money": money, "currency": currency, "country": country,
    "language": language, "handle": handle, "list": list_, "lower": lower, "identifier": identifier, "date": date,
    "lookup": lookup,
}  # fmt: skip


def _text(cell: Any) -> str:
    if not isinstance(cell, str):
        raise ValueError("is not a text")
    return cell.strip()


def _short_text(cell: Any) -> str:
    said = _text(cell)
    if len(said) > _LONGEST_NUMBER:
        raise ValueError("is too long for a number")
    return said


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _decimal(said: str, options: Options) -> tuple[Decimal, bool]:
    """The number, and whether it has a percent sign."""
    point = options.get("decimal", ".")
    group = "," if point == "." else "."
    match = _NUMBER.fullmatch(said.translate(_SPACES).casefold())
    if match is None:
        raise ValueError("is no number")
    sign, digits, word, percent_sign = match.groups()
    whole, _, rest = digits.partition(point)
    if not (_GROUPED[group].fullmatch(whole) or (not whole and rest)) or (rest and not rest.isdecimal()):
        raise ValueError(f"is no number with the decimal sign {point!r}")
    if len(whole) > _MOST_DIGITS or len(rest) > _MOST_DIGITS:
        raise ValueError("has too many digits")
    if word and word not in _MAGNITUDES:
        raise ValueError(f"is no number: {word!r} is none of {', '.join(_MAGNITUDES)}")
    found = Decimal(f"{sign}{whole.replace(group, '') or 0}.{rest or 0}").scaleb(_MAGNITUDES.get(word, 0))
    return (found.quantize(Decimal(1)) if word else found), bool(percent_sign)


def _plain(found: Decimal) -> int | float:
    return int(found) if found == found.to_integral_value() else float(found)


def _amount_and_currency(said: str) -> tuple[str, str | None]:
    match = re.fullmatch(r"([^0-9+-.,]*)([0-9.,' \u00a0\u202f]*[0-9][.,]?\s?(?:[kKmM](?![a-zA-Z]))?)\s*(\D*)", said)
    if match is None:
        raise ValueError("is no single amount of money")
    before, amount, after = (part.strip() for part in match.groups())
    signs = [sign for sign in (before, after) if sign]
    codes = {_CURRENCY_SIGNS.get(sign.casefold(), sign.upper()) for sign in signs}
    if len(codes) > 1 or any(not re.fullmatch("[A-Z]{3}", code) for code in codes):
        raise ValueError(f"names no currency by {' and '.join(signs)!r}")
    return amount, next(iter(codes), None)


def _moment(said: str, formats: Any) -> datetime.datetime:
    for form in formats or (None,):
        try:
            return datetime.datetime.strptime(said, form) if form else datetime.datetime.fromisoformat(said)
        except ValueError:
            continue
    raise ValueError(f"is no date like {', '.join(formats)}" if formats else "is no date like 2026-11-30")
