"""The contract in the repository is the application's own, sound, and complete."""

from pathlib import Path
from typing import Any

import orjson
import yaml
from openapi_spec_validator import validate

from tests.builders import Api
from tests.guards.routes import operations

FOLDER = Path(__file__).parents[2] / "api_spec"


def test_the_committed_document_is_the_generated_one(api: Api) -> None:
    committed = (FOLDER / "openapi.yaml").read_text()
    assert committed == api.app.extensions["creatormatch_api"].spec.to_yaml(), (
        "run: make documents"
    )


def test_the_document_is_sound(api: Api) -> None:
    validate(orjson.loads(orjson.dumps(api.contract.spec)))
    assert yaml.safe_load((FOLDER / "openapi.yaml").read_text())["openapi"] == "3.1.0"


def test_every_operation_is_documented(api: Api) -> None:
    for method, rule, path in operations(api.app):
        operation = api.contract.operation(method, path)
        assert operation is not None, rule
        assert operation["summary"].strip(), rule
        assert operation["operationId"], rule
        assert "default" not in operation["responses"], rule
        assert "500" in operation["responses"], rule
        assert any(status < "300" for status in operation["responses"]), rule
        assert not operation["tags"][0][0].isupper()


def test_no_schema_was_renamed_to_be_unique(api: Api) -> None:
    names = api.contract.spec["components"]["schemas"]
    assert [name for name in names if name[-1].isdigit()] == []


def test_patterns_are_ones_that_every_json_schema_library_reads(api: Api) -> None:
    patterns = [node["pattern"] for node in _nodes(api.contract.spec) if isinstance(node.get("pattern"), str)]
    assert patterns
    assert all("\\Z" not in pattern and "(?P" not in pattern for pattern in patterns)


def _nodes(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, list):
        return [node for part in document for node in _nodes(part)]
    if not isinstance(document, dict):
        return []
    return [document, *(node for part in document.values() for node in _nodes(part))]
