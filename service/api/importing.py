"""NDJSON in as a stream, results out after the whole body: a client that is still sending cannot read."""

import tempfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any, BinaryIO, cast

import orjson
from flask import Request, Response

from service import catalog, imports, lines, outcomes
from service.api import strict_json
from service.api.context import noted
from service.api.creator_schemas import ImportLineSchema, load_import_line
from service.api.field_kinds import field_kinds
from service.api.idempotency import once_in_parts
from service.api.outcome_schemas import load_outcome_line
from service.api.parsing import refuse_compressed
from service.backends import Backends
from service.errors import TooLarge, UnsupportedMedia
from service.imports import ImportReport, Tally
from service.lines import Contract, Line

_MEDIA = ("application/x-ndjson", "application/ndjson", "application/jsonl")
_IN_MEMORY = 4 * 1024 * 1024
_CHUNK = 64 * 1024


@cache
def _creator_kinds() -> dict[str, str]:
    return field_kinds(ImportLineSchema())


CREATORS = Contract(strict_json.loads, load_import_line, _creator_kinds)
_OUTCOMES = Contract(strict_json.loads, load_outcome_line, dict, "outcome_id")


def import_creators(backends: Backends, request: Request, sync: bool, wait: bool) -> Response:
    def carry_out(body: BinaryIO) -> BinaryIO:
        report = ImportReport(synchronise=sync)
        found = _lines_of(backends, request, body, CREATORS)
        return _spooled(imports.import_creators(noted(), found, report), report)

    response = _answered(backends, request, carry_out)
    if wait:
        response.headers["Creatormatch-Indexed"] = str(catalog.wait_all_indexed(backends)).lower()
    return response


def import_outcomes(backends: Backends, request: Request, brand_id: int, brief_id: str) -> Response:
    def carry_out(body: BinaryIO) -> BinaryIO:
        tally = Tally()
        found = _lines_of(backends, request, body, _OUTCOMES)
        return _spooled(outcomes.import_outcomes(noted(), brand_id, brief_id, found, tally), tally)

    return _answered(backends, request, carry_out)


def _answered(backends: Backends, request: Request, carry_out: Callable[[BinaryIO], BinaryIO]) -> Response:
    _check_form(backends, request)
    results = once_in_parts(carry_out, backends.config.import_max_bytes)
    if isinstance(results, Response):
        return results
    results.seek(0)
    response = Response(_chunks(results), content_type="application/x-ndjson")
    response.call_on_close(results.close)
    return response


def _check_form(backends: Backends, request: Request) -> None:
    if request.mimetype not in _MEDIA:
        raise UnsupportedMedia("the body must be application/x-ndjson, one JSON object a line")
    refuse_compressed(request)
    limit = backends.config.import_max_bytes
    if (request.content_length or 0) > limit:
        raise TooLarge(f"the body is larger than {limit} bytes")


def _lines_of(backends: Backends, request: Request, body: BinaryIO, contract: Contract) -> Iterator[Line]:
    return read_lines(body, backends.config.import_max_bytes, request.content_length, contract)


def _spooled(results: Iterator[dict[str, Any]], tally: Tally) -> BinaryIO:
    """One result a line, then the summary."""
    file = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - read while answering
    try:
        for result in results:
            file.write(orjson.dumps(result) + b"\n")
        file.write(orjson.dumps(tally.to_json()) + b"\n")
    except BaseException:
        file.close()
        raise
    return file


def read_lines(
    stream: BinaryIO, limit: int, announced: int | None = None, contract: Contract = CREATORS
) -> Iterator[Line]:
    return lines.read_lines(stream, limit, announced, partial(lines.json_line, contract))


def _chunks(results: BinaryIO) -> Iterator[bytes]:
    while piece := results.read(_CHUNK):
        yield piece
