"""What each error means and what to do: where the `type` of problem details leads."""

import html

from flask import Response, request
from flask.views import MethodView
from marshmallow import Schema, fields

from service.api.blueprint import Blueprint, ProblemSchema
from service.api.context import answer
from service.api.error_codes import OFFENCES, PROBLEMS, ErrorCode
from service.api.operation import operation
from service.errors import NotFound

blueprint = Blueprint("errors", __name__, url_prefix="/v1", description="What can go wrong, and what to do then")

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
<h1>{title}</h1>
<p><code>{code}</code>{status}</p>
<p>{meaning}</p>
<p>Typical cause: {cause}</p>
<p>What to do: {action}</p>
<p><a href="/v1/errors">All errors</a></p>
</body>
</html>
"""


class ErrorPage(Schema):
    code = fields.String(required=True, metadata={"enum": list(PROBLEMS)})
    status = fields.Integer(required=True, allow_none=True, metadata={"description": "null: it has several, or none"})
    title = fields.String(required=True)
    meaning = fields.String(required=True)
    cause = fields.String(required=True, metadata={"description": "What usually leads to it"})
    action = fields.String(required=True, metadata={"description": "What to do then"})
    example = fields.Nested(ProblemSchema, required=True, allow_none=True)


class OffenceCode(Schema):
    code = fields.String(required=True, metadata={"enum": list(OFFENCES)})
    meaning = fields.String(required=True)


class ErrorList(Schema):
    items = fields.List(fields.Nested(ErrorPage), required=True, metadata={"description": "`code` of whole answers"})
    offences = fields.List(
        fields.Nested(OffenceCode), required=True, metadata={"description": "`code` inside `errors` and import lines"}
    )
    next_cursor = fields.String(required=True, allow_none=True)


@blueprint.route("/errors")
class Errors(MethodView):
    @operation("listErrors", needs=None)
    @blueprint.response(200, ErrorList)
    def get(self) -> Response:
        """List every error code with its meaning."""
        offences = [{"code": code, "meaning": meaning} for code, meaning in OFFENCES.items()]
        pages = [problem.to_json() for problem in PROBLEMS.values()]
        return answer({"items": pages, "offences": offences, "next_cursor": None})


@blueprint.route("/errors/<code>")
class OneError(MethodView):
    @operation("getError", needs=None)
    @blueprint.response(200, ErrorPage)
    @blueprint.alt_response(200, schema={"type": "string"}, content_type="text/html", description="OK")
    def get(self, code: str) -> Response:
        """One error code: what it means, what usually leads to it, what to do. For browsers a page."""
        if code not in PROBLEMS:
            raise NotFound(f"no error has the code {code[:64]!r}; GET /v1/errors lists them")
        if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
            response = _page(PROBLEMS[code])
        else:
            response = answer(PROBLEMS[code].to_json())
        response.headers["Vary"] = "Accept"
        return response


def _page(problem: ErrorCode) -> Response:
    shown = {name: html.escape(str(value)) for name, value in problem.to_json().items()}
    shown["status"] = f", HTTP status {problem.status}" if problem.status else ""
    headers = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
    return Response(_PAGE.format(**shown), content_type="text/html; charset=utf-8", headers=headers)
