"""Which secrets the Python client verifies webhooks with."""

import base64
import hashlib
import hmac

import pytest

from creatormatch_client import verify_webhook


@pytest.mark.parametrize("secret", ["", " ", "whsec_", "whsec_not base64", ["whsec_b2xk", ""]])
def test_a_secret_that_is_empty_or_no_secret_is_refused_as_anybody_could_sign_with_it(secret: str) -> None:
    body = b'{"type": "plan.ready"}'
    forged = base64.b64encode(hmac.digest(b"", b"evt_1.1000." + body, hashlib.sha256)).decode()
    headers = {"webhook-id": "evt_1", "webhook-timestamp": "1000", "webhook-signature": f"v1,{forged}"}
    with pytest.raises(ValueError, match="whsec_"):
        verify_webhook(body, headers, secret, now=1000)
