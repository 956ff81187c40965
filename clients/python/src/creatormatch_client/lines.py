"""Results of NDJSON imports."""

import json
from collections.abc import Callable
from typing import Any, NotRequired, TypedDict, cast


class LineProblem(TypedDict):
    """What is wrong with a line: where in it (a JSON pointer), a stable code, words."""

    path: str
    code: str
    message: str


class LineResult(TypedDict):
    """What became of a line. A line counts as accepted only by its result."""

    line: int
    status: str
    external_id: NotRequired[str]
    outcome_id: NotRequired[str]
    problems: NotRequired[list[LineProblem]]
    likely_duplicates: NotRequired[list[dict[str, Any]]]


class ImportSummary(TypedDict):
    """How many lines there were, and what became of them."""

    lines: int
    created: int
    updated: int
    unchanged: int
    failed: int
    erased: NotRequired[int]
    sync: NotRequired[str]


OnResult = Callable[[LineResult], object]


def read_result(line: str, on_result: OnResult | None) -> ImportSummary | None:
    """Hand on the result of a line, or return the summary, which is the last."""
    result = json.loads(line)
    if "summary" in result:
        return cast("ImportSummary", result["summary"])
    if on_result is not None:
        on_result(result)
    return None
