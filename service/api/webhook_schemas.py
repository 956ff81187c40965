"""The contract of webhooks. Loading returns the canonical document: plain JSON, unknown keys refused."""

from typing import Any

from marshmallow import Schema, fields, validate

from service.api.fields import Code, Flag, Text, Timestamp, Whole
from service.api.patch_schemas import patch_of
from service.api.queries import PageQuery
from service.api.strict import Strict, listed, load
from service.store.deliveries import STATUSES
from service.store.outbox import KINDS

_ERRORS = ["address_refused", "name_not_resolved", "connection_failed", "tls_failed", "timeout", "bad_answer",
           "redirected", "refused"]  # fmt: skip


def _kinds(says: str) -> fields.List[Any]:
    return listed(Code(lambda: KINDS, "event kind"), len(KINDS), 1, metadata={"description": says})


class WebhookSchema(Strict):
    """An endpoint that events are sent to."""

    url = Text(2048, required=True, metadata={"format": "uri", "description": "https, to a public address"})
    description = Text(200)
    kinds = _kinds("What is sent; without it everything")
    enabled = Flag(load_default=True)


WebhookPatch = patch_of(WebhookSchema)


class SecretRotationSchema(Strict):
    overlap_seconds = Whole(
        0, 7 * 86_400, load_default=86_400, metadata={"description": "How long the secret before signs beside the new"}
    )


class ReplaySchema(Strict):
    """Events to be sent again."""

    since = Timestamp(required=True)
    until = Timestamp(metadata={"description": "Exclusive; without it until now"})
    kinds = _kinds("Without it what the endpoint takes")


class DeliveriesQuery(PageQuery):
    status = fields.String(validate=validate.OneOf(STATUSES))


class StoredWebhook(Schema):
    id = fields.String(required=True)
    url = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    kinds = fields.List(fields.String(), required=True, allow_none=True, metadata={"description": "null: everything"})
    enabled = fields.Boolean(required=True)
    disabled_reason = fields.String(
        required=True, allow_none=True,
        metadata={"description": "request: by its owner; gone: it answered 410; failing: nothing arrived for days"},
    )  # fmt: skip
    disabled_at = fields.DateTime(required=True, allow_none=True)
    failing_since = fields.DateTime(required=True, allow_none=True)
    old_secret_until = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "Until then the secret before the rotation signs too"}
    )
    version = fields.Integer(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class WebhookWithSecret(StoredWebhook):
    secret = fields.String(
        metadata={"description": "whsec_ and base64; shown this once, and missing where an answer is repeated"}
    )


class WebhookPage(Schema):
    items = fields.List(fields.Nested(StoredWebhook), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class DeliveryAttempt(Schema):
    at = fields.DateTime(required=True)
    status = fields.Integer(
        required=True, allow_none=True, metadata={"description": "HTTP status; null: no answer came"}
    )
    error = fields.String(required=True, allow_none=True, metadata={"enum": [*_ERRORS, None]})
    duration_ms = fields.Float(required=True)


class Delivery(Schema):
    id = fields.String(required=True)
    event_id = fields.String(required=True, metadata={"description": "The webhook-id: the same on every attempt"})
    kind = fields.String(required=True)
    status = fields.String(required=True, metadata={"enum": [*STATUSES]})
    attempts = fields.List(fields.Nested(DeliveryAttempt), required=True, metadata={"description": "The last 20"})
    next_at = fields.DateTime(required=True, allow_none=True, metadata={"description": "Of the next attempt"})
    created_at = fields.DateTime(required=True)


class DeliveryPage(Schema):
    items = fields.List(fields.Nested(Delivery), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class Replayed(Schema):
    replayed = fields.Integer(required=True, metadata={"description": "Events that are sent again"})


_WEBHOOK = WebhookSchema()


def load_webhook(data: Any) -> dict[str, Any]:
    return load(_WEBHOOK, data)
