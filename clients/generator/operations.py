"""The operations of the document in the terms of a client."""

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

_METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(frozen=True)
class Parameter:
    """`name` as it is sent, `schema` of its value."""

    name: str
    where: str
    schema: Json


@dataclass(frozen=True)
class Operation:
    """What one operation takes and answers. `body` and `answer` map media types to schemas."""

    name: str
    tag: str
    summary: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Json
    body_required: bool
    answer: Json

    def parameters_in(self, where: str) -> list[Parameter]:
        return [parameter for parameter in self.parameters if parameter.where == where]

    def takes(self, header: str) -> bool:
        return any(parameter.name == header for parameter in self.parameters_in("header"))


def read_operations(document: Json) -> Iterator[Operation]:
    """All operations in the order of the document."""
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield _operation(document, path, method, item.get("parameters", []), item[method])


def snake(name: str) -> str:
    """`createBrief` to `create_brief`; what Python keeps for itself gets an underscore."""
    found = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()
    return f"{found}_" if keyword.iskeyword(found) else found


def _operation(document: Json, path: str, method: str, shared: list[Json], found: Json) -> Operation:
    body = _resolved(document, found.get("requestBody", {}))
    return Operation(
        name=found["operationId"],
        tag=found["tags"][0],
        summary=found["summary"],
        method=method.upper(),
        path=path,
        parameters=tuple(_parameter(document, one) for one in (*shared, *found.get("parameters", []))),
        body=_schemas(body),
        body_required=body.get("required", False),
        answer=_schemas(_answer(document, found)),
    )


def _answer(document: Json, found: Json) -> Json:
    """That of success; where there are several (200, 201) they have one form."""
    good = [answer for status, answer in found["responses"].items() if str(status).startswith("2")]
    return _resolved(document, good[0])


def _schemas(described: Json) -> Json:
    return {media: content.get("schema", {}) for media, content in described.get("content", {}).items()}


def _parameter(document: Json, found: Json) -> Parameter:
    one = _resolved(document, found)
    return Parameter(one["name"], one["in"], one.get("schema", {}))


def _resolved(document: Json, found: Json) -> Json:
    if "$ref" not in found:
        return found
    target: Any = document
    for step in found["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return dict(target)
