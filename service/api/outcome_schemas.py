"""The contract of outcomes. Loading returns the canonical document: plain JSON, unknown keys refused."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from service.api.fields import Address, Amount, Flag, IsoDate, Text, Whole
from service.api.strict import Strict, check_amount, currency_code, external_id, kind_code, load

_MOST = 10**12


def _count(says: str) -> Whole:
    return Whole(0, _MOST, metadata={"description": says})


def _noted(says: str) -> Flag:
    return Flag(metadata={"description": says})


class OutcomeSchema(Strict):
    """One piece of work of a hired creator; what is left out is unknown, never 0."""

    creator = external_id(required=True)
    kind = kind_code(metadata={"description": "What it was; without it no engagement rate is learned"})
    published_at = IsoDate()
    impressions = _count("How often it was seen")
    reach = _count("How many saw it; never more than impressions")
    views = _count("How often it was played, as the platform counts")
    engagements = _count("Likes, comments, shares, saves")
    clicks = _count("On its link")
    conversions = _count("Sales, sign-ups, or what the brief was after")
    spend = Amount(metadata={"description": "What was paid for it, add-ons and product included"})
    currency = currency_code()
    post_url = Address()
    disclosure_seen = _noted("Whether it was marked as advertising")
    on_time = _noted("Whether it came when it was agreed")
    note = Text(1000, lines=True)

    @validates_schema
    def spend_is_money(self, data: dict[str, Any], **_: Any) -> None:
        if ("spend" in data) != ("currency" in data):
            raise ValidationError("spend and currency go together", "currency" if "spend" in data else "spend")
        if "spend" in data:
            check_amount(data["spend"], data["currency"], "spend")

    @validates_schema
    def nobody_is_reached_without_an_impression(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("reach", 0) > data.get("impressions", _MOST):
            raise ValidationError("is greater than impressions: who is reached saw it at least once", "reach")


class OutcomeLineSchema(OutcomeSchema):
    outcome_id = external_id(required=True)


_LINE = OutcomeLineSchema()


def load_outcome_line(data: Any) -> tuple[str, dict[str, Any]]:
    document = load(_LINE, data)
    return document.pop("outcome_id"), document
