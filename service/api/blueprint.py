"""flask-smorest with our parser and our problem details."""

from typing import Any

import flask_smorest
from flask_smorest import Api as SmorestApi
from marshmallow import Schema, fields

from service.api.parsing import StrictParser


class ProblemSchema(Schema):
    """RFC 9457 problem details."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stable; see docs/errors.md"})
    detail = fields.String(required=True)
    errors = fields.List(fields.Dict(), metadata={"description": "Every offence: path, code, message"})


class Blueprint(flask_smorest.Blueprint):
    ARGUMENTS_PARSER = StrictParser()


class Api(SmorestApi):
    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Errors are registered once for the whole application in `service.api.errors`."""

    def handle_http_exception(self, error: Any) -> Any:
        raise error
