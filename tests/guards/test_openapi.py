"""The contract in the repository is the application's own, sound, and complete."""

from pathlib import Path
from typing import Any

import orjson
import yaml
from openapi_spec_validator import validate

from tests.builders import Api
from tests.guards import examples
from tests.guards.routes import operations

FOLDER = Path(__file__).parents[2] / "api_spec"


def test_the_committed_document_is_the_generated_one(api: Api) -> None:
    committed = (FOLDER / "openapi.yaml").read_text()
    assert committed == api.app.extensions["creatormatch_api"].spec.to_yaml(), (
        "run: creatormatch openapi api_spec/openapi.yaml"
    )


def test_the_document_is_sound(api: Api) -> None:
    validate(orjson.loads(orjson.dumps(api.contract.spec)))
    assert yaml.safe_load((FOLDER / "openapi.yaml").read_text())["openapi"] == "3.1.0"


def test_every_operation_is_documented(api: Api) -> None:
    for method, rule, path in operations(api.app):
        operation = api.contract.operation(method, path)
        assert operation is not None, rule
        assert operation["summary"].strip(), rule
        assert operation["responses"]["default"]["$ref"].endswith("/DEFAULT_ERROR"), rule
        assert any(status < "300" for status in operation["responses"]), rule
        assert not operation["tags"][0][0].isupper()


def test_no_schema_was_renamed_to_be_unique(api: Api) -> None:
    names = api.contract.spec["components"]["schemas"]
    assert [name for name in names if name[-1].isdigit()] == []


def test_patterns_are_ones_that_every_json_schema_library_reads(api: Api) -> None:
    patterns = [node["pattern"] for node in _nodes(api.contract.spec) if isinstance(node.get("pattern"), str)]
    assert patterns
    assert all("\\Z" not in pattern and "(?P" not in pattern for pattern in patterns)


def test_the_examples_are_what_the_service_answers(api: Api) -> None:
    committed = orjson.loads(examples.FILE.read_bytes())
    assert [_shape(example) for example in committed] == [_shape(example) for example in examples.played(api)], (
        "run: python -m tests.guards.examples"
    )
    assert [example["status"] for example in committed] == [201, 200, 201, 200, 200, 200, 201, 200, 200, 422]
    assert [example["title"] for example in committed] == [request["title"] for request in examples.REQUESTS]


def _nodes(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, list):
        return [node for part in document for node in _nodes(part)]
    if not isinstance(document, dict):
        return []
    return [document, *(node for part in document.values() for node in _nodes(part))]


def _shape(value: Any) -> Any:
    """Keys and types, without values that differ from one run to the next."""
    if isinstance(value, dict):
        return {key: _shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_shape(inner) for inner in value]
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__
