"""Webhook endpoints and the log of what was sent to them. The owner is a brand, or (None) the marketplace."""

from collections.abc import Callable
from typing import Any, TypeVar

from service.backends import Backends
from service.catalog import merge_patch
from service.delivering import policy_of
from service.domain.ids import new_id
from service.domain.versions import UNSAID, Expected
from service.errors import Conflict, Invalid, NotFound, Problem
from service.jobs import DELIVER
from service.outgoing.addresses import read_target
from service.outgoing.signing import new_secret
from service.store import deliveries, outbox, webhooks
from service.store.deliveries import StoredDelivery
from service.store.engine import Connection
from service.store.webhooks import StoredWebhook

T = TypeVar("T")
Document = dict[str, Any]

MOST = 20  # endpoints of an owner
MOST_REPLAYED = 10_000  # events of one request


def create_webhook(backends: Backends, owner: int | None, document: Document) -> StoredWebhook:
    """A new endpoint with a secret of its own; raises Conflict when the owner has its fill."""
    _check_address(backends, document)
    webhook_id = new_id("whk")

    def change(connection: Connection) -> StoredWebhook:
        made = webhooks.add(connection, owner, webhook_id, new_secret(), document, MOST)
        if made is None:
            raise Conflict(f"there are {MOST} endpoints already; delete one first", code="too_many_webhooks")
        return made

    return backends.store.write(change)


def get_webhook(backends: Backends, owner: int | None, webhook_id: str) -> StoredWebhook:
    with backends.store.read() as connection:
        return _found(webhooks.get(connection, owner, webhook_id), webhook_id)


def list_webhooks(backends: Backends, owner: int | None, after: str, limit: int) -> list[StoredWebhook]:
    with backends.store.read() as connection:
        return webhooks.page(connection, owner, after, limit)


def patch_webhook(backends: Backends, owner: int | None, webhook_id: str, patch: Document,
                  validate: Callable[[Document], Document], expected: Expected = UNSAID) -> StoredWebhook:  # fmt: skip
    """Apply a JSON merge patch to an endpoint. One that is enabled again has what waited for it at once."""

    def change(connection: Connection) -> StoredWebhook:
        before = _found(webhooks.get(connection, owner, webhook_id, lock=True), webhook_id)
        expected.check(before.version)
        document = validate(merge_patch(settings_of(before), patch))
        if document == settings_of(before):
            return before
        _check_address(backends, document)
        return webhooks.change(connection, before, document)

    return _then_deliver(backends, change)


def delete_webhook(backends: Backends, owner: int | None, webhook_id: str, expected: Expected = UNSAID) -> None:
    """Delete an endpoint; nothing more is sent to it, and its log is gone."""

    def change(connection: Connection) -> None:
        expected.check(_found(webhooks.get(connection, owner, webhook_id, lock=True), webhook_id).version)
        webhooks.remove(connection, owner, webhook_id)

    backends.store.write(change)


def rotate_secret(backends: Backends, owner: int | None, webhook_id: str, overlap_seconds: float,
                  expected: Expected = UNSAID) -> StoredWebhook:  # fmt: skip
    """Give an endpoint a new secret; the one before signs beside it for a while."""

    def change(connection: Connection) -> StoredWebhook:
        before = _found(webhooks.get(connection, owner, webhook_id, lock=True), webhook_id)
        expected.check(before.version)
        return webhooks.rotate(connection, before, new_secret(), overlap_seconds)

    return backends.store.write(change)


def send_test(backends: Backends, owner: int | None, webhook_id: str) -> StoredDelivery:
    """Send an event `webhook.test`, whatever kinds the endpoint takes."""

    def change(connection: Connection) -> StoredDelivery:
        webhook = _enabled(webhooks.get(connection, owner, webhook_id, lock=True), webhook_id)
        return deliveries.send_to(connection, webhook, outbox.TEST, {"webhook_id": webhook_id})

    return _then_deliver(backends, change)


def list_deliveries(backends: Backends, owner: int | None, webhook_id: str, status: str | None, before: str,
                    limit: int) -> list[StoredDelivery]:  # fmt: skip
    """The log of an endpoint, the newest first."""
    with backends.store.read() as connection:
        _found(webhooks.get(connection, owner, webhook_id), webhook_id)
        return deliveries.page(connection, owner, webhook_id, status, before, limit)


def replay_delivery(backends: Backends, owner: int | None, webhook_id: str, delivery_id: str) -> StoredDelivery:
    """Deliver once more, whatever came of it before; raises Conflict where there is nothing left to send."""

    def change(connection: Connection) -> StoredDelivery:
        _enabled(webhooks.get(connection, owner, webhook_id, lock=True), webhook_id)
        delivery = deliveries.get(connection, owner, webhook_id, delivery_id)
        if delivery is None:
            raise NotFound(f"the webhook {webhook_id!r} has no delivery {delivery_id!r}")
        if not delivery.has_body:
            message = "the event named a creator who was erased: there is nothing left to send"
            raise Conflict(message, code="event_erased")
        return deliveries.replay(connection, owner, delivery)

    return _then_deliver(backends, change)


def replay_deliveries(backends: Backends, owner: int | None, webhook_id: str, since: float, until: float | None,
                      kinds: list[str] | None) -> int:  # fmt: skip
    """Deliver all events between two times (since the epoch) again; returns how many. Without kinds, those that the
    endpoint takes."""

    def change(connection: Connection) -> int:
        webhook = _enabled(webhooks.get(connection, owner, webhook_id, lock=True), webhook_id)
        wanted = kinds if kinds is not None else webhook.kinds if webhook.kinds is not None else outbox.KINDS
        count = deliveries.replay_range(connection, webhook, since, until, wanted, MOST_REPLAYED)
        if count is None:
            message = f"there are more than {MOST_REPLAYED} events in this time; ask for less of it"
            raise Invalid(message, (Problem("/since", message),))
        return count

    return _then_deliver(backends, change)


def settings_of(webhook: StoredWebhook) -> Document:
    """What an owner sets, as the schema has it."""
    found: Document = {"url": webhook.url, "enabled": webhook.enabled}
    if webhook.description is not None:
        found["description"] = webhook.description
    if webhook.kinds is not None:
        found["kinds"] = list(webhook.kinds)
    return found


def _then_deliver(backends: Backends, change: Callable[[Connection], T]) -> T:
    done = backends.store.write(change)
    backends.jobs.wake(DELIVER)
    return done


def _check_address(backends: Backends, document: Document) -> None:
    try:
        read_target(document["url"], policy_of(backends))
    except ValueError as error:
        raise Invalid("webhooks cannot be sent to this address", (Problem("/url", str(error)),)) from None


def _found(webhook: StoredWebhook | None, webhook_id: str) -> StoredWebhook:
    if webhook is None:
        raise NotFound(f"no webhook has the id {webhook_id!r}")
    return webhook


def _enabled(webhook: StoredWebhook | None, webhook_id: str) -> StoredWebhook:
    found = _found(webhook, webhook_id)
    if not found.enabled:
        raise Conflict("the webhook is disabled; set enabled to true first", code="webhook_disabled")
    return found
