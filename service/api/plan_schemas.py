"""The contract of plans. Loading returns the canonical request: plain JSON, unknown keys refused."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from service.api.brief_schemas import DeliverableSchema
from service.api.fields import Amount, Code, Flag, Number, Percent, Text, Whole, refused
from service.api.patch_schemas import patch_of
from service.api.strict import (
    Strict,
    check_amount,
    country_code,
    currency_code,
    external_id,
    language_code,
    listed,
    load,
    niche_id,
    platform_code,
)
from service.domain.plan import OBJECTIVES, QUOTA_KEYS
from service.domain.vocabulary import TIERS

MAX_CANDIDATES = 20_000
_MOST_CREATORS = 10_000


class PlanBudgetSchema(Strict):
    """Without one, the brief's total budget."""

    total = Amount(required=True)
    currency = currency_code(required=True)

    @validates_schema
    def amount_fits_the_currency(self, data: dict[str, Any], **_: Any) -> None:
        check_amount(data["total"], data["currency"], "total")


class HowManySchema(Strict):
    """Both the same: exactly so many. Without any: the brief's creators_wanted, otherwise any number."""

    low = Whole(0, _MOST_CREATORS, data_key="min", attribute="min")
    high = Whole(1, _MOST_CREATORS, data_key="max", attribute="max")

    @validates_schema
    def low_is_low(self, data: dict[str, Any], **_: Any) -> None:
        if "min" in data and "max" in data and data["min"] > data["max"]:
            raise ValidationError("is greater than max", "min")


class WhoSchema(Strict):
    """Whom the plan may hire: the best matches of the brief, or those who are named or shortlisted."""

    top = Whole(1, MAX_CANDIDATES, metadata={"description": "So many of the best matches; 500 without any of these"})
    creators = listed(external_id(), MAX_CANDIDATES, 1, metadata={"description": "These instead of the best matches"})
    shortlisted = Flag(metadata={"description": "Those whom the brand shortlisted, instead"})
    must_have = listed(external_id(), 1000, metadata={"description": "In the plan whatever else is"})
    excluded = listed(external_id(), 1000)

    @validates_schema
    def is_possible(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("shortlisted") and "creators" in data:
            raise ValidationError("names creators too; either they or the shortlisted", "shortlisted")
        if "top" in data and (data.get("shortlisted") or "creators" in data):
            raise ValidationError("names candidates too; either they or the best matches", "top")
        if both := sorted(set(data.get("must_have", ())) & set(data.get("excluded", ()))):
            raise ValidationError(f"{both[0]} is a must-have too", "excluded")


class QuotaSchema(Strict):
    platform = platform_code()
    country = country_code()
    niche = niche_id()
    tier = Code(lambda: [name for name, _ in TIERS], "tier")
    language = language_code()
    low = Whole(0, _MOST_CREATORS, data_key="min", attribute="min")
    high = Whole(0, _MOST_CREATORS, data_key="max", attribute="max")

    @validates_schema
    def is_about_one_thing(self, data: dict[str, Any], **_: Any) -> None:
        if sum(key in data for key in QUOTA_KEYS) != 1:
            raise ValidationError(f"must name exactly one of {', '.join(QUOTA_KEYS)}")
        if "min" not in data and "max" not in data:
            raise ValidationError("states neither min nor max")
        if "min" in data and "max" in data and data["min"] > data["max"]:
            raise ValidationError("is greater than max", "min")


class MixSchema(Strict):
    name = Text(80)
    deliverables = fields.List(fields.Nested(DeliverableSchema), required=True, validate=validate.Length(1, 20))


class ObjectiveSchema(Strict):
    """Weights; one alone is that objective. Parts of a blend are each divided by their largest value."""

    engagements = Number(0, 1)
    reach = Number(0, 1)
    fit = Number(0, 1)

    @validates_schema
    def counts_something(self, data: dict[str, Any], **_: Any) -> None:
        if not any(data.get(name) for name in OBJECTIVES):
            raise ValidationError(f"needs a weight above 0; there are {', '.join(OBJECTIVES)}")


class PlanSchema(Strict):
    name = Text(200)
    budget = fields.Nested(PlanBudgetSchema)
    creators = fields.Nested(HowManySchema)
    candidates = fields.Nested(WhoSchema)
    quotas = fields.List(fields.Nested(QuotaSchema), validate=validate.Length(max=50))
    max_share_pct = Percent(100, metadata={"description": "Most of the budget that one creator may cost"})
    mixes = fields.List(
        fields.Nested(MixSchema),
        validate=validate.Length(1, 10),
        metadata={"description": "Ways to employ a creator, of which the plan chooses; the brief's deliverables"},
    )
    objective = fields.Nested(ObjectiveSchema)
    overlap_penalty = Number(
        0,
        1,
        load_default=0.0,
        metadata={"description": "Share of a typical value that each further creator of a niche and country loses"},
    )
    estimated_prices = Flag(
        load_default=False,
        metadata={"description": "Whether creators of unknown price may be hired, at the high end of the estimate"},
    )
    gap_pct = Number(0, 10, load_default=0.0, metadata={"description": "How far from the proven best it may stop"})
    seconds = Number(
        0.1,
        60,
        load_default=10.0,
        metadata={"description": "How long the plan, and then the frontier or repairs, may take"},
    )
    frontier = Flag(load_default=True)

    @validates_schema
    def quotas_are_distinct(self, data: dict[str, Any], **_: Any) -> None:
        about = [[(key, quota[key]) for key in QUOTA_KEYS if key in quota] for quota in data.get("quotas", ())]
        twice = next((place for place, one in enumerate(about) if one in about[:place]), None)
        if twice is not None:
            raise ValidationError({"quotas": {str(twice): ["is about the same as an earlier one"]}})
        names = [mix["name"] for mix in data.get("mixes", ()) if "name" in mix]
        if len(set(names)) < len(names):
            raise refused("duplicate", "two have the same name", "mixes")


class RevisedPlanSchema(PlanSchema):
    locked = listed(external_id(), 1000, metadata={"description": "Lines that stay as they are, price included"})

    @validates_schema
    def locked_lines_stay(self, data: dict[str, Any], **_: Any) -> None:
        excluded = data.get("candidates", {}).get("excluded", ())
        if both := sorted(set(data.get("locked", ())) & set(excluded)):
            raise ValidationError(f"{both[0]} is excluded", "locked")


PlanPatch = patch_of(RevisedPlanSchema, "PlanPatch")
_PLAN, _REVISED = PlanSchema(), RevisedPlanSchema()


def load_plan(data: Any) -> dict[str, Any]:
    return load(_PLAN, data)


def load_revised_plan(data: Any) -> dict[str, Any]:
    return load(_REVISED, data)
