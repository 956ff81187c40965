"""Which errors an operation can answer: those that follow from its form, and those that its view names."""

from typing import Any

from service.api.operation import ANY_KEY
from service.domain.access import READING_SCOPES

JSON = "application/json"
_OF_ANY_KEY = ("unauthenticated", "key_expired", "rate_limited", "database_unavailable")
_BODY = ("too_large", "unsupported_media_type", "invalid_input")


def error_codes(view: Any, path: str, operation: dict[str, Any], parameters: list[dict[str, Any]]) -> tuple[str, ...]:
    """`view` has the marks of `service.api.operation`, `operation` and `parameters` are of its OpenAPI document."""
    codes = ["internal_error"]
    if path.startswith("/v1/"):
        codes.append("invalid_input")  # a query key that the route does not read
    if any(parameter.get("in") == "path" for parameter in parameters):
        codes.append("not_found")
    if not getattr(view, "is_public", False):
        codes += _of_a_key(view)
    if any(parameter.get("name") == "Creatormatch-Brand" for parameter in parameters):
        codes += ("forbidden", "not_found")
    if "requestBody" in operation:
        codes += _BODY
        codes += ["malformed_json"] if JSON in operation["requestBody"].get("content", ()) else []
    if getattr(view, "is_idempotent", False):
        codes += ("too_large", "idempotency_in_flight", "idempotency_key_reused", "answer_erased")
    if getattr(view, "takes_if_match", False):
        codes += ("precondition_failed", "precondition_required")
    return tuple(dict.fromkeys((*codes, *getattr(view, "error_codes", ()))))


def _of_a_key(view: Any) -> list[str]:
    needs = getattr(view, "needs", None)
    codes = [*_OF_ANY_KEY]
    codes += ["forbidden"] if getattr(view, "roles", None) else []
    codes += ["insufficient_scope"] if needs else []
    codes += ["origin_not_allowed"] if needs in (ANY_KEY, *READING_SCOPES) else []
    return codes
