"""Exchange rates: what prices of several currencies are converted and compared by."""

import datetime
from typing import Any

from flask import Response
from flask.views import MethodView

from service.api import responses
from service.api.blueprint import Blueprint
from service.api.context import answer, backends, no_content, rfc3339_or_null
from service.api.operation import operation
from service.api.rate_schemas import RatesSchema

blueprint = Blueprint("rates", __name__, url_prefix="/v1", description="The dated table of exchange rates")


@blueprint.route("/rates")
class Rates(MethodView):
    @operation("getRates", needs="matches:read")
    @blueprint.response(200, responses.CurrentRates)
    def get(self) -> Response:
        """The rates that count now, where they are from, and their age."""
        return _answer()

    @operation("putRates", needs="admin", marketplace=True)
    @blueprint.arguments(RatesSchema)
    @blueprint.response(200, responses.CurrentRates)
    def put(self, document: dict[str, Any]) -> Response:
        """Set the rates, whole; they count for the next request, on other processes within a second."""
        backends().exchange.set(document, _today(), backends().store)
        return _answer()

    @operation("resetRates", needs="admin", marketplace=True)
    @blueprint.response(204)
    def delete(self) -> Response:
        """Back to the table of the file."""
        backends().exchange.reset(backends().store)
        return no_content()


def _answer() -> Response:
    shown = backends().exchange.shown(_today())
    return answer(shown | {"set_at": rfc3339_or_null(shown["set_at"])})


def _today() -> datetime.date:
    return backends().now().date()
