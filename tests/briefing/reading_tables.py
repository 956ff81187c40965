"""What tests of the reader share: today, and readings as plain values by field."""

import datetime
from typing import Any

from service.briefing.reader import read

TODAY = datetime.date(2026, 3, 2)
# Makes any sentence a brief's: bios yield nothing.
ASK = "Our budget is $900 per creator, and we would like to start soon. "


def values(text: str, *fields: str) -> list[Any]:
    """Values of these fields that are read from the text, in its order."""
    return [reading.value for reading in read(text, TODAY) if reading.field in fields]


def asked(text: str, *fields: str) -> list[Any]:
    """The same with a sentence before that makes the text a brief."""
    return values(ASK + text, *fields)
