"""Creators: one by one, listed, imported by the thousand, erased; and who is like whom."""

import datetime
import re
from typing import Any

from flask import Response, request
from flask.views import MethodView

from service import catalog, lookalikes, reverse
from service.api import importing, responses
from service.api.blueprint import Blueprint
from service.api.brief_schemas import LookalikesSchema
from service.api.context import answer, backends, no_content, number_cursor, rfc3339, to_cursor
from service.api.creator_schemas import CreatorPatch, CreatorSchema, load_creator
from service.api.merge_patches import MergePatch
from service.api.operation import operation
from service.api.preconditions import expected, versioned
from service.api.queries import (
    CreatorsQuery,
    ImportQuery,
    LimitQuery,
    OnceQuery,
    SimilarQuery,
    WriteQuery,
    asked,
    similar_document,
)
from service.domain.vocabulary import EXTERNAL_ID
from service.errors import Invalid, Problem
from service.lookalikes import Examples
from service.store.creators import Saved

blueprint = Blueprint("creators", __name__, url_prefix="/v1", description="Creators of the marketplace")
_PATCH = MergePatch(CreatorPatch, load_creator)


@blueprint.route("/creators")
class Creators(MethodView):
    @operation("listCreators", needs="creators:read")
    @blueprint.arguments(CreatorsQuery, location="query")
    @blueprint.response(200, responses.CreatorPage)
    def get(self, query: dict[str, Any]) -> Response:
        """List creators in the order of their arrival, filtered."""
        after, limit = number_cursor(query.pop("cursor", None)), query.pop("limit")
        if "updated_since" in query:
            query["updated_since"] = _epoch(query["updated_since"])
        views = catalog.list_creators(backends(), query, after, limit)
        cursor = to_cursor(views[-1].stored.id) if len(views) == limit else None
        return answer({"items": [_shown(view) for view in views], "next_cursor": cursor})


@blueprint.route("/creators/<external_id>")
class OneCreator(MethodView):
    @operation("getCreator", needs="creators:read", if_none_match=True)
    @blueprint.response(200, responses.StoredCreator)
    def get(self, external_id: str) -> Response:
        """One creator, with its embedding state and likely duplicates."""
        view = catalog.get_creator(backends(), external_id)
        return versioned(_shown(view), view.stored.version)

    @operation("putCreator", needs="creators:write", marketplace=True, if_match=True, if_none_match=True)
    @blueprint.arguments(WriteQuery, location="query")
    @blueprint.arguments(CreatorSchema)
    @blueprint.response(200, responses.StoredCreator)
    @blueprint.alt_response(201, schema=responses.StoredCreator, description="Created")
    def put(self, query: dict[str, Any], document: dict[str, Any], external_id: str) -> Response:
        """Insert or replace a creator."""
        _check_id(external_id)
        return _written(catalog.save_creator(backends(), external_id, document, expected()), query)

    @operation("updateCreator", needs="creators:write", marketplace=True, if_match=True)
    @blueprint.arguments(WriteQuery, location="query")
    @blueprint.response(200, responses.StoredCreator)
    @blueprint.doc(requestBody=_PATCH.body)
    def patch(self, query: dict[str, Any], external_id: str) -> Response:
        """Change a creator by a JSON merge patch (RFC 7396): null removes."""
        patch = _PATCH.read()
        saved = catalog.patch_creator(backends(), external_id, patch, _PATCH.outcome_of(patch), expected())
        return _written(saved, query)

    @operation("eraseCreator", needs="creators:write", marketplace=True, if_match=True)
    @blueprint.arguments(WriteQuery, location="query")
    @blueprint.response(204, headers={name: {"$ref": f"#/components/headers/{name}"}
                                      for name in ("Location", "Creatormatch-Erasure")})  # fmt: skip
    def delete(self, query: dict[str, Any], external_id: str) -> Response:
        """Erase a creator: gone from answers at once. Location leads to the receipt, which says what is gone when."""
        erased = catalog.erase_creator(backends(), external_id, expected())
        response = no_content()
        response.headers["Creatormatch-Erasure"] = erased.receipt
        response.headers["Location"] = f"/v1/erasures/{erased.receipt}"
        if query:
            visible = backends().served.wait_for(erased.seq, backends().config.wait_seconds)
            response.headers["Creatormatch-Indexed"] = str(visible).lower()
        return response


@blueprint.route("/creators/<external_id>/similar")
class SimilarCreators(MethodView):
    @operation("listSimilarCreators", needs="matches:read", errors=("index_not_ready", "not_indexed"))
    @blueprint.arguments(SimilarQuery, location="query")
    @blueprint.response(200, responses.Matches)
    def get(self, query: dict[str, Any], external_id: str) -> Response:
        """Lookalikes: creators most like this one, within the same constraints as a brief has."""
        examples = Examples({external_id: 1.0}, "path/external_id")
        return answer(lookalikes.similar_creators(backends(), examples, similar_document(query), asked(query)))


@blueprint.route("/creators:similar")
class SimilarToSeveral(MethodView):
    @operation("findSimilarCreators", needs="matches:read", errors=("not_found", "index_not_ready", "not_indexed"))
    @blueprint.arguments(OnceQuery, location="query")
    @blueprint.arguments(LookalikesSchema)
    @blueprint.response(200, responses.Matches)
    def post(self, query: dict[str, Any], document: dict[str, Any]) -> Response:
        """Lookalikes of several weighted creators: positive for whose like is wanted, negative for the opposite."""
        examples = Examples({line["external_id"]: line["weight"] for line in document.pop("creators")}, "/creators")
        return answer(lookalikes.similar_creators(backends(), examples, document, asked(query)))


@blueprint.route("/creators/<external_id>/briefs")
class CreatorBriefs(MethodView):
    @operation("listCreatorBriefs", needs="matches:read", marketplace=True,
               errors=("index_not_ready", "encoder_busy", "not_indexed"))  # fmt: skip
    @blueprint.arguments(LimitQuery, location="query")
    @blueprint.response(200, responses.SuitingBriefs)
    def get(self, query: dict[str, Any], external_id: str) -> Response:
        """Open briefs that suit this creator, among those that their brands made discoverable."""
        return answer(reverse.briefs_for(backends(), external_id, query["limit"]))


@blueprint.route("/creators:import")
class ImportCreators(MethodView):
    @operation("importCreators", needs="creators:write", marketplace=True, once=True)
    @blueprint.arguments(ImportQuery, location="query")
    @blueprint.response(200, {"type": "string"}, description="One result a line, then a summary",
                        content_type="application/x-ndjson")  # fmt: skip
    @blueprint.doc(requestBody=responses.NDJSON_BODY)
    def post(self, query: dict[str, Any]) -> Response:
        """Import NDJSON: one creator a line. A line counts as accepted only by its result; no line harms another."""
        return importing.import_creators(backends(), request, query["sync"], "wait" in query)


def _written(saved: Saved, query: dict[str, Any]) -> Response:
    headers = {"Creatormatch_Indexed": str(catalog.wait_indexed(backends(), saved)).lower()} if query else {}
    view = catalog.get_creator(backends(), saved.external_id)
    return versioned(_shown(view), view.stored.version, 201 if saved.status == "created" else 200, **headers)


def _shown(view: catalog.CreatorView) -> dict[str, Any]:
    shown = view.to_json()
    for name in ("created_at", "updated_at"):
        shown[name] = rfc3339(shown[name])
    if "retry_at" in shown["embedding"]:
        shown["embedding"] |= {"retry_at": rfc3339(shown["embedding"]["retry_at"])}
    return shown


def _check_id(external_id: str) -> None:
    if not re.fullmatch(EXTERNAL_ID, external_id):
        allowed = "1 to 128 of A-Z a-z 0-9 _ - . ~, not beginning with . or ~"
        where = Problem("path/external_id", f"must be {allowed}", "bad_format")
        raise Invalid(f"external_id must be {allowed}", (where,))


def _epoch(timestamp: str) -> float:
    return datetime.datetime.fromisoformat(timestamp).timestamp()
