"""Every operation is shown at work, and what is shown is what the service answers."""

import re

import orjson

from service.api.examples import FOLDER
from tests.builders import Api
from tests.examples.step import SECRETS, Recorded, play, shape
from tests.examples.story import STORY
from tests.guards.routes import operations

AGAIN = "run: make documents"


def _committed() -> dict[str, Recorded]:
    return {one["title"]: one for file in sorted(FOLDER.glob("*.json")) for one in orjson.loads(file.read_bytes())}


def test_the_service_answers_every_example_as_it_is_written(api: Api) -> None:
    committed = _committed()
    played = play(api, STORY)
    assert committed.keys() == {one["title"] for one in played}, AGAIN
    for one in played:
        assert shape(one) == shape(committed[one["title"]]), f"{one['title']}: {AGAIN}"
        assert one["status"] == committed[one["title"]]["status"], f"{one['title']}: {AGAIN}"


def test_every_operation_has_an_example_that_succeeds(api: Api) -> None:
    shown = {one["operation"] for one in _committed().values() if one["status"] < 300}
    known = [api.contract.operation(method, path) or {} for method, _, path in operations(api.app)]
    names = {operation["operationId"] for operation in known}
    assert names - shown == set(), "add a step for each of them to tests/examples/"


def test_no_example_holds_a_secret() -> None:
    text = "".join(file.read_text() for file in FOLDER.glob("*.json"))
    found = re.findall(r"cm_[0-9a-f]{12}_[\w-]+|whsec_[\w+/=-]+", text)
    assert set(found) == {instead for _, instead in SECRETS}


def test_titles_tell_steps_apart() -> None:
    titles = [step.title for step in STORY]
    assert len(set(titles)) == len(titles)
