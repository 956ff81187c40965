"""How the bytes of an import become lines: its format, and what its columns are mapped to."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, cast

from service.errors import CreatormatchError, Invalid, Problem
from service.import_jobs import csv_rows
from service.lines import MAX_LINE_BYTES, START, Contract, Line, Place, bad_line, json_line, read_lines, validated_line
from service.mapping.mapper import Fields, Mapper, check_columns, check_fields, own_names
from service.mapping.suggestions import suggested_fields

Document = dict[str, Any]

CSV, NDJSON = "csv", "ndjson"
FORMATS = (NDJSON, CSV)
LONGEST_COLUMN = 200  # characters of a column's name in a mapping
_SAMPLE_ROWS, _SAMPLE_LINES = 200, 2_000


@dataclass(frozen=True)
class Form:
    """What is needed to read an import on from any place. `columns`: of CSV, the header; `fields`: the mapping, None
    for NDJSON of our own documents."""

    format: str
    delimiter: str
    encoding: str
    columns: list[str] | None
    fields: Fields | None

    def to_json(self) -> Document:
        return dict(self.__dict__)


@dataclass(frozen=True)
class Sample:
    """The first records of an import: `rows` by name, `begin` is where they begin. `columns`: of CSV, the header."""

    columns: list[str] | None
    rows: list[Document]
    begin: Place

    @property
    def names(self) -> list[str]:
        """Names of columns, or all keys of the objects, those of objects within them with dots."""
        if self.columns is not None:
            return self.columns
        return list(islice(dict.fromkeys(name for row in self.rows for name in row), csv_rows.MAX_COLUMNS))

    def values(self, name: str) -> list[Any]:
        """What the records have under a name, without those that have nothing."""
        return [row[name] for row in self.rows if row.get(name) not in (None, "")]


NOTHING = Sample(None, [], START)


class Beginning:
    """The first lines of a stream: however many of them are empty, looking at the beginning has an end."""

    def __init__(self, stream: BinaryIO, lines: int) -> None:
        self._stream, self._left = stream, lines

    def readline(self, size: int = -1) -> bytes:
        self._left -= 1
        return self._stream.readline(size) if self._left >= 0 else b""


def flat(value: Mapping[str, Any]) -> Document:
    """An object with the keys of objects within it, and the places of those in lists, joined by dots. Without those
    that no mapping can name, and up to so many as a file may have columns: joined, keys of one line grow large."""
    return dict(islice(_joined(value, ""), csv_rows.MAX_COLUMNS))


def _joined(value: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        if len(before) + len(key) > LONGEST_COLUMN:
            continue
        if isinstance(inner, list) and any(isinstance(one, Mapping) for one in inner):
            inner = {str(place): one for place, one in enumerate(inner)}
        if isinstance(inner, Mapping):
            yield from _joined(inner, f"{before}{key}.")
        else:
            yield f"{before}{key}", inner


def sample(document: Document, stream: BinaryIO, contract: Contract, rows: int = _SAMPLE_ROWS) -> Sample:
    """The first records of an import's bytes; raises Invalid for CSV without a readable header."""
    stream = cast(BinaryIO, Beginning(stream, _SAMPLE_LINES))
    if document["format"] == NDJSON:
        return Sample(None, [flat(one) for one in islice(_objects(stream, contract), rows)], START)
    options = csv_options(document)
    try:
        columns, begin = csv_rows.header(stream, *options)
    except csv_rows.BadRow as error:
        problem = Problem("/header", error.message, error.code)
        raise Invalid(f"the header row cannot be read: {error.message}", (problem,)) from None
    found = islice(csv_rows.any_row(csv_rows.Rows(stream, *options, begin)), rows)
    return Sample(columns, [dict(zip(columns, cells, strict=False)) for cells in found], begin)


def csv_options(document: Document) -> tuple[str, str]:
    given = document.get("csv", {})
    return given.get("delimiter", ","), given.get("encoding", "utf-8")


def form_of(document: Document, found: Sample, contract: Contract) -> Form:
    """How an import is read, once its beginning is known; raises Invalid for a mapping that does not fit it."""
    fields = fields_of(document, found, contract)
    if fields is not None:
        check_fields(fields, contract.kinds())
        if found.columns is not None:
            check_columns(fields, found.columns)
    return Form(document["format"], *csv_options(document), found.columns, fields)


def fields_of(document: Document, found: Sample, contract: Contract) -> Fields | None:
    """The mapping that holds: the suggestions if they are wanted, with the given fields in their place; without a
    mapping the columns' own names."""
    mapping = document.get("mapping")
    if mapping is not None:
        suggested = mapping.get("suggested") and suggested_fields(found.names, found.values, contract.kinds())
        return {**(suggested or {}), **mapping.get("fields", {})}
    return own_names(found.columns, contract.kinds()) if found.columns is not None else None


def lines(form: Form, stream: BinaryIO, contract: Contract, begin: Place) -> Iterator[Line]:
    """The lines of an import from a place on, where the stream stands."""
    mapper = Mapper(form.fields, contract.kinds(), form.columns) if form.fields is not None else None
    if form.format == NDJSON:
        read = partial(json_line, contract) if mapper is None else partial(_mapped_json, mapper, contract)
        yield from read_lines(stream, sys.maxsize, None, read, begin)
    else:
        assert mapper is not None
        assert form.columns is not None
        rows = csv_rows.Rows(stream, form.delimiter, form.encoding, begin)
        yield from csv_rows.read_rows(rows, form.columns, partial(_mapped, mapper, contract))


def file_lines(document: Document, stream: BinaryIO, contract: Contract) -> Iterator[Line]:
    """The lines of a file; only NDJSON of our own documents may come from a pipe."""
    if document["format"] == NDJSON and "mapping" not in document:
        return lines(Form(NDJSON, *csv_options(document), None, None), stream, contract, START)
    found = sample(document, rewound(stream), contract)
    form = form_of(document, found, contract)
    stream.seek(found.begin.bytes)
    return lines(form, stream, contract, found.begin)


def rewound(stream: BinaryIO) -> BinaryIO:
    if not stream.seekable():
        raise Invalid("a dry run, CSV and mappings need a file, not standard input")
    stream.seek(0)
    return stream


def _mapped_json(mapper: Mapper, contract: Contract, number: int, raw: bytes) -> Line:
    try:
        value = contract.parse(raw)
    except CreatormatchError as error:
        return bad_line(number, error.detail, error.code)
    if not isinstance(value, dict):
        return bad_line(number, "is no JSON object", "wrong_type")
    return _mapped(mapper, contract, number, value)


def _mapped(mapper: Mapper, contract: Contract, number: int, record: Any) -> Line:
    """A record that could not be read whole is not saved; what else is wrong with it is said along."""
    document, unread = mapper.document(record)
    line = validated_line(number, document, contract.validate, contract.id_name)
    if not unread:
        return line
    told = {problem.path for problem in unread}
    others = tuple(problem for problem in line.problems if problem.path not in told)
    known = None if f"/{contract.id_name}" in told else line.id
    return replace(line, id=known, document=None, problems=(*unread, *others))


def _objects(stream: BinaryIO, contract: Contract) -> Iterator[Document]:
    while raw := stream.readline(MAX_LINE_BYTES + 2):
        try:
            value = contract.parse(raw) if raw.strip() else None
        except CreatormatchError:
            continue
        if isinstance(value, dict):
            yield value
