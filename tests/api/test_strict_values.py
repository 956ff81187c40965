"""Values that look right and are not, and some that are right though they look odd."""

from typing import Any

import orjson
import pytest

from service.api.fields import MOST_STACKED
from tests.builders import Api, brief, creator, offences


@pytest.mark.parametrize("value", [1, 0, 1.0, "true", "yes", "", []])
def test_a_boolean_in_a_body_is_true_or_false(api: Api, value: Any) -> None:
    response = api.post("/v1/briefs", json=brief(discoverable=value), headers=api.brand())
    assert (response.status_code, offences(response)) == (422, [("/discoverable", "wrong_type")])


@pytest.mark.parametrize("value", ["1", "0", "True", "yes", "on", ""])
def test_a_boolean_in_a_query_string_is_true_or_false(api: Api, value: str) -> None:
    response = api.post("/v1/match", json=brief(), query=f"explain={value}", headers=api.brand())
    assert (response.status_code, offences(response)) == (422, [("query/explain", "wrong_type")])
    assert "true or false" in response.json["errors"][0]["message"]


def test_an_integer_may_have_a_point_and_zeros_as_json_has_it(api: Api) -> None:
    body = orjson.dumps(brief(creators_wanted=5)).replace(b":5", b":5.0")
    assert b"5.0" in body
    made = api.post("/v1/briefs", data=body, content_type="application/json", headers=api.brand())
    assert (made.status_code, made.json["creators_wanted"]) == (201, 5)
    response = api.post("/v1/briefs", json=brief(creators_wanted=5.5), headers=api.brand())
    assert offences(response) == [("/creators_wanted", "wrong_type")]


def test_a_null_leaves_a_known_key_out_and_makes_no_unknown_one_right(api: Api) -> None:
    assert api.put("/v1/creators/lena", json=creator() | {"city": None}).status_code == 201
    response = api.put("/v1/creators/lena", json=creator() | {"citty": None})
    assert offences(response) == [("/citty", "unknown_key")]


def test_no_character_bears_more_marks_than_any_script_needs(api: Api) -> None:
    assert api.put("/v1/creators/lena", json=creator(name="e" + "\u0316" * MOST_STACKED)).status_code == 201
    response = api.put("/v1/creators/lena", json=creator(name="e" + "\u0316\u0301" * MOST_STACKED))
    assert offences(response) == [("/name", "bad_character")]


@pytest.mark.parametrize(("field", "value", "code"), [
    ("languages", [f"x{number}" for number in range(1000)], "unknown_value"),
    ("accounts", [{"platform": "x", "handle": f"lena{number}"} for number in range(1000)], "too_long"),
    ("audience", {"countries": {f"x{number}": 1 for number in range(1000)}}, "unknown_value"),
], ids=["codes", "documents", "mapping"])  # fmt: skip
def test_what_is_far_too_long_is_refused_by_its_first_entries(api: Api, field: str, value: Any, code: str) -> None:
    response = api.put("/v1/creators/lena", json=creator(**{field: value}))
    assert response.status_code == 422
    assert code in {found for _, found in offences(response)}
    assert len(offences(response)) < 400
