"""The contract of imports as jobs and of mappings."""

import datetime
import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from service.api.blueprint import OffenceSchema
from service.api.fields import Flag, Text
from service.api.patch_schemas import patch_of
from service.api.queries import LIMIT, Limit, OrderedQuery
from service.api.strict import Strict, currency_code, load
from service.import_jobs.forms import FORMATS, LONGEST_COLUMN
from service.mapping.transforms import TRANSFORMS
from service.store.imports import STATES

_ENCODINGS = ("utf-8", "latin-1", "windows-1252")
_DELIMITERS = (",", ";", "\t", "|")
_MOST_FIELDS = 300
_MOST_ENTRIES = 2_000
# Options that belong to certain transforms, and mean nothing beside others.
_OPTIONS = {"separator": ("list",), "decimal": ("number", "percent", "money"), "fraction": ("percent",),
            "formats": ("date",), "table": ("lookup",), "otherwise": ("lookup",), "currency": ("money",)}  # fmt: skip


def _date_format(said: str) -> None:
    """What strptime would not take, whatever the date."""
    try:
        datetime.datetime.strptime(datetime.datetime(2026, 11, 30).strftime(said), said)
    except (ValueError, re.error):
        raise ValidationError("is no format of a date such as %d.%m.%Y") from None


class _Transforms(fields.Field[Any]):
    """One name, or several that are applied in turn."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        names = value if isinstance(value, list) else [value]
        if not names or len(names) > 5 or not all(isinstance(name, str) and name in TRANSFORMS for name in names):
            raise ValidationError(f"must be one of {', '.join(TRANSFORMS)}, or a list of up to 5 of them")
        return value


_ONE_TRANSFORM: dict[str, Any] = {"type": "string", "enum": [*TRANSFORMS]}
_SEVERAL_TRANSFORMS = {"type": "array", "items": _ONE_TRANSFORM, "minItems": 1, "maxItems": 5}
_TRANSFORMS = {"description": "How a cell is read; several are applied in turn",
               "oneOf": [_ONE_TRANSFORM, _SEVERAL_TRANSFORMS]}  # fmt: skip


class FieldSourceSchema(Strict):
    """Where one of our fields comes from: a column, several, or a constant."""

    column = Text(LONGEST_COLUMN)
    columns = fields.List(
        Text(LONGEST_COLUMN), validate=validate.Length(2, 10), metadata={"description": "Joined by `separator`"}
    )
    constant = fields.Raw(metadata={"description": "Not of an account or rate card of which no column says anything"})
    default = fields.Raw(metadata={"description": "Where the column says nothing"})
    transform = _Transforms(metadata=_TRANSFORMS)
    separator = fields.String(
        validate=validate.Length(1, 10), metadata={"description": "Of `list`, and between joined columns"}
    )
    decimal = fields.String(validate=validate.OneOf([".", ","]), metadata={"description": "The decimal sign"})
    fraction = Flag(metadata={"description": "Of `percent`: without a sign 0.034 is 3.4 %"})
    formats = fields.List(
        Text(40, checks=[_date_format]),
        validate=validate.Length(1, 10),
        metadata={"description": "As strptime has them"},
    )
    table = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 200)),
        values=fields.Raw(),
        validate=validate.Length(1, _MOST_ENTRIES),
        metadata={"description": "Of `lookup`: what cells become, whatever their case"},
    )
    otherwise = fields.Raw(metadata={"description": 'Of `lookup`: for cells that are not in the table; "" is nothing'})
    currency = currency_code(metadata={"description": "Of `money`: amounts in another one are refused"})

    @validates_schema
    def has_one_source(self, data: dict[str, Any], **_: Any) -> None:
        if sum(name in data for name in ("column", "columns", "constant")) != 1:
            raise ValidationError("needs one of column, columns and constant")
        if "constant" in data and len(data) > 1:
            raise ValidationError("a constant stands alone", "constant")

    @validates_schema
    def options_fit_the_transforms(self, data: dict[str, Any], **_: Any) -> None:
        named = data.get("transform", [])
        transforms = [named] if isinstance(named, str) else named
        for option, meant in _OPTIONS.items():
            joins = option == "separator" and "columns" in data
            if option in data and not joins and not any(transform in meant for transform in transforms):
                raise ValidationError(f"belongs to the transform {' or '.join(meant)}", option)
        if "lookup" in transforms and "table" not in data:
            raise ValidationError("is what the transform lookup needs", "table")


class MappingSchema(Strict):
    """Our fields, by dotted path, and where they come from."""

    suggested = Flag(metadata={"description": "Take the suggestions for what `fields` does not name"})
    fields_ = fields.Dict(
        keys=Text(120),
        values=fields.Nested(FieldSourceSchema),
        data_key="fields",
        attribute="fields",
        validate=validate.Length(1, _MOST_FIELDS),
        metadata={"description": "Such as accounts.0.followers or rate_card.rates.ig_reel"},
    )

    @validates_schema
    def maps_something(self, data: dict[str, Any], **_: Any) -> None:
        if not data.get("suggested") and "fields" not in data:
            raise ValidationError("needs fields, or suggested")


class CsvSchema(Strict):
    delimiter = fields.String(validate=validate.OneOf(_DELIMITERS), load_default=",")
    encoding = fields.String(validate=validate.OneOf(_ENCODINGS), load_default="utf-8",
                             metadata={"description": "utf-8 with or without a byte order mark"})  # fmt: skip


class ImportSchema(Strict):
    kind = fields.String(validate=validate.OneOf(["creators"]), load_default="creators")
    format = fields.String(validate=validate.OneOf(FORMATS), required=True)
    csv = fields.Nested(CsvSchema)
    mapping = fields.Nested(
        MappingSchema, metadata={"description": "Without one, columns are called as our fields are"}
    )
    sync = Flag(load_default=False, metadata={"description": "Erase every creator that the import does not hold"})

    @validates_schema
    def csv_is_of_csv(self, data: dict[str, Any], **_: Any) -> None:
        if "csv" in data and data.get("format") != "csv":
            raise ValidationError("belongs to the format csv", "csv")


ImportPatch = patch_of(ImportSchema)
_IMPORT = ImportSchema()


def load_import(data: Any) -> dict[str, Any]:
    """How an import is read, as a canonical document; raises Invalid with every offence."""
    return load(_IMPORT, data)


class ImportsQuery(OrderedQuery):
    state = fields.String(validate=validate.OneOf(STATES))


class PreviewQuery(Schema):
    rows = Limit(load_default=20, metadata=LIMIT)


class ErrorsQuery(Schema):
    format = fields.String(load_default="ndjson", validate=validate.OneOf(["ndjson", "csv"]))


# --- answers


class PartShape(Schema):
    number = fields.Integer(required=True)
    bytes = fields.Integer(required=True)
    sha256 = fields.String(required=True)


class ImportCounts(Schema):
    lines = fields.Integer(required=True, metadata={"description": "Without empty ones"})
    created = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    failed = fields.Integer(required=True, metadata={"description": "See its errors"})
    erased = fields.Integer(required=True, metadata={"description": "By `sync`"})


class ImportBytes(Schema):
    total = fields.Integer(required=True)
    done = fields.Integer(required=True)


class StoredImportShape(ImportSchema):
    id = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": [*STATES]})
    counts = fields.Nested(ImportCounts, required=True)
    bytes = fields.Nested(ImportBytes, required=True)
    rows_per_second = fields.Float(required=True, allow_none=True)
    outcome = fields.String(
        required=True, allow_none=True, metadata={"description": "What became of `sync`, or why it failed"}
    )
    created_at = fields.DateTime(required=True)
    started_at = fields.DateTime(required=True, allow_none=True)
    finished_at = fields.DateTime(required=True, allow_none=True)
    parts = fields.List(fields.Nested(PartShape), metadata={"description": "Not in lists"})


class ImportPage(Schema):
    items = fields.List(fields.Nested(StoredImportShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class PreviewColumn(Schema):
    column = fields.String(required=True)
    fields_ = fields.List(fields.String(), data_key="fields", required=True,
                          metadata={"description": "What it becomes; none: it is not mapped"})  # fmt: skip
    samples = fields.List(fields.String(), required=True)
    suggestions = fields.List(
        fields.String(), required=True, metadata={"description": "What it could become, where it is not mapped"}
    )


class PreviewRow(Schema):
    line = fields.Integer(required=True)
    external_id = fields.String(required=True, allow_none=True)
    document = fields.Dict(required=True, allow_none=True, metadata={"description": "As it would be saved"})
    problems = fields.List(fields.Nested(OffenceSchema), required=True)


class Preview(Schema):
    format = fields.String(required=True)
    columns = fields.List(fields.Nested(PreviewColumn), required=True)
    mapping = fields.Nested(
        MappingSchema, required=True, allow_none=True, metadata={"description": "The one that holds"}
    )
    suggested_mapping = fields.Nested(
        MappingSchema, required=True, allow_none=True, metadata={"description": "By what columns are called and hold"}
    )
    problems = fields.List(
        fields.Nested(OffenceSchema),
        required=True,
        metadata={"description": "Of the mapping or header: an import with any cannot start"},
    )
    rows = fields.List(fields.Nested(PreviewRow), required=True)
