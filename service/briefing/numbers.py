"""Numbers as people write them: "1.800", "2-3k", "10 mil", "eight", "between 100 and 300K"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from service.briefing.document import Document
from service.briefing.lexicon import Mark

_MULTIPLIERS = {"k": 1_000, "m": 1_000_000, "mm": 1_000_000}
_DASHES = frozenset("-~")
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,'’\u00a0\u202f ]\d{3})+")
_LARGEST = Decimal(10) ** 13
_YEARS = (1700, 2100)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or a range of tokens first..last; `low` is None unless a range was given.

    `core` is the part without currency and per cent sign. `scaled`: said in thousands or more ("5k", "10 mil").
    """

    first: int
    last: int
    core: tuple[int, int]
    low: Decimal | None
    high: Decimal
    scaled: bool = False
    plus: bool = False
    percent: bool = False
    currency: str | None = None
    word: bool = False

    @property
    def year(self) -> bool:
        return self.low is None and not self.scaled and _YEARS[0] <= self.high <= _YEARS[1] and self.currency is None


def amounts(document: Document, taken: set[int]) -> list[Amount]:
    """All amounts of the text, but none with a token that is taken (as dates are)."""
    singles = list(_singles(document, taken))
    joined: list[Amount] = []
    for single in singles:
        pair = _range(document, joined[-1], single) if joined else None
        if pair:
            joined[-1] = pair
        else:
            joined.append(single)
    return [_with_units(document, amount) for amount in joined if amount.high < _LARGEST]


def value_of(text: str) -> Decimal:
    """The number that digits with separators stand for; three digits after a single one are thousands."""
    digits = re.sub(r"['’\u00a0\u202f ]", "", text)
    cut = max(digits.rfind("."), digits.rfind(","))
    if cut < 0:
        return Decimal(digits)
    tail = digits[cut + 1 :]
    both = "." in digits and "," in digits
    if len(tail) == 3 and not both and _GROUPED.fullmatch(text):
        return Decimal(re.sub("[.,]", "", digits))
    if both and len(tail) == 3:
        return Decimal(re.sub("[.,]", "", digits))
    return Decimal(re.sub("[.,]", "", digits[:cut]) + "." + tail)


def _singles(document: Document, taken: set[int]) -> Iterator[Amount]:
    i = 0
    while i < len(document.tokens):
        amount = None if i in taken else _single(document, i)
        if amount:
            yield amount
            i = amount.last
        else:
            i += 1


def _single(document: Document, i: int) -> Amount | None:
    token = document.tokens[i]
    if token.kind == "number":
        value, end, word = value_of(token.text), i + 1, False
    elif token.kind == "word" and (mark := document.starting("number", i)):
        value, end, word = Decimal(mark.value), mark.last, True
        # "one hundred and fifty" is heard as one phrase; "two thousand" as two and a multiplier.
    else:
        return None
    if value >= _LARGEST:
        return None
    multiplier, end = _multiplier(document, end)
    plus = end < len(document.tokens) and document.tokens[end].text == "+" and _touching(document, end)
    if plus and end + 1 < len(document.tokens) and _touching(document, end + 1):
        plus = document.tokens[end + 1].kind == "sign"
    last = end + 1 if plus else end
    scaled = multiplier > 1 or (word and value >= 1000)
    return Amount(i, last, (i, last), None, value * multiplier, scaled=scaled, plus=plus, word=word)


def _multiplier(document: Document, i: int) -> tuple[int, int]:
    """What follows a number: its multiplier and the token after it."""
    if i >= len(document.tokens):
        return 1, i
    token = document.tokens[i]
    attached = _touching(document, i)
    factor = _MULTIPLIERS.get(token.fold) if attached or token.fold == "k" else None
    if factor and not (i + 1 < len(document.tokens) and document.tokens[i + 1].text in "'’"):
        return factor, i + 1
    mark = document.starting("multiplier", i)
    return (int(mark.value), mark.last) if mark else (1, i)


def _touching(document: Document, i: int) -> bool:
    return i > 0 and document.tokens[i].start == document.tokens[i - 1].end


def _range(document: Document, a: Amount, b: Amount) -> Amount | None:
    """The range from a to b, if only a connector (and a currency) stands between them."""
    if a.low is not None or b.low is not None or not 0 < b.first - a.last <= 4:
        return None
    if document.sentence(a.first) != document.sentence(b.first):
        return None
    if not _connected(document, a, b):
        return None
    low = a.high
    if b.scaled and not a.scaled and low < _coefficient(document, b):
        low = low * (b.high / _coefficient(document, b))
    if low >= b.high or (a.year and b.year and not a.plus):
        return None
    return replace(a, last=b.last, core=(a.first, b.last), low=low, high=b.high, scaled=a.scaled or b.scaled)


def _coefficient(document: Document, b: Amount) -> Decimal:
    token = document.tokens[b.first]
    if token.kind == "number":
        return value_of(token.text)
    mark = document.starting("number", b.first)
    return Decimal(mark.value) if mark else b.high


def _connected(document: Document, a: Amount, b: Amount) -> bool:
    between = list(range(a.last, b.first))
    while between and (
        (document.tokens[between[-1]].kind == "sign" and document.starting("currency", between[-1]))
        or document.has("currency", between[-1], between[-1] + 1)
    ):
        between.pop()
    while between and document.has("currency", between[0], between[0] + 1):
        between.pop(0)
    while between and (mark := document.starting("follower", between[0])) and mark.last <= between[-1] + 1:
        between = between[mark.last - between[0] :]
    if between and document.tokens[between[0]].text == "%":
        between.pop(0)
    if not between:
        return False
    first, last = between[0], between[-1] + 1
    if last - first == 1 and document.tokens[first].fold in _DASHES:
        return True
    if (mark := document.starting("range", first, "to")) and mark.last == last:
        return True
    opened = document.marks("range", max(0, a.first - 5), a.first, "between")
    mark = document.starting("range", first, "and")
    if mark and mark.last == last and (opened or (a.high <= 20 and b.high <= 20 and mark.value == "or")):
        return True
    either = document.starting("range", first, "or")
    return bool(either and either.last == last and a.high <= 50 and b.high <= 50)


def _with_units(document: Document, amount: Amount) -> Amount:
    first, last = amount.first, amount.last
    before = _currency_before(document, first)
    after = _currency_after(document, last)
    inside = next(iter(document.marks("currency", first, last)), None)
    percent = document.starting("percent", last) or next(iter(document.marks("percent", first, last)), None)
    if percent:
        return replace(amount, last=max(last, percent.last), percent=True)
    money = [mark for mark in (after, before, inside) if mark]
    if not money:
        return amount
    # "5 000 $ CA" says more than "$".
    best = max(money, key=lambda mark: (mark.value.isupper() and len(mark.value) == 3 and mark.value != "USD",))
    first = before.first if before else first
    last = after.last if after else last
    return replace(amount, first=first, last=last, currency=best.value)


def _currency_before(document: Document, i: int) -> Mark | None:
    mark = document.ending("currency", i)
    if mark and mark.last - mark.first > 1 and document.text_at(mark.first) == "a":
        return document.starting("currency", mark.first + 1)  # "a $50 lamp" is not in Australian dollars
    return mark


def _currency_after(document: Document, i: int) -> Mark | None:
    if i < len(document.tokens) and document.tokens[i].text in "(":
        return document.starting("currency", i + 1)
    return document.starting("currency", i)
