"""What a brief's text states, laid under its fields: the brief as it is matched."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from service.backends import Backends
from service.briefing.overlay import Overlay, overlay, reading_id, unknown_ids
from service.briefing.reader import read
from service.briefing.reading import Reading
from service.domain.brief import Brief, read_brief
from service.errors import Invalid, Problem
from service.store.briefs import StoredBrief

Document = dict[str, Any]


# Readings whose words say something of what the brief is about.
_STAYS = frozenset({"required_traits"})


@dataclass(frozen=True)
class Resolved:
    """A brief with every constraint in place, and what became of each reading of its text."""

    brief: Brief
    overlay: Overlay


def read_text(document: Document, today: datetime.date) -> list[Document]:
    """The readings of a document's text as they are stored."""
    return [asdict(reading) for reading in read(document["text"], today)]


def check_ignored(document: Document, readings: Sequence[Document]) -> None:
    """Raises Invalid where ignore_readings switches nothing off."""
    found = [Reading(**reading) for reading in readings]
    if unknown := unknown_ids(document.get("ignore_readings") or (), found):
        known = ", ".join(sorted({reading_id(reading) for reading in found})) or "nothing"
        message = f"{unknown[0][:80]!r} is no reading of this text; it reads: {known}"
        raise Invalid(message, (Problem("/ignore_readings", message),))


def semantic_text(document: Document, readings: Sequence[Reading]) -> str:
    """What of a brief is encoded: its title, and its text without the words that became constraints."""
    text, kept, end = document["text"], [], 0
    for reading in sorted(readings, key=lambda r: r.start):
        if reading.field not in _STAYS:
            kept.append(text[end : max(end, reading.start)])
            end = max(end, reading.end)
    return "\n".join(part for part in (document.get("title"), "".join([*kept, text[end:]])) if part)


def resolve(backends: Backends, document: Document, readings: Sequence[Document]) -> Resolved:
    laid = overlay(document, [Reading(**reading) for reading in readings])
    return Resolved(read_brief(laid.document, backends.rates, laid.read_from), laid)


def resolve_stored(backends: Backends, stored: StoredBrief) -> Resolved:
    return resolve(backends, stored.document, stored.readings)


def resolve_now(backends: Backends, document: Document) -> Resolved:
    """A document that is not stored, read today."""
    readings = read_text(document, backends.now().date())
    check_ignored(document, readings)
    return resolve(backends, document, readings)
