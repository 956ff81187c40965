"""How estimates of unknown prices are corrected by the known ones."""

from flask import Response
from flask.views import MethodView

from service.api import responses
from service.api.blueprint import Blueprint
from service.api.context import answer, backends
from service.api.operation import operation
from service.estimating import shown_calibration

blueprint = Blueprint("price_calibration", __name__, url_prefix="/v1", description="What price estimates rest on")


@blueprint.route("/price-calibration")
class PriceCalibration(MethodView):
    @operation("getPriceCalibration", needs="matches:read")
    @blueprint.response(200, responses.PriceCalibration)
    def get(self) -> Response:
        """Known prices of this marketplace beside published figures: how many, and their ratios by cell."""
        return answer(shown_calibration(backends().calibration))
