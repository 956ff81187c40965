"""What a brief leaves out: how many creators each single change of its constraints would add, and the best of them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from service.backends import Backends
from service.catalog import merge_patch
from service.domain.brief import Brief
from service.domain.constraints import Constraint
from service.estimating import Pricing, pricing_of
from service.index.snapshot import Selection, Snapshot
from service.matching import question_now, served_snapshot, stored_question
from service.presenting import creator_facts, rates_facts, seen_now
from service.readings import Resolved, read_text, resolve, resolve_now, resolve_stored
from service.scoring import Asked, Question, best_of
from service.store import creators
from service.store.briefs import StoredBrief

Document = dict[str, Any]

_BEST = 3
_WIDER = (1.25, 2.0)  # by how much limits are widened


@dataclass(frozen=True)
class Change:
    """One change, in words and as a merge patch (RFC 7396) of the brief."""

    constraint: str
    change: str
    patch: Document


@dataclass(frozen=True)
class _Text:
    """A brief as it was written."""

    document: Document
    readings: list[Document]
    stored: StoredBrief | None = None


def relaxations(backends: Backends, stored: StoredBrief) -> Document:
    """Every single change that lets creators in, the most first; each can be sent as a PATCH of the brief."""
    snapshot, resolved = served_snapshot(backends), resolve_stored(backends, stored)
    question = stored_question(backends, snapshot, stored, resolved.brief, Asked(_BEST))
    return _relaxed(backends, snapshot, resolved, question, _Text(stored.document, stored.readings, stored))


def relaxations_now(backends: Backends, document: Document) -> Document:
    """The same for a brief that is not stored."""
    snapshot, resolved = served_snapshot(backends), resolve_now(backends, document)
    question = question_now(backends, snapshot, resolved.brief, Asked(_BEST))
    text = _Text(document, read_text(document, backends.now().date()))
    return _relaxed(backends, snapshot, resolved, question, text)


def _relaxed(backends: Backends, snapshot: Snapshot, resolved: Resolved, question: Question,
             text: _Text) -> Document:  # fmt: skip
    now, counts = snapshot.select(question.brief.constraints)
    learned = question.brief.constraints[: len(question.brief.constraints) - len(resolved.brief.constraints)]
    items: list[Document] = []
    pricing = pricing_of(backends, text.stored)
    # Two wishes of a kind go together.
    changes = {change.change: change for change in _changes(text.document, resolved)}
    for change in changes.values():
        brief = _changed(backends, text, change)
        newcomers = _without(snapshot.select((*learned, *brief.constraints))[0], now)
        if len(newcomers):
            best = _best(backends, snapshot, question, brief, newcomers, pricing)
            items.append(asdict(change) | {"adds": len(newcomers), "best": best})
    items.sort(key=lambda item: (-item["adds"], item["change"]))
    matched = counts[-1] if counts else snapshot.creator_count
    found = {"items": items, "matched": matched, "index_version": snapshot.index_version}
    return found | rates_facts(backends.rates)


def _changed(backends: Backends, text: _Text, change: Change) -> Brief:
    return resolve(backends, merge_patch(text.document, change.patch), text.readings, text.stored).brief


def _without(more: Selection, fewer: Selection) -> Selection:
    rows = tuple(np.setdiff1d(m, f, assume_unique=True) for m, f in zip(more.rows, fewer.rows, strict=True))
    return Selection(more.snapshot, rows)


def _best(backends: Backends, snapshot: Snapshot, question: Question, brief: Brief, newcomers: Selection,
          pricing: Pricing) -> list[Document]:  # fmt: skip
    ranked = best_of(backends, newcomers, replace(question, brief=brief), _BEST)
    with backends.store.read() as connection:
        found = creators.hydrate(connection, [creator_id for creator_id, _ in ranked])
    seen = [(seen_now(snapshot, found[i]), score) for i, score in ranked if i in found]
    return [{"score": score, **creator_facts(shown, brief, pricing)} for shown, score in seen]


def _changes(document: Document, resolved: Resolved) -> Iterator[Change]:
    for constraint in resolved.brief.constraints:
        yield from _removed(constraint, resolved)
        yield from _unknown_included(constraint, document)
        yield from _widened(constraint, document, resolved.overlay.document)


def _removed(constraint: Constraint, resolved: Resolved) -> Iterator[Change]:
    name = constraint.name
    if constraint.source == "prose":
        off = {reading["id"] for reading in resolved.overlay.readings if _constraint_of(reading) == name}
        ignored = sorted({*(resolved.overlay.document.get("ignore_readings") or ()), *off})
        yield Change(name, f"ignore what the text says of {_words(name)}", {"ignore_readings": ignored})
    elif name == "followers":
        anybody: Document = {"constraints": {name: {"min": 0, "max": None, "unknown": "include"}}}
        yield Change(name, "let any number of followers in", anybody)
    elif constraint.source == "explicit" and name.startswith("budget_"):
        scope = name.removeprefix("budget_")
        parts = (scope, "per_kind") if scope == "per_deliverable" else (scope,)
        yield Change(name, f"drop {_words(name)}", {"budget": dict.fromkeys(parts)})
    elif constraint.source == "explicit":
        gone: Document = {name: None} if name == "deadline" else {"constraints": {name: None}}
        yield Change(name, f"drop {_words(name)}", gone)


def _unknown_included(constraint: Constraint, document: Document) -> Iterator[Change]:
    if constraint.include_unknown or constraint.source == "prose":
        return
    name = constraint.name
    if name.startswith("budget_"):
        yield Change(name, "include creators whose price is unknown", {"budget": {"unknown_price": "include"}})
        if (document.get("budget") or {}).get("unknown_price") != "estimate":
            yield Change(name, "let estimates stand for unknown prices", {"budget": {"unknown_price": "estimate"}})
    elif isinstance((document.get("constraints") or {}).get(name), dict):
        patch = {"constraints": {name: {"unknown": "include"}}}
        yield Change(name, f"include creators whose {_words(name)} are unknown", patch)


def _widened(constraint: Constraint, document: Document, effective: Document) -> Iterator[Change]:
    """Limits of followers, engagement and money, wider by a quarter and by as much again."""
    name = constraint.name
    for factor in _WIDER:
        if name in ("followers", "engagement_rate_pct"):
            yield from _wider_bounds(constraint, factor)
        elif name in ("budget_per_creator", "budget_per_deliverable"):
            yield from _larger_budget(name, document, effective, factor)


def _wider_bounds(constraint: Constraint, factor: float) -> Iterator[Change]:
    name, value = constraint.name, constraint.value
    for side, widened in (("max", factor), ("min", 1 / factor)):
        if value[side]:
            bound = round(value[side] * widened, 2)
            bounds = {**value, side: int(bound) if name == "followers" else min(bound, 100)}
            bounds["unknown"] = "include" if constraint.include_unknown else "exclude"
            yield Change(name, f"{_words(name)} {side} {bounds[side]:,} instead of {value[side]:,}",
                         {"constraints": {name: bounds}})  # fmt: skip


def _larger_budget(name: str, document: Document, effective: Document, factor: float) -> Iterator[Change]:
    scope, budget = name.removeprefix("budget_"), effective["budget"]
    if scope not in budget:  # stated kind by kind
        return
    amount = str(int(float(budget[scope]) * factor))
    patch: Document = {"budget": {scope: amount, "currency": budget["currency"]}}
    if "deliverables" not in document:  # read from the text; a budget in a field needs them in a field
        patch["deliverables"] = effective["deliverables"]
    yield Change(name, f"{_words(name)} {amount} {budget['currency']} instead of {budget[scope]}", patch)


def _constraint_of(reading: Document) -> str | None:
    """The constraint that an applied reading became."""
    if reading["status"] != "applied":
        return None
    if reading["field"] == "budget":
        return f"budget_{reading['value']['scope']}"
    field: str = reading["field"]
    return field.split(".")[0]


def _words(constraint: str) -> str:
    return constraint.replace("_pct", "").replace("_", " ")
