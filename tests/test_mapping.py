"""Columns of other tools' exports as our fields: readings of cells, mappings, suggestions, the shipped examples."""

import contextlib
import io
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.api.import_schemas import load_import
from service.api.importing import CREATORS
from service.errors import Invalid
from service.import_jobs import csv_rows, forms
from service.import_jobs.preview import preview
from service.lines import Place
from service.mapping.kinds import shaped
from service.mapping.mapper import Mapper
from service.mapping.transforms import TRANSFORMS

EXAMPLES = Path(__file__).parents[1] / "examples" / "mappings"

READINGS: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("number", {}, "12.4K", 12_400), ("number", {}, "1,234", 1234), ("number", {}, "3.4%", 3.4),
    ("number", {}, "1.2M", 1_200_000), ("number", {}, "1 234 567", 1_234_567), ("number", {}, "10K+", 10_000),
    ("number", {"decimal": ","}, "1.234,5", 1234.5), ("number", {}, 7, 7), ("number", {}, "2 mio", 2_000_000),
    ("percent", {}, "3.4%", 3.4), ("percent", {}, "3.4", 3.4), ("percent", {"fraction": True}, "0.034", 3.4),
    ("percent", {"fraction": True}, "3.4%", 3.4), ("percent", {"fraction": True}, 0.0415, 4.15),
    ("money", {}, "€350", "350.00"), ("money", {}, "$1,200.50", "1200.50"), ("money", {}, "1.2K USD", "1200.00"),
    ("money", {"currency": "JPY"}, "1200 JPY", "1200"), ("money", {"decimal": ","}, "1.350,00 €", "1350.00"),
    ("money", {}, "350", "350"), ("currency", {}, "R$ 90", "BRL"), ("currency", {}, "350 CHF", "CHF"),
    ("currency", {}, "350", None), ("country", {}, "Deutschland", "DE"), ("country", {}, "us", "US"),
    ("country", {}, "Côte d’Ivoire", "CI"), ("country", {}, "UK", "GB"), ("language", {}, "en-US", "en"),
    ("language", {}, "Português", "pt"), ("language", {}, "German", "de"), ("handle", {}, "@lena", "lena"),
    ("handle", {}, "https://www.tiktok.com/@lena?x=1", "lena"), ("handle", {}, "youtube.com/channel/UC1/videos", "UC1"),
    ("list", {}, "a, b;c", ["a", "b", "c"]), ("list", {"separator": " / "}, "a,b / c", ["a,b", "c"]),
    ("lower", {}, "YouTube", "youtube"), ("identifier", {}, "Lena Vogt!", "Lena-Vogt"),
    ("date", {"formats": ["%d/%m/%Y"]}, "30/11/2026", "2026-11-30"),
    ("date", {"kind": "time"}, "2026-11-30T10:00:00+01:00", "2026-11-30T09:00:00Z"),
    ("lookup", {"table": {"food": ["food_cooking"]}}, "Food", ["food_cooking"]),
    ("lookup", {"table": {"a": 1}, "otherwise": ""}, "b", ""),
]  # fmt: skip
UNREADABLE: list[tuple[str, dict[str, Any], Any]] = [
    ("number", {}, "12,4"), ("number", {}, "1.234.567"), ("number", {}, "a lot"), ("number", {}, "1e5"),
    ("number", {}, "9" * 61), ("number", {}, "1-2"), ("money", {}, "$100-$200"), ("money", {}, "kr 90"),
    ("money", {"currency": "EUR"}, "400 CHF"), ("money", {}, "-5 EUR"), ("country", {}, "Atlantis"),
    ("language", {}, "Elvish"), ("handle", {}, "https://instagram.com/"), ("date", {}, "30.11.2026"),
    ("lookup", {"table": {"a": 1}}, "b"), ("number", {}, True), ("handle", {}, 5),
]  # fmt: skip


@pytest.mark.parametrize(("name", "options", "cell", "expected"), READINGS, ids=str)
def test_a_cell_is_read_as_its_transform_says(name: str, options: dict[str, Any], cell: Any, expected: Any) -> None:
    found = TRANSFORMS[name](cell, options)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(("name", "options", "cell"), UNREADABLE, ids=str)
def test_a_cell_that_could_be_read_in_two_ways_or_none_is_refused(name: str, options: Any, cell: Any) -> None:
    with pytest.raises(ValueError, match=r"^(is|names) "):
        TRANSFORMS[name](cell, options)


CELLS = st.one_of(
    st.text(max_size=80),
    st.from_regex(r"[0-9., €$%kKmM'\-+/:TZ]{0,70}", fullmatch=True),
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
                 lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)),
)  # fmt: skip
OPTIONS: tuple[dict[str, Any], ...] = (
    {"table": {}}, {"table": {}, "decimal": ",", "fraction": True, "separator": ";", "formats": ["%d.%m.%Y"],
                    "currency": "EUR", "kind": "time", "otherwise": ["x"]},
)  # fmt: skip


@settings(max_examples=150)
@given(cell=CELLS, options=st.sampled_from(OPTIONS), kind=st.sampled_from(sorted(set(CREATORS.kinds().values()))))
def test_whatever_a_cell_holds_it_is_read_or_refused(cell: Any, options: dict[str, Any], kind: str) -> None:
    for transform in TRANSFORMS.values():
        with contextlib.suppress(ValueError):
            shaped(transform(cell, options), kind)


PIECES = st.lists(
    st.sampled_from([b'"', b",", b"\n", b"\r\n", b"\r", b"a", b"\xc3", b"\0", b'{"a":1}', b"\n\n", b"a,b\n"])
)


@pytest.mark.parametrize("format", forms.FORMATS)
@given(pieces=PIECES)
def test_reading_on_after_any_line_is_as_reading_through(format: str, pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    form = forms.Form(format, ",", "utf-8", ["x", "y"], {"name": {"column": "x"}} if format == "csv" else None)
    whole = list(forms.lines(form, io.BytesIO(data), CREATORS, forms.START))
    for place, line in enumerate(whole):
        begin = Place(line.end, line.last)
        assert list(forms.lines(form, io.BytesIO(data[line.end :]), CREATORS, begin)) == whole[place + 1 :]
    assert len({line.number for line in whole}) == len(whole)


def test_every_transform_has_a_reading_here() -> None:
    assert {name for name, *_ in READINGS} == TRANSFORMS.keys()


def _fields(**fields: dict[str, Any]) -> dict[str, Any]:
    """A document with a mapping of these fields."""
    return {"mapping": {"fields": {path.replace("__", "."): spec for path, spec in fields.items()}}}


def _mapper(columns: list[str] | None, **fields: dict[str, Any]) -> Mapper:
    return Mapper(_fields(**fields)["mapping"]["fields"], CREATORS.kinds(), columns)


def test_values_go_to_their_places_and_lists_have_no_gaps() -> None:
    mapper = _mapper(
        ["a", "b"],
        accounts__1__handle={"column": "a"},
        audience__countries__DE={"column": "b"},
        attributes__x={"column": "a"},
    )
    document, problems = mapper.document(["lena", "41.5"])
    assert problems == []
    assert document == {
        "accounts": [{"handle": "lena"}], "audience": {"countries": {"DE": 41.5}}, "attributes": {"x": "lena"}
    }  # fmt: skip


def test_constants_of_a_part_count_only_where_a_column_says_something_of_it() -> None:
    fields = {
        "accounts__0__platform": {"constant": "tiktok"}, "accounts__0__handle": {"column": "tiktok"},
        "accounts__0__followers": {"column": "fans", "default": 0}, "rate_card__currency": {"constant": "EUR"},
        "rate_card__rates__tt_video": {"column": "price"}, "city": {"constant": "Berlin"},
    }  # fmt: skip
    mapper = _mapper(["tiktok", "fans", "price"], **fields)
    assert mapper.document(["", "", ""])[0] == {"city": "Berlin"}
    (account,) = mapper.document(["lena", "", ""])[0]["accounts"]
    assert account == {"platform": "tiktok", "handle": "lena", "followers": 0}


def test_every_cell_that_cannot_be_read_is_named_with_its_column_and_field() -> None:
    mapper = _mapper(
        ["Fans", "Land"],
        accounts__0__followers={"column": "Fans", "transform": "number"},
        country={"column": "Land", "transform": "country"},
    )
    _, problems = mapper.document(["many", "Atlantis"])
    assert [(problem.path, problem.message) for problem in problems] == [
        ("/accounts/0/followers", "column 'Fans': 'many' is no number"),
        ("/country", "column 'Land': 'Atlantis' names no country"),
    ]


def _form(data: bytes, **document: Any) -> forms.Form:
    found = forms.sample(document, io.BytesIO(data), CREATORS)
    return forms.form_of(document, found, CREATORS)


def test_columns_with_our_own_names_need_no_mapping() -> None:
    data = b"external_id,name,text,languages,rate_card.negotiable,rate_card.currency,accounts.0.followers\n"
    row = b"a,A,T,de;en,yes,EUR,12\n"
    form = _form(data, format="csv")
    (line,) = forms.lines(form, io.BytesIO(row), CREATORS, forms.START)
    assert line.document is None
    assert {problem.path for problem in line.problems} == {"/accounts/0/platform", "/accounts/0/handle"}
    mapper = Mapper(form.fields or {}, CREATORS.kinds(), form.columns)
    document, _ = mapper.document(["a", "A", "T", "de;en", "yes", "EUR", "12"])
    assert (document["languages"], document["rate_card"]["negotiable"]) == (["de", "en"], True)


@pytest.mark.parametrize(
    ("data", "document", "problems"),
    [
        (b"external_id,nmae\n", {}, [("/columns/1", "unknown_column", "'nmae' is no field; did you mean 'name'?")]),
        (b"name,name\n", {}, [("/columns/0", "unknown_column", None), ("/columns/1", "unknown_column", None)]),
        (b"A,B,B\n", _fields(name={"column": "B"}), [("/mapping/fields/name", "unknown_column", None)]),
        (b"Followers\n", _fields(acounts__0__followers={"column": "Followers"}),
         [("/mapping/fields/acounts.0.followers", "unknown_key",
           "'acounts.0.followers' is no field; did you mean 'accounts.0.followers'?")]),
        (b"Followers\n", _fields(name={"column": "Folowers"}, audience__countries__XX={"constant": 1}),
         [("/mapping/fields/audience.countries.XX", "unknown_key", None)]),
        (b"", {}, [("/header", "truncated", "there is no header row")]),
        (b'"a\n', {}, [("/header", "bad_csv", None)]),
    ],
    ids=str,
)  # fmt: skip
def test_a_mapping_that_does_not_fit_is_refused_before_anything_is_read(
    data: bytes, document: dict[str, Any], problems: list[tuple[str, str, str | None]]
) -> None:
    with pytest.raises(Invalid) as refused:
        _form(data, format="csv", **document)
    found = refused.value.problems
    assert [(problem.path, problem.code) for problem in found] == [problem[:2] for problem in problems]
    for problem, (_, _, message) in zip(found, problems, strict=True):
        assert message is None or problem.message == message


def test_suggestions_come_from_names_and_from_what_the_cells_hold() -> None:
    data = (
        b"Username,Followers,ER,Profile URL,Price per reel,Phone\n"
        b"@lena,12.4K,0.034,https://instagram.com/lena,EUR 300,+49\n"
    )
    shown = preview({"format": "csv"}, lambda: io.BytesIO(data), CREATORS, 5)
    suggested = shown["suggested_mapping"]["fields"]
    assert suggested["accounts.0.engagement_rate_pct"] == {"column": "ER", "transform": "percent", "fraction": True}
    assert suggested["accounts.0.platform"] == {"constant": "instagram"}
    assert suggested["rate_card.currency"] == {"column": "Price per reel", "transform": "currency"}
    assert suggested["external_id"]["column"] == "Username"
    assert [column["column"] for column in shown["columns"] if not column["suggestions"]] == ["Phone"]
    assert (shown["mapping"], shown["rows"]) == (None, [])
    assert {problem["code"] for problem in shown["problems"]} == {"unknown_column"}


def test_suggestions_are_used_where_they_are_asked_for_and_given_fields_stand_above_them() -> None:
    data = b"Username,Bio,Followers,Platform\nlena,Quick dinners,12.4K,TikTok\n"
    mapping = {"suggested": True, "fields": {"text": {"columns": ["Bio", "Username"], "separator": " by "}}}
    document = load_import({"format": "csv", "mapping": mapping})
    (row,) = preview(document, lambda: io.BytesIO(data), CREATORS, 5)["rows"]
    assert row["problems"] == []
    assert (row["external_id"], row["document"]["text"]) == ("lena", "Quick dinners by lena")
    assert row["document"]["accounts"][0] | {"engagement_basis": ""} == {
        "platform": "tiktok", "handle": "lena", "followers": 12_400, "engagement_basis": ""
    }  # fmt: skip


@pytest.mark.parametrize(
    ("mapping", "path"),
    [
        ({}, "/mapping"),
        ({"fields": {}}, "/mapping/fields"),
        ({"fields": {"name": {"column": "a", "constant": "b"}}}, "/mapping/fields/name"),
        ({"fields": {"name": {"colum": "a"}}}, "/mapping/fields/name/colum"),
        ({"fields": {"name": {"column": "a", "transform": "upper"}}}, "/mapping/fields/name/transform"),
        ({"fields": {"name": {"column": "a", "decimal": ","}}}, "/mapping/fields/name/decimal"),
        ({"fields": {"name": {"column": "a", "transform": "lookup"}}}, "/mapping/fields/name/table"),
        ({"fields": {"name": "a"}}, "/mapping/fields/name"),
        ({"fields": {"name": {"column": "a", "transform": "date", "formats": ["%d%d"]}}},
         "/mapping/fields/name/formats/0"),
        ({"fields": {"name": {"constant": "b", "transform": "lower"}}}, "/mapping/fields/name/constant"),
        ("suggested", "/mapping"),
    ],
    ids=str,
)  # fmt: skip
def test_a_mapping_that_breaks_its_contract_is_refused_with_a_pointer(mapping: Any, path: str) -> None:
    with pytest.raises(Invalid) as refused:
        load_import({"format": "csv", "mapping": mapping})
    assert path in [problem.path for problem in refused.value.problems]


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.json")), ids=lambda file: file.stem)
def test_the_shipped_mappings_read_their_exports(file: Path) -> None:
    document = load_import(orjson.loads(file.read_bytes()))
    data = file.with_suffix(f".{document['format']}").read_bytes()
    shown = preview(document, lambda: io.BytesIO(data), CREATORS, 20)
    right = [row for row in shown["rows"] if not row["problems"]]
    wrong = {row["line"]: [problem["path"] for problem in row["problems"]] for row in shown["rows"] if row["problems"]}
    assert shown["problems"] == []
    assert len(right) == 2
    assert all(row["document"]["accounts"][0]["followers"] > 1000 for row in right)
    assert wrong == {
        "discovery_tool": {5: ["/country", "/accounts/0/followers"]},
        "agency_roster_de": {4: ["/rate_card/rates/ig_reel"]},
        "network_api": {},
    }[file.stem]  # fmt: skip


def test_every_shipped_mapping_has_its_export_beside_it() -> None:
    assert {file.stem for file in EXAMPLES.glob("*.json")} == {
        file.stem for file in EXAMPLES.iterdir() if file.suffix in (".csv", ".ndjson")
    }


def test_the_names_of_a_line_stay_small_however_long_its_keys_are() -> None:
    long = {"k" * 100_000: {f"a{place}": 1 for place in range(1500)}, "k" * 150: {"b" * 49: 1, "b" * 50: 2}}
    many = {"p" * 100: {f"a{place}": 1 for place in range(20_000)}}
    assert list(forms.flat(long)) == [f"{'k' * 150}.{'b' * 49}"]
    assert len(forms.flat(many)) == csv_rows.MAX_COLUMNS
    assert forms.flat({"a": {"b": [{"c": 1}, 2]}, "d": [1]}) == {"a.b.0.c": 1, "a.b.1": 2, "d": [1]}
