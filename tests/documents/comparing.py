"""Whether a page shows what a command prints: the same words, keys and kinds of values; figures may differ."""

import json
import re
from typing import Any

# Values of these do not hang on who matches how well.
_EXACT = {"code", "constraint", "status", "source", "kind", "state", "role", "event", "type"}
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|,\s*\.\.\.|\.\.\.\s*,|\.\.\.', re.DOTALL)
_CHANGING = re.compile(r"\.\.\.|\d+(?:[.,:]\d+)*|━+")


def shows(shown: str, printed: str) -> bool:
    """Whether `shown`, shortened by `...`, is what was printed."""
    expected = _documents(_without_gaps(shown))
    if expected:
        return all(any(_fits(one, other) for other in _documents(printed)) for one in expected)
    lines = iter(printed.splitlines())
    wanted = [line.strip() for line in shown.splitlines() if line.strip() not in ("", "...")]
    return all(any(_pattern(one).search(line) for line in lines) for one in wanted)


def _without_gaps(text: str) -> str:
    return _TOKEN.sub(lambda found: found[0] if found[0].startswith('"') else "", text)


def _documents(text: str) -> list[Any]:
    """The JSON objects in a text, one after the other; none where something else stands between."""
    found, decoder, rest = [], json.JSONDecoder(strict=False), text.strip()
    while rest.startswith(("{", "[")):
        try:
            document, end = decoder.raw_decode(rest)
        except ValueError:
            break
        found.append(document)
        rest = rest[end:].strip()
    return found


def _fits(shown: Any, actual: Any, exact: bool = False) -> bool:
    if isinstance(shown, dict):
        return isinstance(actual, dict) and all(
            key in actual and _fits(value, actual[key], key in _EXACT) for key, value in shown.items()
        )
    if isinstance(shown, list):
        return isinstance(actual, list) and all(any(_fits(one, other) for other in actual) for one in shown)
    if exact or shown is None or isinstance(shown, bool):
        return bool(shown == actual)
    kind = (int, float) if isinstance(shown, int | float) else type(shown)
    return isinstance(actual, kind) and not isinstance(actual, bool)


def _pattern(line: str) -> re.Pattern[str]:
    """The line with any number where one is shown, anything for `...`, and spaces as wide as they come."""
    changing = [r".*" if part == "..." else r"[\d.,:]+" if part[0].isdigit() else r".*" for part in
                _CHANGING.findall(line)]  # fmt: skip
    fixed = [re.sub(r"(\\ )+", r"\\s+", re.escape(part)) for part in _CHANGING.split(line)]
    return re.compile("".join(part for pair in zip(fixed, [*changing, ""], strict=True) for part in pair))
