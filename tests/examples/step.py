"""One request of the story, and what is written of it."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson
from werkzeug.test import TestResponse

from tests.builders import Api

JSON = "application/json"
_SECONDS = 30  # how long a background job may take
SECRETS = ((re.compile(r"cm_[0-9a-f]{12}_[\w-]+"), "cm_0f3c5a1e8b7d_EXAMPLE-OF-A-SECRET"),
            (re.compile(r"whsec_[\w+/=-]+"), "whsec_RVhBTVBMRS1PRi1BLVNFQ1JFVA=="))  # fmt: skip

Recorded = dict[str, Any]
"""operation, title, who, method, path, headers, content_type, body, status, answer_type, answer: as the keys say; of a
text `answer` may hold the first lines only."""


@dataclass(frozen=True)
class Step:
    """`{name}` in path, headers and body stands for what an earlier step has kept under that name."""

    title: str
    who: Literal["marketplace", "brand", "anyone"]
    method: str
    path: str
    body: Any = None
    status: int = 200
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    keeps: Mapping[str, str] = field(default_factory=dict)  # by name: a key of the answer, or "header NAME"
    until: Callable[[Any], Any] | None = None  # asks again until this is true of the answer
    lines: int | None = None  # so many lines of a text are enough
    only: Sequence[str] | None = None  # so are these keys of an object
    items: int | None = None  # and so many entries of its lists


def play(api: Api, steps: Sequence[Step]) -> list[Recorded]:
    """Make the requests one after the other."""
    kept: dict[str, str] = {}
    return [_played(api, step, kept) for step in steps]


def _played(api: Api, step: Step, kept: dict[str, str]) -> Recorded:
    path, body = _filled(step.path, kept), _filled(step.body, kept)
    own = {"marketplace": api.marketplace, "brand": api.brand(), "anyone": {}}[step.who]
    headers = _filled(dict(step.headers), kept)
    sent = {"headers": {**own, **headers}}
    if isinstance(body, str):
        sent |= {"data": body.encode(), "content_type": step.content_type}
    elif body is not None:
        sent |= {"data": orjson.dumps(body), "content_type": step.content_type}
    response = _answered(api, step, path, sent)
    assert response.status_code == step.status, (step.title, response.status_code, response.text)
    for name, where in step.keeps.items():
        kept[name] = response.headers[where[7:]] if where.startswith("header ") else response.json[where]
    operation = api.contract.operation(step.method, path)
    assert operation is not None, step.path
    recorded = {"operation": operation["operationId"], "tag": operation["tags"][0], "title": step.title,
                "who": step.who, "method": step.method, "path": path, "headers": headers or None,
                "content_type": step.content_type if body is not None else None, "body": body,
                "status": step.status, "answer_type": response.mimetype or None,
                "answer": _shown(step, response)}  # fmt: skip
    written: Recorded = orjson.loads(_without_secrets(orjson.dumps(recorded).decode()))
    return written


def _answered(api: Api, step: Step, path: str, sent: dict[str, Any]) -> TestResponse:
    response = api.call(step.method, path, **sent)
    end = time.monotonic() + _SECONDS
    while step.until is not None and not step.until(response.json):
        assert time.monotonic() < end, (step.title, response.text)
        time.sleep(0.05)
        response = api.call(step.method, path, **sent)
    return response


def _shown(step: Step, response: TestResponse) -> Any:
    if not response.data:
        return None
    if response.mimetype not in (JSON, "application/problem+json"):
        return "".join(response.text.splitlines(keepends=True)[: step.lines])
    shown = {key: response.json[key] for key in step.only or response.json}
    return {key: inner[: step.items] if isinstance(inner, list) else inner for key, inner in shown.items()}


def _filled(value: Any, kept: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return value if "\n" in value else re.sub(r"\{(\w+)\}", lambda found: kept[found[1]], value)
    if isinstance(value, dict):
        return {key: _filled(inner, kept) for key, inner in value.items()}
    return [_filled(inner, kept) for inner in value] if isinstance(value, list) else value


def _without_secrets(text: str) -> str:
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


def shape(value: Any) -> Any:
    """Keys and types, without values that differ from one run to the next; of a list the shapes that are in it."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        shapes = [shape(inner) for inner in value]
        return [one for place, one in enumerate(shapes) if one not in shapes[:place]]
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__
