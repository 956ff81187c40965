"""Every operation that reads a body, with a body that is right for it: made from the OpenAPI document, so that a new
operation is among them by itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from service.domain.vocabulary import EXTERNAL_ID
from tests.builders import Api, Headers
from tests.fuzz.agreeing import agreeing
from tests.guards.routes import operations

JSON, MERGE_PATCH = "application/json", "application/merge-patch+json"
_STRINGS = ("250.00", "acme", "https://shop.example", "2026-11-30", "briefs:read")
_FORMATS = {"date": "2026-11-30", "date-time": "2026-11-30T09:30:00Z", "uri": "https://example.com/lena"}

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    method: str
    path: str
    media: str
    body: Any  # with every key; None where the body is no JSON
    least: Any  # with the necessary ones
    headers: Headers

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def json_targets(api: Api) -> list[Target]:
    """Those that read JSON, at addresses of things that exist where a test knows how to make them."""
    return [target for target in targets(api) if target.body is not None]


def targets(api: Api) -> list[Target]:
    api.put_creators(lena={})
    ids, found = _ids(api), {}
    every = {(method, rule): path for method, rule, path in operations(api.app)}
    for (method, rule), path in every.items():
        if (content := _content(api, method, path)) is None:
            continue
        media = next((one for one in (MERGE_PATCH, JSON) if one in content), next(iter(content)))
        right, least = None, None
        if media in (JSON, MERGE_PATCH):
            schema = (_whole(api, every, rule) if method == "PATCH" else content)[JSON]["schema"]
            right, least = _right(api, schema, False), _right(api, schema, True)
        for placeholder, existing in ids.items():
            path = path.replace(placeholder, existing)
        of_a_brand = re.search("brief|match|plan|outcome", rule) is not None
        found[rule, method] = Target(method, path, media, right, least,
                                     api.brand() if of_a_brand else api.marketplace)  # fmt: skip
    return [_at_what_exists(api, rule, target, found) for (rule, _), target in found.items()]


def _content(api: Api, method: str, path: str) -> Schema | None:
    body = (api.contract.operation(method, path) or {}).get("requestBody")
    return None if body is None else body["content"]


def _whole(api: Api, every: Mapping[tuple[str, str], str], rule: str) -> Schema:
    """What the operation reads that writes the whole of what a PATCH changes."""
    plans = ("POST", "/v1/briefs/<brief_id>/plans")
    for route in (("PUT", rule), ("POST", rule.rpartition("/")[0]), plans):
        if route in every and (content := _content(api, route[0], every[route])) is not None:
            return content
    raise AssertionError(f"nothing writes the whole of {rule}")


def _at_what_exists(api: Api, rule: str, target: Target, found: Mapping[tuple[str, str], Target]) -> Target:
    """The target, at a thing that is made for it where its address names none."""
    for part in re.finditer(r"[a-z]{3}_0(?![0-9a-f])", target.path):
        collection = target.path[: part.start()].rstrip("/")
        maker = found.get((collection, "POST"))
        if maker is not None:
            made = api.post(maker.path, json=maker.least, headers=maker.headers)
            assert made.status_code == 201, (str(maker), made.text)
            return replace(target, path=target.path.replace(part[0], made.json["id"]))
    return target


def _ids(api: Api) -> dict[str, str]:
    brief_id = api.post_brief(deliverables=[{"kind": "ig_reel"}], budget={"currency": "EUR", "total": "5000"})["id"]
    plan = api.post(f"/v1/briefs/{brief_id}/plans", json={"frontier": False}, headers=api.brand()).json
    hired = api.put(f"/v1/briefs/{brief_id}/feedback/lena", json={"verdict": "hired"}, headers=api.brand())
    assert hired.status_code == 201
    key = api.post("/v1/keys", json={"role": "marketplace"}).json
    return {"brf_0": brief_id, "pln_0": plan["id"], "cm_0": key["id"]}


def _right(api: Api, schema: Schema, least: bool) -> Any:
    return agreeing(sample(schema, api.contract.spec["components"]["schemas"], least))


def sample(schema: Schema, named: Mapping[str, Schema], least: bool = False) -> Any:
    """A value that a schema describes: with every key that there may be, or the `least`."""
    if "$ref" in schema:
        schema = {**named[schema["$ref"].rpartition("/")[2]], **{key: schema[key] for key in schema if key != "$ref"}}
    for key in ("example", "const"):
        if key in schema:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    if choices := schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf"):
        return sample(choices[0], named, least)
    kinds = schema.get("type", "object")
    kind = next(one for one in kinds if one != "null") if isinstance(kinds, list) else kinds
    if kind == "object":
        return _sample_object(schema, named, least)
    if kind == "array":
        items = schema.get("items", {"type": "string"})
        return [sample(items, named, least) for _ in range(max(1, schema.get("minItems", 1)))]
    if kind == "string":
        return _sample_string(schema)
    low, high = schema.get("minimum", schema.get("exclusiveMinimum", 0)), schema.get("maximum", 1)
    return False if kind == "boolean" else min(max(low, 1), high)


def _sample_object(schema: Schema, named: Mapping[str, Schema], least: bool) -> dict[str, Any]:
    if properties := schema.get("properties"):
        names = schema.get("required", ()) if least else properties
        return {name: sample(properties[name], named, least) for name in names}
    values = schema.get("additionalProperties")
    if not isinstance(values, Mapping) or not (values or schema.get("minProperties")):
        return {}
    return {sample(schema.get("propertyNames", {"type": "string"}), named): sample(values, named, least)}


def _sample_string(schema: Schema) -> str:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    if EXTERNAL_ID in schema.get("pattern", ""):
        return "lena"
    pattern, least, most = schema.get("pattern", ""), schema.get("minLength", 0), schema.get("maxLength", 99)
    fitting = (text for text in _STRINGS if re.search(pattern, text) and least <= len(text) <= most)
    return next(fitting, "x" * max(1, least))
