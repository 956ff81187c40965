"""Check that a webhook is genuine (Standard Webhooks: HMAC-SHA256 over id, time and body)."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

TOLERANCE_SECONDS = 300.0
_MOST_SIGNATURES = 16


class Event(TypedDict):
    """`type` is such as match.entered, `timestamp` when it happened, `data` what."""

    type: str
    timestamp: str
    data: dict[str, Any]


class InvalidWebhook(Exception):
    """Not signed with the secret, not whole, or too old: answer 401 and forget it."""


def verify_webhook(
    body: bytes,
    headers: Mapping[str, str],
    secret: str | Sequence[str],
    now: float | None = None,
    tolerance_seconds: float = TOLERANCE_SECONDS,
) -> Event:
    """The event in a webhook; raises InvalidWebhook.

    `body` is the request's, byte for byte. While a secret is being replaced, name both. The same event may come twice:
    the header `webhook-id` is the same then.
    """
    given = {name.lower(): value for name, value in headers.items()}
    try:
        message_id, sent_at = given["webhook-id"], given["webhook-timestamp"]
        signatures = given["webhook-signature"].split(" ")[:_MOST_SIGNATURES]
    except KeyError as missing:
        raise InvalidWebhook(f"the header {missing} is missing") from None
    if not sent_at.isascii() or not sent_at.isdecimal() or len(sent_at) > 15:
        raise InvalidWebhook("the header webhook-timestamp is no number of seconds")
    if abs((time.time() if now is None else now) - int(sent_at)) > tolerance_seconds:
        raise InvalidWebhook("it was sent too long ago, or the clocks differ")
    signed = f"{message_id}.{sent_at}.".encode() + body
    known = [secret] if isinstance(secret, str) else secret
    right = [hmac.digest(_key(one), signed, hashlib.sha256) for one in known]
    # Every pair is compared, so that the time taken says nothing of the right signature.
    if True not in [hmac.compare_digest(one, _signature(part)) for one in right for part in signatures]:
        raise InvalidWebhook("no signature is of this body and secret")
    return cast("Event", json.loads(body))


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.strip().removeprefix("whsec_"), validate=True)
    except binascii.Error:
        key = b""
    if not key:  # with an empty one, such as of a variable that was not set, anybody could sign
        raise ValueError("a secret is whsec_ and base64")
    return key


def _signature(part: str) -> bytes:
    version, _, encoded = part.partition(",")
    try:
        return base64.b64decode(encoded, validate=True) if version == "v1" else b""
    except ValueError:
        return b""
