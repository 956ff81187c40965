"""Bodies that fit their schemas, changed so that their values agree: otherwise most requests end at the same few rules
that JSON Schema cannot say, and what lies behind is never reached."""

from typing import Any

_AUDIENCE = ("country", "age", "gender", "language")
_QUOTA = ("platform", "country", "niche", "tier", "language")
_BY_THE_MONTH = {"usage_rights", "paid_usage", "whitelisting", "spark_code", "exclusivity"}


def agreeing(body: Any) -> Any:
    """The body again; changed are its own objects."""
    if isinstance(body, list):
        for one in body:
            agreeing(one)
    if isinstance(body, dict):
        for value in body.values():
            agreeing(value)
        for agree in (_budget, _audience, _quotas, _ranges, _add_ons, _candidates, _objective, _feedback, _spend,
                      _platforms, _not_offered, _readings, _role):
            agree(body)
    return body


def _budget(body: dict[str, Any]) -> None:
    if isinstance(body.get("budget"), dict) and {"per_creator", "per_deliverable", "per_kind"} & {*body["budget"]}:
        body["deliverables"] = body.get("deliverables") or [{"kind": "ig_reel"}]


def _audience(body: dict[str, Any]) -> None:
    if "min_share_pct" in body:
        _one_of(body, _AUDIENCE, "DE")


def _quotas(body: dict[str, Any]) -> None:
    for quota in body.get("quotas") or ():
        if isinstance(quota, dict):
            _one_of(quota, _QUOTA, "DE")


def _one_of(body: dict[str, Any], names: tuple[str, ...], country: str) -> None:
    stated = [name for name in names if name in body]
    for name in stated[1:]:
        del body[name]
    if not stated:
        body["country"] = country


def _ranges(body: dict[str, Any]) -> None:
    for low, high in (("min", "max"), ("from", "to")):
        if low in body and high in body and _above(body[low], body[high]):
            body[low], body[high] = body[high], body[low]


def _above(low: Any, high: Any) -> bool:
    return low is not None and type(low) is type(high) and bool(low > high)


def _add_ons(body: dict[str, Any]) -> None:
    for add_on in body.get("add_ons") or ():
        if isinstance(add_on, dict) and "percent" in add_on and "amount" in add_on:
            del add_on["amount"]
        elif isinstance(add_on, dict) and "rates" in body and "percent" not in add_on and "amount" not in add_on:
            add_on["percent"] = 10
        elif isinstance(add_on, dict) and "rates" not in body and add_on.get("kind") in _BY_THE_MONTH:
            add_on.setdefault("months", 1)
        elif isinstance(add_on, dict) and "rates" not in body:
            add_on.pop("months", None)


def _candidates(body: dict[str, Any]) -> None:
    if isinstance(who := body.get("candidates"), dict):
        stated = [name for name in ("creators", "shortlisted", "top") if who.get(name)]
        for name in stated[1:]:
            del who[name]
        _without(who, "excluded", who.get("must_have"))


def _objective(body: dict[str, Any]) -> None:
    if isinstance(weights := body.get("objective"), dict) and not any(weights.values()):
        weights["fit"] = 1


def _feedback(body: dict[str, Any]) -> None:
    if body.get("verdict") not in (None, "rejected"):
        body.pop("reason", None)
    elif "verdict" in body:
        body.setdefault("reason", "other")


def _spend(body: dict[str, Any]) -> None:
    if ("spend" in body) != ("currency" in body) and "creator" in body:
        body.pop("spend", body.pop("currency", None))


def _platforms(body: dict[str, Any]) -> None:
    if isinstance(wanted := body.get("platforms"), dict):
        _without(body, "excluded_platforms", wanted.get("any_of"))


def _not_offered(body: dict[str, Any]) -> None:
    if "not_offered" in body:
        lines = [line for package in body.get("packages") or () for line in package.get("deliverables") or ()]
        _without(body, "not_offered", [*(body.get("rates") or ()), *(line.get("kind") for line in lines)])


def _without(body: dict[str, Any], name: str, others: Any) -> None:
    if isinstance(body.get(name), list):
        body[name] = [one for one in body[name] if one not in (others or ())]


def _readings(body: dict[str, Any]) -> None:
    if "ignore_readings" in body:
        body["ignore_readings"] = []


def _role(body: dict[str, Any]) -> None:
    if body.get("role") == "marketplace":
        body.pop("brand_id", None)
