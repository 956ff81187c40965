"""Is it alive, is it ready, how does it stand."""

import orjson
from flask import Response, current_app
from flask.views import MethodView

from service import status
from service.api import responses
from service.api.auth import marketplace_only, public
from service.api.blueprint import Blueprint, ProblemSchema
from service.api.context import answer, backends
from service.api.errors import problem
from service.observability import render_metrics

blueprint = Blueprint("system", __name__, description="Health, metrics and state")


@blueprint.route("/healthz")
class Alive(MethodView):
    @public
    @blueprint.response(200, responses.State)
    def get(self) -> Response:
        """Liveness: the process answers."""
        return answer({"status": "alive"})


@blueprint.route("/readyz")
class Ready(MethodView):
    @public
    @blueprint.response(200, responses.State)
    @blueprint.alt_response(503, schema=ProblemSchema, content_type="application/problem+json",
                            description="The database is away, or the index is still being read")  # fmt: skip
    def get(self) -> Response:
        """Readiness: the database answers and the index is read. The encoder loads behind it."""
        try:
            backends().store.ping()
        except Exception:
            return problem(503, "database_unavailable", "the database does not answer")
        if backends().served.snapshot is None:
            return problem(503, "index_not_ready", "the index is still being read")
        return answer({"status": "ready"})


@blueprint.route("/metrics")
class Metrics(MethodView):
    @public
    @blueprint.response(200, {"type": "string"}, content_type="text/plain")
    def get(self) -> Response:
        """Prometheus metrics of this process."""
        return Response(render_metrics(), content_type="text/plain; version=0.0.4; charset=utf-8")


@blueprint.route("/v1/status")
class Status(MethodView):
    @marketplace_only
    @blueprint.response(200, responses.Status)
    def get(self) -> Response:
        """Counts, staleness, lag, and the index being served."""
        return answer(status.status(backends()))


@blueprint.route("/v1/openapi.json")
class OpenApi(MethodView):
    @public
    @blueprint.response(200, {"type": "object"})
    def get(self) -> Response:
        """This contract."""
        spec = current_app.extensions["creatormatch_api"].spec.to_dict()
        return Response(orjson.dumps(spec), content_type="application/json")
