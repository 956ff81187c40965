"""Brands: the tenants that a marketplace acts for."""

import re

from flask import Response
from flask.views import MethodView

from service import keys
from service.api import responses
from service.api.blueprint import Blueprint
from service.api.brief_schemas import BrandSchema
from service.api.context import answer, backends, rfc3339
from service.api.operation import operation
from service.domain.vocabulary import BRAND_ID
from service.errors import Invalid, Problem
from service.store import brands
from service.store.brands import StoredBrand

blueprint = Blueprint("brands", __name__, url_prefix="/v1", description="Brands of the marketplace")


@blueprint.route("/brands")
class Brands(MethodView):
    @operation("listBrands", needs="admin", marketplace=True)
    @blueprint.response(200, responses.BrandList)
    def get(self) -> Response:
        """List the brands."""
        with backends().store.read() as connection:
            found = brands.all_brands(connection)
        return answer({"items": [_shown(brand) for brand in found], "next_cursor": None})


@blueprint.route("/brands/<brand_id>")
class OneBrand(MethodView):
    @operation("putBrand", needs="admin", marketplace=True)
    @blueprint.arguments(BrandSchema)
    @blueprint.response(200, responses.StoredBrand)
    @blueprint.alt_response(201, schema=responses.StoredBrand, description="Created")
    def put(self, document: dict[str, str], brand_id: str) -> Response:
        """Create or rename a brand."""
        if not re.fullmatch(BRAND_ID, brand_id):
            allowed = "1 to 64 of a-z 0-9 _ -, beginning with a letter or digit"
            where = Problem("path/brand_id", f"must be {allowed}", "bad_format")
            raise Invalid(f"brand_id must be {allowed}", (where,))
        stored, is_new = keys.put_brand(backends(), brand_id, document["name"])
        return answer(_shown(stored), 201 if is_new else 200)


def _shown(brand: StoredBrand) -> dict[str, str]:
    return {"brand_id": brand.slug, "name": brand.name, "created_at": rfc3339(brand.created_at)}
