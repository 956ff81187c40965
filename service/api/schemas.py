"""The contract of request bodies. Loading returns the canonical document: plain JSON, unknown keys refused."""

from typing import Any

import orjson
from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate, validates_schema

from service import vocabulary
from service.api import strict_json
from service.api.fields import (
    MAX_ATTRIBUTES_BYTES,
    Address,
    Amount,
    Code,
    IsoDate,
    Number,
    Text,
    Timestamp,
    Whole,
    unique,
)
from service.domain.brief import AUDIENCE_KEYS
from service.domain.money import parse_amount
from service.domain.niche import NICHE_BY_ID
from service.domain.vocabulary import AGE_BANDS, DELIVERABLE_KINDS, ENGAGEMENT_BASES, EXTERNAL_ID, GENDERS, PLATFORMS
from service.errors import Invalid, Problem
from service.ranking.components import NAMES

MAX_FOLLOWERS = 10**10
_SHARES_SUM = 100.5  # shares are rounded by whoever reports them


class Strict(Schema):
    """Unknown keys are errors; null is the same as leaving a key out."""

    class Meta:
        unknown = RAISE

    @pre_load
    def drop_nulls(self, data: Any, **_: Any) -> Any:
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


def _platform(**options: Any) -> Code:
    return Code(lambda: PLATFORMS, "platform", **options)


def _kind(**options: Any) -> Code:
    return Code(lambda: DELIVERABLE_KINDS, "deliverable kind", **options)


def _country(**options: Any) -> Code:
    return Code(vocabulary.countries, "ISO 3166-1 alpha-2 country", **options)


def _language(**options: Any) -> Code:
    return Code(vocabulary.languages, "ISO 639-1 language", **options)


def _currency(**options: Any) -> Code:
    return Code(vocabulary.currencies, "ISO 4217 currency", **options)


def _niche(**options: Any) -> Code:
    return Code(lambda: NICHE_BY_ID, "niche", **options)


def _topic(**options: Any) -> Code:
    return Code(vocabulary.topics, "topic or niche", **options)


def _listed(field: fields.Field[Any], most: int, least: int = 0, **options: Any) -> fields.List[Any]:
    return fields.List(field, validate=[validate.Length(least, most), unique], **options)


class AccountSchema(Strict):
    platform = _platform(required=True)
    handle = Text(256, required=True)
    followers = Whole(0, MAX_FOLLOWERS)
    engagement_rate_pct = Number(0, 100, metadata={"description": "Percent: 3.4 means 3.4 %"})
    engagement_basis = fields.String(validate=validate.OneOf(ENGAGEMENT_BASES), load_default="followers")
    average_views = Whole(0, 10**11)
    as_of = IsoDate()


def _share() -> Number:
    return Number(0, 100)


class AudienceSchema(Strict):
    countries = fields.Dict(keys=_country(), values=_share())
    ages = fields.Dict(keys=Code(lambda: AGE_BANDS, "age band"), values=_share())
    genders = fields.Dict(keys=Code(lambda: GENDERS, "gender"), values=_share())
    languages = fields.Dict(keys=_language(), values=_share())
    credibility_pct = Number(0, 100)

    @validates_schema
    def shares_are_parts_of_one_audience(self, data: dict[str, Any], **_: Any) -> None:
        for group in ("countries", "ages", "genders", "languages"):
            total = sum(data.get(group, {}).values())
            if total > _SHARES_SUM:
                raise ValidationError(f"shares add up to {total:g} %, more than 100 %", group)


class RateCardSchema(Strict):
    currency = _currency(required=True)
    rates = fields.Dict(keys=_kind(), values=Amount(), load_default=dict)
    not_offered = _listed(_kind(), len(DELIVERABLE_KINDS))

    @validates_schema
    def amounts_fit_the_currency(self, data: dict[str, Any], **_: Any) -> None:
        if both := sorted(set(data["rates"]) & set(data.get("not_offered", ()))):
            raise ValidationError(f"{both[0]} has a rate and is not offered", "not_offered")
        for kind, amount in data["rates"].items():
            _check_amount(amount, data["currency"], "rates", kind)


class SponsoredSchema(Strict):
    posts = Whole(0, 10**6, required=True)


class WindowSchema(Strict):
    """From and to, both inclusive."""

    first = IsoDate(data_key="from", attribute="from")
    last = IsoDate(data_key="to", attribute="to")

    @validates_schema
    def ends_after_it_begins(self, data: dict[str, Any], **_: Any) -> None:
        if "from" in data and "to" in data and data["from"] > data["to"]:
            raise ValidationError("lies before from", "to")


class CreatorSchema(Strict):
    name = Text(200, required=True)
    text = Text(10_000, lines=True, required=True, metadata={"description": "The bio"})
    display_name = Text(200)
    content_samples = fields.List(Text(2000, lines=True), validate=validate.Length(max=20))
    languages = _listed(_language(), 20)
    country = _country()
    city = Text(120)
    niches = _listed(_niche(), 12)
    accounts = fields.List(fields.Nested(AccountSchema), validate=validate.Length(max=20))
    audience = fields.Nested(AudienceSchema)
    rate_card = fields.Nested(RateCardSchema)
    sponsored = fields.Nested(SponsoredSchema)
    availability = fields.Nested(WindowSchema)
    refusals = _listed(_topic(), 100)
    last_post_at = Timestamp()
    profile_url = Address()
    avatar_url = Address()
    attributes = fields.Dict(metadata={"description": "Opaque to the service; comes back with matches"})

    @validates_schema
    def attributes_are_small(self, data: dict[str, Any], **_: Any) -> None:
        try:
            size = len(orjson.dumps(data.get("attributes", {})))
        except (TypeError, ValueError):
            raise ValidationError("holds a number beyond 64 bits or a lone surrogate", "attributes") from None
        if size > MAX_ATTRIBUTES_BYTES or "\\u0000" in orjson.dumps(data.get("attributes", {})).decode():
            raise ValidationError(f"larger than {MAX_ATTRIBUTES_BYTES} bytes, or holds a NUL", "attributes")


def _external_id(**options: Any) -> fields.String:
    # JSON Schema's patterns are JavaScript's, which end with $.
    return fields.String(
        validate=validate.Regexp(rf"{EXTERNAL_ID}\Z"), metadata={"pattern": f"^{EXTERNAL_ID}$"}, **options
    )


class ImportLineSchema(CreatorSchema):
    external_id = _external_id(required=True)


class DeliverableSchema(Strict):
    kind = _kind(required=True)
    quantity = Whole(1, 100, load_default=1)


class BudgetSchema(Strict):
    currency = _currency(required=True)
    per_creator = Amount()
    total = Amount()
    unknown_price = fields.String(
        validate=validate.OneOf(["exclude", "include"]),
        load_default="exclude",
        metadata={"description": "Whether creators whose price is unknown pass the budget per creator"},
    )

    @validates_schema
    def amounts_fit_the_currency(self, data: dict[str, Any], **_: Any) -> None:
        for name in ("per_creator", "total"):
            if name in data:
                _check_amount(data[name], data["currency"], name)


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
    any_of = _listed(_platform(), len(PLATFORMS), 1, required=True)


class CountriesSchema(PolicySchema):
    any_of = _listed(_country(), 249, 1, required=True)


class CitiesSchema(PolicySchema):
    any_of = _listed(Text(120), 100, 1, required=True)


class LanguagesSchema(PolicySchema):
    any_of = _listed(_language(), 100, 1, required=True)


class NichesSchema(PolicySchema):
    any_of = _listed(_niche(), 100, 1, required=True)


class AudienceShareSchema(PolicySchema):
    country = _country()
    age = Code(lambda: AGE_BANDS, "age band")
    gender = Code(lambda: GENDERS, "gender")
    language = _language()
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
    excluded_creators = _listed(_external_id(), 1000)


class WeightsSchema(Strict):
    fit = Number(0, 1)
    audience = Number(0, 1)
    engagement = Number(0, 1)
    value = Number(0, 1)
    experience = Number(0, 1)
    credibility = Number(0, 1)
    recency = Number(0, 1)


assert set(WeightsSchema().fields) == set(NAMES)


class PreferencesSchema(Strict):
    weights = fields.Nested(WeightsSchema)


class BriefSchema(Strict):
    title = Text(200)
    text = Text(20_000, lines=True, required=True)
    status = fields.String(validate=validate.OneOf(["draft", "open", "closed"]), load_default="open")
    deliverables = fields.List(fields.Nested(DeliverableSchema), validate=validate.Length(max=20))
    creators_wanted = Whole(1, 10_000)
    budget = fields.Nested(BudgetSchema)
    promotes = _listed(_topic(), 100)
    constraints = fields.Nested(ConstraintsSchema)
    preferences = fields.Nested(PreferencesSchema)

    @validates_schema
    def a_price_needs_deliverables(self, data: dict[str, Any], **_: Any) -> None:
        if "per_creator" in data.get("budget", {}) and not data.get("deliverables"):
            raise ValidationError("a budget per creator needs the deliverables that it pays for", "deliverables")


class BrandSchema(Strict):
    name = Text(200, required=True)


_CREATOR = CreatorSchema()
_IMPORT_LINE = ImportLineSchema()
_BRIEF = BriefSchema()


def load_creator(data: Any) -> dict[str, Any]:
    """A creator's canonical document; raises Invalid with every offence."""
    return _load(_CREATOR, data)


def load_import_line(data: Any) -> tuple[str, dict[str, Any]]:
    document = _load(_IMPORT_LINE, data)
    return document.pop("external_id"), document


def load_brief(data: Any) -> dict[str, Any]:
    return _load(_BRIEF, data)


def parse_import_line(line: bytes) -> Any:
    """The JSON of one import line; raises Invalid, so that a bad line fails alone."""
    try:
        return strict_json.loads(line)
    except strict_json.MalformedJson as error:
        raise Invalid(error.detail, (Problem("", error.detail, error.code),)) from None


_UNKNOWN = "Unknown field."  # marshmallow's words


def problems_of(messages: Any, path: str = "") -> list[Problem]:
    """Marshmallow's nested messages as a flat list with JSON pointers."""
    if isinstance(messages, dict):
        found: list[Problem] = []
        for key, inner in messages.items():
            of_the_parent = key in ("_schema", "value", "key") and isinstance(inner, list) and inner != [_UNKNOWN]
            found += problems_of(inner, path if of_the_parent else f"{path}/{_escape(str(key))}")
        return found
    if isinstance(messages, list):
        return [problem for message in messages for problem in problems_of(message, path)]
    text = str(messages)
    return [Problem(path, text, "unknown_key" if text == _UNKNOWN else "invalid")]


def _escape(step: str) -> str:
    sayable = step.encode("utf-8", "backslashreplace").decode()  # a key may hold a lone surrogate
    return sayable.replace("~", "~0").replace("/", "~1")


def _load(schema: Schema, data: Any) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(data)
    except ValidationError as error:
        raise Invalid("the document does not fit its schema", tuple(problems_of(error.messages))) from None
    return loaded


def _check_amount(amount: str, currency: str, *path: str) -> None:
    try:
        parse_amount(amount, currency)
    except ValueError as error:
        messages: Any = [str(error)]
        for step in reversed(path):
            messages = {step: messages}
        raise ValidationError(messages) from None


def _check_range(data: dict[str, Any]) -> None:
    if "min" in data and "max" in data and data["min"] > data["max"]:
        raise ValidationError("is greater than max", "min")
