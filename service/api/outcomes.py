"""What the work of hired creators brought, and the report that lays it beside what was expected."""

import re
from typing import Any

from flask import Response, request
from flask.views import MethodView

from service import outcomes, reporting
from service.api import importing, responses
from service.api.auth import BRAND_PARAMETER, acting_brand
from service.api.blueprint import Blueprint
from service.api.context import answer, backends, bad_cursor, from_cursor, no_content, rfc3339, to_cursor
from service.api.operation import operation
from service.api.outcome_schemas import OutcomeSchema
from service.api.queries import OutcomesQuery
from service.briefs import get_brief
from service.domain.vocabulary import EXTERNAL_ID
from service.errors import Invalid, Problem
from service.store.outcomes import StoredOutcome

blueprint = Blueprint("outcomes", __name__, url_prefix="/v1", description="What the work of hired creators brought")


@blueprint.route("/briefs/<brief_id>/outcomes", parameters=[BRAND_PARAMETER])
class BriefOutcomes(MethodView):
    @operation("listOutcomes", needs="briefs:read")
    @blueprint.arguments(OutcomesQuery, location="query")
    @blueprint.response(200, responses.OutcomePage)
    def get(self, query: dict[str, Any], brief_id: str) -> Response:
        """List a brief's outcomes in the order of their ids."""
        after, limit = from_cursor(query["cursor"]) if "cursor" in query else "", query["limit"]
        if after and not re.fullmatch(EXTERNAL_ID, after):
            raise bad_cursor()
        found = outcomes.list_outcomes(backends(), acting_brand(), brief_id, query.get("creator"), after, limit)
        cursor = to_cursor(found[-1].outcome_id) if len(found) == limit else None
        return answer({"items": [_shown(stored) for stored in found], "next_cursor": cursor})


@blueprint.route("/briefs/<brief_id>/outcomes/<outcome_id>", parameters=[BRAND_PARAMETER])
class OneOutcome(MethodView):
    @operation("getOutcome", needs="briefs:read")
    @blueprint.response(200, responses.StoredOutcome)
    def get(self, brief_id: str, outcome_id: str) -> Response:
        """One outcome."""
        return answer(_shown(outcomes.get_outcome(backends(), acting_brand(), brief_id, outcome_id)))

    @operation("putOutcome", needs="briefs:write", errors=("not_hired",))
    @blueprint.arguments(OutcomeSchema)
    @blueprint.response(200, responses.StoredOutcome)
    @blueprint.alt_response(201, schema=responses.StoredOutcome, description="Created")
    def put(self, document: dict[str, Any], brief_id: str, outcome_id: str) -> Response:
        """Record what one piece of work of a hired creator brought; replaces what was recorded under the id."""
        _check_id(outcome_id)
        stored, status = outcomes.save_outcome(backends(), acting_brand(), brief_id, outcome_id, document)
        return answer(_shown(stored), 201 if status == "created" else 200)

    @operation("deleteOutcome", needs="briefs:write")
    @blueprint.response(204)
    def delete(self, brief_id: str, outcome_id: str) -> Response:
        """Remove an outcome, as if it had never been recorded."""
        outcomes.delete_outcome(backends(), acting_brand(), brief_id, outcome_id)
        return no_content()


@blueprint.route("/briefs/<brief_id>/outcomes:import", parameters=[BRAND_PARAMETER])
class ImportOutcomes(MethodView):
    @operation("importOutcomes", needs="briefs:write", once=True)
    @blueprint.response(200, {"type": "string"}, description="One result a line, then a summary",
                        content_type="application/x-ndjson")  # fmt: skip
    @blueprint.doc(requestBody=responses.NDJSON_BODY)
    def post(self, brief_id: str) -> Response:
        """Import NDJSON: one outcome with its `outcome_id` a line; no line harms another."""
        brand_id = acting_brand()
        get_brief(backends(), brand_id, brief_id)  # nothing is noted of a brief that is not there
        return importing.import_outcomes(backends(), request, brand_id, brief_id)


@blueprint.route("/briefs/<brief_id>/report", parameters=[BRAND_PARAMETER])
class BriefReport(MethodView):
    @operation("getReport", needs="briefs:read")
    @blueprint.response(200, responses.Report)
    def get(self, brief_id: str) -> Response:
        """What a brief brought for its money, per creator and in all, beside what its plan expected."""
        return answer(reporting.report(backends(), acting_brand(), brief_id))


def _shown(stored: StoredOutcome) -> dict[str, Any]:
    return {
        "outcome_id": stored.outcome_id,
        "creator": stored.external_id,
        **stored.document,
        "created_at": rfc3339(stored.created_at),
        "updated_at": rfc3339(stored.updated_at),
    }


def _check_id(outcome_id: str) -> None:
    if not re.fullmatch(EXTERNAL_ID, outcome_id):
        allowed = "1 to 128 of A-Z a-z 0-9 _ - . ~, not beginning with . or ~"
        where = Problem("path/outcome_id", f"must be {allowed}", "bad_format")
        raise Invalid(f"outcome_id must be {allowed}", (where,))
