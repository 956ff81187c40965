"""The dry run: what would become of the first rows. Nothing is saved."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, BinaryIO, cast

import orjson

from service.errors import Invalid
from service.import_jobs import forms
from service.import_jobs.forms import Beginning, Sample
from service.lines import MOST_PROBLEMS, Contract, Line
from service.mapping.mapper import Fields, Kinds, columns_of, kind_of
from service.mapping.suggestions import suggested_fields

Document = dict[str, Any]

_LINES = 10_000  # of which most may be empty
_SAMPLES = 3
_SAMPLE_LENGTH = 80


def preview(document: Document, open_stream: Callable[[], BinaryIO], contract: Contract, rows: int) -> Document:
    """What was understood of an import's beginning: each column with its fields and a suggestion, the mapping that
    holds, what is wrong with it, and the first rows as they would be saved."""
    problems: list[Document] = []
    found, fields, shown = forms.NOTHING, None, []
    try:
        found = forms.sample(document, open_stream(), contract)
        fields = forms.fields_of(document, found, contract)
        shown = _rows(document, found, open_stream(), contract, rows)
    except Invalid as error:
        problems = [problem.to_json() for problem in error.problems]
    suggested = suggested_fields(found.names, found.values, contract.kinds())
    own = document["format"] == forms.NDJSON and "mapping" not in document
    return {
        "format": document["format"],
        "columns": [_column(name, found, _taken(name, fields, own, contract.kinds()), suggested)
                    for name in found.names],
        "mapping": {"fields": fields} if fields else None,
        "suggested_mapping": {"fields": suggested} if suggested else None,
        "problems": problems,
        "rows": shown,
    }  # fmt: skip


def _rows(document: Document, found: Sample, stream: BinaryIO, contract: Contract, rows: int) -> list[Document]:
    form = forms.form_of(document, found, contract)
    stream.read(found.begin.bytes)
    beginning = cast(BinaryIO, Beginning(stream, _LINES))
    return [_row(line) for line in islice(forms.lines(form, beginning, contract, found.begin), rows)]


def _taken(name: str, fields: Fields | None, own: bool, kinds: Kinds) -> list[str]:
    """The fields that a column becomes."""
    if own:
        return [name] if kind_of(name, kinds) is not None else []
    return [path for path, spec in (fields or {}).items() if name in columns_of(spec)]


def _column(name: str, found: Sample, taken: list[str], suggested: Mapping[str, Mapping[str, Any]]) -> Document:
    samples = [_shown(value) for value in found.values(name)[:_SAMPLES]]
    proposed = [] if taken else [path for path, spec in suggested.items() if name in columns_of(spec)]
    return {"column": name, "fields": taken, "samples": samples, "suggestions": proposed}


def _shown(value: Any) -> str:
    return (value if isinstance(value, str) else orjson.dumps(value).decode())[:_SAMPLE_LENGTH]


def _row(line: Line) -> Document:
    """A line as it would be saved, or what is wrong with it."""
    problems = [problem.to_json() for problem in line.problems[:MOST_PROBLEMS]]
    return {"line": line.number, "external_id": line.id, "document": line.document, "problems": problems}
