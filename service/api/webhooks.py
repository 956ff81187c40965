"""Webhooks of a brand, or of the marketplace: endpoints, secrets, tests, the log of deliveries, replays."""

import datetime
from typing import Any

from flask import Response
from flask.views import MethodView

from service import webhooks
from service.api import webhook_schemas as shapes
from service.api.auth import BRAND_PARAMETER, concerned_brand
from service.api.blueprint import Blueprint
from service.api.context import (
    answer,
    backends,
    bad_cursor,
    from_cursor,
    no_content,
    rfc3339,
    rfc3339_or_null,
    to_cursor,
)
from service.api.idempotency import once
from service.api.merge_patches import MergePatch
from service.api.operation import operation
from service.api.preconditions import expected, versioned
from service.api.queries import PageQuery
from service.store.deliveries import StoredDelivery
from service.store.webhooks import StoredWebhook

blueprint = Blueprint("webhooks", __name__, url_prefix="/v1", description="Events sent to the owner's own programs")
_PATCH = MergePatch(shapes.WebhookPatch, shapes.load_webhook)


@blueprint.route("/webhooks", parameters=[BRAND_PARAMETER])
class Webhooks(MethodView):
    @operation("listWebhooks", needs="webhooks:read")
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, shapes.WebhookPage)
    def get(self, query: dict[str, Any]) -> Response:
        """List the endpoints in the order of their arrival. A marketplace key without a brand has its own."""
        after, limit = _place(query, "whk_"), query["limit"]
        found = webhooks.list_webhooks(backends(), concerned_brand(), after, limit)
        cursor = to_cursor(found[-1].id) if len(found) == limit else None
        return answer({"items": [_shown(webhook) for webhook in found], "next_cursor": cursor})

    @operation("createWebhook", needs="webhooks:write", errors=("too_many_webhooks",), once=True)
    @blueprint.arguments(shapes.WebhookSchema)
    @blueprint.response(201, shapes.WebhookWithSecret)
    def post(self, document: dict[str, Any]) -> Response:
        """Have events sent to an address. The answer shows the secret that signs them, once."""
        owner = concerned_brand()
        return once(lambda b: webhooks.create_webhook(b, owner, document), _created_with_secret, _created)


@blueprint.route("/webhooks/<webhook_id>", parameters=[BRAND_PARAMETER])
class OneWebhook(MethodView):
    @operation("getWebhook", needs="webhooks:read", if_none_match=True)
    @blueprint.response(200, shapes.StoredWebhook)
    def get(self, webhook_id: str) -> Response:
        """One endpoint, without its secret."""
        found = webhooks.get_webhook(backends(), concerned_brand(), webhook_id)
        return versioned(_shown(found), found.version)

    @operation("updateWebhook", needs="webhooks:write", if_match=True)
    @blueprint.response(200, shapes.StoredWebhook)
    @blueprint.doc(requestBody=_PATCH.body)
    def patch(self, webhook_id: str) -> Response:
        """Change an endpoint by a JSON merge patch (RFC 7396); enable it again."""
        owner, patch = concerned_brand(), _PATCH.read()
        found = webhooks.patch_webhook(
            backends(), owner, webhook_id, patch, _PATCH.outcome_of(patch), expected()
        )
        return versioned(_shown(found), found.version)

    @operation("deleteWebhook", needs="webhooks:write", if_match=True)
    @blueprint.response(204)
    def delete(self, webhook_id: str) -> Response:
        """Delete an endpoint with its log."""
        webhooks.delete_webhook(backends(), concerned_brand(), webhook_id, expected())
        return no_content()


@blueprint.route("/webhooks/<webhook_id>:rotate-secret", parameters=[BRAND_PARAMETER])
class RotateSecret(MethodView):
    @operation("rotateWebhookSecret", needs="webhooks:write", once=True, if_match=True)
    @blueprint.arguments(shapes.SecretRotationSchema)
    @blueprint.response(200, shapes.WebhookWithSecret)
    def post(self, document: dict[str, Any], webhook_id: str) -> Response:
        """Sign with a new secret, shown once; the one before signs beside it for a while."""
        owner, overlap, known = concerned_brand(), float(document["overlap_seconds"]), expected()
        return once(
            lambda b: webhooks.rotate_secret(b, owner, webhook_id, overlap, known),
            lambda found: versioned(_with_secret(found), found.version),
            lambda found: versioned(_shown(found), found.version),
        )


@blueprint.route("/webhooks/<webhook_id>:test", parameters=[BRAND_PARAMETER])
class TestWebhook(MethodView):
    @operation("sendTestEvent", needs="webhooks:write", errors=("webhook_disabled",), once=True)
    @blueprint.response(202, shapes.Delivery)
    def post(self, webhook_id: str) -> Response:
        """Send an event of the kind webhook.test; the log shows what came of it."""
        owner = concerned_brand()
        return once(lambda b: webhooks.send_test(b, owner, webhook_id), _accepted)


@blueprint.route("/webhooks/<webhook_id>:replay", parameters=[BRAND_PARAMETER])
class ReplayWebhook(MethodView):
    @operation("replayDeliveries", needs="webhooks:write", errors=("webhook_disabled",), once=True)
    @blueprint.arguments(shapes.ReplaySchema)
    @blueprint.response(202, shapes.Replayed)
    def post(self, document: dict[str, Any], webhook_id: str) -> Response:
        """Send every event between two times again, those too that the endpoint missed. Safe to repeat."""
        owner, since = concerned_brand(), _seconds(document["since"])
        until = _seconds(document["until"]) if "until" in document else None
        return once(
            lambda b: webhooks.replay_deliveries(b, owner, webhook_id, since, until, document.get("kinds")),
            lambda count: answer({"replayed": count}, 202),
        )


@blueprint.route("/webhooks/<webhook_id>/deliveries", parameters=[BRAND_PARAMETER])
class Deliveries(MethodView):
    @operation("listDeliveries", needs="webhooks:read")
    @blueprint.arguments(shapes.DeliveriesQuery, location="query")
    @blueprint.response(200, shapes.DeliveryPage)
    def get(self, query: dict[str, Any], webhook_id: str) -> Response:
        """What was sent to an endpoint, the newest first: every attempt with its status, error and duration."""
        before, limit = _place(query, "dlv_"), query["limit"]
        found = webhooks.list_deliveries(
            backends(), concerned_brand(), webhook_id, query.get("status"), before, limit
        )
        cursor = to_cursor(found[-1].id) if len(found) == limit else None
        return answer({"items": [_delivery(delivery) for delivery in found], "next_cursor": cursor})


@blueprint.route("/webhooks/<webhook_id>/deliveries/<delivery_id>:replay", parameters=[BRAND_PARAMETER])
class ReplayDelivery(MethodView):
    @operation("replayDelivery", needs="webhooks:write", errors=("webhook_disabled", "event_erased"), once=True)
    @blueprint.response(202, shapes.Delivery)
    def post(self, webhook_id: str, delivery_id: str) -> Response:
        """Send one event again under the same webhook-id. Safe to repeat."""
        owner = concerned_brand()
        return once(lambda b: webhooks.replay_delivery(b, owner, webhook_id, delivery_id), _accepted)


def _place(query: dict[str, Any], kind: str) -> str:
    place = from_cursor(query["cursor"]) if "cursor" in query else ""
    if place and not place.startswith(kind):
        raise bad_cursor()
    return place


def _seconds(moment: str) -> float:
    return datetime.datetime.fromisoformat(moment).timestamp()


def _created(webhook: StoredWebhook) -> Response:
    return versioned(_shown(webhook), webhook.version, 201, Location=f"/v1/webhooks/{webhook.id}")


def _created_with_secret(webhook: StoredWebhook) -> Response:
    return versioned(_with_secret(webhook), webhook.version, 201, Location=f"/v1/webhooks/{webhook.id}")


def _accepted(delivery: StoredDelivery) -> Response:
    return answer(_delivery(delivery), 202)


def _with_secret(webhook: StoredWebhook) -> dict[str, Any]:
    return _shown(webhook) | {"secret": webhook.secret}


def _shown(webhook: StoredWebhook) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "description": webhook.description,
        "kinds": webhook.kinds,
        "enabled": webhook.enabled,
        "disabled_reason": webhook.disabled_reason,
        "disabled_at": rfc3339_or_null(webhook.disabled_at),
        "failing_since": rfc3339_or_null(webhook.failing_since),
        "old_secret_until": rfc3339_or_null(webhook.old_secret_until),
        "version": webhook.version,
        "created_at": rfc3339(webhook.created_at),
        "updated_at": rfc3339(webhook.updated_at),
    }


def _delivery(delivery: StoredDelivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "event_id": delivery.event_id,
        "kind": delivery.kind,
        "status": delivery.status,
        "attempts": [attempt | {"at": rfc3339(attempt["at"])} for attempt in delivery.attempts],
        "next_at": rfc3339_or_null(delivery.next_at),
        "created_at": rfc3339(delivery.created_at),
    }
