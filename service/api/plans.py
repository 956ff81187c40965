"""Plans: the best set of creators for a brief under its budget."""

from typing import Any

import orjson
from flask import Response
from flask.views import MethodView

from service import briefs
from service.api import plan_responses
from service.api.auth import BRAND_PARAMETER, acting_brand
from service.api.blueprint import Blueprint
from service.api.context import (
    answer,
    backends,
    bad_cursor,
    from_cursor,
    no_content,
    rfc3339,
    rfc3339_or_null,
    to_cursor,
)
from service.api.idempotency import once
from service.api.merge_patches import MergePatch
from service.api.operation import operation
from service.api.plan_csv import plan_csv
from service.api.plan_schemas import PlanPatch, PlanSchema, load_revised_plan
from service.api.preconditions import expected, versioned
from service.api.queries import ExportQuery, PageQuery, VersionQuery
from service.backends import Backends
from service.planning import plans as planning
from service.store.plans import StoredPlan

blueprint = Blueprint("plans", __name__, url_prefix="/v1", description="Plans: whom to hire with the money there is")

_PATCH = MergePatch(PlanPatch, load_revised_plan)
_FILES = {
    "text/csv": {"schema": {"type": "string"}},
    "application/json": {"schema": plan_responses.StoredPlan},
}
# What can fail between a request and its plan.
_SOLVING = ("index_not_ready", "encoder_busy", "out_of_time", "unavailable")


@blueprint.route("/briefs/<brief_id>/plans", parameters=[BRAND_PARAMETER])
class BriefPlans(MethodView):
    @operation("listPlans", needs="plans:read")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, plan_responses.PlanPage)
    def get(self, query: dict[str, Any], brief_id: str) -> Response:
        """List a brief's plans, each in its newest version."""
        after, limit = from_cursor(query["cursor"]) if "cursor" in query else "", query["limit"]
        if after and not after.startswith("pln_"):
            raise bad_cursor()
        stored = briefs.get_brief(backends(), acting_brand(), brief_id)
        found = planning.list_plans(backends(), stored, after, limit)
        cursor = to_cursor(found[-1].id) if len(found) == limit else None
        return answer({"items": [_summary(plan) for plan in found], "next_cursor": cursor})

    @operation("createPlan", needs="plans:write", errors=("brief_closed", *_SOLVING), once=True)
    @blueprint.arguments(PlanSchema)
    @blueprint.response(201, plan_responses.StoredPlan)
    def post(self, document: dict[str, Any], brief_id: str) -> Response:
        """Find the best set of creators that the budget can buy, proven, and keep it."""
        brand_id = acting_brand()

        def make(b: Backends) -> StoredPlan:
            stored = briefs.get_brief(b, brand_id, brief_id)
            briefs.must_be_matched(stored)
            return planning.make_plan(b, stored, document)

        return once(make, _created)


@blueprint.route("/plans/<plan_id>", parameters=[BRAND_PARAMETER])
class OnePlan(MethodView):
    @operation("getPlan", needs="plans:read", if_none_match=True)
    @blueprint.arguments(VersionQuery, location="query")
    @blueprint.response(200, plan_responses.StoredPlan)
    def get(self, query: dict[str, Any], plan_id: str) -> Response:
        """One plan in its newest version, or in an earlier one."""
        plan = planning.get_plan(backends(), acting_brand(), plan_id, query.get("version"))
        return versioned(_shown(plan), plan.version)

    @operation("updatePlan", needs="plans:write", errors=("brief_closed", "plan_changed", *_SOLVING),
               if_match=True)  # fmt: skip
    @blueprint.response(200, plan_responses.StoredPlan)
    @blueprint.doc(requestBody=_PATCH.body)
    def patch(self, plan_id: str) -> Response:
        """Change the request by a JSON merge patch (RFC 7396), keep `locked` lines as they are, and solve again."""
        before = planning.get_plan(backends(), acting_brand(), plan_id)
        expected().check(before.latest)
        stored = briefs.get_brief(backends(), acting_brand(), before.brief_id)
        briefs.must_be_matched(stored)
        patch = _PATCH.read()
        plan = planning.revise_plan(backends(), stored, before, patch, _PATCH.outcome_of(patch))
        return versioned(_shown(plan), plan.version)

    @operation("deletePlan", needs="plans:write", if_match=True)
    @blueprint.response(204)
    def delete(self, plan_id: str) -> Response:
        """Delete a plan with all its versions."""
        planning.delete_plan(backends(), acting_brand(), plan_id, expected())
        return no_content()


@blueprint.route("/plans/<plan_id>:accept", parameters=[BRAND_PARAMETER])
class AcceptPlan(MethodView):
    @operation("acceptPlan", needs="plans:write", errors=("plan_is_empty",), once=True, if_match=True)
    @blueprint.arguments(VersionQuery, location="query")
    @blueprint.response(200, plan_responses.StoredPlan)
    def post(self, query: dict[str, Any], plan_id: str) -> Response:
        """Hire everybody in the plan: reports then compare with its forecast."""
        brand_id = acting_brand()

        def accept(b: Backends) -> StoredPlan:
            plan = planning.get_plan(b, brand_id, plan_id, query.get("version"))
            return planning.accept_plan(b, brand_id, plan, expected())

        return once(accept, _accepted)


@blueprint.route("/plans/<plan_id>/export", parameters=[BRAND_PARAMETER])
class ExportPlan(MethodView):
    @operation("exportPlan", needs="plans:read")
    @blueprint.arguments(ExportQuery, location="query")
    @blueprint.doc(responses={"200": {"description": "A file", "content": _FILES}})
    def get(self, query: dict[str, Any], plan_id: str) -> Response:
        """The plan as a file: its lines as CSV, or all of it as JSON."""
        plan = planning.get_plan(backends(), acting_brand(), plan_id, query.get("version"))
        shown, name = _shown(plan), f"{plan.id}-{plan.version}.{query['format']}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        if query["format"] == "json":
            return Response(orjson.dumps(shown), content_type="application/json", headers=headers)
        text = plan_csv(shown, planning.names_of(backends(), plan))
        return Response(text, content_type="text/csv; charset=utf-8", headers=headers)


def _created(plan: StoredPlan) -> Response:
    return versioned(_shown(plan), plan.version, 201, Location=f"/v1/plans/{plan.id}")


def _accepted(plan: StoredPlan) -> Response:
    return versioned(_shown(plan), plan.version)


def _summary(plan: StoredPlan) -> dict[str, Any]:
    return {
        "id": plan.id,
        "brief_id": plan.brief_id,
        "name": plan.request.get("name"),
        "version": plan.version,
        "latest_version": plan.latest,
        "accepted_version": plan.accepted_version,
        "accepted_at": rfc3339_or_null(plan.accepted_at),
        "created_at": rfc3339(plan.created_at),
        "solved_at": rfc3339(plan.solved_at),
        "status": plan.result["status"],
    }


def _shown(plan: StoredPlan) -> dict[str, Any]:
    return _summary(plan) | planning.shown(backends(), plan)
