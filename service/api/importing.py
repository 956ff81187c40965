"""NDJSON in as a stream, results out after the whole body: a client that is still sending cannot read."""

import tempfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast

import orjson
from flask import Request, Response

from service import catalog, imports, outcomes
from service.api import strict_json
from service.api.creator_schemas import load_import_line
from service.api.outcome_schemas import load_outcome_line
from service.backends import Backends
from service.errors import Problem, TooLarge, UnsupportedMedia
from service.imports import ImportReport, Line, Tally

MAX_LINE_BYTES = 256 * 1024
_MEDIA = ("application/x-ndjson", "application/ndjson", "application/jsonl")
_IN_MEMORY = 4 * 1024 * 1024
_CHUNK = 64 * 1024


# A parsed line, by its number, as what it holds or what is wrong with it.
Read = Callable[[int, Any], Line]


def creator_line(number: int, value: Any) -> Line:
    return imports.validated_line(number, value, load_import_line)


def _outcome_line(number: int, value: Any) -> Line:
    return imports.validated_line(number, value, load_outcome_line, "outcome_id")


def import_creators(backends: Backends, request: Request, sync: bool, wait: bool) -> Response:
    report = ImportReport(synchronise=sync)
    lines = _lines_of(backends, request, creator_line)
    results = _spooled(imports.import_creators(backends, lines, report))
    headers = {"Creatormatch-Indexed": str(catalog.wait_all_indexed(backends)).lower()} if wait else {}
    return _answer(results, report, headers)


def import_outcomes(backends: Backends, request: Request, brand_id: int, brief_id: str) -> Response:
    tally = Tally()
    lines = _lines_of(backends, request, _outcome_line)
    return _answer(_spooled(outcomes.import_outcomes(backends, brand_id, brief_id, lines, tally)), tally, {})


def _lines_of(backends: Backends, request: Request, read: Read) -> Iterator[Line]:
    if request.mimetype not in _MEDIA:
        raise UnsupportedMedia("the body must be application/x-ndjson, one JSON object a line")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMedia("compressed bodies are not accepted")
    limit = backends.config.import_max_bytes
    if (request.content_length or 0) > limit:
        raise TooLarge(f"the body is larger than {limit} bytes")
    return read_lines(cast(BinaryIO, request.stream), limit, request.content_length, read)


def _spooled(results: Iterator[dict[str, Any]]) -> BinaryIO:
    file = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - read while answering
    try:
        for result in results:
            file.write(orjson.dumps(result) + b"\n")
    except BaseException:
        file.close()
        raise
    return file


def _answer(results: BinaryIO, tally: Tally, headers: dict[str, str]) -> Response:
    results.write(orjson.dumps(tally.to_json()) + b"\n")
    results.seek(0)
    response = Response(_chunks(results), content_type="application/x-ndjson", headers=headers)
    response.call_on_close(results.close)
    return response


def read_lines(stream: BinaryIO, limit: int, announced: int | None = None, read: Read = creator_line) -> Iterator[Line]:
    """Lines with what they hold or their problems; blank lines count and are passed over.

    A client that goes away is the end of the stream, and only the announced length tells it from a whole body.
    """
    number = total = 0
    while True:
        raw = stream.readline(MAX_LINE_BYTES + 2)
        if not raw:
            if announced is not None and total < announced:
                yield _bad(number + 1, f"the body ends after {total} of {announced} bytes", "truncated")
            return
        number += 1
        total += len(raw)
        if total > limit:
            yield _bad(number, "the body is larger than the limit; what follows was not read", "too_large")
            return
        if len(raw) > MAX_LINE_BYTES and not raw.endswith(b"\n"):
            total += _skip_line(stream)
            yield _bad(number, f"the line is longer than {MAX_LINE_BYTES} bytes", "too_large")
        elif not raw.endswith(b"\n"):
            yield _bad(number, "the last line does not end with a newline, so it may be cut off", "truncated")
        elif raw.strip():
            yield _line(number, raw, read)


def _line(number: int, raw: bytes, read: Read) -> Line:
    """A line that is no JSON fails alone."""
    try:
        return read(number, strict_json.loads(raw))
    except strict_json.MalformedJson as error:
        return _bad(number, error.detail, error.code)


def _skip_line(stream: BinaryIO) -> int:
    skipped = 0
    while piece := stream.readline(_CHUNK):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


def _bad(number: int, message: str, code: str) -> Line:
    return Line(number, None, None, (Problem("", message, code),))


def _chunks(results: BinaryIO) -> Iterator[bytes]:
    while piece := results.read(_CHUNK):
        yield piece
