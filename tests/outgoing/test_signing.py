"""Signatures, held to the reference library of Standard Webhooks."""

import base64
import datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from service.outgoing.signing import new_secret, signed_headers

_BODY = '{"type":"webhook.test","data":{"name":"Zoë"}}'


def test_a_secret_is_32_random_bytes_in_the_standard_form() -> None:
    prefix, _, encoded = new_secret().partition("_")
    assert (prefix, len(base64.b64decode(encoded, validate=True))) == ("whsec", 32)
    assert new_secret() != new_secret()


def test_the_reference_library_accepts_the_signature_of_each_secret_in_use_and_of_no_other() -> None:
    new, old, other = new_secret(), new_secret(), new_secret()
    headers = signed_headers([new, old], "evt_1", datetime.datetime.now(datetime.UTC), _BODY)
    assert Webhook(new).verify(_BODY, headers)["type"] == "webhook.test"
    assert Webhook(old).verify(_BODY, headers)["type"] == "webhook.test"
    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(other).verify(_BODY, headers)


def test_the_time_is_signed_right_whatever_zone_it_is_given_in() -> None:
    moment = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
    elsewhere = moment.astimezone(datetime.timezone(datetime.timedelta(hours=5, minutes=30)))
    secret = new_secret()
    assert signed_headers([secret], "evt_1", moment, _BODY) == signed_headers([secret], "evt_1", elsewhere, _BODY)
    assert signed_headers([secret], "evt_1", elsewhere, _BODY)["webhook-timestamp"] == str(int(moment.timestamp()))
