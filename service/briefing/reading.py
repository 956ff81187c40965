"""What is read: one constraint, its value, and the words it was read from."""

from dataclasses import dataclass
from typing import Any, Literal

Field = Literal[
    "platforms",
    "excluded_platforms",
    "followers.min",
    "followers.max",
    "engagement_rate_pct.min",
    "budget",
    "countries",
    "cities",
    "languages",
    "creators_wanted",
    "deliverables",
    "excluded_topics",
    "deadline",
    "required_traits",
]


@dataclass(frozen=True)
class Reading:
    """One constraint; `text[start:end]`, in code points, are the exact words it was read from.

    `value` by field: a platform id; followers, creators as int; engagement in per cent as float; an alpha-2
    country; a city's name; an ISO 639-1 language; an ISO date; for `budget` {amount, currency or None, scope,
    kind?}; for `deliverables` {kind, quantity or None}; for topics and traits {phrase, topic or None}.
    """

    field: Field
    value: Any
    start: int
    end: int
