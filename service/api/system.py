"""Is it alive, is it ready, how does it stand."""

from functools import lru_cache
from typing import cast

import orjson
from flask import Response, current_app, request
from flask.views import MethodView

from service import metrics, probes, status
from service.api import responses
from service.api.blueprint import Api, Blueprint
from service.api.context import answer, backends, opened
from service.api.errors import problem
from service.api.operation import operation
from service.probes import Check

_NOT_READY = ("draining", "database_unavailable", "schema_not_current", "index_not_ready", "feed_behind")

blueprint = Blueprint("system", __name__, description="Health, metrics and state")


@blueprint.route("/healthz")
class Alive(MethodView):
    @operation("getLiveness", needs=None, errors=("process_broken",))
    @blueprint.response(200, responses.State)
    def get(self) -> Response:
        """Liveness: whether this process does its work; if not, a restart helps."""
        return _stands("alive", probes.liveness(opened()))


@blueprint.route("/readyz")
class Ready(MethodView):
    @operation("getReadiness", needs=None, errors=_NOT_READY)
    @blueprint.response(200, responses.State)
    def get(self) -> Response:
        """Readiness: whether requests should come here. The encoder loads behind it."""
        return _stands("ready", probes.readiness(opened()))


@blueprint.route("/metrics")
class Metrics(MethodView):
    @operation("getMetrics", needs=None)
    @blueprint.response(200, {"type": "string"}, content_type="text/plain")
    def get(self) -> Response:
        """Prometheus metrics of all API processes of this host."""
        metrics.note_caches(opened().caches)
        return Response(metrics.render(), content_type="text/plain; version=0.0.4; charset=utf-8")


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


def _stands(well: str, checks: list[Check]) -> Response:
    """How each check stands; a problem of the first that failed, if one did."""
    failed = next((check for check in checks if not check.ok), None)
    if failed is None:
        return answer({"status": well, "checks": probes.shown(checks)})
    return problem(failed.code, failed.detail, checks=probes.shown(checks))


@lru_cache(maxsize=1)
def _contract(api: Api) -> bytes:
    return orjson.dumps(api.spec.to_dict())
