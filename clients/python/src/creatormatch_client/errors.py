"""What can go wrong: one class a kind, all of them CreatormatchError."""

import contextlib
from collections.abc import Sequence
from typing import Any, cast

import httpx

from creatormatch_client.types import Offence


class CreatormatchError(Exception):
    """Any failure of a request."""


class NoAnswer(CreatormatchError):
    """The service was not reached, or the connection broke; `__cause__` says how. A write may have been carried out."""


class ApiError(CreatormatchError):
    """The service refused.

    `status` is that of HTTP. `code` is stable: branch on it. `detail` is for people. `errors` has every offence in the
    input, each with a JSON pointer in `path`. `request_id` finds the request in the service's log. `retry_after` is in
    seconds, None where waiting does not help.
    """

    def __init__(self, response: httpx.Response, body: dict[str, Any], retry_after: float | None) -> None:
        self.status = response.status_code
        self.code = str(body.get("code", ""))
        self.detail = str(body.get("detail", ""))
        self.errors = _offences(body.get("errors"))
        self.request_id: str | None = response.headers.get("X-Request-Id")
        self.retry_after = retry_after
        offences = [f"{offence['path'] or 'the whole'}: {offence['message']}" for offence in self.errors]
        super().__init__("; ".join([f"{self.status} {self.code}: {self.detail}", *offences]))


def _offences(said: Any) -> Sequence[Offence]:
    """Those of this service: a proxy's answer may have `errors` of another form."""
    listed = said if isinstance(said, list) else []
    ours = [one for one in listed if isinstance(one, dict) and {"path", "message"} <= one.keys()]
    return cast(list[Offence], ours)


class NotModified(ApiError):
    """304: what `if_none_match` names still stands."""


class Unauthenticated(ApiError):
    """401: no key, or one that is unknown, expired or revoked."""


class Forbidden(ApiError):
    """403: the key may not do this."""


class NotFound(ApiError):
    """404: there is no such thing, or it is another brand's."""


class Conflict(ApiError):
    """409: not in this state."""


class Gone(ApiError):
    """410: it was there, and is no more; an old cursor, say."""


class PreconditionFailed(ApiError):
    """412 and 428: it was changed since it was read (`if_match`), or has to be named and was not."""


class Invalid(ApiError):
    """400 and 422: `errors` says what is wrong, and where."""


class RateLimited(ApiError):
    """429: the key's requests are used up for `retry_after` seconds."""


class Unavailable(ApiError):
    """502, 503 and 504: not now; try again after `retry_after` seconds."""


_CLASSES: dict[int, type[ApiError]] = {
    304: NotModified,
    400: Invalid,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: Gone,
    412: PreconditionFailed,
    422: Invalid,
    428: PreconditionFailed,
    429: RateLimited,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}


def error_of(response: httpx.Response, retry_after: float | None) -> ApiError:
    """The error that an answer stands for, whose body has been read; whatever a proxy answers is one too."""
    body: Any = {}
    with contextlib.suppress(ValueError):
        body = response.json()
    if not isinstance(body, dict):
        body = {}
    body.setdefault("detail", response.reason_phrase)
    return _CLASSES.get(response.status_code, ApiError)(response, body, retry_after)
