"""Completes what flask-smorest writes of each operation: its errors, headers, and examples."""

from typing import Any

import apispec
from flask import Flask

from service.api.error_codes import PROBLEMS
from service.api.examples import examples_of
from service.api.operation_errors import error_codes
from service.domain.vocabulary import BRAND_ID, EXTERNAL_ID

PROBLEM = "application/problem+json"
_SENT = {
    "Idempotency-Key": "Any text of your own. The same request under the same key within 24 hours is carried out once "
                       "and answered as the first time",
    "If-Match": "The ETag of what was read: the change is made only while it is still that version",
    "If-None-Match": "An ETag that is known already: 304 if it still stands. When writing, `*`: only if it is new",
}  # fmt: skip
_FORMS = {"Idempotency-Key": {"minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"}}
# Of ids that the caller chooses; others are ours.
_IDS = {"external_id": {"pattern": f"^{EXTERNAL_ID}$"}, "outcome_id": {"pattern": f"^{EXTERNAL_ID}$"},
        "brand_id": {"pattern": f"^{BRAND_ID}$"}}  # fmt: skip
_ANSWERED = {
    "X-Request-Id": "The request's id: the caller's own, or a new one",
    "ETag": "The version that is shown",
    "RateLimit": "What is left of the limit, and seconds until it is whole again",
    "RateLimit-Policy": "The limit and its window in seconds",
    "Retry-After": "Seconds after which to try again",
    "WWW-Authenticate": "How to say who asks",
    "Location": "The address of what was made of it",
    "Creatormatch-Erasure": "The id of the erasure's receipt",
    "Idempotency-Replayed": "`true`: the answer is that of the first request under this Idempotency-Key",
}
_OF_STATUS = {401: ("WWW-Authenticate",), 429: ("RateLimit", "RateLimit-Policy", "Retry-After"), 503: ("Retry-After",)}


class Completing(apispec.BasePlugin):
    """An apispec plugin. It comes after flask-smorest's own, which find out parameters and bodies."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self._app = app

    def init_spec(self, spec: apispec.APISpec) -> None:
        super().init_spec(spec)
        self._components = spec.components
        for name, says in _SENT.items():
            shown = {"name": name, "schema": {"type": "string"} | _FORMS.get(name, {}), "description": says}
            spec.components.parameter(name, "header", shown)
        for name, says in _ANSWERED.items():
            spec.components.header(name, {"schema": {"type": "string"}, "description": says})

    def path_helper(self, path: str | None = None, operations: Any = None, parameters: Any = None, rule: Any = None,
                    **options: Any) -> None:  # fmt: skip
        for method, operation in operations.items():
            view = getattr(self._app.view_functions[rule.endpoint], "view_class", None)
            self._complete(method, getattr(view, method), rule.rule, operation, parameters)

    def _complete(self, method: str, view: Any, path: str, operation: dict[str, Any],
                  parameters: list[dict[str, Any]]) -> None:  # fmt: skip
        for parameter in parameters:
            parameter["schema"] |= _IDS.get(parameter["name"], {})
        every = [*parameters, *operation.get("parameters", ())]
        operation["responses"] = {int(status): said for status, said in operation["responses"].items()}
        codes = error_codes(view, path, operation, every)
        assert PROBLEMS.keys() >= set(codes), f"error_codes.toml lacks {sorted(set(codes) - PROBLEMS.keys())}"
        if needs := getattr(view, "needs", None):
            operation["security"] = [{"key": [needs]}]  # since OpenAPI 3.1 scopes may stand beside any scheme
        _add_headers(method, view, operation)
        _add_examples(operation)
        for status in sorted({PROBLEMS[code].status or 500 for code in codes}):
            of_status = tuple(code for code in PROBLEMS if code in codes and PROBLEMS[code].status == status)
            operation["responses"][status] = {"$ref": f"#/components/responses/{self._error(of_status)}"}

    def _error(self, codes: tuple[str, ...]) -> str:
        """The name of the response that says one of these codes."""
        name = "Or".join("".join(word.capitalize() for word in code.split("_")) for code in codes)
        if name not in self._components.responses:
            self._components.response(name, _error_response(codes))
            for code in [code for code in codes if code not in self._components.examples]:
                shown = {"summary": PROBLEMS[code].title, "value": PROBLEMS[code].example()}
                self._components.example(code, shown)
        return name


def _error_response(codes: tuple[str, ...]) -> dict[str, Any]:
    problems = [PROBLEMS[code] for code in codes]
    headers = ["X-Request-Id", *_OF_STATUS.get(problems[0].status or 500, ())]
    own = {"properties": {"code": {"type": "string", "enum": list(codes)}}}
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    says = "\n".join(f"- `{problem.code}`: {problem.meaning}" for problem in problems)
    return {
        "description": problems[0].meaning if len(problems) == 1 else says,
        "headers": _header_references(headers),
        "content": {PROBLEM: {"schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, own]},
                              "examples": examples}},
    }  # fmt: skip


def _add_headers(method: str, view: Any, operation: dict[str, Any]) -> None:
    marks = {name for name in ("is_idempotent", "takes_if_match", "takes_if_none_match") if getattr(view, name, False)}
    sent, answered = [], ["X-Request-Id"]
    if not getattr(view, "is_public", False):
        answered += ["RateLimit", "RateLimit-Policy"]
    if "is_idempotent" in marks:
        sent.append("Idempotency-Key")
        answered.append("Idempotency-Replayed")
    if "takes_if_match" in marks:
        sent += ["If-Match"]
    if "takes_if_none_match" in marks:
        sent.append("If-None-Match")
        operation["responses"][304] = {"description": "It is as the caller knows it", "headers": {}}
    if marks & {"takes_if_match", "takes_if_none_match"}:
        answered.append("ETag")
    if sent:
        operation.setdefault("parameters", []).extend(sent)  # apispec makes references of names
    for status, response in operation["responses"].items():
        made = ["Location", "ETag"] if method == "post" and status == 201 else []
        response["headers"] = response.get("headers", {}) | _header_references([*answered, *made])


def _header_references(names: list[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _add_examples(operation: dict[str, Any]) -> None:
    """Requests with their answers, as they were made; what is refused shows with its error."""
    for name, example in examples_of(operation.get("operationId", "")).items():
        if example["status"] >= 400:
            continue
        shown = {"summary": example["title"]}
        asked, answered = operation.get("requestBody"), operation["responses"].get(example["status"])
        if asked is not None and example.get("body") is not None:
            _content(asked, example.get("content_type", "application/json"))[name] = shown | {"value": example["body"]}
        if answered is not None and example["answer"] is not None:
            _content(answered, example["answer_type"])[name] = shown | {"value": example["answer"]}


def _content(part: dict[str, Any], media_type: str) -> dict[str, Any]:
    found: dict[str, Any] = part["content"][media_type].setdefault("examples", {})
    return found
