"""Imports with hostile lines: each gets its own answer, and what is right beside them is saved."""

import random
from collections.abc import Callable

import orjson
import pytest

from tests.builders import Api, creator, lines_of, ndjson
from tests.hostile.bodies import MALFORMED, NO_OBJECT, UNKNOWN, with_wrong_values

# Lines end where a line break is, and white space is no line at all.
_NO_LINES = ("nothing", "a space", "a raw line break in a string", "two documents on two lines", "UTF-16", "UTF-32")


@pytest.mark.parametrize("database", ["api", "postgres_api"])
def test_hostile_lines_fail_alone(request: pytest.FixtureRequest, database: str) -> None:
    api: Api = request.getfixturevalue(database)
    hostile = [line for name, line in (MALFORMED | NO_OBJECT | UNKNOWN).items() if name not in _NO_LINES]
    right = [creator() | {"external_id": f"lena-{number}"} for number in range(len(hostile))]
    lines = [line for pair in zip(hostile, right, strict=True) for line in pair]
    response = api.import_lines(*lines)
    assert response.status_code == 200
    *results, last = lines_of(response)
    assert [result["status"] for result in results] == ["failed", "created"] * len(right)
    assert all(result["problems"] for result in results[::2])
    assert (last["summary"]["created"], last["summary"]["failed"]) == (len(right), len(hostile))


def test_a_wrong_value_at_any_place_of_a_line_breaks_nothing(api: Api, count: Callable[..., None]) -> None:
    wrong = list(with_wrong_values(creator() | {"external_id": "lena"}, random.Random(1)))
    response = api.import_lines(*wrong)
    assert response.status_code == 200
    *results, _ = lines_of(response)
    assert len(results) == len(wrong) > 200
    assert {result["status"] for result in results} <= {"created", "updated", "unchanged", "failed"}
    count("import lines with one wrong value each", len(wrong))


@pytest.mark.parametrize("body", [b"\n" * 100_000, b"\r\n" * 1000, b"\x00" * 100_000, b"{" * 300_000 + b"\n",
                                  b"\xff\xfe\n", ndjson(creator()) * 2 + b"{"])  # fmt: skip
def test_no_import_breaks_the_service(api: Api, body: bytes) -> None:
    response = api.import_lines(data=body)
    assert response.status_code in (200, 400, 413, 422)
    assert isinstance(orjson.loads(response.data.splitlines()[-1]), dict)
