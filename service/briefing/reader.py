"""Placeholder until the reader is written."""

import datetime

from service.briefing.reading import Reading


def read(text: str, today: datetime.date) -> tuple[Reading, ...]:
    return ()
