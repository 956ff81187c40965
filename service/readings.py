"""What a brief's text states, laid under its fields: the brief as it is matched."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from service.backends import Backends
from service.briefing.overlay import Overlay, overlay, reading_id, unknown_ids
from service.briefing.reader import read
from service.briefing.reading import Reading
from service.domain.brief import Brief, read_brief
from service.embeddings.text import sentence_spans
from service.errors import Invalid, Problem
from service.estimating import pricing_of
from service.metrics import timed
from service.store.briefs import StoredBrief

Document = dict[str, Any]


# Readings whose words say something of what the brief is about.
_STAYS = frozenset({"required_traits"})
# A sentence states constraints when readings cover this share of it; what is left must still say something.
_STATED_SHARE = 0.3
_LEAST_WORDS = 20


@dataclass(frozen=True)
class Resolved:
    """A brief with every constraint in place, and what became of each reading of its text."""

    brief: Brief
    overlay: Overlay


def read_text(document: Document, today: datetime.date) -> list[Document]:
    """The readings of a document's text as they are stored."""
    with timed("read"):
        return [asdict(reading) for reading in read(document["text"], today)]


def check_ignored(document: Document, readings: Sequence[Document]) -> None:
    """Raises Invalid where ignore_readings switches nothing off."""
    found = [Reading(**reading) for reading in readings]
    if unknown := unknown_ids(document.get("ignore_readings") or (), found):
        known = ", ".join(sorted({reading_id(reading) for reading in found})) or "nothing"
        message = f"{unknown[0][:80]!r} is no reading of this text; it reads: {known}"
        raise Invalid(message, (Problem("/ignore_readings", message),))


def without_idle(document: Document, readings: Sequence[Document]) -> Document:
    """The document without entries of ignore_readings that switch nothing off."""
    idle = unknown_ids(document.get("ignore_readings") or (), [Reading(**reading) for reading in readings])
    if not idle:
        return document
    return document | {"ignore_readings": [name for name in document["ignore_readings"] if name not in idle]}


def semantic_text(document: Document, readings: Sequence[Reading]) -> str:
    """What of a brief is encoded: its title, and its text without the sentences that mostly state constraints.

    Without their words alone, what is left of such sentences pulls the query further away than they did.
    """
    text, spans = document["text"], [(r.start, r.end) for r in readings if r.field not in _STAYS]
    kept = "".join(text[start:end] for start, end in sentence_spans(text) if not _is_stated(start, end, spans)).strip()
    body = kept if len(kept.split()) >= _LEAST_WORDS else text
    return "\n".join(part for part in (document.get("title"), body) if part)


def _is_stated(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    covered = sum(max(0, min(end, last) - max(start, first)) for first, last in spans)
    return covered >= _STATED_SHARE * (end - start) > 0


def resolve(backends: Backends, document: Document, readings: Sequence[Document],
            stored: StoredBrief | None = None) -> Resolved:  # fmt: skip
    """`stored`: the brief whose brand's past deals count where the budget lets estimates of prices decide."""
    found = [Reading(**reading) for reading in readings]
    laid = overlay(document, found)
    ignored = {shown["id"] for shown in laid.readings if shown["status"] == "ignored"}
    text = semantic_text(document, [reading for reading in found if reading_id(reading) not in ignored])
    judges = (laid.document.get("budget") or {}).get("unknown_price") == "estimate"
    estimates = pricing_of(backends, stored).estimates if judges else None
    brief = read_brief(laid.document, backends.rates, laid.read_from, estimates)
    return Resolved(replace(brief, text=text), laid)


def resolve_stored(backends: Backends, stored: StoredBrief) -> Resolved:
    """The same as before while nothing has changed that decides it; nobody may change what it holds."""
    decides = (stored.version, stored.updated_at, stored.feedback_rev, backends.rates.fingerprint,
               backends.calibration.revision)  # fmt: skip
    return backends.resolved.get(
        stored.id, decides, lambda: resolve(backends, stored.document, stored.readings, stored)
    )


def resolve_now(backends: Backends, document: Document) -> Resolved:
    """A document that is not stored, read today."""
    readings = read_text(document, backends.now().date())
    check_ignored(document, readings)
    return resolve(backends, document, readings)
