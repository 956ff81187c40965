"""CSV as records, strictly: what is wrong with one harms no other, and nothing is read in two ways."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

from service.lines import MAX_LINE_BYTES, START, Line, Place, bad_line, skip_line

Cells = list[str]

MAX_COLUMNS = 1_000
_BOM = "\ufeff"

csv.field_size_limit(MAX_LINE_BYTES)  # a cell may be as long as a row


class BadRow(Exception):
    """What is wrong with a record, with its code."""

    def __init__(self, message: str, code: str = "bad_csv") -> None:
        super().__init__(message)
        self.message, self.code = message, code


class Rows:
    """The records of a stream that stands at `begin`, one at a time, each with where it begins and ends."""

    def __init__(self, stream: BinaryIO, delimiter: str, encoding: str, begin: Place = START) -> None:
        self._stream, self._encoding = stream, encoding
        self.end, self.last = begin.bytes, begin.line
        self._first, self._bytes_of_row, self._unread = 0, 0, ""
        self._reader = csv.reader(self, delimiter=delimiter, strict=True)

    @property
    def first(self) -> int:
        """The number of the first line of the record that was read last."""
        return self._first

    def row(self) -> Cells | None:
        """The next record, empty for an empty line; None at the end. Raises BadRow, after which one may go on."""
        self._first, self._bytes_of_row, self._unread = self.last + 1, 0, ""
        try:
            cells = next(self._reader)
        except StopIteration:
            return None
        except csv.Error as error:
            raise BadRow(self.sentence(self._unread or str(error))) from None
        except BadRow as error:  # of a line within it: the next one begins anew
            raise BadRow(self.sentence(error.message), error.code) from None
        if self._unread:
            raise BadRow(self.sentence(self._unread))
        return cells

    def sentence(self, said: str) -> str:
        """What is wrong, with how far the record reached: a quote that is not closed takes in what follows."""
        return said if self.last <= self._first else f"{said} (lines {self._first} to {self.last} were read as one row)"

    def __iter__(self) -> "Rows":
        return self

    def __next__(self) -> str:
        """A line of text, for the reader, which puts those together that a record consists of."""
        raw = self._stream.readline(MAX_LINE_BYTES + 2)
        if not raw:
            raise StopIteration
        self.last += 1
        self.end += len(raw)
        self._bytes_of_row += len(raw)
        if self._bytes_of_row > MAX_LINE_BYTES:
            self.end += 0 if raw.endswith(b"\n") else skip_line(self._stream)
            raise BadRow(f"the row is longer than {MAX_LINE_BYTES} bytes", "too_large")
        return self._text(raw)

    def _text(self, raw: bytes) -> str:
        """What cannot be read is told when the record ends: what follows within its quotes is no record by itself."""
        try:
            text = raw.decode(self._encoding)
        except UnicodeDecodeError as error:
            self._unread = self._unread or f"is not {self._encoding}: byte {raw[error.start]:#04x}"
            text = raw.decode(self._encoding, "replace")
        if "\0" in text:
            self._unread = self._unread or "holds a NUL"
            text = text.replace("\0", "\ufffd")
        return text.removeprefix(_BOM) if self.last == 1 else text


def header(stream: BinaryIO, delimiter: str, encoding: str) -> tuple[list[str], Place]:
    """The names of the columns, and where the records begin; raises BadRow."""
    rows = Rows(stream, delimiter, encoding)
    while (names := rows.row()) == []:
        pass
    if names is None:
        raise BadRow("there is no header row", "truncated")
    if len(names) > MAX_COLUMNS:
        raise BadRow(f"the header has {len(names)} columns; {MAX_COLUMNS} are the most", "too_long")
    return [name.strip() for name in names], Place(rows.end, rows.last)


def read_rows(rows: Rows, columns: Sequence[str], read: Callable[[int, Cells], Line]) -> Iterator[Line]:
    """Each record as a line of an import; empty lines count and are passed over."""
    while True:
        try:
            cells = rows.row()
        except BadRow as error:
            yield bad_line(rows.first, error.message, error.code, rows.end, rows.last)
            continue
        if cells is None:
            return
        if len(cells) == len(columns):
            yield replace(read(rows.first, cells), end=rows.end, last=rows.last)
        elif any(cells):
            message = rows.sentence(f"has {len(cells)} cells, the header {len(columns)}")
            yield bad_line(rows.first, message, "bad_csv", rows.end, rows.last)


def any_row(rows: Rows) -> Iterator[Any]:
    """The records that can be read, for samples."""
    while True:
        try:
            cells = rows.row()
        except BadRow:
            continue
        if cells is None:
            return
        yield cells
