"""A brand's briefs and their matches; and matching without storing."""

from typing import Any

from flask import Response, request
from flask.views import MethodView

from service import briefs, checking, matching, relaxing
from service.api import responses
from service.api.auth import BRAND_PARAMETER, acting_brand
from service.api.blueprint import Blueprint
from service.api.brief_schemas import BriefPatch, BriefSchema, ScoresSchema, load_brief
from service.api.context import answer, backends, bad_cursor, from_cursor, no_content, rfc3339, to_cursor
from service.api.idempotency import once
from service.api.merge_patches import MergePatch
from service.api.operation import operation
from service.api.preconditions import expected, versioned
from service.api.queries import BriefsQuery, MatchesQuery, OnceQuery, asked
from service.errors import Gone, Invalid, Problem
from service.readings import Resolved, resolve_now, resolve_stored
from service.store.briefs import StoredBrief

blueprint = Blueprint("briefs", __name__, url_prefix="/v1", description="Briefs and their matches")
_PATCH = MergePatch(BriefPatch, load_brief)


@blueprint.route("/briefs", parameters=[BRAND_PARAMETER])
class Briefs(MethodView):
    @operation("listBriefs", needs="briefs:read")
    @blueprint.arguments(BriefsQuery, location="query")
    @blueprint.response(200, responses.BriefPage)
    def get(self, query: dict[str, Any]) -> Response:
        """List the brand's briefs in the order of their arrival, or the newest first."""
        place, limit = from_cursor(query["cursor"]) if "cursor" in query else "", query["limit"]
        if place and not place.startswith("brf_"):
            raise bad_cursor()
        found = briefs.list_briefs(backends(), acting_brand(), query.get("status"), place, limit, query["order"])
        cursor = to_cursor(found[-1].id) if len(found) == limit else None
        return answer({"items": [_shown(brief) for brief in found], "next_cursor": cursor})

    @operation("createBrief", needs="briefs:write", once=True)
    @blueprint.arguments(BriefSchema)
    @blueprint.response(201, responses.StoredBrief)
    def post(self, document: dict[str, Any]) -> Response:
        """Post a brief. The answer shows every constraint as it will be applied, defaults included."""
        brand_id = acting_brand()
        return once(lambda b: briefs.post_brief(b, brand_id, document), _created)


@blueprint.route("/briefs:parse")
class ParseBrief(MethodView):
    @operation("parseBrief", needs="briefs:read")
    @blueprint.arguments(BriefSchema)
    @blueprint.response(200, responses.ParsedBrief)
    def post(self, document: dict[str, Any]) -> Response:
        """Read a brief without storing it: every constraint that its text states, with the words it stands in."""
        return answer(_resolved(resolve_now(backends(), document)))


@blueprint.route("/briefs/<brief_id>", parameters=[BRAND_PARAMETER])
class OneBrief(MethodView):
    @operation("getBrief", needs="briefs:read", if_none_match=True)
    @blueprint.response(200, responses.StoredBrief)
    def get(self, brief_id: str) -> Response:
        """One brief of the brand."""
        stored = briefs.get_brief(backends(), acting_brand(), brief_id)
        return versioned(_shown(stored), stored.version)

    @operation("updateBrief", needs="briefs:write", if_match=True)
    @blueprint.response(200, responses.StoredBrief)
    @blueprint.doc(requestBody=_PATCH.body)
    def patch(self, brief_id: str) -> Response:
        """Change a brief by a JSON merge patch (RFC 7396); its status too."""
        patch = _PATCH.read()
        stored = briefs.patch_brief(
            backends(), acting_brand(), brief_id, patch, _PATCH.outcome_of(patch), expected()
        )
        return versioned(_shown(stored), stored.version)

    @operation("deleteBrief", needs="briefs:write", if_match=True)
    @blueprint.response(204)
    def delete(self, brief_id: str) -> Response:
        """Delete a brief with everything derived from it."""
        briefs.delete_brief(backends(), acting_brand(), brief_id, expected())
        return no_content()


@blueprint.route("/briefs/<brief_id>/matches", parameters=[BRAND_PARAMETER])
class BriefMatches(MethodView):
    @operation("listMatches", needs="matches:read",
               errors=("brief_closed", "cursor_expired", "index_not_ready", "encoder_busy"))  # fmt: skip
    @blueprint.arguments(MatchesQuery, location="query")
    @blueprint.response(200, responses.Matches)
    def get(self, query: dict[str, Any], brief_id: str) -> Response:
        """Creators for a brief: ranked, priced, explained. Later pages are of the same ranking."""
        stored, seq = briefs.get_brief_and_seq(backends(), acting_brand(), brief_id)
        briefs.must_be_matched(stored)
        if "cursor" not in query:
            found = matching.match_brief(backends(), stored, seq, asked(query))
        else:
            found = matching.next_page(backends(), stored, seq, _ranking_cursor(query["cursor"]), asked(query))
            _same_question(query, found)
        if found["next_cursor"] is not None:
            found["next_cursor"] = to_cursor(found["next_cursor"])
        return answer(found)


@blueprint.route("/match")
class MatchOnce(MethodView):
    @operation("matchOnce", needs="matches:read", errors=("index_not_ready", "encoder_busy"))
    @blueprint.arguments(OnceQuery, location="query")
    @blueprint.arguments(BriefSchema)
    @blueprint.response(200, responses.MatchesOnce)
    def post(self, query: dict[str, Any], document: dict[str, Any]) -> Response:
        """Match a brief without storing it."""
        return answer(matching.match_once(backends(), document, asked(query)))


@blueprint.route("/briefs/<brief_id>/scores", parameters=[BRAND_PARAMETER])
class BriefScores(MethodView):
    @operation("scoreCreators", needs="matches:read", errors=("index_not_ready", "encoder_busy"))
    @blueprint.arguments(ScoresSchema)
    @blueprint.response(200, responses.Judgements)
    def post(self, document: dict[str, Any], brief_id: str) -> Response:
        """Score given creators for a brief, those too that its constraints leave out, with what they break."""
        stored = briefs.get_brief(backends(), acting_brand(), brief_id)
        return answer(checking.score_creators(backends(), stored, document["creators"]))


@blueprint.route("/briefs/<brief_id>/relaxations", parameters=[BRAND_PARAMETER])
class BriefRelaxations(MethodView):
    @operation("listRelaxations", needs="matches:read", errors=("index_not_ready", "encoder_busy"))
    @blueprint.response(200, responses.Relaxations)
    def get(self, brief_id: str) -> Response:
        """Which single change of the constraints would add how many creators. Each comes as a merge patch."""
        return answer(relaxing.relaxations(backends(), briefs.get_brief(backends(), acting_brand(), brief_id)))


def _created(stored: StoredBrief) -> Response:
    return versioned(_shown(stored), stored.version, 201, Location=f"/v1/briefs/{stored.id}")


def _same_question(query: dict[str, Any], found: dict[str, Any]) -> None:
    """A later page cannot be sorted or diversified another way than the first one was."""
    for name in ("sort", "diversity"):
        if name in request.args and query[name] != found[name]:
            where = Problem(f"query/{name}", f"is {found[name]} on every page of this ranking")
            raise Invalid("to rank differently, start again without the cursor", (where,))
    for name, part in (("explain", "method"), ("facets", "facets")):
        if query[name] and part not in found:
            where = Problem(f"query/{name}", "was not asked for with the first page")
            raise Invalid(f"to have {part}, start again without the cursor", (where,))


def _ranking_cursor(cursor: str) -> str:
    value = from_cursor(cursor)
    if "." not in value:
        raise Gone("this cursor belongs to no ranking")
    return value


def _shown(stored: StoredBrief) -> dict[str, Any]:
    return {
        "id": stored.id,
        **stored.document,
        "version": stored.version,
        "created_at": rfc3339(stored.created_at),
        "updated_at": rfc3339(stored.updated_at),
        **_resolved(resolve_stored(backends(), stored)),
    }


def _resolved(resolved: Resolved) -> dict[str, Any]:
    return {
        "resolved_constraints": [constraint.to_json() for constraint in resolved.brief.constraints],
        "readings": resolved.overlay.readings,
        "contradictions": resolved.overlay.contradictions,
        "weights": dict(resolved.brief.weights),
    }
