"""The last day to publish."""

import calendar
import datetime
import re
from dataclasses import dataclass

from service.briefing.context import Finding, wished
from service.briefing.document import Document
from service.briefing.wordsets import word_set

_NUMERIC = re.compile(
    r"(?<![\d.,/-])(?:(?P<iso>(?P<y>20\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2}))"
    r"|(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?:(?P=sep)(?P<c>20\d\d|\d\d)|\.)?)(?![\d/]|\w)"
)
_REACH = 9
_PAST_ALLOWANCE = datetime.timedelta(days=0)


@dataclass(frozen=True, slots=True)
class Day:
    """A date said by tokens first..last; `ranged` when it ends a range of days."""

    date: datetime.date
    first: int
    last: int
    ranged: bool = False


def days(document: Document, today: datetime.date) -> list[Day]:
    """Every date of the text; one without a year is the next such day."""
    found = _numeric(document, today) + _worded(document, today)
    found.sort(key=lambda day: (day.first, -day.last))
    kept: list[Day] = []
    for day in found:
        if not kept or day.first >= kept[-1].last:
            kept.append(day)
    return kept


def read(document: Document, found: list[Day], today: datetime.date) -> list[Finding]:
    """Deadlines: of several equally clear ones all, so that a contradiction shows."""
    stated = [
        (day, span)
        for day in found
        if (span := _deadline(document, day)) and day.date >= today and not wished(document, day.first)
    ]
    stated = _last_said(document, _published(document, stated))
    return list({day.date: Finding("deadline", day.date.isoformat(), *span) for day, span in stated}.values())


_Stated = list[tuple[Day, tuple[int, int]]]


def _published(document: Document, stated: _Stated) -> _Stated:
    """Of several, those that speak of publishing in their own clause."""
    clear = [s for s in stated if document.has("publishing", *_own_clause(document, s[0]))]
    return clear or stated


def _last_said(document: Document, stated: _Stated) -> _Stated:
    """Of several, not the first post but the last one."""
    stated = [s for s in stated if not _opens_range(document, s[0], stated)]
    final = [s for s in stated if document.has("deadline_last", *_own_clause(document, s[0]))]
    later = [s for s in stated if not document.has("deadline_first", *_own_clause(document, s[0]))]
    return final or later or stated


def _opens_range(document: Document, day: Day, stated: _Stated) -> bool:
    """ "1 May - 30 May": the first day of two that a dash or "to" joins."""
    return any(
        0 < other.first - day.last <= 2
        and (document.text_at(day.last) in "-–—" or document.starting("range", day.last, "to"))
        for other, _ in stated
        if other is not day
    )


def _own_clause(document: Document, day: Day) -> tuple[int, int]:
    start, end = document.clause(day.first)
    if start and document.text_at(start - 1) == ":":
        start = document.clause(start - 1)[0]
    return max(start, day.first - _REACH), max(min(end, day.last + _REACH), day.last)


def _deadline(document: Document, day: Day) -> tuple[int, int] | None:
    """The tokens that make this day a deadline, from its cue on; None if it is another date."""
    start, end = document.sentence(day.first)
    clause_start, clause_end = document.clause(day.first)
    near = max(start, day.first - _REACH)
    other = document.marks("deadline", near, min(end, day.last + 4), "other")
    noun = document.marks("deadline", max(start, day.first - 18), min(end, day.last + 8), "noun")
    by = _by(document, day, near)
    here = [m for m in other if clause_start <= m.first < clause_end]
    published = [m for m in noun if clause_start <= m.first < clause_end]
    if here and not document.has("publishing", clause_start, clause_end):
        return None
    if other and (here or not published):
        closest_other = min(_distance(mark.first, mark.last, day) for mark in other)
        inside = [m for m in noun if clause_start <= m.first < clause_end]
        closest_noun = min((_distance(m.first, m.last, day) for m in (inside or noun)), default=99)
        if closest_other <= closest_noun:
            return None
    if by is not None and (noun or _request_text(document, day) or by == near):
        return min(by, day.first), day.last
    if by is not None:
        return by, day.last
    if noun:
        closest = min(noun, key=lambda m: _distance(m.first, m.last, day))
        if _distance(closest.first, closest.last, day) <= 6:
            return min(closest.first, day.first), max(day.last, day.last)
    return None


def _request_text(document: Document, day: Day) -> bool:
    return document.has("request", *document.sentence(day.first))


def _distance(first: int, last: int, day: Day) -> int:
    return first - day.last if first >= day.last else day.first - last


def _by(document: Document, day: Day, near: int) -> int | None:
    """Where the "by" starts that leads to the day, over weekday and article."""
    for mark in reversed(document.marks("deadline", near, min(day.last, day.first + 3), "by")):
        # "até ao fim de março": the cue may reach into the words of the date.
        if mark.first <= day.first and day.first - mark.last <= 3:
            return mark.first
    return None


def _numeric(document: Document, today: datetime.date) -> list[Day]:
    starts = {token.start: n for n, token in enumerate(document.tokens)}
    ends = {token.end: n for n, token in enumerate(document.tokens)}
    american = _american(document)
    found = []
    for match in _NUMERIC.finditer(document.text):
        date = _numeric_date(match, today, american)
        first, last = starts.get(match.start()), ends.get(match.end())
        if (
            date
            and first is not None
            and last is not None
            and (match["c"] or match["iso"] or _introduced(document, first))
        ):
            found.append(Day(date, first, last + 1))
    return found


def _introduced(document: Document, first: int) -> bool:
    """A date such as "30/4" needs a deadline word before it."""
    start = max(document.sentence(first)[0], first - 4)
    return document.has("deadline", start, first, "by", "noun")


def _american(document: Document) -> bool:
    """Month before day: in English text that pays dollars or speaks of the US."""
    heard = document.languages[0] if document.languages else set()
    return "en" in heard and (
        bool(document.marks("currency", 0, None, "USD")) or bool(document.marks("country", 0, None, "US"))
    )


def _numeric_date(match: re.Match[str], today: datetime.date, american: bool) -> datetime.date | None:
    if match["iso"]:
        return _date(int(match["y"]), int(match["m"]), int(match["d"]))
    a, b = int(match["a"]), int(match["b"])
    day, month = (b, a) if (american and match["sep"] != "." and a <= 12) or b > 12 else (a, b)
    if not match["c"]:
        return _next(today, month, day) if match["sep"] in "./" else None
    year = int(match["c"])
    return _date(year + 2000 if year < 100 else year, month, day)


def _worded(document: Document, today: datetime.date) -> list[Day]:
    found = []
    for month in document.marks("month"):
        day = _around(document, month.first, month.last, int(month.value), today)
        if day:
            found.append(day)
    return found


def _around(document: Document, first: int, last: int, month: int, today: datetime.date) -> Day | None:
    """ "15 June 2026", "June 15th", "12. Mai", "end of May"."""
    year, after_year = _year(document, last)
    before, ranged = _day_before(document, first)
    if before is not None:
        date = _dated(year, month, before[0], today)
        return Day(date, before[1], after_year, ranged) if date else None
    following = _day_after(document, last)
    if following:
        number, end = following
        year, end = _year(document, end)
        date = _dated(year, month, number, today)
        return Day(date, first, end) if date else None
    return _part_of_month(document, first, after_year, year, month, today)


def _part_of_month(
    document: Document, first: int, end: int, year: int | None, month: int, today: datetime.date
) -> Day | None:
    for part, number in (("end", 0), ("mid", 15)):
        i = first - 1 if first and document.tokens[first - 1].text == "-" else first
        mark = document.ending("part", i, part) or document.ending("part", i - 1, part)
        if mark:
            year = year or (today.year if month >= today.month else today.year + 1)
            date = _date(year, month, number or calendar.monthrange(year, month)[1])
            return Day(date, mark.first, end) if date else None
    return None


def _day_before(document: Document, i: int) -> tuple[tuple[int, int] | None, bool]:
    """Number of the day and its token, before the month; whether it ends a range of days."""
    j = i - 1
    skipped = 0
    while j >= 0 and skipped < 3 and (document.tokens[j].text in ".º°" or document.tokens[j].fold in _DAY_WORDS):
        j -= 1
        skipped += 1
    if j < 0 or document.tokens[j].kind != "number":
        return None, False
    number = _day_number(document.tokens[j].text)
    if number is None:
        return None, False
    ranged = (
        j >= 2
        and document.tokens[j - 2].kind == "number"
        and (document.tokens[j - 1].fold in ("-", "to", "and", "bis", "y", "et", "und", "e", "a", "al", "au"))
    )
    return (number, j), ranged


_DAY_WORDS = word_set("dates_day_words")


def _day_number(text: str) -> int | None:
    return int(text) if text.isdigit() and 1 <= int(text) <= 31 else None


def _day_after(document: Document, i: int) -> tuple[int, int] | None:
    if i < len(document.tokens) and document.tokens[i].text == ".":
        i += 1
    if i < len(document.tokens) and document.tokens[i].fold == "the":
        i += 1
    if i >= len(document.tokens) or document.tokens[i].kind != "number":
        return None
    number = _day_number(document.tokens[i].text)
    if number is None:
        return None
    i += 1
    if i < len(document.tokens) and document.tokens[i].fold in ("st", "nd", "rd", "th"):
        i += 1
    if i + 1 < len(document.tokens) and document.tokens[i].fold == "-" and document.tokens[i + 1].kind == "number":
        end = _day_number(document.tokens[i + 1].text)
        if end:
            return end, i + 2
    return number, i


def _year(document: Document, i: int) -> tuple[int | None, int]:
    """A year at token i, over a comma, an "of" or a full stop after an abbreviated month."""
    j = i
    while (
        j < len(document.tokens)
        and j - i < 2
        and (document.tokens[j].text in ",.'’" or document.tokens[j].fold in ("de", "del", "do", "of"))
    ):
        j += 1
    if j < len(document.tokens) and re.fullmatch(r"20\d\d", document.tokens[j].text):
        return int(document.tokens[j].text), j + 1
    return None, i


def _dated(year: int | None, month: int, day: int, today: datetime.date) -> datetime.date | None:
    return _date(year, month, day) if year else _next(today, month, day)


def _next(today: datetime.date, month: int, day: int) -> datetime.date | None:
    date = _date(today.year, month, day)
    return date if date and date >= today else _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
