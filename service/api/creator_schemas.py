"""The contract of creators. Loading returns the canonical document: plain JSON, unknown keys refused."""

from typing import Any

import orjson
from marshmallow import ValidationError, fields, validate, validates_schema

from service.api.fields import (
    MAX_ATTRIBUTES_BYTES,
    Address,
    Amount,
    Code,
    Flag,
    IsoDate,
    Number,
    Percent,
    Text,
    Timestamp,
    Whole,
    refused,
)
from service.api.patch_schemas import patch_of
from service.api.plain import PlainLoader
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
    niche_id,
    platform_code,
    topic_id,
)
from service.domain.order import ADD_ONS
from service.domain.vocabulary import AGE_BANDS, AUDIENCE_GROUPS, DELIVERABLE_KINDS, ENGAGEMENT_BASES, GENDERS

MAX_FOLLOWERS = 10**10
_SHARES_SUM = 100.5  # shares are rounded by whoever reports them


class AccountSchema(Strict):
    platform = platform_code(required=True)
    handle = Text(256, required=True)
    followers = Whole(0, MAX_FOLLOWERS)
    engagement_rate_pct = Number(0, 100, metadata={"description": "Percent: 3.4 means 3.4 %"})
    engagement_basis = fields.String(validate=validate.OneOf(ENGAGEMENT_BASES), load_default="followers")
    average_views = Whole(0, 10**11)
    as_of = IsoDate()


def _share() -> Number:
    return Number(0, 100)


class AudienceSchema(Strict):
    countries = fields.Dict(keys=country_code(), values=_share())
    ages = fields.Dict(keys=Code(lambda: AGE_BANDS, "age band"), values=_share())
    genders = fields.Dict(keys=Code(lambda: GENDERS, "gender"), values=_share())
    languages = fields.Dict(keys=language_code(), values=_share())
    credibility_pct = Number(0, 100)

    @validates_schema
    def shares_are_parts_of_one_audience(self, data: dict[str, Any], **_: Any) -> None:
        for group in AUDIENCE_GROUPS:
            total = sum(data.get(group, {}).values())
            if total > _SHARES_SUM:
                raise ValidationError(f"shares add up to {total:g} %, more than 100 %", group)


class PackageLineSchema(Strict):
    kind = kind_code(required=True)
    quantity = Whole(1, 100, load_default=1)


class PackageSchema(Strict):
    name = Text(120, required=True)
    deliverables = fields.List(fields.Nested(PackageLineSchema), required=True, validate=validate.Length(1, 20))
    price = Amount(required=True)

    @validates_schema
    def kinds_are_distinct(self, data: dict[str, Any], **_: Any) -> None:
        kinds = [line["kind"] for line in data.get("deliverables", ())]
        if len(set(kinds)) < len(kinds):
            raise refused("duplicate", "names a kind twice", "deliverables")


class DiscountSchema(Strict):
    """Off the rate of a kind, or of every kind, from so many of it on."""

    kind = kind_code()
    min_quantity = Whole(2, 100, required=True)
    percent = Percent(100, required=True)


class AddOnRateSchema(Strict):
    """`percent` of what the deliverables cost, or an `amount`; for every month or once for the order."""

    kind = add_on_kind(required=True)
    channel = channel_code(metadata={"description": "Without one, for any channel"})
    percent = Percent(1000)
    amount = Amount()
    per = fields.String(validate=validate.OneOf(["month", "order"]), load_default="order")

    @validates_schema
    def has_one_price(self, data: dict[str, Any], **_: Any) -> None:
        if ("percent" in data) == ("amount" in data):
            raise ValidationError("needs a percent or an amount, and not both")
        if data.get("per") == "month" and data.get("kind") in ADD_ONS and not ADD_ONS[data["kind"]][0]:
            raise ValidationError(f"{data['kind']} is not bought by the month", "per")


class GiftingSchema(Strict):
    """Works for the brand's product instead of a fee."""

    min_value = Amount(required=True, metadata={"description": "What the product must be worth"})
    kinds = listed(kind_code(), len(DELIVERABLE_KINDS), 1, metadata={"description": "Without any, for every kind"})


_MOST_PACKAGES = 20


class RateCardSchema(Strict):
    currency = currency_code(required=True)
    rates = fields.Dict(keys=kind_code(), values=Amount(), load_default=dict)
    not_offered = listed(kind_code(), len(DELIVERABLE_KINDS))
    packages = fields.List(fields.Nested(PackageSchema), validate=validate.Length(max=_MOST_PACKAGES))
    discounts = fields.List(fields.Nested(DiscountSchema), validate=validate.Length(max=40))
    add_ons = fields.List(fields.Nested(AddOnRateSchema), validate=validate.Length(max=100))
    gifting = fields.Nested(GiftingSchema)
    negotiable = Flag()

    @validates_schema
    def amounts_fit_the_currency(self, data: dict[str, Any], **_: Any) -> None:
        if both := sorted(set(data["rates"]) & set(data.get("not_offered", ()))):
            raise ValidationError(f"{both[0]} has a rate and is not offered", "not_offered")
        for kind, amount in data["rates"].items():
            check_amount(amount, data["currency"], "rates", kind)
        for name, part in (("packages", "price"), ("add_ons", "amount")):
            for place, one in enumerate(data.get(name, ())):
                if part in one:
                    check_amount(one[part], data["currency"], name, str(place), part)
        if "gifting" in data:
            check_amount(data["gifting"]["min_value"], data["currency"], "gifting", "min_value")

    @validates_schema
    def is_consistent(self, data: dict[str, Any], **_: Any) -> None:
        not_offered = set(data.get("not_offered", ()))
        for place, package in enumerate(data.get("packages", ())):
            if both := sorted(not_offered.intersection(line["kind"] for line in package["deliverables"])):
                raise ValidationError({"packages": {str(place): [f"holds {both[0]}, which is not offered"]}})
        rates = [(rate["kind"], rate.get("channel")) for rate in data.get("add_ons", ())]
        if len(set(rates)) < len(rates):
            raise refused("duplicate", "names an add-on twice for the same channel", "add_ons")


class SponsoredSchema(Strict):
    posts = Whole(0, 10**6, required=True)
    topics = listed(topic_id(), 100, metadata={"description": "What the sponsored work promoted"})


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
    languages = listed(language_code(), 20)
    country = country_code()
    city = Text(120)
    niches = listed(niche_id(), 12)
    accounts = fields.List(fields.Nested(AccountSchema), validate=validate.Length(max=20))
    audience = fields.Nested(AudienceSchema)
    rate_card = fields.Nested(RateCardSchema)
    sponsored = fields.Nested(SponsoredSchema)
    availability = fields.Nested(WindowSchema)
    refusals = listed(topic_id(), 100)
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


CreatorPatch = patch_of(CreatorSchema)


class ImportLineSchema(CreatorSchema):
    external_id = external_id(required=True)


_CREATOR = PlainLoader(CreatorSchema())
_IMPORT_LINE = PlainLoader(ImportLineSchema())


def load_creator(data: Any) -> dict[str, Any]:
    """A creator's canonical document; raises Invalid with every offence."""
    return _CREATOR.load(data)


def load_import_line(data: Any) -> tuple[str, dict[str, Any]]:
    document = _IMPORT_LINE.load(data)
    return document.pop("external_id"), document
