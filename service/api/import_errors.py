"""What was wrong with the lines of an import, as files: NDJSON, or CSV that is safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson

from service.api.plan_csv import safe_cell
from service.store.imports import Failure

COLUMNS = ("line", "external_id", "path", "code", "message")


def errors_ndjson(found: Iterable[Sequence[Failure]]) -> Iterator[bytes]:
    """A line of the file each, as the streaming import answers it."""
    for failures in found:
        yield b"".join(orjson.dumps(_result(one)) + b"\n" for one in failures)


def _result(one: Failure) -> dict[str, Any]:
    return {"line": one.line, "external_id": one.external_id, "status": "failed", "problems": one.problems}


def errors_csv(found: Iterable[Sequence[Failure]]) -> Iterator[bytes]:
    """A row a problem; UTF-8 with a byte order mark, by which spreadsheets know it."""
    yield "\ufeff".encode() + _rows([COLUMNS])
    for failures in found:
        yield _rows(row for one in failures for row in _problems(one))


def _problems(one: Failure) -> Iterator[tuple[Any, ...]]:
    for problem in one.problems:
        cells = (one.external_id or "", problem["path"], problem["code"], problem["message"])
        yield (one.line, *map(safe_cell, cells))


def _rows(rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode()
