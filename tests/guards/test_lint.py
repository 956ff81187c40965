"""The contract stands before a linter that others use too."""

import json
from pathlib import Path

import yaml

from tests.node import ROOT, run_node

DOCUMENT = ROOT / "api_spec" / "openapi.yaml"


def _found(document: Path) -> list[tuple[str, str, str]]:
    """What Redocly says against a document: rule, message, place."""
    ran = run_node("@redocly/cli", "bin/cli.js", "lint", str(document), "--config", "api_spec/redocly.yaml",
                   "--format", "json", "--max-problems", "1000")  # fmt: skip
    assert ran.stdout.startswith("{"), ran.stderr
    return [(found["ruleId"], found["message"], found["location"][0].get("pointer", "")) for found in
            json.loads(ran.stdout)["problems"]]  # fmt: skip


def test_the_linter_finds_nothing() -> None:
    assert _found(DOCUMENT) == []


def test_the_linter_would_find_an_example_that_does_not_fit_its_schema(tmp_path: Path) -> None:
    spec = yaml.safe_load(DOCUMENT.read_text())
    spec["components"]["examples"]["not_found"]["value"]["status"] = "a word"
    broken = tmp_path / "openapi.yaml"
    broken.write_text(yaml.safe_dump(spec))
    assert {rule for rule, _, _ in _found(broken)} == {"no-invalid-media-type-examples"}
