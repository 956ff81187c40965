"""Input fields that refuse what would hurt later, and keep documents plain JSON."""

import datetime
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

MAX_ATTRIBUTES_BYTES = 16 * 1024
AMOUNT = r"^[0-9]{1,15}(\.[0-9]{1,3})?\Z"

_BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# What a text refuses, found in one pass; `Text._refuse` says of each character why.
_REFUSED_IN_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_REFUSED = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff{''.join(sorted(_BIDI))}]")
# Sorting marks takes the square of their number; no script needs more (UAX #15, stream-safe text).
MOST_STACKED = 30
_MARKS = frozenset(letter for letter in map(chr, range(0x300, 0x1E950)) if unicodedata.combining(letter))
_STACKED = re.compile(f"[{''.join(sorted(_MARKS))}]{{{MOST_STACKED + 1}}}")


class Said(str):
    """A message with the code that goes with it; see the offences of error_codes.toml."""

    code: str


def refused(code: str, message: str, field: str | None = None) -> ValidationError:
    """What a field or schema raises: a message with its code, for the field of that name if one is given."""
    said = Said(message)
    said.code = code
    return ValidationError(said, field) if field else ValidationError(said)


class NotPlain(Exception):
    """A value that `quick` does not read: `deserialize` is to judge it."""


class Quick(ABC):
    """A field that also reads what is plainly right, without marshmallow's machinery."""

    checks_itself = False  # whether `quick` does what the field's validators do

    @abstractmethod
    def quick(self, value: Any) -> Any:
        """What `deserialize` makes of a value; raises NotPlain or ValidationError for whatever might not be right."""


class Text(fields.String, Quick):
    """A string without control characters and lone surrogates, NFC, between two lengths in code points."""

    checks_itself = True

    def __init__(self, max_length: int, min_length: int = 1, lines: bool = False, **options: Any) -> None:
        self._lengths, self._checks = (min_length, max_length), options.pop("checks", ())
        super().__init__(validate=[validate.Length(min_length, max_length), *self._checks], **options)
        self._lines = lines

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        text: str = value.replace("\r\n", "\n") if self._lines else value
        if found := self._refused.search(text):
            self._refuse(found[0])
        if text.isascii():
            return text.strip()
        if not _MARKS.isdisjoint(text) and _STACKED.search(text):
            raise refused("bad_character", f"holds more than {MOST_STACKED} combining marks on one character")
        return unicodedata.normalize("NFC", text).strip()

    def quick(self, value: Any) -> str:
        read = self._deserialize(value, None, None)
        low, high = self._lengths
        if not low <= len(read) <= high:
            raise NotPlain
        for check in self._checks:
            check(read)
        return read

    @property
    def _refused(self) -> re.Pattern[str]:
        return _REFUSED_IN_LINES if self._lines else _REFUSED

    def _refuse(self, character: str) -> None:
        category = unicodedata.category(character)
        if category == "Cs":
            raise refused("bad_character", "holds a lone surrogate, which is no character")
        if category == "Cc" and not (self._lines and character in "\n\t"):
            raise refused("bad_character", f"holds the control character U+{ord(character):04X}")
        if not self._lines and character in _BIDI:
            raise refused("bad_character", "holds a text direction override")


class Code(fields.String, Quick):
    """One of a closed list of ids; the error names near or allowed values."""

    def __init__(self, allowed: Callable[[], Collection[str]], what: str, **options: Any) -> None:
        super().__init__(**options)
        self.allowed, self.what = allowed, what

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        allowed = self.allowed()
        if value not in allowed:
            known = f"allowed: {', '.join(allowed)}" if len(allowed) <= 24 else "see /v1/vocabulary"
            raise refused("unknown_value", f"{value[:40]!r} is no {self.what}; {known}")
        return value

    def quick(self, value: Any) -> str:
        if type(value) is not str or value not in self.allowed():
            raise NotPlain
        return value


class Whole(fields.Integer, Quick):
    """A JSON integer (no strings, no booleans) in a range; 5.0 is one too."""

    checks_itself = True

    def __init__(self, low: int, high: int, **options: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(low, high), **options)
        self._low, self._high = low, high

    def quick(self, value: Any) -> int:
        if type(value) is not int or not self._low <= value <= self._high:
            raise NotPlain
        return value

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.make_error("invalid")
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return super()._deserialize(value, attr, data, **kwargs)


class Number(fields.Float, Quick):
    """A finite JSON number (no strings, no booleans) in a range."""

    checks_itself = True

    def __init__(self, low: float, high: float, **options: Any) -> None:
        super().__init__(allow_nan=False, validate=validate.Range(low, high), **options)
        self._low, self._high = low, high

    def quick(self, value: Any) -> float:
        if type(value) not in (int, float) or not self._low <= value <= self._high:
            raise NotPlain
        return float(value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Flag(fields.Boolean, Quick):
    """A JSON boolean: neither 1 nor "yes"."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise refused("wrong_type", "must be true or false")
        return value

    def quick(self, value: Any) -> bool:
        return self._deserialize(value, None, None)


class QueryFlag(fields.Boolean):
    """true or false in a query string, and nothing that only looks like it."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if value not in ("true", "false"):
            raise refused("wrong_type", "must be true or false")
        return bool(value == "true")


class Percent(Number):
    """A percentage with two decimals at most: whole basis points."""

    def __init__(self, high: float, **options: Any) -> None:
        super().__init__(0, high, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return _in_basis_points(super()._deserialize(value, attr, data, **kwargs))

    def quick(self, value: Any) -> float:
        return _in_basis_points(super().quick(value))


def _in_basis_points(number: float) -> float:
    if round(number, 2) != number:
        raise refused("bad_format", "has two decimal places at most")
    return number


class Amount(fields.String, Quick):
    """Money as a decimal string; digits are checked against the currency by the schema around it."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
            value = str(value)
        if not isinstance(value, str) or not re.match(AMOUNT, value):
            raise refused("bad_format", 'must be a decimal string such as "250.00"')
        return value

    def quick(self, value: Any) -> str:
        return self._deserialize(value, None, None)


class IsoDate(fields.Date, Quick):
    """A day as YYYY-MM-DD, kept as text."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, str) or len(value) != 10:
            raise refused("bad_format", "must be a day such as 2026-11-30")
        try:
            return datetime.date.fromisoformat(value).isoformat()
        except ValueError:
            raise refused("bad_format", "must be a day such as 2026-11-30") from None

    def quick(self, value: Any) -> str:
        return str(self._deserialize(value, None, None))


class Timestamp(fields.DateTime, Quick):
    """An RFC 3339 time with its offset, kept as text in UTC."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        try:
            moment = datetime.datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValueError
            return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
        except (TypeError, ValueError, OverflowError):
            raise refused("bad_format", "must be a time with its offset such as 2026-11-30T09:30:00Z") from None

    def quick(self, value: Any) -> str:
        return str(self._deserialize(value, None, None))


class Address(Text):
    """An http(s) address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(_LONGEST_ADDRESS, checks=[_is_address], **options)


_LONGEST_ADDRESS = 2048
_ADDRESS = validate.URL(schemes={"http", "https"}, require_tld=False)


def _is_address(text: str) -> None:
    # What is too long is refused for that; the pattern would take hundreds of megabytes over it.
    if len(text) <= _LONGEST_ADDRESS:
        _ADDRESS(text)


def unique(values: Collection[Any]) -> None:
    if len({str(value) for value in values}) < len(values):
        raise refused("duplicate", "names something twice")
