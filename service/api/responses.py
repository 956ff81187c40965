"""Shapes of answers, for the OpenAPI document. Hot answers are not dumped through them; tests hold them to it."""

from typing import Any

from marshmallow import Schema, fields

from service.api.brief_schemas import BriefSchema, DeliverableSchema
from service.api.creator_schemas import ImportLineSchema
from service.api.feedback_schemas import FeedbackSchema

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


class DetectedNiche(Schema):
    id = fields.String(required=True)
    share = fields.Float(required=True, metadata={"description": "Of the niche posterior, 0 to 1"})


class StoredCreator(ImportLineSchema):
    version = fields.Integer(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
    embedding = fields.Nested(Embedding, required=True)
    likely_duplicates = fields.List(fields.Nested(Duplicate), required=True)
    detected_niches = fields.List(
        fields.Nested(DetectedNiche), required=True, metadata={"description": "Where none is declared"}
    )


class CreatorPage(Schema):
    items = fields.List(fields.Nested(StoredCreator), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class SpanShape(Schema):
    words = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


class ResolvedConstraint(Schema):
    constraint = fields.String(required=True)
    value = fields.Raw(required=True)
    source = fields.String(required=True, metadata={"enum": ["explicit", "prose", "default", "derived", "feedback"]})
    read_from = fields.List(fields.Nested(SpanShape), metadata={"description": "For source prose: the words"})
    policy = fields.String(data_key="unknown", required=True, metadata={"enum": ["exclude", "include"]})


class FunnelStep(Schema):
    constraint = fields.String(required=True)
    remaining = fields.Integer(required=True)
    value = fields.Raw()
    source = fields.String()
    read_from = fields.List(fields.Nested(SpanShape))
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


class CreatorNiche(Schema):
    id = fields.String(required=True)
    source = fields.String(required=True, metadata={"enum": ["declared", "detected"]})
    share = fields.Float(metadata={"description": "Of a detected niche in the creator's posterior, 0 to 1"})


class CreatorFacts(Schema):
    price = fields.Nested(Price, required=True)
    tier = fields.String(required=True, allow_none=True)
    niches = fields.List(fields.Nested(CreatorNiche), required=True)
    creator = fields.Nested(ImportLineSchema, required=True)


class Scored(CreatorFacts):
    score = fields.Float(required=True)
    components = fields.List(fields.Nested(Component), required=True)


class Inputs(Schema):
    """What a creator's components are computed from; null is unknown."""

    cosine = fields.Float(required=True)
    niche_cosine = fields.Float(required=True)
    followers = fields.Float(required=True, allow_none=True)
    platform = fields.String(required=True, allow_none=True)
    engagement_rate_pct = fields.Float(required=True, allow_none=True)
    price_usd = fields.Float(required=True, allow_none=True)
    audience_share_pct = fields.Float(required=True, allow_none=True)
    sponsored_posts = fields.Float(required=True, allow_none=True)
    credibility_pct = fields.Float(required=True, allow_none=True)
    days_since_post = fields.Float(required=True, allow_none=True)
    history = fields.Float(required=True, allow_none=True)


class Match(Scored):
    rank = fields.Integer(required=True)
    inputs = fields.Nested(Inputs, metadata={"description": "With explain=true"})


class Method(Schema):
    """With explain=true: what holds for every score of the answer."""

    scale = fields.Float(data_key="lambda", required=True)
    posts = fields.Integer(required=True)
    neutral = fields.Float(required=True)
    decimals = fields.Integer(required=True)
    score = fields.String(required=True)
    formulas = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class FacetCount(Schema):
    id = fields.String(required=True)
    count = fields.Integer(required=True)


class Facets(Schema):
    niches = fields.List(fields.Nested(FacetCount), required=True)


class ShownReading(Schema):
    """A constraint that the text states, and what became of it."""

    id = fields.String(required=True, metadata={"description": "What ignore_readings switches off"})
    field = fields.String(required=True)
    value = fields.Raw(required=True)
    words = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    status = fields.String(
        required=True, metadata={"enum": ["applied", "overruled", "ignored", "contradictory", "noted"]}
    )
    why = fields.String()


class Contradiction(Schema):
    field = fields.String(required=True)
    message = fields.String(required=True)
    readings = fields.List(fields.String(), required=True)


class ReadText(Schema):
    readings = fields.List(fields.Nested(ShownReading), required=True)
    contradictions = fields.List(fields.Nested(Contradiction), required=True)


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
    diversity = fields.Float(required=True)
    scale = fields.Float(data_key="lambda", required=True, metadata={"description": "Weight of the niche part in fit"})
    wanted_niches = fields.List(
        fields.Nested(DetectedNiche), required=True, metadata={"description": "What the brief was understood as"}
    )
    facets = fields.Nested(Facets, metadata={"description": "With facets=true"})
    method = fields.Nested(Method)
    tier_scheme = fields.String(required=True)
    rates_as_of = fields.Date(required=True)
    took_ms = fields.Float(required=True)


class MatchesOnce(Matches, ReadText):
    pass


class Judgement(Scored):
    violates = fields.List(fields.String(), required=True, metadata={"description": "Names of broken constraints"})


class Judgements(Schema):
    items = fields.List(fields.Nested(Judgement), required=True)
    not_found = fields.List(fields.String(), required=True)
    not_indexed = fields.List(fields.String(), required=True)
    index_version = fields.String(required=True)
    encoder = fields.String(required=True)


class Newcomer(CreatorFacts):
    score = fields.Float(required=True)


class Relaxation(Schema):
    constraint = fields.String(required=True)
    change = fields.String(required=True)
    patch = fields.Dict(required=True, metadata={"description": "Merge patch of the brief that makes the change"})
    adds = fields.Integer(required=True)
    best = fields.List(fields.Nested(Newcomer), required=True)


class Relaxations(Schema):
    items = fields.List(fields.Nested(Relaxation), required=True)
    matched = fields.Integer(required=True)
    index_version = fields.String(required=True)


class OfferedBrief(Schema):
    id = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    text = fields.String(required=True)
    deliverables = fields.List(fields.Nested(DeliverableSchema), required=True)
    deadline = fields.Date(required=True, allow_none=True)


class SuitingBrief(Schema):
    score = fields.Float(required=True)
    components = fields.List(fields.Nested(Component), required=True)
    price = fields.Nested(Price, required=True)
    brand_id = fields.String(required=True)
    brief = fields.Nested(OfferedBrief, required=True)


class SuitingBriefs(Schema):
    items = fields.List(fields.Nested(SuitingBrief), required=True)
    considered = fields.Integer(required=True, metadata={"description": "Discoverable open briefs looked at"})
    suiting = fields.Integer(required=True, metadata={"description": "Those whose constraints the creator fulfils"})
    pending = fields.Integer(required=True, metadata={"description": "Of these, texts not encoded yet: ask again"})
    index_version = fields.String(required=True)
    encoder = fields.String(required=True)


class StoredBrief(BriefSchema, ReadText):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
    resolved_constraints = fields.List(fields.Nested(ResolvedConstraint), required=True)
    weights = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)


class ParsedBrief(ReadText):
    resolved_constraints = fields.List(fields.Nested(ResolvedConstraint), required=True)
    weights = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)


class BriefPage(Schema):
    items = fields.List(fields.Nested(StoredBrief), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class StoredFeedback(FeedbackSchema):
    external_id = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class FeedbackPage(Schema):
    items = fields.List(fields.Nested(StoredFeedback), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class StoredBrand(Schema):
    brand_id = fields.String(required=True)
    name = fields.String(required=True)
    created_at = fields.DateTime(required=True)


class BrandList(Schema):
    items = fields.List(fields.Nested(StoredBrand), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class VocabularyEntry(Schema):
    """What all entries have, then what those of niches, deliverable kinds, tiers and rejection reasons have besides."""

    id = fields.String(required=True)
    name = fields.String()
    parent = fields.String()
    description = fields.String()
    iab_id = fields.String(allow_none=True)
    platform = fields.String(allow_none=True)
    min_followers = fields.Integer()
    below_followers = fields.Integer(allow_none=True)
    scheme = fields.String()
    about = fields.String(metadata={"enum": ["creator", "brief"]})


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
