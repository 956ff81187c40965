"""A stream of bytes as the lines of an import: NDJSON, each line judged alone.

How a line is parsed and validated is given by the front: a `Contract`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from service.errors import CreatormatchError, Invalid, Problem

Document = dict[str, Any]

MAX_LINE_BYTES = 256 * 1024
MOST_PROBLEMS = 50  # of a line that are kept: a line may have as many as keys, each told in more bytes than the key
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Contract:
    """What a front knows of the documents of an import.

    parse: a line of JSON to its value; raises CreatormatchError.
    validate: a parsed value to its id and canonical document; raises Invalid.
    kinds: what each of its fields is, by dotted path, where "0" stands for any place in a list and a last "*" for any
    key: "text", "whole", "number", "amount", "boolean", "date", "time", "any", or a list of such as "text[]".
    """

    parse: Callable[[bytes], Any]
    validate: Callable[[Any], tuple[str, Document]]
    kinds: Callable[[], Mapping[str, str]]
    id_name: str = "external_id"


@dataclass(frozen=True)
class Line:
    """One line of an import: the id and the document of what it holds, or what is wrong with it.

    `number` is that of its first line in the file, from 1; `end` and `last` are how many bytes and lines of the stream
    lie before what follows it.
    """

    number: int
    id: str | None
    document: Document | None
    problems: tuple[Problem, ...] = ()
    end: int = 0
    last: int = 0


@dataclass(frozen=True)
class Place:
    """Where in a stream reading begins: so many bytes and lines lie before."""

    bytes: int = 0
    line: int = 0


START = Place()


def read_lines(
    stream: BinaryIO, limit: int, announced: int | None, read: Callable[[int, bytes], Line], begin: Place = START
) -> Iterator[Line]:
    """Lines with what they hold or their problems; blank lines count and are passed over.

    `stream` stands at `begin` already. A client that goes away is the end of the stream, and only the announced length
    tells it from a whole body.
    """
    number, total = begin.line, begin.bytes
    while True:
        raw = stream.readline(MAX_LINE_BYTES + 2)
        if not raw:
            if announced is not None and total < announced:
                problem = f"the body ends after {total} of {announced} bytes"
                yield bad_line(number + 1, problem, "truncated", total)
            return
        number += 1
        total += len(raw)
        if total > limit:
            yield bad_line(number, "the body is larger than the limit; what follows was not read", "too_large", total)
            return
        if len(raw) > MAX_LINE_BYTES and not raw.endswith(b"\n"):
            total += skip_line(stream)
            yield bad_line(number, f"the line is longer than {MAX_LINE_BYTES} bytes", "too_large", total)
        elif not raw.endswith(b"\n"):
            problem = "the last line does not end with a newline, so it may be cut off"
            yield bad_line(number, problem, "truncated", total)
        elif raw.strip():
            yield replace(read(number, raw), end=total, last=number)


def skip_line(stream: BinaryIO) -> int:
    """Read up to the next line; how many bytes that were."""
    skipped = 0
    while piece := stream.readline(_CHUNK):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


def bad_line(number: int, message: str, code: str, end: int = 0, last: int | None = None) -> Line:
    return Line(number, None, None, (Problem("", message, code),), end, number if last is None else last)


def json_line(contract: Contract, number: int, raw: bytes) -> Line:
    """A line of NDJSON; one that is no JSON fails alone."""
    try:
        value = contract.parse(raw)
    except CreatormatchError as error:
        return bad_line(number, error.detail, error.code)
    return validated_line(number, value, contract.validate, contract.id_name)


def validated_line(
    number: int, document: Any, validate: Callable[[Any], tuple[str, Document]], id_name: str = "external_id"
) -> Line:
    """A line's id and document, or its problems."""
    try:
        found, valid = validate(document)
        return Line(number, found, valid)
    except Invalid as error:
        problems = error.problems or (Problem("", error.detail),)
        unreadable = any(problem.path == f"/{id_name}" for problem in problems)
        return Line(number, None if unreadable else _read_id(document, id_name), None, problems)
    except CreatormatchError as error:
        return Line(number, None, None, (Problem("", error.detail, error.code),))


def _read_id(document: Any, id_name: str) -> str | None:
    found = document.get(id_name) if isinstance(document, Mapping) else None
    return found if isinstance(found, str) else None
