"""What the key at hand may do."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from service.api.auth import access
from service.api.blueprint import Blueprint
from service.api.context import answer
from service.api.operation import ANY_KEY, operation
from service.domain.access import SCOPES
from service.keys import ROLES

blueprint = Blueprint("access", __name__, description="What the key at hand may do")


class AccessSchema(Schema):
    key_id = fields.String(required=True)
    role = fields.String(required=True, metadata={"enum": list(ROLES)})
    brand_id = fields.String(required=True, allow_none=True, metadata={"description": "A brand's key: its brand"})
    scopes = fields.List(fields.String(metadata={"enum": list(SCOPES)}), required=True)
    publishable = fields.Boolean(required=True)


@blueprint.route("/v1/access")
class AccessView(MethodView):
    @operation("getAccess", needs=ANY_KEY)
    @blueprint.response(200, AccessSchema)
    def get(self) -> Response:
        """What the key at hand may do: its role, its brand, its scopes."""
        mine = access()
        return answer({
            "key_id": mine.key_id,
            "role": mine.role,
            "brand_id": mine.brand,
            "scopes": [scope for scope in SCOPES if scope in mine.scopes],
            "publishable": bool(mine.publishable),
        })  # fmt: skip
