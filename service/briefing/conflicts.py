"""Placeholder until conflicts are written."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.briefing.reading import Reading


@dataclass(frozen=True)
class Conflict:
    field: str
    message: str
    readings: tuple[Reading, ...]


def conflicts(readings: Sequence[Reading]) -> tuple[Conflict, ...]:
    return ()
