"""What the contract says of merge patches is what the service takes: every PATCH, key by key."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from service.api.examples import examples_of
from tests.builders import MERGE_PATCH, Api, account, creator, offences
from tests.guards.routes import operations

Document = dict[str, Any]
Path = tuple[str, ...]

_MEDIA = {MERGE_PATCH, "application/json"}
_PATCH = "Patch"
_REEL = {"kind": "ig_reel"}
_OF_A_BRAND = ("/v1/briefs", "/v1/plans", "/v1/webhooks")
# Of keys that need each other, which the contract cannot say.
_OF_WHAT_COMES_OF_IT = {"invalid", "required", "too_short"}
# Of every type, so that no field takes all of them.
_VALUES: tuple[Any, ...] = (True, 7, "?", [True], {"?": True})

_WINDOW = {"from": "2026-12-01", "to": "2026-12-31", "unknown": "include"}
_BRIEF = {
    "title": "Pans", "text": "Home cooks who show quick dinners", "status": "open", "deliverables": [_REEL],
    "creators_wanted": 3, "deadline": "2026-12-24", "discoverable": True, "standing": {"top": 5},
    "ignore_readings": ["*"], "add_ons": [{"kind": "rush"}], "promotes": ["food_cooking"],
    "budget": {"currency": "EUR", "per_creator": "900", "per_deliverable": "800", "per_kind": {"ig_reel": "700"},
               "total": "5000", "product_value": "50", "unknown_price": "include"},
    "constraints": {
        "followers": {"min": 100, "max": 90_000, "unknown": "include"},
        "engagement_rate_pct": {"min": 0.5, "max": 20.0, "unknown": "include"},
        "platforms": {"any_of": ["instagram"], "unknown": "include"},
        "countries": {"any_of": ["DE"], "unknown": "include"},
        "cities": {"any_of": ["Berlin"], "unknown": "include"},
        "languages": {"any_of": ["de"], "unknown": "include"},
        "niches": {"any_of": ["food_cooking"], "unknown": "include"},
        "audience": [{"country": "DE", "min_share_pct": 5.0}],
        "availability": _WINDOW, "refusals": {"unknown": "include"}, "deliverables": {"unknown": "include"},
        "excluded_creators": ["gus"], "excluded_platforms": ["tiktok"], "excluded_topics": ["gambling"],
    },
    "preferences": {"preset": "value", "weights": {"fit": 0.5}},
}  # fmt: skip
_PLAN = {
    "name": "First", "budget": {"total": "1000", "currency": "EUR"}, "creators": {"min": 0, "max": 1},
    "candidates": {"top": 5, "shortlisted": False, "must_have": [], "excluded": ["gus"]},
    "quotas": [{"country": "DE", "min": 0}], "max_share_pct": 100, "mixes": [{"deliverables": [_REEL]}],
    "objective": {"fit": 1, "reach": 1, "engagements": 1}, "overlap_penalty": 0.1, "estimated_prices": False,
    "gap_pct": 1, "seconds": 5, "frontier": False, "locked": [],
}  # fmt: skip
_CREATOR = creator(
    display_name="Lena", content_samples=["Pasta"], accounts=[account()], last_post_at="2026-11-01T10:00:00Z",
    profile_url="https://example.org/lena", avatar_url="https://example.org/lena.png", attributes={"tier": {"now": 1}},
    audience={"countries": {"DE": 61.5}, "ages": {"18-24": 40.0}, "genders": {"female": 71.0},
              "languages": {"de": 80.0}, "credibility_pct": 90.0},
    rate_card={"currency": "EUR", "rates": {"ig_reel": "350.00"}, "not_offered": ["tt_video"],
               "packages": [{"name": "Two", "deliverables": [_REEL], "price": "500"}],
               "discounts": [{"min_quantity": 2, "percent": 5}], "add_ons": [{"kind": "rush", "percent": 10}],
               "gifting": {"min_value": "80", "kinds": ["ig_reel"]}, "negotiable": True},
    sponsored={"posts": 12, "topics": ["gambling"]},
)  # fmt: skip
_IMPORT = {
    "kind": "creators", "format": "csv", "csv": {"delimiter": ";", "encoding": "latin-1"}, "sync": True,
    "mapping": {"suggested": True, "fields": {"country": {"column": "Country", "transform": "country"}}},
}  # fmt: skip
_WEBHOOK = {"url": "https://93.184.216.34/", "description": "Ours", "kinds": ["plan.ready"], "enabled": True}
_KEY = {
    "label": "Shop", "scopes": ["matches:read"], "origins": ["https://shop.example"], "requests_per_minute": 60_000,
    "expires_at": "2099-01-01T00:00:00Z",
}  # fmt: skip


def _made(api: Api, path: str, document: Document) -> str:
    """The address of what was made of a document."""
    headers = api.brand() if path.startswith(_OF_A_BRAND) else api.marketplace
    made = api.post(path, json=document, headers=headers)
    assert made.status_code == 201, made.text
    return str(made.headers["Location"])


def _plan(api: Api) -> str:
    api.put_creators(lena={})
    brief = api.post_brief(deliverables=[_REEL], budget={"currency": "EUR", "total": "900"})
    asked = {name: value for name, value in _PLAN.items() if name != "locked"}
    return _made(api, f"/v1/briefs/{brief['id']}/plans", asked)


def _creator(api: Api) -> str:
    api.put_creator("lena")
    made = api.put("/v1/creators/lena", json=_CREATOR)
    assert made.status_code == 200, made.text
    return "/v1/creators/lena"


def _key(api: Api) -> str:
    assert api.put("/v1/brands/acme", json={"name": "Acme"}).status_code == 201
    return _made(api, "/v1/keys", {"role": "brand", "brand_id": "acme", "publishable": True, **_KEY})


# A document whose every object is there, so that whatever is taken out of it or put into it is judged for itself; and
# how one is made.
_PATCHED: dict[str, tuple[Document, Callable[[Api], str]]] = {
    "updateBrief": (_BRIEF, lambda api: _made(api, "/v1/briefs", _BRIEF)),
    "updatePlan": (_PLAN, _plan),
    "updateCreator": (_CREATOR, _creator),
    "updateImport": (_IMPORT, lambda api: _made(api, "/v1/imports", _IMPORT)),
    "updateWebhook": (_WEBHOOK, lambda api: _made(api, "/v1/webhooks", _WEBHOOK)),
    "updateKey": (_KEY, _key),
}


def _bodies(api: Api) -> dict[str, Document]:
    """The bodies of all PATCH operations, by operationId."""
    found = [api.contract.operation(method, path) or {} for method, _, path in operations(api.app) if method == "PATCH"]
    return {operation["operationId"]: operation["requestBody"]["content"] for operation in found}


def _component(api: Api, operation: str) -> Document:
    return _resolved(api, _bodies(api)[operation][MERGE_PATCH]["schema"])


def _resolved(api: Api, schema: Document) -> Document:
    """Behind references, and without the alternative null."""
    for one in schema.get("anyOf", ()):
        if one != {"type": "null"}:
            return _resolved(api, one)
    if "$ref" in schema:
        return dict(api.contract.spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return schema


def _validator(api: Api, operation: str) -> Draft202012Validator:
    reference = _bodies(api)[operation][MERGE_PATCH]["schema"]
    return Draft202012Validator(reference | {"components": api.contract.spec["components"]})


def _places(api: Api, schema: Document, document: Any, path: Path = ()) -> Iterator[tuple[Path, Document, Any]]:
    """Every place that a patch can name, what the contract says of it, and what the document has there."""
    parts: Document = dict(schema.get("properties", {}))
    entries = schema.get("additionalProperties")
    if isinstance(entries, dict) and entries:
        parts = {next(iter(document)): entries}
    for name, part in parts.items():
        value = document.get(name)
        yield (*path, name), part, value
        below = _resolved(api, part)
        if isinstance(value, dict) and "object" in below.get("type", ()):
            yield from _places(api, below, value, (*path, name))


def _patch(path: Path, value: Any) -> Document:
    for name in reversed(path):
        value = {name: value}
    return dict(value)


def _tried(api: Api, operation: str, document: Document) -> Iterator[tuple[Path, Any]]:
    """Places with what is put there: null, the value that there is, a wrong type; and unknown keys."""
    schema, validator = _component(api, operation), _validator(api, operation)
    yield from ((("colour",), value) for value in ("red", None))
    for path, part, value in _places(api, schema, document):
        yield path, None
        if value is not None and not isinstance(value, dict):
            yield path, value
        wrong = [one for one in _VALUES if not validator.is_valid(_patch(path, one))]
        yield from ((path, one) for one in wrong[:1])
        inside = _resolved(api, part)
        if inside.get("additionalProperties") is False or "propertyNames" in inside:
            yield from (((*path, "colour"), one) for one in ("red", None))


def test_every_patch_has_a_component_and_is_tried_here(api: Api) -> None:
    bodies = _bodies(api)
    assert bodies.keys() == _PATCHED.keys()
    for operation, content in bodies.items():
        assert content.keys() == _MEDIA, operation
        references = {body["schema"].get("$ref", "") for body in content.values()}
        assert len(references) == 1, operation
        assert references.pop().endswith(_PATCH), f"{operation}: derive its body with service.api.patch_schemas"


def test_a_patch_may_leave_out_everything_and_fills_in_nothing(api: Api) -> None:
    for operation, (document, _) in _PATCHED.items():
        whole = _component(api, operation)
        for path, part, value in [((), whole, document), *_places(api, whole, document)]:
            found = _resolved(api, part)
            assert "default" not in found, (operation, path)
            if isinstance(value, dict):
                assert "required" not in found, (operation, path)
                assert value.keys() <= found.get("properties", value).keys(), (operation, path)


def test_the_examples_of_patches_fit_the_contract(api: Api) -> None:
    for operation in _PATCHED:
        shown = [example["body"] for example in examples_of(operation).values() if example["status"] < 400]
        assert shown, operation
        for patch in shown:
            _validator(api, operation).validate(patch)


@pytest.mark.usefixtures("nothing_leaves")
@pytest.mark.parametrize("operation", _PATCHED)
def test_the_contract_and_the_service_agree_about_patches(
    api: Api, operation: str, count: Callable[..., None]
) -> None:
    document, make = _PATCHED[operation]
    address = make(api)
    headers = api.brand() if address.startswith(_OF_A_BRAND) else api.marketplace
    validator, judged, beyond = _validator(api, operation), 0, 0
    for path, value in _tried(api, operation, document):
        patch = _patch(path, value)
        response, judged = api.patch(address, json=patch, headers=headers), judged + 1
        assert response.status_code in (200, 422), (patch, response.text)
        if not validator.is_valid(patch):
            assert response.status_code == 422, f"the contract refuses {patch}, the service takes it"
            where, places = "/".join(("", *path)), [place for place, _ in offences(response)]
            assert any(place.startswith(where) for place in places), (patch, places)
        elif response.status_code == 422:
            assert {code for _, code in offences(response)} <= _OF_WHAT_COMES_OF_IT, (patch, response.text)
            beyond += 1
        elif value is None and path[0] in document:  # as it was
            again = api.patch(address, json={path[0]: document[path[0]]}, headers=headers)
            assert again.status_code == 200, (patch, again.text)
    assert beyond <= 2, "patches that the contract allows are refused"
    count(f"patches of {operation}", judged, f"{beyond} of them refused for what would come of them")
