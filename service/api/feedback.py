"""What a brand says of the creators that it was shown for a brief."""

from typing import Any

from flask import Response
from flask.views import MethodView

from service import feedback
from service.api import responses
from service.api.auth import BRAND_PARAMETER, acting_brand
from service.api.blueprint import Blueprint
from service.api.context import answer, backends, no_content, number_cursor, rfc3339, to_cursor
from service.api.feedback_schemas import FeedbackSchema
from service.api.operation import operation
from service.api.queries import FeedbackQuery
from service.store.feedback import StoredFeedback

blueprint = Blueprint("feedback", __name__, url_prefix="/v1", description="Verdicts on creators, brief by brief")


@blueprint.route("/briefs/<brief_id>/feedback", parameters=[BRAND_PARAMETER])
class BriefFeedback(MethodView):
    @operation("listFeedback", needs="briefs:read")
    @blueprint.arguments(FeedbackQuery, location="query")
    @blueprint.response(200, responses.FeedbackPage)
    def get(self, query: dict[str, Any], brief_id: str) -> Response:
        """List a brief's feedback in the order of its creators' arrival."""
        after, limit = number_cursor(query.get("cursor")), query["limit"]
        found = feedback.list_feedback(backends(), acting_brand(), brief_id, query.get("verdict"), after, limit)
        cursor = to_cursor(found[-1].creator_id) if len(found) == limit else None
        return answer({"items": [_shown(stored) for stored in found], "next_cursor": cursor})


@blueprint.route("/briefs/<brief_id>/feedback/<external_id>", parameters=[BRAND_PARAMETER])
class CreatorFeedback(MethodView):
    @operation("putFeedback", needs="briefs:write", errors=("has_outcomes",))
    @blueprint.arguments(FeedbackSchema)
    @blueprint.response(200, responses.StoredFeedback)
    @blueprint.alt_response(201, schema=responses.StoredFeedback, description="Created")
    def put(self, document: dict[str, Any], brief_id: str, external_id: str) -> Response:
        """Shortlist, reject with a reason, or hire a creator for a brief; replaces what was said before."""
        stored, status = feedback.give(backends(), acting_brand(), brief_id, external_id, document)
        return answer(_shown(stored), 201 if status == "created" else 200)

    @operation("withdrawFeedback", needs="briefs:write", errors=("has_outcomes",))
    @blueprint.response(204)
    def delete(self, brief_id: str, external_id: str) -> Response:
        """Withdraw feedback, as if it had never been given."""
        feedback.withdraw(backends(), acting_brand(), brief_id, external_id)
        return no_content()


def _shown(stored: StoredFeedback) -> dict[str, Any]:
    stated = {"reason": stored.verdict.reason, "note": stored.note}
    return {
        "external_id": stored.external_id,
        "verdict": stored.verdict.name,
        **{name: value for name, value in stated.items() if value is not None},
        "created_at": rfc3339(stored.created_at),
        "updated_at": rfc3339(stored.updated_at),
    }
