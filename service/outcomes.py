"""Outcomes: what the work of hired creators brought; saved one by one or streamed, each under an id of the brand's."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import orjson

from service.backends import Backends
from service.briefs import get_brief, no_brief
from service.catalog import no_creator
from service.domain.creator import read_creator
from service.domain.outcome import lesson_of
from service.errors import Conflict, CreatormatchError, NotFound, Problem
from service.imports import Tally, chunks, failed
from service.lines import Line
from service.store import creators, feedback, outcomes
from service.store.creators import StoredCreator
from service.store.engine import Connection
from service.store.outcomes import Draft, Status, StoredOutcome

Document = dict[str, Any]


def save_outcome(backends: Backends, brand_id: int, brief_id: str, outcome_id: str,
                 document: Document) -> tuple[StoredOutcome, Status]:  # fmt: skip
    """Insert or replace. Unknown briefs and creators raise NotFound, a creator who is not hired Conflict."""

    def change(connection: Connection) -> tuple[StoredOutcome, Status]:
        became = _save(connection, brand_id, brief_id, {outcome_id: document})[outcome_id]
        if isinstance(became, CreatormatchError):
            raise became
        return _get(connection, brand_id, brief_id, outcome_id), became

    return backends.store.write(change)


def get_outcome(backends: Backends, brand_id: int, brief_id: str, outcome_id: str) -> StoredOutcome:
    with backends.store.read() as connection:
        return _get(connection, brand_id, brief_id, outcome_id)


def delete_outcome(backends: Backends, brand_id: int, brief_id: str, outcome_id: str) -> None:
    if not backends.store.write(lambda c: outcomes.remove(c, brand_id, brief_id, outcome_id)):
        raise no_outcome(outcome_id)


def list_outcomes(backends: Backends, brand_id: int, brief_id: str, creator: str | None, after: str,
                  limit: int) -> list[StoredOutcome]:  # fmt: skip
    """A page of one brief's outcomes, of one creator where it is named; another brand's brief raises NotFound."""
    get_brief(backends, brand_id, brief_id)
    with backends.store.read() as connection:
        return outcomes.page(connection, brand_id, brief_id, creator, after, limit)


def import_outcomes(backends: Backends, brand_id: int, brief_id: str, lines: Iterable[Line],
                    tally: Tally) -> Iterator[Document]:  # fmt: skip
    """Save lines in short transactions, yielding results in the lines' order, each after its commit."""
    get_brief(backends, brand_id, brief_id)
    for chunk in chunks(lines):
        given = {line.id: line.document for line in chunk if line.id and line.document}
        became = backends.store.write(partial(_save, brand_id=brand_id, brief_id=brief_id, given=given))
        for line in chunk:
            yield _result(line, became.get(line.id or "") if line.document else None, tally)
        time.sleep(0)  # let others who wait for the writer go first


def _result(line: Line, became: Status | CreatormatchError | None, tally: Tally) -> Document:
    if became is None or isinstance(became, CreatormatchError):
        tally.count(line, None)
        problems = (Problem("/creator", became.detail, became.code),) if became else line.problems
        return failed(replace(line, problems=problems), "outcome_id")
    tally.count(line, became)
    return {"line": line.number, "outcome_id": line.id, "status": became}


def _save(connection: Connection, brand_id: int, brief_id: str,
          given: Mapping[str, Document]) -> dict[str, Status | CreatormatchError]:  # fmt: skip
    """What became of each outcome, by id: saved, or why not."""
    if not given:
        return {}
    known = creators.locked(connection, sorted({document["creator"] for document in given.values()}))
    if not feedback.lock_brief(connection, brand_id, brief_id):
        raise no_brief(brief_id)
    hired = set(feedback.with_verdict(connection, brand_id, brief_id, "hired"))
    refused = {
        outcome_id: error
        for outcome_id, document in given.items()
        if (error := _refusal(document["creator"], known.keys(), hired)) is not None
    }
    accepted = {outcome_id: document for outcome_id, document in given.items() if outcome_id not in refused}
    drafts = [_draft(outcome_id, document, known[document["creator"]]) for outcome_id, document in accepted.items()]
    statuses = outcomes.save(connection, brand_id, brief_id, drafts) or ()
    return {**refused, **dict(zip(accepted, statuses, strict=True))}


def _refusal(external_id: str, known: Collection[str], hired: Collection[str]) -> CreatormatchError | None:
    if external_id not in known:
        return no_creator(external_id)
    if external_id not in hired:
        how = f"PUT the verdict hired to /v1/briefs/{{brief_id}}/feedback/{external_id}, or accept a plan with it"
        return Conflict(f"{external_id!r} is not hired for this brief: {how}", code="not_hired")
    return None


def _draft(outcome_id: str, document: Document, creator: StoredCreator) -> Draft:
    kept = {name: value for name, value in document.items() if name != "creator"}
    facts = read_creator(creator.external_id, orjson.loads(creator.document))
    return Draft(outcome_id, creator.id, kept, lesson_of(kept, facts))


def _get(connection: Connection, brand_id: int, brief_id: str, outcome_id: str) -> StoredOutcome:
    stored = outcomes.get(connection, brand_id, brief_id, outcome_id)
    if stored is None:
        raise no_outcome(outcome_id)
    return stored


def no_outcome(outcome_id: str) -> NotFound:
    return NotFound(f"the brand has no outcome with the id {outcome_id!r} for this brief")
