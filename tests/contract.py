"""Holds every answer to the OpenAPI document: status, error code, headers, media type and body, with no key that it
does not name."""

import copy
import re
from typing import Any
from urllib.parse import unquote

import orjson
from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

PROBLEM = "application/problem+json"
_NEVER_UNSAID = ("ETag", "Idempotency-Replayed", "Location", "Retry-After")


class Contract:
    """The document that the application publishes, as a check."""

    def __init__(self, app: Flask) -> None:
        self.spec: dict[str, Any] = app.extensions["creatormatch_api"].spec.to_dict()
        self._urls = app.url_map.bind("localhost")
        self._components = _closed(self.spec["components"])
        self._validators: dict[str, Draft202012Validator] = {}

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """The operation that a request is for; None when there is no such route or method."""
        try:
            rule, _ = self._urls.match(unquote(path.partition("?")[0]), method="GET" if method == "HEAD" else method,
                                       return_rule=True)  # fmt: skip
        except HTTPException:
            return None
        template = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        operations: dict[str, Any] = self.spec["paths"].get(template, {})
        return operations.get(("get" if method == "HEAD" else method).lower())

    def check(self, method: str, path: str, response: TestResponse) -> None:
        if response.status_code >= 500 and response.status_code != 503:
            raise AssertionError(f"{method} {path} broke: {response.text}")
        if response.status_code >= 400:
            self._check_problem(response)
        if method in ("HEAD", "OPTIONS") or (operation := self.operation(method, path)) is None:
            return
        documented = self._documented(operation, response.status_code)
        self._check_headers(documented.get("headers", {}), response)
        if "content" not in documented:
            assert response.data == b"", f"{method} {path}: a body where none is documented"
            return
        assert response.mimetype in documented["content"], f"{method} {path}: {response.mimetype} is not documented"
        if response.mimetype in ("application/json", PROBLEM):
            self._check_body(documented["content"][response.mimetype]["schema"], response)

    def _check_problem(self, response: TestResponse) -> None:
        if response.request.method != "HEAD":
            assert response.mimetype == PROBLEM, response.mimetype
            assert orjson.loads(response.data)["status"] == response.status_code

    def _documented(self, operation: dict[str, Any], status: int) -> dict[str, Any]:
        """What is said of answers with this status; of errors it also names the codes that there may be."""
        name, responses = operation["operationId"], operation["responses"]
        assert str(status) in responses, f"{name} documents no {status}; name its code in errors=(...) of the view"
        documented: dict[str, Any] = responses[str(status)]
        if "$ref" in documented:
            documented = self._components["responses"][documented["$ref"].rpartition("/")[2]]
        return documented

    def _check_headers(self, said: dict[str, Any], response: TestResponse) -> None:
        assert "X-Request-Id" in response.headers
        for name in _NEVER_UNSAID:
            assert name in said or name not in response.headers, f"the header {name} is not documented"

    def _check_body(self, schema: dict[str, Any], response: TestResponse) -> None:
        key = orjson.dumps(schema).decode()
        if key not in self._validators:
            whole = _closed(schema) | {"components": self._components}
            self._validators[key] = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
        errors = [f"{error.json_path}: {error.message}" for error in self._validators[key].iter_errors(response.json)]
        assert not errors, errors[:5]


def _closed(schema: Any) -> Any:
    """The same schema, where objects hold nothing that is not named."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in copy.copy(schema).items()}
    if isinstance(closed.get("properties"), dict) and closed.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed
