"""Signatures as Standard Webhooks has them: HMAC-SHA256 over id, time and body, by each secret in use."""

import base64
import datetime
import secrets
from collections.abc import Sequence

from standardwebhooks import Webhook

_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(signing: Sequence[str], message_id: str, now: datetime.datetime, body: str) -> dict[str, str]:
    """The three headers of a message sent at `now`."""
    moment = now.astimezone(datetime.UTC)  # the library takes the clock's face for UTC
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(message_id, moment, body) for secret in signing),
    }
