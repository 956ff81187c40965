"""Shapes of answers, for the OpenAPI document. Hot answers are not dumped through them; tests hold them to it."""

from typing import Any

from marshmallow import Schema, fields

from service.api.brief_schemas import BriefPatch, BriefSchema, DeliverableSchema
from service.api.creator_schemas import ImportLineSchema
from service.api.feedback_schemas import FeedbackSchema
from service.api.outcome_schemas import OutcomeSchema
from service.api.rate_schemas import RatesSchema

NDJSON_BODY: dict[str, Any] = {
    "required": True,
    "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
}


class State(Schema):
    status = fields.String(required=True)
    checks = fields.Dict(
        keys=fields.String(), required=True, metadata={"description": "How each thing stands: `ok`, and what is known"}
    )


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
    policy = fields.String(data_key="unknown", required=True, metadata={"enum": ["exclude", "estimate", "include"]})


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
    """A deliverable, or a package with what it contains."""

    kind = fields.String()
    package = fields.String()
    contains = fields.Dict(keys=fields.String(), values=fields.Integer())
    quantity = fields.Integer(required=True)
    rate = fields.String(required=True)
    discount_pct = fields.Float()
    amount = fields.String(required=True)
    currency = fields.String(metadata={"description": "Beside estimates: that of the rate card"})


class AddOnLine(Schema):
    kind = fields.String(required=True)
    months = fields.Integer(required=True)
    channel = fields.String(required=True, allow_none=True)
    percent = fields.Float(metadata={"description": "Of what the deliverables cost"})
    rate = fields.String()
    per = fields.String(metadata={"enum": ["month", "order"]})
    amount = fields.String(required=True, allow_none=True, metadata={"description": "null: not on the rate card"})


class Money(Schema):
    amount = fields.String(required=True)
    currency = fields.String(required=True)


class Converted(Money):
    rate = fields.String(required=True, metadata={"description": "Units of it for one of the price's currency, to "
                         "twelve digits; the amount is by the exact rate"})  # fmt: skip
    as_of = fields.Date(required=True)
    is_old = fields.Boolean(required=True)


class Ratios(Schema):
    low = fields.Float(required=True)
    middle = fields.Float(required=True)
    high = fields.Float(required=True)


class CalibrationCell(Schema):
    cell = fields.String(required=True, metadata={"description": "Kind or platform, with or without a tier"})
    prices = fields.Integer(required=True)
    against = fields.String(
        required=True,
        metadata={
            "enum": ["published", "followers", "one"],
            "description": "Ratios are US cents for one deliverable to the point of the published figures in cents, to "
            "the followers, or to 1",
        },
    )
    ratios = fields.Nested(Ratios, required=True)


class Calibrated(CalibrationCell):
    start = fields.Integer(required=True, metadata={"description": "What the ratios multiply"})
    as_of = fields.DateTime(required=True)


class PriceCalibration(Schema):
    as_of = fields.DateTime(required=True, allow_none=True)
    prices = fields.Integer(required=True)
    least_prices = fields.Integer(required=True, metadata={"description": "A cell with fewer is not used"})
    covers_pct = fields.Integer(
        required=True, metadata={"description": "Of known prices of a kind and tier, that lie from low to high"}
    )
    cells = fields.List(fields.Nested(CalibrationCell), required=True)


class PriceMethod(Schema):
    method = fields.String(
        required=True,
        metadata={"enum": ["own_history", "cpm_reach", "cpme_engagement", "cpv_views", "follower_rule",
                           "marketplace_rates"]},
    )  # fmt: skip
    low = fields.String(required=True)
    high = fields.String(required=True)
    inputs = fields.Dict(keys=fields.String(), required=True)


class KindEstimate(Schema):
    """Amounts are for one deliverable; methods are as published, the range is calibrated where it can be."""

    kind = fields.String(required=True)
    quantity = fields.Integer(required=True)
    low = fields.String(required=True)
    point = fields.String(required=True)
    high = fields.String(required=True)
    methods = fields.List(fields.Nested(PriceMethod), required=True)
    calibrated = fields.Nested(Calibrated, required=True, allow_none=True)


class Price(Schema):
    basis = fields.String(required=True, metadata={"enum": ["stated", "product", "estimated", "unknown"]})
    amount = fields.String(required=True, allow_none=True, metadata={"description": "Of the deliverables"})
    currency = fields.String(required=True, allow_none=True)
    lines = fields.List(fields.Nested(PriceLine))
    add_ons = fields.List(fields.Nested(AddOnLine))
    total = fields.String(allow_none=True, metadata={"description": "With add-ons; null where one has no known price"})
    negotiable = fields.Boolean()
    converted = fields.Nested(Converted, allow_none=True)
    low = fields.String(metadata={"description": "Of an estimate, which is no price: the least that it may cost"})
    point = fields.String()
    high = fields.String()
    estimates = fields.List(fields.Nested(KindEstimate), metadata={"description": "Kinds without a stated price"})


class CreatorNiche(Schema):
    id = fields.String(required=True)
    source = fields.String(required=True, metadata={"enum": ["declared", "detected"]})
    share = fields.Float(metadata={"description": "Of a detected niche in the creator's posterior, 0 to 1"})


class ForecastRange(Schema):
    low = fields.Integer(required=True)
    expected = fields.Integer(required=True)
    high = fields.Integer(required=True)


class WorkForecast(Schema):
    """What the work can be expected to bring; null is unknown."""

    reach = fields.Nested(ForecastRange, required=True, allow_none=True)
    engagements = fields.Nested(ForecastRange, required=True, allow_none=True)


class AmountRange(Schema):
    low = fields.String(required=True)
    expected = fields.String(required=True)
    high = fields.String(required=True)


class WorkCost(Schema):
    """The price over the forecast; its high end belongs to the forecast's low end."""

    per_engagement = fields.Nested(AmountRange, required=True, allow_none=True)
    per_1000_reach = fields.Nested(AmountRange, required=True, allow_none=True)


class CreatorFacts(Schema):
    price = fields.Nested(Price, required=True)
    forecast = fields.Nested(
        WorkForecast, required=True, allow_none=True, metadata={"description": "Of the deliverables"}
    )
    cost = fields.Nested(WorkCost, required=True, allow_none=True)
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
    engagement_rate_pct = fields.Float(
        required=True, allow_none=True, metadata={"description": "As it counts: stated, moved towards measured"}
    )
    stated_rate_pct = fields.Float(required=True, allow_none=True)
    measured_rate_pct = fields.Float(required=True, allow_none=True, metadata={"description": "By your outcomes"})
    measured_posts = fields.Float(required=True)
    price_usd = fields.Float(required=True, allow_none=True)
    audience_share_pct = fields.Float(required=True, allow_none=True)
    sponsored_posts = fields.Float(required=True, allow_none=True)
    credibility_pct = fields.Float(required=True, allow_none=True)
    days_since_post = fields.Float(required=True, allow_none=True)
    history = fields.Float(required=True, allow_none=True)
    kept = fields.Float(required=True, metadata={"description": "Work for your brand that came as agreed"})
    checked = fields.Float(required=True, metadata={"description": "Of so many pieces that were checked"})


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


class ByRates(Schema):
    """An answer whose prices are converted or compared by exchange rates."""

    rates_as_of = fields.Date(required=True)
    rates_are_old = fields.Boolean(
        required=True, metadata={"description": "Older than CREATORMATCH_RATES_MAX_AGE_DAYS: set newer ones"}
    )


class Matches(ByRates):
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
    took_ms = fields.Float(required=True)


class MatchesOnce(Matches, ReadText):
    pass


class Judgement(Scored):
    violates = fields.List(fields.String(), required=True, metadata={"description": "Names of broken constraints"})


class Judgements(ByRates):
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
    patch = fields.Nested(
        BriefPatch, required=True, metadata={"description": "Merge patch of the brief that makes the change"}
    )
    adds = fields.Integer(required=True)
    best = fields.List(fields.Nested(Newcomer), required=True)


class Relaxations(ByRates):
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


class SuitingBriefs(ByRates):
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


class CurrentRates(RatesSchema):
    source = fields.String(required=True, metadata={"enum": ["api", "file", "shipped"]})
    set_at = fields.DateTime(required=True, allow_none=True, metadata={"description": "Null unless set by the API"})
    age_days = fields.Integer(required=True)
    is_old = fields.Boolean(required=True)
    max_age_days = fields.Integer(required=True)


class StoredOutcome(OutcomeSchema):
    outcome_id = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class OutcomePage(Schema):
    items = fields.List(fields.Nested(StoredOutcome), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class Figure(Schema):
    total = fields.Integer(required=True, allow_none=True, metadata={"description": "null: no outcome knows it"})
    known = fields.Integer(required=True, metadata={"description": "How many outcomes know it"})


class Figures(Schema):
    impressions = fields.Nested(Figure, required=True)
    reach = fields.Nested(Figure, required=True)
    views = fields.Nested(Figure, required=True)
    engagements = fields.Nested(Figure, required=True)
    clicks = fields.Nested(Figure, required=True)
    conversions = fields.Nested(Figure, required=True)


class Spend(Schema):
    amount = fields.String(required=True, allow_none=True)
    known = fields.Integer(required=True, metadata={"description": "Outcomes whose spend is in the amount"})
    converted = fields.Integer(required=True, metadata={"description": "Of these, paid in another currency"})
    unconvertible = fields.Integer(required=True, metadata={"description": "Left out: no exchange rate"})


class CostPer(Schema):
    """Spend over count, of the outcomes that know both, with two digits more than the currency has."""

    amount = fields.String(required=True, allow_none=True)
    low = fields.String(required=True, allow_none=True, metadata={"description": "Of the 95 % interval; null where "
                        "there are counts enough"})  # fmt: skip
    high = fields.String(required=True, allow_none=True)
    outcomes = fields.Integer(required=True)


class Costs(Schema):
    cpm = fields.Nested(CostPer, required=True, metadata={"description": "Per 1,000 impressions"})
    cpe = fields.Nested(CostPer, required=True, metadata={"description": "Per engagement"})
    cpc = fields.Nested(CostPer, required=True, metadata={"description": "Per click"})
    cpa = fields.Nested(CostPer, required=True, metadata={"description": "Per conversion"})


class Noted(Schema):
    yes = fields.Integer(required=True)
    no = fields.Integer(required=True)
    silent = fields.Integer(data_key="unknown", required=True)


class SoFar(Schema):
    """Of the creators who have both a forecast and a figure."""

    expected = fields.Integer(required=True)
    actual = fields.Integer(required=True)
    of_expected_pct = fields.Float(required=True, allow_none=True)
    creators = fields.Integer(required=True)


class SpentSoFar(Schema):
    expected = fields.String(required=True)
    actual = fields.String(required=True)
    of_expected_pct = fields.Float(required=True, allow_none=True)
    creators = fields.Integer(required=True)


class Expected(Schema):
    low = fields.Integer(required=True)
    expected = fields.Integer(required=True)
    high = fields.Integer(required=True)
    so_far = fields.Nested(SoFar, required=True, allow_none=True)


class ExpectedSpend(Schema):
    expected = fields.String(required=True)
    so_far = fields.Nested(SpentSoFar, required=True, allow_none=True)


class Forecast(Schema):
    reach = fields.Nested(Expected, required=True, allow_none=True)
    engagements = fields.Nested(Expected, required=True, allow_none=True)
    spend = fields.Nested(ExpectedSpend, required=True, allow_none=True)


class Brought(Schema):
    outcomes = fields.Integer(required=True)
    figures = fields.Nested(Figures, required=True)
    spend = fields.Nested(Spend, required=True)
    costs = fields.Nested(Costs, required=True)
    on_time = fields.Nested(Noted, required=True)
    disclosure_seen = fields.Nested(Noted, required=True)
    forecast = fields.Nested(Forecast, required=True, allow_none=True, metadata={"description": "null: not planned"})


class BroughtByCreator(Brought):
    external_id = fields.String(required=True)


class ReportMethod(Schema):
    costs = fields.String(required=True)
    interval = fields.String(required=True)
    spend = fields.String(required=True)
    forecast = fields.String(required=True)


class Report(Schema):
    brief_id = fields.String(required=True)
    currency = fields.String(required=True, allow_none=True)
    rates_as_of = fields.Date(required=True)
    rates_are_old = fields.Boolean(required=True)
    total = fields.Nested(Brought, required=True)
    creators = fields.List(fields.Nested(BroughtByCreator), required=True, metadata={"description": "Who is hired"})
    method = fields.Nested(ReportMethod, required=True)


class StoredBrand(Schema):
    brand_id = fields.String(required=True)
    name = fields.String(required=True)
    created_at = fields.DateTime(required=True)


class BrandList(Schema):
    items = fields.List(fields.Nested(StoredBrand), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class VocabularyEntry(Schema):
    """What all entries have, then what those of some lists have besides."""

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
    per = fields.String(metadata={"enum": ["month", "order"]})


class Vocabulary(Schema):
    items = fields.List(fields.Nested(VocabularyEntry), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class EncoderState(Schema):
    name = fields.String(required=True)
    fingerprint = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": ["active", "incoming", "retiring"]})
    stale = fields.Integer(required=True, metadata={"description": "Creators that wait for a vector by it"})


class Queues(Schema):
    edits = fields.Integer(required=True, metadata={"description": "Edited creators that wait for a vector"})
    imported = fields.Integer(
        required=True, metadata={"description": "Creators of imports, or of another encoder, that wait for a vector"}
    )
    imports_waiting = fields.Integer(required=True, metadata={"description": "Imports that wait for a worker"})
    imports_running = fields.Integer(required=True)
    webhook_deliveries = fields.Integer(
        required=True, metadata={"description": "Deliveries that wait for their first or next attempt"}
    )
    oldest_webhook_delivery_seconds = fields.Float(required=True)


class GenerationState(Schema):
    name = fields.String(required=True)
    seq = fields.Integer(required=True, metadata={"description": "The change up to which it was built"})
    rows = fields.Integer(required=True)
    bytes = fields.Integer(required=True)
    built_at = fields.DateTime(required=True)
    age_seconds = fields.Float(required=True)


class DiskState(Schema):
    data_bytes = fields.Integer(required=True, metadata={"description": "Everything in the data folder"})
    free_bytes = fields.Integer(required=True)


class DatabaseState(Schema):
    kind = fields.String(required=True, metadata={"enum": ["sqlite", "postgresql"]})
    bytes = fields.Integer(required=True)


class RedisState(Schema):
    configured = fields.Boolean(required=True)
    reachable = fields.Boolean(required=True, allow_none=True, metadata={"description": "null: none is configured"})


class Status(Schema):
    version = fields.String(required=True)
    started_at = fields.DateTime(required=True, metadata={"description": "Of the process that answers"})
    uptime_seconds = fields.Float(required=True)
    creators = fields.Integer(required=True)
    indexed = fields.Integer(required=True, metadata={"description": "Creators that matches can return"})
    stale = fields.Integer(required=True, metadata={"description": "Creators that wait for a vector"})
    failed = fields.Integer(required=True, metadata={"description": "Creators whose text could not be embedded"})
    oldest_stale_seconds = fields.Float(required=True)
    embedded_per_second = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "Vectors made in the last five minutes by all processes; null while Redis is away"},
    )
    feed_seq = fields.Integer(required=True, metadata={"description": "The last change that was committed"})
    visible_seq = fields.Integer(required=True, metadata={"description": "The last change that matches show"})
    feed_lag = fields.Integer(required=True, metadata={"description": "Changes committed but not yet visible here"})
    feed_lag_seconds = fields.Float(required=True, metadata={"description": "Age of the first of them"})
    index_version = fields.String(required=True, allow_none=True)
    generation = fields.Nested(GenerationState, required=True, allow_none=True)
    delta_rows = fields.Integer(required=True, metadata={"description": "Rows in memory beside the generation"})
    encoder = fields.String(required=True, allow_none=True, metadata={"description": "The one that serves"})
    encoders = fields.List(fields.Nested(EncoderState), required=True)
    queues = fields.Nested(Queues, required=True)
    disk = fields.Nested(DiskState, required=True)
    database = fields.Nested(DatabaseState, required=True)
    redis = fields.Nested(RedisState, required=True)
