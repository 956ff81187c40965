"""Operations as methods of the asynchronous Python client."""

import json
import re
from collections.abc import Iterator

from clients.generator.operations import Json, Operation, Parameter, read_operations, snake
from clients.generator.python_types import documentation, python_type

_NDJSON = "application/x-ndjson"
_PATCH = "application/merge-patch+json"
_HEADER = '''"""Every operation of the contract as a method. Made from its document by `python -m clients.generate`."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, Literal

from creatormatch_client import types
from creatormatch_client.asynchronous.transport import AsyncTransport
from creatormatch_client.lines import ImportSummary, OnResult
from creatormatch_client.requests import Line, Request, Version, new_key, path

# mypy: disable-error-code="no-any-return"


class AsyncOperations(AsyncTransport):
    """The operations, each named as its operationId."""
'''
# Headers that callers speak of, by the names of the methods' parameters.
_HEADERS = {
    "Creatormatch-Brand": ("brand", "str | None"),
    "Idempotency-Key": ("idempotency_key", "str | None"),
    "If-Match": ("if_match", "Version | None"),
    "If-None-Match": ("if_none_match", "Version | None"),
}


def operations_module(document: Json) -> str:
    """The module with a method for each operation, and one more for each list."""
    methods = [method for operation in read_operations(document) for method in _methods(document, operation)]
    return "\n\n".join([_HEADER.rstrip(), *methods]) + "\n"


def _methods(document: Json, operation: Operation) -> Iterator[str]:
    yield _method(operation)
    if any(parameter.name == "cursor" for parameter in operation.parameters_in("query")):
        yield _iterator(document, operation)


def _method(operation: Operation) -> str:
    call, answer = _answer(operation)
    more = ", on_result" if call == "_import" else ""
    give = "" if answer == "None" else "return "
    head = f"    async def {snake(operation.name)}({_signature(operation)}) -> {answer}:"
    return "\n".join([head, documentation(operation.summary, 8),
                      f"        {give}await self.{call}({_request(operation)}{more})"])  # fmt: skip


def _iterator(document: Json, operation: Operation) -> str:
    """A method that goes through all pages of a list."""
    name = re.sub(r"^list_", "iterate_", snake(operation.name))
    page = document["components"]["schemas"][operation.answer["application/json"]["$ref"].rpartition("/")[2]]
    item = python_type(page["properties"]["items"]["items"], "types.")
    head = f"    def {name}({_signature(operation, without='cursor')}) -> AsyncIterator[{item}]:"
    summary = f"Each item of `{snake(operation.name)}`, page after page of `limit` items."
    body = f"        return self._items({_request(operation, without='cursor')})"
    return "\n".join([head, documentation(summary, 8), body])


def _answer(operation: Operation) -> tuple[str, str]:
    """Which method of the transport makes the answer, and the answer's type."""
    media = next(iter(operation.answer), None)
    if media is None:
        return "_nothing", "None"
    if _NDJSON in operation.body and media == _NDJSON:
        return "_import", "ImportSummary"
    if media == "application/json":
        return "_json", python_type(operation.answer[media], "types.")
    return "_text", "str"


def _signature(operation: Operation, without: str = "") -> str:
    taken = [f"{snake(one.name)}: {_positional(one)}" for one in operation.parameters_in("path")]
    taken += _body_parameter(operation)
    named = [f"{snake(one.name)}: {python_type(one.schema, 'types.')} | None = None"
             for one in operation.parameters_in("query") if one.name != without]  # fmt: skip
    if _answer(operation)[0] == "_import":
        named.append("on_result: OnResult | None = None")
    named += [f"{name}: {kind} = None" for header, (name, kind) in _HEADERS.items() if operation.takes(header)]
    return ", ".join(["self", *taken, *(["*", *named] if named else [])])


def _positional(parameter: Parameter) -> str:
    return "int" if parameter.name == "number" else "str"


def _body_parameter(operation: Operation) -> list[str]:
    if not operation.body:
        return []
    name, kind = _body(operation)
    return [f"{name}: {kind}" if operation.body_required else f"{name}: {kind} | None = None"]


def _body(operation: Operation) -> tuple[str, str]:
    """The name and type of the parameter that is sent as the body."""
    if _PATCH in operation.body:
        return "patch", python_type(operation.body[_PATCH], "types.")
    if next(iter(operation.body)) == _NDJSON:
        return "lines", "Iterable[Line]"
    if "application/json" in operation.body:
        return "document", python_type(operation.body["application/json"], "types.")
    return "content", "bytes"


def _request(operation: Operation, without: str = "") -> str:
    parts = [json.dumps(operation.method), _path(operation)]
    query = [one.name for one in operation.parameters_in("query") if one.name != without]
    if query:
        parts.append(f"query={{{', '.join(f'{json.dumps(name)}: {snake(name)}' for name in query)}}}")
    parts += _sent_body(operation)
    for header, (name, _) in _HEADERS.items():
        if operation.takes(header):
            parts.append(f"{name}={name} or new_key()" if header == "Idempotency-Key" else f"{name}={name}")
    return f"Request({', '.join(parts)})"


def _path(operation: Operation) -> str:
    names = re.findall(r"{(\w+)}", operation.path)
    template = json.dumps(re.sub(r"{\w+}", "{}", operation.path))
    return f"path({template}, {', '.join(snake(name) for name in names)})" if names else template


def _sent_body(operation: Operation) -> list[str]:
    if not operation.body:
        return []
    name, _ = _body(operation)
    media = _PATCH if _PATCH in operation.body else next(iter(operation.body))
    sent = f"{'document' if name == 'patch' else name}={name}"
    return [sent] if media == "application/json" else [sent, f"media={json.dumps(media)}"]
