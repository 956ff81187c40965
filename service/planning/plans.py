"""Brief to plan: the best set of creators that the money can buy, proven; stored, revised, accepted."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson

from service.backends import Backends
from service.briefs import no_brief
from service.budget import process
from service.catalog import merge_patch
from service.domain.brief import Brief
from service.domain.feedback import Verdict
from service.domain.ids import new_id
from service.domain.plan import PlanRequest, read_plan_request
from service.domain.versions import UNSAID, Expected
from service.errors import Conflict, Invalid, NotFound, Problem
from service.estimating import pricing_of
from service.jobs import DELIVER
from service.matching import served_snapshot, stored_question
from service.metrics import timed
from service.planning import candidates, offers, results
from service.planning.offers import Ground
from service.planning.programs import objective, program
from service.planning.results import Found
from service.planning.solving import explore, solve
from service.presenting import rates_facts
from service.readings import Resolved, resolve_stored
from service.scoring import Asked
from service.store import creators, feedback, outbox, plans
from service.store.briefs import StoredBrief
from service.store.engine import Connection
from service.store.plans import StoredPlan

Document = dict[str, Any]

_TOP = 500  # best matches that are looked at where nobody is named


def make_plan(backends: Backends, stored: StoredBrief, document: Document) -> StoredPlan:
    """Solve a request for a brief and keep it as a new plan."""
    result = _solved(backends, stored, document, None)
    plan_id = new_id("pln")

    def change(connection: Connection) -> StoredPlan:
        made = plans.add(connection, stored.brand_id, stored.id, plan_id, document, result)
        if made is None:
            raise no_brief(stored.id)
        return _announced(connection, stored, made)

    made = backends.store.write(change)
    backends.jobs.wake(DELIVER)
    return made


def revise_plan(backends: Backends, stored: StoredBrief, before: StoredPlan, patch: Document,
                validate: Callable[[Document], Document]) -> StoredPlan:  # fmt: skip
    """Apply a merge patch to the request, keep the locked lines, and solve again: the next version.

    Raises Conflict where somebody else revised the plan meanwhile.
    """
    document = validate(merge_patch(before.request, patch))
    result = _solved(backends, stored, document, before)

    def change(connection: Connection) -> StoredPlan:
        made = plans.revise(connection, before, document, result)
        if made is None:
            raise Conflict("the plan was changed or deleted meanwhile; read it again", code="plan_changed")
        return _announced(connection, stored, made)

    revised = backends.store.write(change)
    backends.jobs.wake(DELIVER)
    return revised


def _announced(connection: Connection, brief: StoredBrief, plan: StoredPlan) -> StoredPlan:
    """A version that was just kept, and its brand told of it."""
    data = {"plan_id": plan.id, "brief_id": plan.brief_id, "version": plan.version, **results.summary(plan.result)}
    outbox.emit(connection, brief.brand_id, outbox.PLAN_READY, data)
    return plan


def get_plan(backends: Backends, brand_id: int, plan_id: str, version: int | None = None) -> StoredPlan:
    with backends.store.read() as connection:
        return _found(plans.get(connection, brand_id, plan_id, version), plan_id, version)


def list_plans(backends: Backends, stored: StoredBrief, after: str, limit: int) -> list[StoredPlan]:
    with backends.store.read() as connection:
        return plans.page(connection, stored.brand_id, stored.id, after, limit)


def delete_plan(backends: Backends, brand_id: int, plan_id: str, expected: Expected = UNSAID) -> None:
    def change(connection: Connection) -> None:
        expected.check(_found(plans.get(connection, brand_id, plan_id, lock=True), plan_id, None).latest)
        plans.remove(connection, brand_id, plan_id)

    backends.store.write(change)


def accept_plan(backends: Backends, brand_id: int, plan: StoredPlan, expected: Expected = UNSAID) -> StoredPlan:
    """Hire everybody in this version, in one transaction."""
    expected.check(plan.latest)
    if not plan.result["lines"]:
        raise _empty()

    def change(connection: Connection) -> StoredPlan:
        left = creators.lock(connection, [line["creator_id"] for line in plan.result["lines"]])
        if not left:
            raise _empty()
        for creator_id in left:
            feedback.put(connection, brand_id, plan.brief_id, creator_id, Verdict("hired"), None)
        now = _found(plans.get(connection, brand_id, plan.id, plan.version, lock=True), plan.id, plan.version)
        expected.check(now.latest)
        return plans.accept(connection, now)

    return backends.store.write(change)


def shown(backends: Backends, plan: StoredPlan) -> Document:
    """The result as it is answered: creators by their external ids, those who were erased left out."""
    with backends.store.read() as connection:
        names = creators.external_ids(connection, results.creator_ids(plan.result))
    return results.shown(plan.result, names)


def names_of(backends: Backends, plan: StoredPlan) -> dict[str, str]:
    """The names of the creators in a plan's lines, by external id."""
    with backends.store.read() as connection:
        found = creators.hydrate(connection, [line["creator_id"] for line in plan.result["lines"]])
    return {stored.external_id: orjson.loads(stored.document)["name"] for stored in found.values()}


def _solved(backends: Backends, stored: StoredBrief, document: Document, before: StoredPlan | None) -> Document:
    """The result as it is stored; the version before it holds the lines that are locked."""
    started = time.perf_counter()
    process.warm()  # it loads while candidates are gathered
    backends, snapshot = backends.holding_rates(), served_snapshot(backends)
    resolved = resolve_stored(backends, stored)
    complete = with_defaults(resolved, document)
    request = read_plan_request(complete)
    agreed = _agreed(backends, before, request) if before is not None else {}
    brief = replace(resolved.brief, currency=request.budget.currency)
    question = stored_question(backends, snapshot, stored, brief, Asked(request.top))
    with timed("gather_plan"):
        pool = candidates.gather(backends, snapshot, stored, question, request)
        pricing = pricing_of(backends, stored if request.estimated_prices else None)
        ground = Ground(pricing, question.experience.records)
        bought = offers.price_options(pool, brief, request, ground, agreed)
        worth = objective(bought.options, pool.candidates, request)
        asked = program(bought.options, pool.candidates, request, worth)
    gathered = time.perf_counter()
    solution = solve(asked, request)
    solved = time.perf_counter()
    found = Found(complete, request, brief, pool, bought, worth, asked, solution)
    explored = explore(asked, solution, request)
    return results.result(found, explored, pricing) | {
        "index_version": snapshot.index_version,
        **rates_facts(backends.rates),
        "took_ms": {
            "candidates": _ms(gathered - started),
            "solve": _ms(solved - gathered),
            "frontier": _ms(time.perf_counter() - solved),
            "in_all": _ms(time.perf_counter() - started),
        },
    }


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)


def with_defaults(resolved: Resolved, document: Document) -> Document:
    """The request with everything that it leaves to the brief and to the defaults, as it is shown back."""
    brief = resolved.overlay.document
    complete = {"objective": {"engagements": 1.0}, **document, "candidates": dict(document.get("candidates") or {})}
    if "creators" not in complete["candidates"] and not complete["candidates"].get("shortlisted"):
        complete["candidates"].setdefault("top", _TOP)
    complete["budget"] = document.get("budget") or _total_of(brief)
    complete["mixes"] = _named_mixes(document, resolved.brief)
    wanted = brief.get("creators_wanted")
    asked = document.get("creators") or ({"min": wanted, "max": wanted} if wanted else {})
    complete["creators"] = {"min": asked.get("min", 1), "max": asked.get("max", 10_000)}
    return complete


def _total_of(brief: Document) -> Document:
    budget = brief.get("budget") or {}
    if "total" not in budget:
        message = "is missing, and the brief states no total budget"
        raise Invalid("a plan needs a budget", (Problem("/budget", message, "required"),))
    return {"total": budget["total"], "currency": budget["currency"]}


def _named_mixes(document: Document, brief: Brief) -> list[Document]:
    if "mixes" not in document and not brief.deliverables:
        message = "are missing, and the brief states no deliverables"
        raise Invalid("a plan needs deliverables", (Problem("/mixes", message, "required"),))
    of_the_brief = [{"kind": kind, "quantity": quantity} for kind, quantity in brief.deliverables.items()]
    mixes = document.get("mixes") or [{"name": "brief", "deliverables": of_the_brief}]
    named = [{"name": f"mix-{number}", **mix} for number, mix in enumerate(mixes, 1)]
    for place, mix in enumerate(named):
        if mix["name"] in [earlier["name"] for earlier in named[:place]]:
            message = f"an earlier one is called {mix['name']!r} too"
            raise Invalid("mixes need distinct names", (Problem(f"/mixes/{place}/name", message),))
    return named


def _agreed(backends: Backends, before: StoredPlan, request: PlanRequest) -> dict[str, Document]:
    """The lines of the version before that stay as they are, by external id; one without a plan kept those that it was
    given."""
    kept = {line["creator_id"]: line for line in (*before.result["agreed"], *before.result["lines"])}
    with backends.store.read() as connection:
        names = creators.external_ids(connection, list(kept))
    lines = {names[creator_id]: line for creator_id, line in kept.items() if creator_id in names}
    for place, external_id in enumerate(request.locked):
        if external_id not in lines:
            message = f"{external_id!r} is in no line of version {before.version}, or was erased; take it out"
            raise Invalid(message, (Problem(f"/locked/{place}", message),))
    currency = before.result["currency"]
    if request.locked and request.budget.currency != currency:
        message = f"locked lines are priced in {currency}, and the budget is in {request.budget.currency}"
        raise Invalid(message, (Problem("/budget/currency", message),))
    return {external_id: lines[external_id] for external_id in request.locked}


def _empty() -> Conflict:
    return Conflict("the plan has no lines to accept", code="plan_is_empty")


def _found(plan: StoredPlan | None, plan_id: str, version: int | None) -> StoredPlan:
    if plan is None:
        raise _no_plan(plan_id, version)
    return plan


def _no_plan(plan_id: str, version: int | None) -> NotFound:
    return NotFound(f"no plan has the id {plan_id!r}" + (f" and the version {version}" if version else ""))
