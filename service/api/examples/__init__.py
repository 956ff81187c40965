"""Requests with the answers that the service gave, one file a resource: they stand in the OpenAPI document.

`python -m tests.examples` makes them by making the requests; the tests make them again and compare.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def examples_of(operation_id: str) -> dict[str, dict[str, Any]]:
    """Those of one operation, by a name made of the title; see `Recorded` in tests/examples for their keys."""
    return _all().get(operation_id, {})


@lru_cache(maxsize=1)
def _all() -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for file in sorted(FOLDER.glob("*.json")):
        for example in json.loads(file.read_text("utf-8")):
            found.setdefault(example["operation"], {})[_name(example["title"])] = example
    return found


def _name(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:60].strip("-")
