"""How requests are read: strict JSON bodies, and query keys that are never silently dropped."""

from functools import lru_cache
from typing import Any, NoReturn

import marshmallow
from flask import Flask, Request, request
from webargs.flaskparser import FlaskParser

from service.api import strict_json
from service.api.context import requested_view
from service.api.offences import offences
from service.errors import Invalid, NotFound, Problem, TooLarge, UnsupportedMedia

MAX_BODY_BYTES = 1024 * 1024
_JSON_TYPES = ("application/json", "application/merge-patch+json")


class StrictParser(FlaskParser):
    """webargs drops unknown query keys by default; here they are errors, as in bodies."""

    DEFAULT_UNKNOWN_BY_LOCATION = FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION | {
        "query": marshmallow.RAISE,
        "json": marshmallow.RAISE,
    }

    def __init__(self) -> None:
        super().__init__()
        self._read_query = lru_cache(maxsize=500)(self._read_query_anew)

    def parse(self, argmap: Any, req: Request | None = None, *, location: str | None = None, **options: Any) -> Any:
        """As in webargs, but a query string that was read before says the same again: marshmallow takes longer over it
        than the database over a key."""
        if location != "query":
            return super().parse(argmap, req, location=location, **options)
        return dict(self._read_query(argmap, request.query_string))

    def _read_query_anew(self, schema: marshmallow.Schema, query_string: bytes) -> dict[str, Any]:
        """`query_string` is that of the request at hand, by which it is remembered."""
        found: dict[str, Any] = super().parse(schema, location="query")
        return found

    def load_json(self, req: Request, schema: marshmallow.Schema) -> Any:
        return read_json(req)

    def handle_error(self, error: marshmallow.ValidationError, req: Request, schema: marshmallow.Schema,
                     **kwargs: Any) -> NoReturn:  # fmt: skip
        messages = error.messages if isinstance(error.messages, dict) else {"": error.messages}
        problems = tuple(
            problem
            for location, part in messages.items()
            for problem in offences(part, schema, error.data, location if location == "query" else "")
        )
        raise Invalid("the request does not fit its schema", problems) from None


def register(app: Flask) -> None:
    app.before_request(_refuse_what_nobody_reads)


def _refuse_what_nobody_reads() -> None:
    """Query keys given twice, or given to a route of the API that reads none; ids that no database takes."""
    if any("\0" in str(value) for value in (request.view_args or {}).values()):
        raise NotFound("there is no such thing: no id holds a NUL")
    view = requested_view()
    if view is None or not request.path.startswith("/v1/"):
        return
    reads_query = getattr(view, "reads_query", False)
    problems = [
        Problem(f"query/{name}", *(("stands twice", "duplicate") if reads_query else ("Unknown field.", "unknown_key")))
        for name, values in request.args.lists()
        if len(values) > 1 or not reads_query
    ]
    if problems:
        raise Invalid("the query string does not fit this route", tuple(problems))


def refuse_compressed(req: Request) -> None:
    """A small body may unpack to one without end."""
    if req.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMedia("compressed bodies are not accepted")


def read_json(req: Request) -> Any:
    """The request's JSON body; raises for other media, encodings, sizes and malformed text."""
    refuse_compressed(req)
    if req.mimetype not in _JSON_TYPES:
        raise UnsupportedMedia(f"the body must be application/json, not {req.mimetype or 'untyped'}")
    return strict_json.loads(read_body(req))


def read_body(req: Request) -> bytes:
    """The request's body; raises TooLarge beyond a mebibyte."""
    if (req.content_length or 0) > MAX_BODY_BYTES:
        raise TooLarge(f"the body is larger than {MAX_BODY_BYTES} bytes")
    req.max_content_length = MAX_BODY_BYTES + 1  # a chunked body does not tell its length; it is cut there
    body = req.get_data(cache=True)
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge(f"the body is larger than {MAX_BODY_BYTES} bytes")
    return body
