"""Readings laid under what a brief states in its fields: explicit fields win, and every reading says what became
of it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.briefing.conflicts import conflicts
from service.briefing.reading import Reading
from service.domain.constraints import Span
from service.domain.folding import folded
from service.domain.money import parse_amount
from service.domain.vocabulary import PLATFORMS

Document = Mapping[str, Any]
# (what became of the reading, why)
Fate = tuple[str, str | None]

APPLIED: Fate = ("applied", None)
_OVERRULED = ("overruled", "a field of the brief says otherwise")
_REPEATED = ("overruled", "a field of the brief says the same")
_IGNORED = ("ignored", "switched off by ignore_readings")
_CONTRADICTORY = ("contradictory", "the text contradicts itself here; state the field")

_BEYOND = ("noted", "beyond what the field allows")
# Greatest values that the fields of a brief allow.
_MOST = {"followers.min": 10**10, "followers.max": 10**10, "engagement_rate_pct.min": 100, "creators_wanted": 10_000}


@dataclass
class Overlay:
    """The brief's document with its readings in place, where they came from, and what became of each."""

    document: dict[str, Any]
    read_from: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    readings: list[dict[str, Any]] = field(default_factory=list)
    contradictions: list[dict[str, Any]] = field(default_factory=list)


def reading_id(reading: Reading) -> str:
    """Stable while the text is edited elsewhere: the field, and for one of several values the value."""
    value = reading.value
    if reading.field in ("excluded_topics", "required_traits"):
        return f"{reading.field}:{_slug(value['phrase'])}"
    if reading.field == "deliverables":
        return f"deliverables:{value['kind']}"
    if reading.field == "budget":
        return f"budget.{value['scope']}" + (f":{value['kind']}" if value.get("kind") else "")
    if reading.field in _LISTS:
        return f"{reading.field}:{_slug(value) if reading.field == 'cities' else value}"
    return reading.field


def overlay(document: Document, readings: Sequence[Reading]) -> Overlay:
    """The document with every reading applied that may be; the document itself stays as it is."""
    result = Overlay(_copied(document))
    ignored = [reading for reading in readings if _is_ignored(reading, document.get("ignore_readings") or ())]
    asked = [reading for reading in readings if reading not in ignored]
    clashing = _clashing(document, asked, result)
    for reading in sorted(readings, key=lambda r: _ORDER.index(r.field)):
        if reading in ignored:
            fate: Fate = _IGNORED
        elif id(reading) in clashing:
            fate = _CONTRADICTORY
        elif not _is_sane(reading):
            fate = _BEYOND
        else:
            fate = _APPLY[reading.field](document, result, reading)
        result.readings.append(_shown(document["text"], reading, fate))
    result.readings.sort(key=lambda shown: (shown["start"], shown["end"], shown["id"]))
    return result


def _clashing(document: Document, readings: Sequence[Reading], result: Overlay) -> set[int]:
    """Identities of readings that contradict each other and that no field of the brief decides; reported in `result`.

    What the text rules out stays ruled out, whatever else it says.
    """
    clashing: set[int] = set()
    for conflict in conflicts(readings):
        open_ones = [reading for reading in conflict.readings if not _is_decided(document, reading)]
        if len(open_ones) > 1:
            result.contradictions.append({"field": conflict.field, "message": conflict.sentence,
                                          "readings": [reading_id(r) for r in open_ones]})  # fmt: skip
            clashing |= {id(reading) for reading in open_ones if reading.field != "excluded_platforms"}
    return clashing


def _is_decided(document: Document, reading: Reading) -> bool:
    """Whether a field of the brief states what this reading is about."""
    stated = document.get("constraints") or {}
    if reading.field == "budget":
        return reading.value["scope"] in (document.get("budget") or {})
    if reading.field in document or reading.field in stated:
        return True
    name, _, side = reading.field.partition(".")
    return bool(side) and side in (stated.get(name) or {})


def unknown_ids(ignored: Iterable[str], readings: Iterable[Reading]) -> list[str]:
    """Entries of ignore_readings that switch nothing off."""
    known = {"*"} | {name for reading in readings for name in (reading_id(reading), reading.field)}
    return [name for name in ignored if name not in known]


def _is_ignored(reading: Reading, ignored: Collection[str]) -> bool:
    return not {"*", reading.field, reading_id(reading)}.isdisjoint(ignored)


def _is_sane(reading: Reading) -> bool:
    """A text may state any number; the fields do not take all of them."""
    if reading.field == "deliverables":
        return (reading.value["quantity"] or 1) <= 100
    if reading.field == "budget" and reading.value["currency"]:
        try:
            parse_amount(reading.value["amount"], reading.value["currency"])
        except ValueError:
            return False
    if reading.field == "creators_wanted" and reading.value < 1:
        return False
    return reading.field not in _MOST or reading.value <= _MOST[reading.field]


def _shown(text: str, reading: Reading, fate: Fate) -> dict[str, Any]:
    status, why = fate
    shown = {
        "id": reading_id(reading),
        "field": reading.field,
        "value": reading.value,
        "words": text[reading.start : reading.end],
        "start": reading.start,
        "end": reading.end,
        "status": status,
    }
    return shown | ({"why": why} if why else {})


def _copied(document: Document) -> dict[str, Any]:
    """A copy whose parts that readings touch are its own."""
    copy = dict(document)
    copy["constraints"] = {
        name: dict(value) if isinstance(value, dict) else list(value)
        for name, value in (document.get("constraints") or {}).items()
    }
    return copy


def _span(document: Document, reading: Reading) -> Span:
    return Span(document["text"][reading.start : reading.end], reading.start, reading.end)


def _note(result: Overlay, constraint: str, reading: Reading) -> Fate:
    result.read_from[constraint] = (*result.read_from.get(constraint, ()), _span(result.document, reading))
    return APPLIED


def _overruled(result: Overlay, reading: Reading, stated: Any, same: bool) -> Fate:
    if same:
        return _REPEATED
    result.contradictions.append({
        "field": reading.field, "readings": [reading_id(reading)],
        "message": f"the text says {_said(reading)}, the brief's field says {_said_value(stated)}; the field holds",
    })  # fmt: skip
    return _OVERRULED


def _said(reading: Reading) -> str:
    return _said_value(reading.value)


def _said_value(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part is not None)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _any_of(document: Document, result: Overlay, reading: Reading) -> Fate:
    """One of the values of a list such as countries."""
    stated = (document.get("constraints") or {}).get(reading.field)
    if stated is not None:
        return _overruled(result, reading, stated["any_of"], reading.value in stated["any_of"])
    excluded = (document.get("constraints") or {}).get("excluded_platforms") or ()
    if reading.field == "platforms" and reading.value in excluded:
        return _overruled(result, reading, excluded, False)
    listed = result.document["constraints"].setdefault(reading.field, {"any_of": [], "unknown": "exclude"})
    if reading.value not in listed["any_of"]:
        listed["any_of"].append(reading.value)
    return _note(result, reading.field, reading)


def _excluded_platform(document: Document, result: Overlay, reading: Reading) -> Fate:
    stated = document.get("constraints") or {}
    if (excluded := stated.get("excluded_platforms")) is not None:
        return _overruled(result, reading, excluded, reading.value in excluded)
    if reading.value in (wanted := (stated.get("platforms") or {}).get("any_of", ())):
        return _overruled(result, reading, wanted, False)
    listed = result.document["constraints"].setdefault("excluded_platforms", [])
    if len({*listed, reading.value}) == len(PLATFORMS):
        return ("noted", "it would leave no platform")
    if reading.value not in listed:
        listed.append(reading.value)
    return _note(result, "excluded_platforms", reading)


def _bound(document: Document, result: Overlay, reading: Reading) -> Fate:
    """One end of followers or engagement; the other end may be stated in a field."""
    name, side = reading.field.split(".")
    stated = (document.get("constraints") or {}).get(name) or {}
    if side in stated:
        return _overruled(result, reading, stated[side], stated[side] == reading.value)
    other = stated.get("max" if side == "min" else "min")
    if other is not None and (reading.value > other if side == "min" else reading.value < other):
        return _overruled(result, reading, other, False)
    bounds = result.document["constraints"].setdefault(name, {"unknown": "exclude"})
    bounds[side] = reading.value
    return _note(result, name, reading)


def _topic(document: Document, result: Overlay, reading: Reading) -> Fate:
    topic = reading.value["topic"]
    if topic is None:
        return ("noted", "no topic or niche of the vocabulary; not enforced")
    stated = (document.get("constraints") or {}).get("excluded_topics")
    if stated is not None:
        return _overruled(result, reading, stated, topic in stated)
    listed = result.document["constraints"].setdefault("excluded_topics", [])
    if topic not in listed:
        listed.append(topic)
    return _note(result, "excluded_topics", reading)


def _trait(document: Document, result: Overlay, reading: Reading) -> Fate:
    return ("noted", "nothing in a creator's data tells; not enforced")


def _single(document: Document, result: Overlay, reading: Reading) -> Fate:
    """Fields of the brief itself with one value."""
    if reading.field in document:
        return _overruled(result, reading, document[reading.field], document[reading.field] == reading.value)
    result.document[reading.field] = reading.value
    return _note(result, reading.field, reading)


def _deliverable(document: Document, result: Overlay, reading: Reading) -> Fate:
    kind, quantity = reading.value["kind"], reading.value["quantity"] or 1
    if "deliverables" in document:
        stated = [f"{line['quantity']} {line['kind']}" for line in document["deliverables"]]
        return _overruled(result, reading, stated, f"{quantity} {kind}" in stated)
    listed = result.document.setdefault("deliverables", [])
    if kind in [line["kind"] for line in listed]:
        return ("overruled", "the text names it twice")
    listed.append({"kind": kind, "quantity": quantity})
    return _note(result, "deliverables", reading)


def _budget(document: Document, result: Overlay, reading: Reading) -> Fate:
    amount, currency, scope = (reading.value[part] for part in ("amount", "currency", "scope"))
    stated = document.get("budget") or {}
    if scope in stated:
        return _overruled(result, reading, f"{stated[scope]} {stated['currency']}",
                          (stated[scope], stated["currency"]) == (amount, currency))  # fmt: skip
    so_far = result.document.get("budget") or {}
    if currency is None or so_far.get("currency", currency) != currency:
        return ("noted", "its currency is not the budget's")
    kind = reading.value.get("kind")
    if kind is not None and not result.document.get("deliverables"):
        # "250 euros a reel" asks for a reel.
        result.document["deliverables"] = [{"kind": kind, "quantity": 1}]
        _note(result, "deliverables", reading)
    if scope != "total" and not result.document.get("deliverables"):
        return ("noted", "without deliverables there is no price to compare it with")
    if scope == "per_deliverable" and kind is not None:
        part: dict[str, Any] = {"per_kind": {**so_far.get("per_kind", {}), kind: amount}}
    else:
        part = {scope: amount}
    result.document["budget"] = {**so_far, "currency": currency, **part}
    return _note(result, f"budget_{scope}", reading)


_LISTS = ("platforms", "excluded_platforms", "countries", "cities", "languages")
_APPLY: dict[str, Callable[[Document, Overlay, Reading], Fate]] = {
    "excluded_platforms": _excluded_platform,
    "platforms": _any_of,
    "followers.min": _bound,
    "followers.max": _bound,
    "engagement_rate_pct.min": _bound,
    "countries": _any_of,
    "cities": _any_of,
    "languages": _any_of,
    "creators_wanted": _single,
    "deliverables": _deliverable,
    "deadline": _single,
    "excluded_topics": _topic,
    "required_traits": _trait,
    "budget": _budget,  # last: it needs the deliverables
}
_ORDER = tuple(_APPLY)


def _slug(words: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in folded(words)).split())
