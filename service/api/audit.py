"""The audit log: every change that was made through the API."""

from typing import Any

from flask import Response
from flask.views import MethodView

from service.api import key_schemas
from service.api.auth import access
from service.api.blueprint import Blueprint
from service.api.context import answer, backends, number_cursor, rfc3339, to_cursor
from service.api.operation import operation
from service.api.queries import AuditQuery
from service.store import audit
from service.store.audit import StoredEntry

blueprint = Blueprint("audit", __name__, url_prefix="/v1", description="Who changed what")


@blueprint.route("/audit")
class Audit(MethodView):
    @operation("listAuditEntries", needs="admin")
    @blueprint.arguments(AuditQuery, location="query")
    @blueprint.response(200, key_schemas.AuditPage)
    def get(self, query: dict[str, Any]) -> Response:
        """List the changes that were made through the API, the newest first; a brand's key sees those of its brand."""
        before, limit = number_cursor(query.pop("cursor", None)) or None, query.pop("limit")
        with backends().store.read() as connection:
            found = audit.page(connection, access().brand_id, query, before, limit)
        cursor = to_cursor(found[-1].id) if len(found) == limit else None
        return answer({"items": [_shown(entry) for entry in found], "next_cursor": cursor})


def _shown(entry: StoredEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": rfc3339(entry.at),
        "key_id": entry.key_id,
        "brand_id": entry.brand,
        "operation": entry.operation,
        "ids": entry.ids,
        "external_id": entry.external_id,
        "request_id": entry.request_id,
    }
