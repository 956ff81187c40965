"""The contract of briefs and brands. Loading returns the canonical document: plain JSON, unknown keys refused."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from service.api.creator_schemas import MAX_FOLLOWERS
from service.api.fields import Amount, Code, Flag, IsoDate, Number, Text, Whole, refused
from service.api.patch_schemas import patch_of
from service.api.strict import (
    Strict,
    add_on_kind,
    channel_code,
    check_amount,
    country_code,
    currency_code,
    external_id,
    kind_code,
    language_code,
    listed,
    load,
    niche_id,
    platform_code,
    topic_id,
)
from service.domain.brief import AUDIENCE_KEYS, PRESETS
from service.domain.order import ADD_ONS
from service.domain.vocabulary import AGE_BANDS, GENDERS, PLATFORMS
from service.ranking.components import NAMES


class DeliverableSchema(Strict):
    kind = kind_code(required=True)
    quantity = Whole(1, 100, load_default=1)


class AddOnSchema(Strict):
    kind = add_on_kind(required=True)
    months = Whole(1, 60, metadata={"description": "Of what is bought by the month"})
    channel = channel_code(metadata={"description": "Where content is used again"})

    @validates_schema
    def months_where_it_is_bought_by_the_month(self, data: dict[str, Any], **_: Any) -> None:
        monthly, known = data.get("kind") in ADD_ONS and ADD_ONS[data["kind"]][0], data.get("kind") in ADD_ONS
        if known and monthly and "months" not in data:
            raise refused("required", f"{data['kind']} is bought by the month", "months")
        if known and not monthly and "months" in data:
            raise ValidationError(f"{data['kind']} is not bought by the month", "months")


class BudgetSchema(Strict):
    currency = currency_code(required=True)
    per_creator = Amount(metadata={"description": "Most that one creator's deliverables may cost together"})
    per_deliverable = Amount(metadata={"description": "Most that one deliverable may cost"})
    per_kind = fields.Dict(keys=kind_code(), values=Amount(), metadata={"description": "The same by kind"})
    total = Amount()
    product_value = Amount(metadata={"description": "What the product is worth that each creator gets; those who work "
                           "for a product of that worth cost nothing else"})  # fmt: skip
    unknown_price = fields.String(
        validate=validate.OneOf(["exclude", "estimate", "include"]),
        load_default="exclude",
        metadata={
            "description": "Whether creators of unknown price pass the budgets per creator and deliverable; "
            "estimate: where the most that it is estimated at does"
        },
    )

    @validates_schema
    def amounts_fit_the_currency(self, data: dict[str, Any], **_: Any) -> None:
        for name in ("per_creator", "per_deliverable", "total", "product_value"):
            if name in data:
                check_amount(data[name], data["currency"], name)
        for kind, amount in data.get("per_kind", {}).items():
            check_amount(amount, data["currency"], "per_kind", kind)


class PolicySchema(Strict):
    policy = fields.String(
        data_key="unknown",
        attribute="unknown",
        validate=validate.OneOf(["exclude", "include"]),
        metadata={"description": "What happens to creators whose value is unknown; stated constraints exclude them"},
    )


class FollowersSchema(PolicySchema):
    low = Whole(0, MAX_FOLLOWERS, data_key="min", attribute="min")
    high = Whole(0, MAX_FOLLOWERS, data_key="max", attribute="max")

    @validates_schema
    def low_is_low(self, data: dict[str, Any], **_: Any) -> None:
        _check_range(data)


class EngagementSchema(PolicySchema):
    low = Number(0, 100, data_key="min", attribute="min")
    high = Number(0, 100, data_key="max", attribute="max")

    @validates_schema
    def low_is_low(self, data: dict[str, Any], **_: Any) -> None:
        _check_range(data)
        if "min" not in data and "max" not in data:
            raise ValidationError("states neither min nor max")


class PlatformsSchema(PolicySchema):
    any_of = listed(platform_code(), len(PLATFORMS), 1, required=True)


class CountriesSchema(PolicySchema):
    any_of = listed(country_code(), 249, 1, required=True)


class CitiesSchema(PolicySchema):
    any_of = listed(Text(120), 100, 1, required=True)


class LanguagesSchema(PolicySchema):
    any_of = listed(language_code(), 100, 1, required=True)


class NichesSchema(PolicySchema):
    any_of = listed(niche_id(), 100, 1, required=True)


class AudienceShareSchema(PolicySchema):
    country = country_code()
    age = Code(lambda: AGE_BANDS, "age band")
    gender = Code(lambda: GENDERS, "gender")
    language = language_code()
    min_share_pct = Number(0, 100, required=True)

    @validates_schema
    def names_one_part(self, data: dict[str, Any], **_: Any) -> None:
        if sum(key in data for key in AUDIENCE_KEYS) != 1:
            raise ValidationError(f"must name exactly one of {', '.join(AUDIENCE_KEYS)}")


class WantedWindowSchema(PolicySchema):
    first = IsoDate(data_key="from", attribute="from", required=True)
    last = IsoDate(data_key="to", attribute="to", required=True)

    @validates_schema
    def ends_after_it_begins(self, data: dict[str, Any], **_: Any) -> None:
        if "from" in data and "to" in data and data["from"] > data["to"]:
            raise ValidationError("lies before from", "to")


class ConstraintsSchema(Strict):
    followers = fields.Nested(FollowersSchema)
    engagement_rate_pct = fields.Nested(EngagementSchema)
    platforms = fields.Nested(PlatformsSchema)
    countries = fields.Nested(CountriesSchema)
    cities = fields.Nested(CitiesSchema)
    languages = fields.Nested(LanguagesSchema)
    niches = fields.Nested(NichesSchema)
    audience = fields.List(fields.Nested(AudienceShareSchema), validate=validate.Length(max=20))
    availability = fields.Nested(WantedWindowSchema)
    refusals = fields.Nested(PolicySchema, metadata={"description": "For what the brief promotes; default include"})
    deliverables = fields.Nested(PolicySchema, metadata={"description": "For who makes them; default include"})
    excluded_creators = listed(external_id(), 1000)
    excluded_platforms = listed(platform_code(), len(PLATFORMS) - 1)
    excluded_topics = listed(topic_id(), 100, metadata={"description": "Niches that a creator must not be about, "
                             "and topics that it must not have promoted"})  # fmt: skip

    @validates_schema
    def leaves_a_platform(self, data: dict[str, Any], **_: Any) -> None:
        wanted = data.get("platforms", {}).get("any_of", ())
        if wanted and not set(wanted) - set(data.get("excluded_platforms", ())):
            raise ValidationError("excludes every platform that is wanted", "excluded_platforms")


class WeightsSchema(Strict):
    fit = Number(0, 1)
    audience = Number(0, 1)
    engagement = Number(0, 1)
    value = Number(0, 1)
    experience = Number(0, 1)
    credibility = Number(0, 1)
    recency = Number(0, 1)
    history = Number(0, 1)
    reliability = Number(0, 1)


assert set(WeightsSchema().fields) == set(NAMES)


class PreferencesSchema(Strict):
    preset = fields.String(
        validate=validate.OneOf(list(PRESETS)),
        metadata={"description": "Named weights; what `weights` states comes on top"},
    )
    weights = fields.Nested(WeightsSchema)


class StandingSchema(Strict):
    """Whether webhooks tell who enters and leaves the top of the brief's matches."""

    top = Whole(1, 100, load_default=20)


class BriefSchema(Strict):
    title = Text(200)
    text = Text(20_000, lines=True, required=True)
    status = fields.String(validate=validate.OneOf(["draft", "open", "closed"]), load_default="open")
    deliverables = fields.List(fields.Nested(DeliverableSchema), validate=validate.Length(max=20))
    creators_wanted = Whole(1, 10_000)
    deadline = IsoDate(metadata={"description": "Last day to publish: creators who are not free by then are left out"})
    discoverable = Flag(metadata={"description": "Whether the marketplace may show it to creators"})
    standing = fields.Nested(
        StandingSchema, metadata={"description": "Send match.entered and match.left while the brief is open"}
    )
    ignore_readings = listed(Text(200), 200, metadata={"description": "Readings of the text that do not apply: their "
                             "ids, a field for all of it, or * for everything"})  # fmt: skip
    add_ons = fields.List(fields.Nested(AddOnSchema), validate=validate.Length(max=20))
    budget = fields.Nested(BudgetSchema)
    promotes = listed(topic_id(), 100)
    constraints = fields.Nested(ConstraintsSchema)
    preferences = fields.Nested(PreferencesSchema)

    @validates_schema
    def a_price_needs_deliverables(self, data: dict[str, Any], **_: Any) -> None:
        _check_price(data)


BriefPatch = patch_of(BriefSchema)


class ExampleSchema(Strict):
    external_id = external_id(required=True)
    weight = Number(-10, 10, load_default=1.0, metadata={"description": "Negative: unlike this creator"})


class LookalikesSchema(Strict):
    """Examples, and of a brief what narrows and prices the answer."""

    creators = fields.List(fields.Nested(ExampleSchema), required=True, validate=validate.Length(1, 100))
    deliverables = fields.List(fields.Nested(DeliverableSchema), validate=validate.Length(max=20))
    budget = fields.Nested(BudgetSchema)
    promotes = listed(topic_id(), 100)
    constraints = fields.Nested(ConstraintsSchema)
    preferences = fields.Nested(PreferencesSchema)

    @validates_schema
    def examples_are_distinct(self, data: dict[str, Any], **_: Any) -> None:
        names = [example["external_id"] for example in data.get("creators", ())]
        if len(set(names)) < len(names):
            raise refused("duplicate", "names a creator twice", "creators")

    @validates_schema
    def a_price_needs_deliverables(self, data: dict[str, Any], **_: Any) -> None:
        _check_price(data)


class ScoresSchema(Strict):
    creators = listed(external_id(), 500, 1, required=True)


class BrandSchema(Strict):
    name = Text(200, required=True)


_BRIEF = BriefSchema()


def load_brief(data: Any) -> dict[str, Any]:
    return load(_BRIEF, data)


def _check_price(data: dict[str, Any]) -> None:
    for name in ("per_creator", "per_deliverable", "per_kind"):
        if name in data.get("budget", {}) and not data.get("deliverables"):
            words = name.replace("_", " ")
            raise refused("required", f"a budget {words} needs the deliverables that it pays for", "deliverables")


def _check_range(data: dict[str, Any]) -> None:
    if "min" in data and "max" in data and data["min"] > data["max"]:
        raise ValidationError("is greater than max", "min")
