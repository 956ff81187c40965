"""flask-smorest with our parser and our problem details."""

from collections.abc import Callable
from typing import Any

import flask_smorest
from flask_smorest import Api as SmorestApi
from marshmallow import Schema, fields

from service.api import field_docs
from service.api.error_codes import OFFENCES
from service.api.fields import Code
from service.api.parsing import StrictParser


class OffenceSchema(Schema):
    path = fields.String(required=True, metadata={"description": "JSON pointer into the body, or query/…, path/…"})
    code = fields.String(required=True, metadata={"enum": list(OFFENCES)})
    message = fields.String(required=True)
    suggestion = fields.String(metadata={"description": "What was probably meant"})


class ProblemSchema(Schema):
    """RFC 9457 problem details."""

    type = fields.String(
        required=True, metadata={"format": "uri-reference", "description": "The page of the code, see GET /v1/errors"}
    )
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stable: branch on it"})
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(OffenceSchema), metadata={"description": "Every offence in the input"})
    checks = fields.Dict(metadata={"description": "Of liveness and readiness: how each thing stands"})
    request_id = fields.String(metadata={"description": "As in the header X-Request-Id, and in the log"})


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
    DEFAULT_ERROR_RESPONSE_NAME = None  # every error of every operation is named

    def _register_responses(self) -> None:
        """What is lazily there in flask-smorest; its error responses are ours, see `service.api.openapi`."""
        self.spec.components.schema("Problem", schema=ProblemSchema)
        self.ma_plugin.converter.add_attribute_function(field_docs.properties_of(self._list_schema))

    def _list_schema(self, code: Code) -> str:
        name, schema = field_docs.list_name(code), field_docs.list_of(code)
        if name not in self.spec.components.schemas:
            self.spec.components.schema(name, schema)
        assert self.spec.components.schemas[name] == schema, f"two lists are called {name}"
        return f"#/components/schemas/{name}"

    def _register_pagination_header(self) -> None:
        """Lists here go by cursors."""

    def _register_error_handlers(self) -> None:
        """Errors are registered once for the whole application in `service.api.errors`."""

    def handle_http_exception(self, error: Any) -> Any:
        raise error
