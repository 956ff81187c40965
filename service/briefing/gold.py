"""Readings as one flat record, the form in which the evaluation compares them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from service.briefing.reading import Reading

_LISTS = {"platforms", "excluded_platforms", "countries", "languages"}
_KINDS = {
    "ig_reel": "ig_reel", "ig_story": "ig_story", "ig_post": "ig_post", "ig_carousel": "ig_post",
    "tt_video": "tt_video", "yt_dedicated": "yt_video", "yt_integration": "yt_video", "yt_short": "yt_short",
}  # fmt: skip
_SCOPES = ("total", "per_creator", "per_deliverable")


def flat(readings: Iterable[Reading], text: str | None = None) -> dict[str, Any]:
    """{field: value} with only what is stated. With `text`, a city is its words and its name, joined by "|"."""
    record: dict[str, Any] = {}
    budgets = []
    for reading in readings:
        if reading.field == "budget":
            budgets.append(reading.value)
        else:
            _add(record, reading, text)
    if budgets:
        record["budget"] = _budget(budgets)
    return record


def _add(record: dict[str, Any], reading: Reading, text: str | None) -> None:
    value = reading.value
    if reading.field in _LISTS:
        _append(record, reading.field, value)
    elif reading.field == "cities":
        words = text[reading.start : reading.end] if text is not None else value
        _append(record, "cities", value if words == value else f"{words}|{value}")
    elif reading.field.startswith("followers."):
        record.setdefault("followers", {}).setdefault(reading.field.removeprefix("followers."), value)
    elif reading.field == "engagement_rate_pct.min":
        record.setdefault("engagement_rate_pct_min", value)
    elif reading.field == "creators_wanted":
        record.setdefault("creator_count", value)
    elif reading.field == "deadline":
        record.setdefault("deadline", value)
    elif reading.field == "deliverables":
        if kind := _KINDS.get(value["kind"]):
            _append(
                record, "deliverables", {"kind": kind} | ({"quantity": value["quantity"]} if value["quantity"] else {})
            )
    else:
        _append(record, reading.field, value["phrase"])


def _append(record: dict[str, Any], field: str, value: Any) -> None:
    values = record.setdefault(field, [])
    if value not in values:
        values.append(value)


def _budget(budgets: list[dict[str, Any]]) -> dict[str, Any]:
    """The widest scope stated, and the most that one creator may cost."""
    main = max(budgets, key=lambda b: (-_SCOPES.index(b["scope"]), Decimal(b["amount"])))
    record = {"amount": _number(main["amount"]), "scope": main["scope"]}
    currency = main["currency"] or next((b["currency"] for b in budgets if b["currency"]), None)
    if currency:
        record["currency"] = currency
    each = [Decimal(b["amount"]) for b in budgets if b["scope"] == "per_creator"]
    if each:
        record["max_per_creator"] = _number(str(max(each)))
    return record


def _number(amount: str) -> int | float:
    value = Decimal(amount)
    return int(value) if value == value.to_integral_value() else float(value)
