"""NDJSON in as a stream, results out after the whole body: a client that is still sending cannot read."""

import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import orjson
from flask import Request, Response

from service import catalog, imports
from service.api.creator_schemas import load_import_line, parse_import_line
from service.backends import Backends
from service.errors import Invalid, Problem, TooLarge, UnsupportedMedia
from service.imports import ImportReport, Line

MAX_LINE_BYTES = 256 * 1024
_MEDIA = ("application/x-ndjson", "application/ndjson", "application/jsonl")
_IN_MEMORY = 4 * 1024 * 1024
_CHUNK = 64 * 1024


def import_ndjson(backends: Backends, request: Request, sync: bool, wait: bool) -> Response:
    if request.mimetype not in _MEDIA:
        raise UnsupportedMedia("the body must be application/x-ndjson, one JSON object a line")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMedia("compressed bodies are not accepted")
    limit = backends.config.import_max_bytes
    if (request.content_length or 0) > limit:
        raise TooLarge(f"the body is larger than {limit} bytes")
    results = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - read while answering
    report = ImportReport(synchronise=sync)
    lines = read_lines(cast(BinaryIO, request.stream), limit, request.content_length)
    for result in imports.import_creators(backends, lines, report):
        results.write(orjson.dumps(result) + b"\n")
    headers = {"Creatormatch-Indexed": str(catalog.wait_all_indexed(backends)).lower()} if wait else {}
    results.write(orjson.dumps(report.to_json()) + b"\n")
    results.seek(0)
    response = Response(_chunks(results), content_type="application/x-ndjson", headers=headers)
    response.call_on_close(results.close)
    return response


def read_lines(stream: BinaryIO, limit: int, announced: int | None = None) -> Iterator[Line]:
    """Lines with their creators or problems; blank lines count and are passed over.

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
            yield _line(number, raw)


def _line(number: int, raw: bytes) -> Line:
    try:
        value: Any = parse_import_line(raw)
    except Invalid as error:
        return Line(number, None, None, error.problems)
    return imports.validated_line(number, value, load_import_line)


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
