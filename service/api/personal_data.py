"""A creator's own data: all of it as one document, and receipts of what was erased."""

import re
from typing import Any

from flask import Response
from flask.views import MethodView

from service import erasures, personal_data
from service.api import personal_schemas
from service.api.blueprint import Blueprint
from service.api.context import answer, backends, bad_cursor, from_cursor, rfc3339, to_cursor
from service.api.operation import operation
from service.api.queries import PageQuery

blueprint = Blueprint("personal_data", __name__, url_prefix="/v1", description="Export and erasure of personal data")

_RECEIPT = re.compile(r"ers_[0-9a-f]{28}")
# Given by people or made elsewhere: times in them are theirs.
_AS_THEY_ARE = ("document", "body", "lines", "alternates", "left_out", "failed_lines", "of")


@blueprint.route("/creators/<external_id>/export")
class CreatorExport(MethodView):
    @operation("exportCreatorData", needs="creators:read", marketplace=True)
    @blueprint.response(200, personal_schemas.CreatorExport)
    def get(self, external_id: str) -> Response:
        """Everything that the service holds about a creator, of all brands, as one document."""
        return answer(_dated(personal_data.export_creator(backends(), external_id)))


@blueprint.route("/erasures")
class Erasures(MethodView):
    @operation("listErasures", needs="creators:read", marketplace=True)
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, personal_schemas.ErasurePage)
    def get(self, query: dict[str, Any]) -> Response:
        """List receipts of erasures, the newest first."""
        before, limit = from_cursor(query["cursor"]) if "cursor" in query else None, query["limit"]
        if before is not None and not _RECEIPT.fullmatch(before):
            raise bad_cursor()
        found = erasures.list_receipts(backends(), before, limit)
        cursor = to_cursor(found[-1]["id"]) if len(found) == limit else None
        return answer({"items": [_dated(one) for one in found], "next_cursor": cursor})


@blueprint.route("/erasures/<erasure_id>")
class OneErasure(MethodView):
    @operation("getErasure", needs="creators:read", marketplace=True)
    @blueprint.response(200, personal_schemas.Erasure)
    def get(self, erasure_id: str) -> Response:
        """The receipt of an erasure: what is gone since when, and what the rest waits for. It names nobody."""
        return answer(_dated(erasures.get_receipt(backends(), erasure_id)))


def _dated(node: Any) -> Any:
    """The same with times as RFC 3339."""
    if isinstance(node, list):
        return [_dated(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {name: value if name in _AS_THEY_ARE else _date(name, value) for name, value in node.items()}


def _date(name: str, value: Any) -> Any:
    is_time = isinstance(value, float) and (name == "at" or name.endswith("_at"))
    return rfc3339(value) if is_time else _dated(value)
