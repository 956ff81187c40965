"""Twenty briefs of invented brands, as real ones are: some with exact fields, some with prose alone."""

import datetime
from typing import Any

from service.sample.creators import DEFAULT_TODAY
from service.sample.library import read_table


def briefs(today: datetime.date = DEFAULT_TODAY) -> list[dict[str, object]]:
    """The brief documents of `text/briefs.toml`; a date such as "+20" means days after `today`."""
    return [_dated(brief, today) for brief in read_table("briefs")["brief"]]


def _dated(brief: dict[str, Any], today: datetime.date) -> dict[str, object]:
    dates = brief.get("constraints", {}).get("availability", {})
    for side, day in dates.items():
        if day.startswith("+"):
            dates[side] = (today + datetime.timedelta(days=int(day))).isoformat()
    return brief
