"""A mapping, compiled: records (the cells of a row, or an object) in, our documents out."""

import difflib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.errors import Invalid, Problem
from service.mapping.kinds import shaped
from service.mapping.transforms import TRANSFORMS, Options

Document = dict[str, Any]
Fields = Mapping[str, Mapping[str, Any]]
Get = Callable[[Any], Any]
Kinds = Mapping[str, str]

_PLACE = re.compile(r"(?<=\.)(?:[0-9]|1[0-9])(?=\.)")
_EXPLAINED = 20
_SHOWN = 40  # characters of a cell in a message


@dataclass(frozen=True)
class _Field:
    """One field of ours: where its value comes from, and what is made of it on the way."""

    path: str
    steps: tuple[str | int, ...]
    group: str
    kind: str
    said: str  # what a message calls its source
    get: Get | None
    transforms: tuple[str, ...]
    options: Options
    constant: Any
    default: Any

    def value(self, record: Any) -> Any:
        """None when the record says nothing; ValueError when it says what cannot be read."""
        assert self.get is not None
        found = self.get(record)
        for name in self.transforms:
            if found is None or found == "":
                break
            found = _transformed(name, found, self.options)
        return shaped(found, self.kind) if found is not None and found not in ("", []) else None


def _transformed(name: str, value: Any, options: Options) -> Any:
    """A list has each of its values transformed."""
    if not isinstance(value, list) or name == "list":
        return TRANSFORMS[name](value, options)
    found: list[Any] = []
    for one in value:
        made = TRANSFORMS[name](one, options)
        found += made if isinstance(made, list) else [made] if made not in (None, "") else []
    return found


class Mapper:
    """Makes documents of records. `columns` are the names of a row's cells; None: records are objects."""

    def __init__(self, fields: Fields, kinds: Kinds, columns: Sequence[str] | None) -> None:
        self._fields = [_field(path, spec, kinds, columns) for path, spec in fields.items()]
        self._groups = {field.group for field in self._fields if field.group and field.get is not None}

    def document(self, record: Any) -> tuple[Document, list[Problem]]:
        """The document, and what could not be read. Constants and defaults of an account, or any other part of which
        columns speak, count only where one of those has said something."""
        values: list[tuple[_Field, Any]] = []
        problems: list[Problem] = []
        spoken: set[str] = set()
        for field in self._fields:
            if field.get is None:
                values.append((field, field.constant))
                continue
            try:
                found = field.value(record)
            except ValueError as error:
                shown = field.get(record)
                message = f"{field.said}: {str(shown)[:_SHOWN]!r} {error}"
                problems.append(Problem("/" + field.path.replace(".", "/"), message))
                continue
            if found is not None:
                spoken.add(field.group)
                values.append((field, found))
            elif field.default is not None:
                values.append((field, field.default))
        document: Document = {}
        for field, value in values:
            if field.group not in self._groups or field.group in spoken:
                _put(document, field.steps, value)
        return _without_gaps(document), problems


def check_fields(fields: Fields, kinds: Kinds, at: str = "/mapping/fields") -> None:
    """Raise Invalid for what is no field of ours."""
    unknown = [path for path in fields if kind_of(path, kinds) is None]
    problems = [
        Problem(f"{at}/{_escaped(path)}", f"{path[:_SHOWN]!r} is no field{_meant(path, kinds, place)}", "unknown_key")
        for place, path in enumerate(unknown)
    ]
    if problems:
        raise Invalid("the mapping names fields that do not exist", tuple(problems))


def check_columns(fields: Fields, columns: Sequence[str], at: str = "/mapping/fields") -> None:
    """Raise Invalid for columns that the file does not have, or has twice."""
    problems: list[Problem] = []
    for path, spec in fields.items():
        for column in columns_of(spec):
            if columns.count(column) != 1:
                missing = f"is no column{_meant(column, columns, len(problems))}"
                message = f"{column[:_SHOWN]!r} {'stands twice in the file' if column in columns else missing}"
                problems.append(Problem(f"{at}/{_escaped(path)}", message, "unknown_column"))
    if problems:
        raise Invalid("the mapping names columns that the file does not have", tuple(problems))


def columns_of(spec: Mapping[str, Any]) -> list[str]:
    """The columns that a field comes from."""
    return [spec["column"]] if "column" in spec else list(spec.get("columns", ()))


def own_names(columns: Sequence[str], kinds: Kinds) -> dict[str, dict[str, Any]]:
    """The mapping of a file whose columns are called as our fields are; raises Invalid for every other column."""
    problems: list[Problem] = []
    for place, column in enumerate(columns):
        if kind_of(column, kinds) is None or columns.count(column) > 1:
            message = f"{column[:_SHOWN]!r} is no field{_meant(column, kinds, len(problems))}"
            problems.append(Problem(f"/columns/{place}", message, "unknown_column"))
    if problems:
        raise Invalid("without a mapping, columns are called as our fields are, each once", tuple(problems))
    return {column: {"column": column} for column in columns}


def kind_of(path: str, kinds: Kinds) -> str | None:
    """What a field is, by its dotted path; None for what is no field."""
    plain = _PLACE.sub("0", path)
    if plain in kinds and "*" not in plain:
        return kinds[plain]
    parent, _, key = path.rpartition(".")
    return kinds.get(f"{parent}.*") if key and "." not in parent else None


def _field(path: str, spec: Mapping[str, Any], kinds: Kinds, columns: Sequence[str] | None) -> _Field:
    kind = kind_of(path, kinds)
    assert kind is not None, "check_fields is asked before"
    names = columns_of(spec)
    options = {name: value for name, value in spec.items() if name not in ("column", "columns", "constant", "default")}
    if "table" in options:
        options["table"] = {key.strip().casefold(): value for key, value in options["table"].items()}
    transform = spec.get("transform", [])
    transforms = (transform,) if isinstance(transform, str) else tuple(transform)
    return _Field(
        path,
        _steps(path),
        _group(path),
        kind,
        f"column {names[0]!r}" if len(names) == 1 else f"columns {', '.join(map(repr, names))}",
        _getter(names, spec, columns) if names else None,
        transforms,
        options | {"kind": kind},
        spec.get("constant"),
        spec.get("default"),
    )


def _steps(path: str) -> tuple[str | int, ...]:
    """A number is a place in a list, but not among the attributes, which are called as one likes."""
    if path.startswith("attributes."):
        return tuple(path.split(".", 1))
    return tuple(int(step) if step.isdecimal() else step for step in path.split("."))


def _group(path: str) -> str:
    """The part of the document that a field belongs to: an item of a list, or the first step; empty for a field by
    itself."""
    places = list(_PLACE.finditer(path))
    return path[: places[-1].end()] if places else path.rpartition(".")[0].partition(".")[0]


def _getter(names: Sequence[str], spec: Mapping[str, Any], columns: Sequence[str] | None) -> Get:
    one_by_one = [_column(name, columns) for name in names]
    if "column" in spec:
        return one_by_one[0]
    separator = spec.get("separator", " ")

    def joined(record: Any) -> str:
        said = [get(record) for get in one_by_one]
        return str(separator.join(str(one) for one in said if one not in (None, "")))

    return joined


def _column(name: str, columns: Sequence[str] | None) -> Get:
    if columns is None:
        return lambda record: _of_object(record, name)
    place = columns.index(name)
    return lambda record: record[place].strip()


def _of_object(record: Mapping[str, Any], name: str) -> Any:
    """The value of a key, or of keys within one another when the name has dots."""
    if name in record:
        found = record[name]
        return found.strip() if isinstance(found, str) else found
    first, _, rest = name.partition(".")
    inner = record.get(first)
    if isinstance(inner, list):
        place, _, rest = rest.partition(".")
        inner = inner[int(place)] if place.isdecimal() and int(place) < len(inner) else None
        if not rest:
            return inner
    return _of_object(inner, rest) if rest and isinstance(inner, Mapping) else None


def _put(document: Document, steps: tuple[str | int, ...], value: Any) -> None:
    """Places of lists are kept as keys until everything is in: not all of them need be there."""
    inner: dict[Any, Any] = document
    for step in steps[:-1]:
        inner = inner.setdefault(step, {})
    inner[steps[-1]] = value


def _without_gaps(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(key, int) for key in value):
        return [_without_gaps(value[place]) for place in sorted(value)]
    return {key: _without_gaps(one) for key, one in value.items()}


def _meant(said: str, known: Collection[str], before: int) -> str:
    """Said of the first so many problems only: to compare takes milliseconds."""
    if before >= _EXPLAINED:
        return ""
    found = difflib.get_close_matches(said[:64], [one for one in known if "*" not in one], n=1, cutoff=0.7)
    return f"; did you mean {found[0]!r}?" if found else ""


def _escaped(step: str) -> str:
    return step.encode("utf-8", "backslashreplace").decode().replace("~", "~0").replace("/", "~1")
