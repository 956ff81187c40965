"""flask-smorest with our parser and our problem details."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import flask_smorest
from flask_smorest import Api as SmorestApi
from marshmallow import Schema, fields

from service.api.parsing import StrictParser


class OffenceSchema(Schema):
    path = fields.String(required=True, metadata={"description": "JSON pointer into the body, or query/…, path/…"})
    code = fields.String(required=True)
    message = fields.String(required=True)


class ProblemSchema(Schema):
    """RFC 9457 problem details."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stable; see docs/errors.md"})
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(OffenceSchema), metadata={"description": "Every offence in the input"})


class Blueprint(flask_smorest.Blueprint):
    ARGUMENTS_PARSER = StrictParser()

    def arguments(self, schema: Any, *, location: str = "json", **options: Any) -> Callable[[Any], Any]:
        """As in flask-smorest, and the view says that it reads its query string. The schema is made once: webargs
        would make one for each request."""
        if isinstance(schema, type):
            schema = schema()
        decorate = super().arguments(schema, location=location, **options)

        def mark(view: Any) -> Any:
            decorated = decorate(view)
            if location == "query":
                decorated.reads_query = True
            return decorated

        return mark

    def _prepare_arguments_doc(self, doc: Any, doc_info: Any, **options: Any) -> Any:
        # Named after Python's http.HTTPStatus, whose names change between versions; "default" says the same.
        doc_info.get("arguments", {}).pop("responses", None)
        return super()._prepare_arguments_doc(doc, doc_info, **options)


class Api(SmorestApi):
    ERROR_SCHEMA = ProblemSchema

    def _register_responses(self) -> None:
        """Every error is problem details, in their own media type."""
        for name in (*(status.name for status in HTTPStatus), self.DEFAULT_ERROR_RESPONSE_NAME):
            content = {"application/problem+json": {"schema": self.ERROR_SCHEMA}}
            self.spec.components.response(name, {"description": "An error", "content": content}, lazy=True)

    def _register_error_handlers(self) -> None:
        """Errors are registered once for the whole application in `service.api.errors`."""

    def handle_http_exception(self, error: Any) -> Any:
        raise error
