"""The niche map: what creators there are, by what they are about."""

from flask import Response
from flask.views import MethodView
from marshmallow import Schema, fields

from service import niche_map
from service.api.blueprint import Blueprint
from service.api.context import answer, backends
from service.api.operation import operation

blueprint = Blueprint("niches", __name__, url_prefix="/v1", description="Niches and their creators")


class NearNiche(Schema):
    id = fields.String(required=True)
    similarity = fields.Float(
        required=True,
        metadata={"description": "Cosine of what the niches are known by, less what all niches share; -1 to 1"},
    )


class NicheOnMap(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    parent = fields.String(required=True)
    creators = fields.Integer(
        required=True, metadata={"description": "Who declares it, and whose text shows it where they declare none"}
    )
    median_followers = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Of the creators' largest accounts, where known"}
    )
    x = fields.Float(required=True, metadata={"description": "0 to 1: near niches stand near one another"})
    y = fields.Float(required=True, metadata={"description": "0 to 1, by the same measure as x"})
    nearest = fields.List(fields.Nested(NearNiche), required=True, metadata={"description": "Five, the nearest first"})


class NicheMap(Schema):
    items = fields.List(fields.Nested(NicheOnMap), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    indexed = fields.Integer(required=True, metadata={"description": "Creators that matches can return"})
    without_niche = fields.Integer(
        required=True, metadata={"description": "Of them, those who declare none and whose text shows none"}
    )
    index_version = fields.String(required=True)
    encoder = fields.String(required=True)


@blueprint.route("/niches")
class Niches(MethodView):
    @operation("listNiches", needs="creators:read", errors=("index_not_ready",))
    @blueprint.response(200, NicheMap)
    def get(self) -> Response:
        """Every niche with its creators, and its place on a map. Places change with taxonomy and encoder alone."""
        return answer(niche_map.niche_map(backends()))
