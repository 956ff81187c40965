"""Is it alive, is it ready, how does it stand."""

from functools import lru_cache
from typing import cast

import orjson
from flask import Response, current_app, request
from flask.views import MethodView

from service import status
from service.api import responses
from service.api.blueprint import Api, Blueprint
from service.api.context import answer, backends
from service.api.errors import problem
from service.api.operation import operation
from service.observability import render_metrics

blueprint = Blueprint("system", __name__, description="Health, metrics and state")


@blueprint.route("/healthz")
class Alive(MethodView):
    @operation("getLiveness", needs=None)
    @blueprint.response(200, responses.State)
    def get(self) -> Response:
        """Liveness: the process answers."""
        return answer({"status": "alive"})


@blueprint.route("/readyz")
class Ready(MethodView):
    @operation("getReadiness", needs=None, errors=("database_unavailable", "index_not_ready"))
    @blueprint.response(200, responses.State)
    def get(self) -> Response:
        """Readiness: the database answers and the index is read. The encoder loads behind it."""
        try:
            backends().store.ping()
        except Exception:
            return problem("database_unavailable", "the database does not answer")
        if backends().served.snapshot is None:
            return problem("index_not_ready", "the index is still being read")
        return answer({"status": "ready"})


@blueprint.route("/metrics")
class Metrics(MethodView):
    @operation("getMetrics", needs=None)
    @blueprint.response(200, {"type": "string"}, content_type="text/plain")
    def get(self) -> Response:
        """Prometheus metrics of this process."""
        return Response(render_metrics(), content_type="text/plain; version=0.0.4; charset=utf-8")


@blueprint.route("/v1/status")
class Status(MethodView):
    @operation("getStatus", needs="admin", marketplace=True)
    @blueprint.response(200, responses.Status)
    def get(self) -> Response:
        """Counts, staleness, lag, and the index being served."""
        return answer(status.status(backends()))


@blueprint.route("/v1/openapi.json")
class OpenApi(MethodView):
    @operation("getOpenApi", needs=None, if_none_match=True)
    @blueprint.response(200, {"type": "object"})
    def get(self) -> Response:
        """This contract."""
        response = Response(_contract(current_app.extensions["creatormatch_api"]), content_type="application/json")
        response.add_etag()
        return cast(Response, response.make_conditional(request))


@lru_cache(maxsize=1)
def _contract(api: Api) -> bytes:
    return orjson.dumps(api.spec.to_dict())
