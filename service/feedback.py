"""Feedback: what a brand said of a creator for one of its briefs; given again it replaces, withdrawn it is gone."""

from typing import Any

from service.backends import Backends
from service.briefs import no_brief
from service.catalog import no_creator
from service.domain.feedback import Verdict
from service.errors import Conflict, NotFound
from service.store import briefs, creators, feedback, outcomes
from service.store.creators import StoredCreator
from service.store.engine import Connection
from service.store.feedback import Status, StoredFeedback

Document = dict[str, Any]


def give(backends: Backends, brand_id: int, brief_id: str, external_id: str,
         document: Document) -> tuple[StoredFeedback, Status]:  # fmt: skip
    """Give a verdict or change it. Unknown briefs, another brand's among them, and creators raise NotFound; another
    verdict on who is hired and has outcomes raises Conflict."""
    verdict, note = Verdict(document["verdict"], document.get("reason")), document.get("note")

    def change(connection: Connection) -> tuple[StoredFeedback, Status]:
        creator = creators.get(connection, external_id, lock=True)
        if creator is None:
            raise no_creator(external_id)
        status = feedback.put(connection, brand_id, brief_id, creator.id, verdict, note)
        stored = feedback.get(connection, brand_id, brief_id, creator.id)
        if status is None or stored is None:
            raise no_brief(brief_id)
        if verdict.name != "hired":
            _must_have_no_outcome(connection, brand_id, brief_id, creator)
        return stored, status

    return backends.store.write(change)


def withdraw(backends: Backends, brand_id: int, brief_id: str, external_id: str) -> None:
    """Remove a verdict as if it had never been given; raises NotFound where there is none, Conflict where it has
    outcomes."""

    def change(connection: Connection) -> None:
        creator = creators.get(connection, external_id)
        if creator is None:
            raise no_creator(external_id)
        if not feedback.remove(connection, brand_id, brief_id, creator.id):
            raise NotFound(f"the brand has given no feedback on {external_id!r} for the brief {brief_id!r}")
        _must_have_no_outcome(connection, brand_id, brief_id, creator)

    backends.store.write(change)


def list_feedback(backends: Backends, brand_id: int, brief_id: str, verdict: str | None, after: int,
                  limit: int) -> list[StoredFeedback]:  # fmt: skip
    """A page of one brief's feedback; another brand's brief raises NotFound."""
    with backends.store.read() as connection:
        if briefs.get(connection, brand_id, brief_id) is None:
            raise no_brief(brief_id)
        return feedback.page(connection, brand_id, brief_id, verdict, after, limit)


def _must_have_no_outcome(connection: Connection, brand_id: int, brief_id: str, creator: StoredCreator) -> None:
    """Nothing is thrown away beside what was asked for. The brief is locked; raising undoes the change of verdict."""
    if outcomes.has_any(connection, brand_id, brief_id, creator.id):
        message = f"{creator.external_id!r} was hired and has outcomes for this brief; delete them first"
        raise Conflict(message, code="has_outcomes")
