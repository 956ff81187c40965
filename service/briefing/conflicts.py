"""Contradictions among the readings of one text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.briefing.reading import Reading


@dataclass(frozen=True)
class Conflict:
    """`readings` cannot all hold; `sentence` says why, for the author of the brief."""

    field: str
    sentence: str
    readings: tuple[Reading, ...]


def conflicts(readings: Iterable[Reading]) -> tuple[Conflict, ...]:
    """Every contradiction, in the order of the fields."""
    by_field: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_field[reading.field].append(reading)
    return (*_platforms(by_field), *_followers(by_field), *_one_value(by_field), *_budgets(by_field))


def _platforms(by_field: dict[str, list[Reading]]) -> Iterator[Conflict]:
    for wanted in by_field["platforms"]:
        for refused in by_field["excluded_platforms"]:
            if wanted.value == refused.value:
                sentence = f"{wanted.value} is both asked for and ruled out."
                yield Conflict("platforms", sentence, (wanted, refused))


def _followers(by_field: dict[str, list[Reading]]) -> Iterator[Conflict]:
    lows, highs = by_field["followers.min"], by_field["followers.max"]
    if lows and highs:
        low, high = max(lows, key=lambda r: r.value), min(highs, key=lambda r: r.value)
        if low.value > high.value:
            sentence = f"At least {low.value:,} followers and at most {high.value:,}: no account has both."
            yield Conflict("followers", sentence, (low, high))


_SINGLE = {
    "followers.min": "Several least numbers of followers are stated: {}.",
    "followers.max": "Several greatest numbers of followers are stated: {}.",
    "engagement_rate_pct.min": "Several engagement floors are stated: {} per cent.",
    "creators_wanted": "Several numbers of creators are stated: {}.",
    "deadline": "Several deadlines are stated: {}.",
}


def _one_value(by_field: dict[str, list[Reading]]) -> Iterator[Conflict]:
    for field, sentence in _SINGLE.items():
        stated = by_field[field]
        if len({reading.value for reading in stated}) > 1:
            values = " and ".join(dict.fromkeys(f"{reading.value}" for reading in stated))
            yield Conflict(field, sentence.format(values), tuple(stated))


_SCOPES = {"total": "in total", "per_creator": "per creator", "per_deliverable": "per deliverable"}


def _budgets(by_field: dict[str, list[Reading]]) -> Iterator[Conflict]:
    by_scope: dict[tuple[str, str | None], list[Reading]] = defaultdict(list)
    for reading in by_field["budget"]:
        by_scope[reading.value["scope"], reading.value.get("kind")].append(reading)
    for (scope, _), stated in by_scope.items():
        amounts = dict.fromkeys(f"{r.value['amount']} {r.value['currency'] or ''}".strip() for r in stated)
        if len(amounts) > 1:
            yield Conflict(
                "budget", f"Several limits {_SCOPES[scope]} are stated: {' and '.join(amounts)}.", tuple(stated)
            )
