"""Shapes of a creator's export and of receipts of erasures."""

from marshmallow import Schema, fields

from service.api.responses import DetectedNiche, Duplicate
from service.domain.feedback import REJECTION_REASONS, VERDICTS


class ExportedRow(Schema):
    """The creator as it is stored."""

    number = fields.Integer(required=True, metadata={"description": "Internal; it means nothing outside"})
    external_id = fields.String(required=True)
    version = fields.Integer(required=True)
    content_rev = fields.Integer(required=True, metadata={"description": "Counts the changes of its text"})
    text_hash = fields.String(required=True)
    seq = fields.Integer(required=True, allow_none=True, metadata={"description": "Its place in the change feed"})
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
    name_key = fields.String(
        required=True, allow_none=True, metadata={"description": "The name as names are compared"}
    )
    document = fields.Dict(required=True)


class ExportedAccount(Schema):
    platform = fields.String(required=True)
    handle_key = fields.String(required=True, metadata={"description": "The handle as handles are compared"})


class ExportedVector(Schema):
    encoder = fields.String(required=True, metadata={"description": "Fingerprint of what made it"})
    of = fields.Dict(required=True, allow_none=True, metadata={"description": "What that encoder is"})
    content_rev = fields.Integer(required=True)
    format = fields.String(required=True)
    vector = fields.String(required=True)


class ExportedWaiting(Schema):
    """A vector that is still to be made."""

    encoder = fields.String(required=True)
    queued_at = fields.DateTime(required=True)
    attempts = fields.Integer(required=True)
    retry_at = fields.DateTime(required=True)
    error = fields.String(required=True, allow_none=True)


class ExportedFeedback(Schema):
    brand = fields.String(required=True)
    brief_id = fields.String(required=True)
    verdict = fields.String(required=True, metadata={"enum": list(VERDICTS)})
    reason = fields.String(required=True, allow_none=True, metadata={"enum": [*REJECTION_REASONS, None]})
    note = fields.String(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class ExportedOutcome(Schema):
    brand = fields.String(required=True)
    brief_id = fields.String(required=True)
    outcome_id = fields.String(required=True)
    document = fields.Dict(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class ExportedPlan(Schema):
    """A version of a plan that found the creator: the entries about it, as they are stored."""

    brand = fields.String(required=True)
    brief_id = fields.String(required=True)
    plan_id = fields.String(required=True)
    version = fields.Integer(required=True)
    accepted = fields.Boolean(required=True)
    lines = fields.List(fields.Dict(), required=True)
    alternates = fields.List(fields.Dict(), required=True)
    left_out = fields.List(fields.Dict(), required=True)


class ExportedMention(Schema):
    """A brief or plan whose author named the creator."""

    brand = fields.String(required=True)
    brief_id = fields.String()
    plan_id = fields.String()
    version = fields.Integer()
    list = fields.String(required=True, metadata={"description": "The list of the document, such as must_have"})


class ExportedPlace(Schema):
    brand = fields.String(required=True)
    brief_id = fields.String(required=True)
    rank = fields.Integer(required=True)


class ExportedDelivery(Schema):
    webhook_id = fields.String(required=True)
    status = fields.String(required=True)


class ExportedEvent(Schema):
    id = fields.String(required=True)
    brand = fields.String(required=True, allow_none=True, metadata={"description": "null: the marketplace's"})
    kind = fields.String(required=True)
    body = fields.Dict(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    deliveries = fields.List(fields.Nested(ExportedDelivery), required=True)


class ExportedImport(Schema):
    id = fields.String(required=True)
    state = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    failed_lines = fields.List(fields.Dict(), required=True)


class ExportedChange(Schema):
    at = fields.DateTime(required=True)
    operation = fields.String(required=True)
    request_id = fields.String(required=True)


class CreatorExport(Schema):
    """Everything that the service holds about a creator."""

    external_id = fields.String(required=True)
    exported_at = fields.DateTime(required=True)
    creator = fields.Nested(ExportedRow, required=True)
    accounts = fields.List(fields.Nested(ExportedAccount), required=True)
    vectors = fields.List(fields.Nested(ExportedVector), required=True)
    waiting = fields.List(fields.Nested(ExportedWaiting), required=True)
    detected_niches = fields.List(fields.Nested(DetectedNiche), required=True)
    likely_duplicates = fields.List(fields.Nested(Duplicate), required=True)
    feedback = fields.List(fields.Nested(ExportedFeedback), required=True)
    outcomes = fields.List(fields.Nested(ExportedOutcome), required=True)
    plans = fields.List(fields.Nested(ExportedPlan), required=True)
    mentions = fields.List(fields.Nested(ExportedMention), required=True)
    standing_places = fields.List(fields.Nested(ExportedPlace), required=True)
    webhook_events = fields.List(fields.Nested(ExportedEvent), required=True)
    imports = fields.List(fields.Nested(ExportedImport), required=True)
    audit = fields.List(fields.Nested(ExportedChange), required=True)


class ErasedStore(Schema):
    store = fields.String(
        required=True,
        metadata={"enum": ["database", "database_files", "write_ahead_log", "index_files", "webhook_notices", "uploads",
                           "caches", "logs", "backups"]},
    )  # fmt: skip
    state = fields.String(
        required=True,
        metadata={
            "enum": ["gone", "waiting", "never_held", "operator"],
            "description": "operator: outside of the service, and not part of `complete`",
        },
    )
    gone_at = fields.DateTime(required=True, allow_none=True)
    waits_for = fields.String(required=True, allow_none=True)


class ServingProcesses(Schema):
    """Processes that serve now, and how many of them have no file any more that holds who was erased."""

    serving = fields.Integer(required=True)
    clean = fields.Integer(required=True)


class Erasure(Schema):
    """A receipt. It names nobody."""

    id = fields.String(required=True)
    creators = fields.Integer(required=True, metadata={"description": "Several where an import synchronised"})
    erased_at = fields.DateTime(required=True)
    complete = fields.Boolean(required=True)
    completed_at = fields.DateTime(required=True, allow_none=True)
    stores = fields.List(fields.Nested(ErasedStore), required=True)
    processes = fields.Nested(ServingProcesses, required=True)


class ErasurePage(Schema):
    items = fields.List(fields.Nested(Erasure), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
