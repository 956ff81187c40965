"""Every error a user can meet, with its stable code; knows no HTTP.

CreatormatchError
├── ConfigError            a setting is missing or wrong (named)
├── Invalid                the input breaks the contract
├── NotFound               no such thing, or not yours
├── Forbidden              the key's role may not do this
├── Unauthenticated        no key, or not a valid one
├── RateLimited            too many requests for now
├── Conflict               the thing changed, or exists already
├── PreconditionFailed     it is not the version that the caller knows
├── PreconditionRequired   the caller has to say which version it knows
├── Gone                   the cursor's ranking has expired
├── TooLarge               a body, line or list beyond its limit
├── UnsupportedMedia       a body in a form that is not read here
└── Unavailable            the service cannot answer now; try again later
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One offence in the input: where (JSON pointer or query key), what, and what was probably meant."""

    path: str
    message: str
    code: str = "invalid"
    suggestion: str | None = None

    def to_json(self) -> dict[str, str]:
        shown = {"path": self.path, "code": self.code, "message": self.message}
        return shown if self.suggestion is None else shown | {"suggestion": self.suggestion}


class CreatormatchError(Exception):
    code = "internal_error"

    def __init__(self, detail: str, problems: tuple[Problem, ...] = (), code: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.problems = problems
        self.code = code or type(self).code


class ConfigError(CreatormatchError):
    code = "invalid_configuration"


class Invalid(CreatormatchError):
    code = "invalid_input"


class NotFound(CreatormatchError):
    code = "not_found"


class Forbidden(CreatormatchError):
    code = "forbidden"


class Unauthenticated(CreatormatchError):
    code = "unauthenticated"


class Conflict(CreatormatchError):
    code = "conflict"


class PreconditionFailed(CreatormatchError):
    code = "precondition_failed"


class PreconditionRequired(CreatormatchError):
    code = "precondition_required"


class RateLimited(CreatormatchError):
    code = "rate_limited"


class Gone(CreatormatchError):
    code = "cursor_expired"


class TooLarge(CreatormatchError):
    code = "too_large"


class UnsupportedMedia(CreatormatchError):
    code = "unsupported_media_type"


class Unavailable(CreatormatchError):
    code = "unavailable"

    def __init__(self, detail: str, retry_after_seconds: int = 1, code: str | None = None) -> None:
        super().__init__(detail, code=code)
        self.retry_after_seconds = retry_after_seconds
