"""Shapes of answers, for the OpenAPI document. Hot answers are not dumped through them; tests hold them to it."""

from typing import Any

from marshmallow import Schema, fields

from service.api.brief_schemas import BriefSchema
from service.api.creator_schemas import ImportLineSchema

PATCH_BODY: dict[str, Any] = {
    "required": True,
    "content": {"application/merge-patch+json": {"schema": {"type": "object"}},
                "application/json": {"schema": {"type": "object"}}},
}  # fmt: skip
NDJSON_BODY: dict[str, Any] = {
    "required": True,
    "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
}


class State(Schema):
    status = fields.String(required=True)


class Embedding(Schema):
    state = fields.String(required=True, metadata={"enum": ["fresh", "stale", "failed"]})
    attempts = fields.Integer()
    error = fields.String()
    retry_at = fields.DateTime()


class Duplicate(Schema):
    external_id = fields.String(required=True)
    platform = fields.String(required=True)
    handle = fields.String(required=True)


class StoredCreator(ImportLineSchema):
    version = fields.Integer(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
    embedding = fields.Nested(Embedding, required=True)
    likely_duplicates = fields.List(fields.Nested(Duplicate), required=True)


class CreatorPage(Schema):
    items = fields.List(fields.Nested(StoredCreator), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class ResolvedConstraint(Schema):
    constraint = fields.String(required=True)
    value = fields.Raw(required=True)
    source = fields.String(required=True, metadata={"enum": ["explicit", "default", "derived"]})
    policy = fields.String(data_key="unknown", required=True, metadata={"enum": ["exclude", "include"]})


class FunnelStep(Schema):
    constraint = fields.String(required=True)
    remaining = fields.Integer(required=True)
    value = fields.Raw()
    source = fields.String()
    policy = fields.String(data_key="unknown")


class Component(Schema):
    name = fields.String(required=True)
    value = fields.Float(required=True, allow_none=True)
    weight = fields.Float(required=True)
    contribution = fields.Float(required=True)
    reason = fields.String(required=True)


class PriceLine(Schema):
    kind = fields.String(required=True)
    quantity = fields.Integer(required=True)
    rate = fields.String(required=True)


class Money(Schema):
    amount = fields.String(required=True)
    currency = fields.String(required=True)


class Price(Schema):
    basis = fields.String(required=True, metadata={"enum": ["stated", "unknown"]})
    amount = fields.String(required=True, allow_none=True)
    currency = fields.String(required=True, allow_none=True)
    lines = fields.List(fields.Nested(PriceLine))
    converted = fields.Nested(Money, allow_none=True)


class Match(Schema):
    rank = fields.Integer(required=True)
    score = fields.Float(required=True)
    components = fields.List(fields.Nested(Component), required=True)
    price = fields.Nested(Price, required=True)
    tier = fields.String(required=True, allow_none=True)
    creator = fields.Nested(ImportLineSchema, required=True)


class Matches(Schema):
    items = fields.List(fields.Nested(Match), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    matched = fields.Integer(required=True, metadata={"description": "Creators that pass every constraint"})
    reachable = fields.Integer(required=True, metadata={"description": "How many of them paging leads to"})
    funnel = fields.List(fields.Nested(FunnelStep), required=True)
    index_version = fields.String(required=True)
    encoder = fields.String(required=True)
    search_mode = fields.String(required=True, metadata={"enum": ["exact", "ann"]})
    sort = fields.String(required=True)
    tier_scheme = fields.String(required=True)
    rates_as_of = fields.Date(required=True)
    took_ms = fields.Float(required=True)


class StoredBrief(BriefSchema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
    resolved_constraints = fields.List(fields.Nested(ResolvedConstraint), required=True)
    weights = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)


class BriefPage(Schema):
    items = fields.List(fields.Nested(StoredBrief), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class StoredBrand(Schema):
    brand_id = fields.String(required=True)
    name = fields.String(required=True)
    created_at = fields.DateTime(required=True)


class BrandList(Schema):
    items = fields.List(fields.Nested(StoredBrand), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class VocabularyEntry(Schema):
    """What all entries have, then what those of niches, deliverable kinds and tiers have besides."""

    id = fields.String(required=True)
    name = fields.String()
    parent = fields.String()
    description = fields.String()
    iab_id = fields.String(allow_none=True)
    platform = fields.String(allow_none=True)
    min_followers = fields.Integer()
    below_followers = fields.Integer(allow_none=True)
    scheme = fields.String()


class Vocabulary(Schema):
    items = fields.List(fields.Nested(VocabularyEntry), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class Status(Schema):
    creators = fields.Integer(required=True)
    indexed = fields.Integer(required=True)
    stale = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    oldest_stale_seconds = fields.Float(required=True)
    feed_seq = fields.Integer(required=True)
    visible_seq = fields.Integer(required=True)
    index_version = fields.String(required=True, allow_none=True)
    generation = fields.String(required=True, allow_none=True)
    delta_rows = fields.Integer(required=True)
    encoders = fields.List(fields.Dict(), required=True)
