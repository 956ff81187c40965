"""Hostile bodies to every operation that reads JSON: always a clear refusal, never a broken service."""

import random
import time
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from service.api.error_codes import PROBLEMS
from tests.builders import Api
from tests.hostile.bodies import FLOODING_TEXTS, MALFORMED, NO_OBJECT, UNKNOWN, with_wrong_values
from tests.hostile.targets import Target, json_targets

pytestmark = pytest.mark.usefixtures("nothing_leaves")

# A body takes milliseconds; what takes this long hangs.
HANGS_SECONDS = 20.0
# What the corpus has now. It may grow.
OPERATIONS, WRONG_VALUES = 23, 6_000
SEED = 20261123

Count = Callable[..., None]


def test_what_is_no_json_is_refused_as_that(api: Api, count: Count) -> None:
    found = _all(api)
    for target in found:
        for name, body in MALFORMED.items():
            _refused(_send(api, target, body), 400, "malformed_json", f"{name} to {target}")
    count("malformed bodies", len(MALFORMED) * len(found), f"{len(MALFORMED)} kinds to {len(found)} operations each")


def test_json_that_is_no_object_is_refused(api: Api, count: Count) -> None:
    found = _all(api)
    for target in found:
        for name, body in NO_OBJECT.items():
            _refused(_send(api, target, body), 422, "invalid_input", f"{name} to {target}")
    count("bodies that are no objects", len(NO_OBJECT) * len(found))


def test_keys_that_nobody_knows_are_refused(api: Api, count: Count) -> None:
    found = _all(api)
    for target in found:
        for name, body in UNKNOWN.items():
            if target.method == "PATCH" and name == "an unknown key with a null":
                continue  # a merge patch takes out what is not there
            response = _send(api, target, body)
            _refused(response, 422, "invalid_input", f"{name} to {target}")
            assert len(response.data) < 2_000_000, f"{name} to {target} is answered at length"
    count("bodies with unknown keys", len(UNKNOWN) * len(found))


@pytest.mark.slow
@pytest.mark.parametrize(("database", "every"), [("api", 1), ("postgres_api", 8)], ids=["sqlite", "postgresql"])
def test_a_wrong_value_at_any_place_breaks_nothing(
    request: pytest.FixtureRequest, database: str, every: int, count: Count
) -> None:
    api: Api = request.getfixturevalue(database)
    rng = random.Random(SEED)
    made = [(target, body) for target in _all(api) for body in with_wrong_values(target.body, rng)]
    assert len(made) >= WRONG_VALUES
    for target, body in made[::every]:
        _send(api, target, body)
    count(f"bodies with one wrong value each ({request.node.callspec.id})", len(made[::every]), f"seed {SEED}")


def test_no_text_holds_the_reader_up(api: Api, count: Count) -> None:
    for words, text in FLOODING_TEXTS.items():
        started = time.monotonic()
        assert api.post("/v1/briefs:parse", json={"text": text}, headers=api.brand()).status_code == 200, words
        assert time.monotonic() - started < HANGS_SECONDS, words
    count("texts that flood the reader of briefs", len(FLOODING_TEXTS))


def _all(api: Api) -> list[Target]:
    found = json_targets(api)
    assert len(found) >= OPERATIONS, [str(target) for target in found]
    return found


def _send(api: Api, target: Target, body: bytes) -> TestResponse:
    started = time.monotonic()
    try:
        response = api.call(target.method, target.path, data=body, content_type=target.media, headers=target.headers)
        assert response.status_code < 500, response.text
        assert response.status_code < 400 or response.json["code"] in PROBLEMS, response.text
    except Exception as error:
        error.add_note(f"{target} was sent {body[:2000]!r}")
        raise
    assert time.monotonic() - started < HANGS_SECONDS, (str(target), body[:100])
    return response


def _refused(response: TestResponse, status: int, code: str, what: str) -> None:
    assert (response.status_code, response.json["code"]) == (status, code), (what, response.text[:500])
