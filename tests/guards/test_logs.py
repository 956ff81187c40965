"""What is logged is told from the code: constant names, harmless fields, each in the document's table."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
# Ids, counts, durations, and words of ours. Nothing that anybody wrote.
_FIELDS = {
    "attempts", "backend", "brief_id", "code", "creator_id", "delivery_id", "encoder", "error", "exc_info",
    "generation", "import_id", "index_version", "job", "job_id", "key_id", "line", "method", "ms", "reason",
    "request_id", "route", "rows", "seq", "state", "status", "thread", "visible_seq", "webhook_id", "what",
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    where: str
    level: str
    node: ast.Call

    @property
    def event(self) -> str | None:
        first = self.node.args[0] if self.node.args else None
        return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None

    @property
    def fields(self) -> set[str | None]:
        return {keyword.arg for keyword in self.node.keywords}


def _calls() -> Iterator[Call]:
    files = [file for folder in ("service", "workers") for file in sorted((ROOT / folder).rglob("*.py"))]
    for file in [*files, ROOT / "gunicorn.conf.py"]:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _LEVELS:
                of = node.func.value
                if isinstance(of, ast.Name) and of.id in ("log", "logger", "logging"):
                    yield Call(f"{file.relative_to(ROOT)}:{node.lineno}", node.func.attr, node)


CALLS = list(_calls())


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.where)
def test_an_event_has_a_constant_name_and_harmless_fields(call: Call) -> None:
    assert call.event is not None, "the name of an event is a literal"
    assert re.fullmatch("[a-z]+(_[a-z]+)+", call.event)
    assert len(call.node.args) == 1, "values are fields with names"
    assert call.fields - {None} <= _FIELDS, "see what may be logged, above"
    for keyword in call.node.keywords:
        if keyword.arg is None:  # **_facts(...): of one function, whose names are held to the same list below
            assert isinstance(keyword.value, ast.Call)
        quoted = {node.func.id for node in ast.walk(keyword.value) if isinstance(node, ast.Call)
                  and isinstance(node.func, ast.Name)} & {"repr", "str"}  # fmt: skip
        assert not quoted, "what an error says may quote what was stored: error_kind(error), or exc_info"
        assert not isinstance(keyword.value, ast.JoinedStr)


def _documented() -> dict[str, tuple[str, set[str]]]:
    """Level and fields by event, of the table in the document."""
    text = (ROOT / "docs" / "operations.md").read_text()
    section = text.partition("\n## Logs\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z_]+)` \| (\w+) \|([^|]*)\| [^|]+ \|$", section, re.MULTILINE)
    return {event: (level, set(re.findall(r"`(\w+)`", fields))) for event, level, fields in rows}


# Lines that are not made by a call of `log`: of gunicorn and of libraries.
_OF_OTHERS = {"server_message", "library_message"}
_OF_REQUESTS = {"request_failed", "request_slow", "request_answered"}
_REQUEST_FIELDS = {"route", "method", "status", "ms", "key_id"}


def test_the_document_has_every_event_with_its_level_and_fields() -> None:
    made: dict[str, tuple[str, set[str]]] = {}
    for call in CALLS:
        fields = {field for field in call.fields if field} | (
            _REQUEST_FIELDS if call.event in _OF_REQUESTS else set()
        )
        fields = (fields - {"exc_info"}) | ({"error", "trace"} if "exc_info" in fields else set())
        level, before = made.get(str(call.event), (call.level, set()))
        made[str(call.event)] = (level, before | fields)
    documented = {event: row for event, row in _documented().items() if event not in _OF_OTHERS}
    assert documented == made
    assert _documented().keys() >= _OF_OTHERS


def test_the_facts_of_a_request_are_the_ones_that_are_documented() -> None:
    tree = ast.parse((ROOT / "service/api/observed.py").read_text())
    (facts,) = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "_facts"]
    (shown,) = [node for node in ast.walk(facts) if isinstance(node, ast.Dict)]
    assert {key.value for key in shown.keys if isinstance(key, ast.Constant)} == _REQUEST_FIELDS
