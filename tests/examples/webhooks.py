"""Webhooks: an endpoint, its secret, its log."""

from tests.builders import MERGE_PATCH
from tests.examples.step import Step

STEPS = [
    Step("Events are sent to a program of the brand", "brand", "POST", "/v1/webhooks",
         {"url": "https://hooks.acme.example/creatormatch", "kinds": ["match.entered", "match.left"]}, 201,
         keeps={"webhook_id": "id"}),
    Step("All endpoints", "brand", "GET", "/v1/webhooks"),
    Step("One endpoint, without its secret", "brand", "GET", "/v1/webhooks/{webhook_id}",
         keeps={"webhook_etag": "header ETag"}),
    Step("It wants to know of plans too", "brand", "PATCH", "/v1/webhooks/{webhook_id}",
         {"kinds": ["match.entered", "match.left", "plan.ready"]}, content_type=MERGE_PATCH,
         headers={"If-Match": "{webhook_etag}"}),
    Step("A new secret, for a day beside the old one", "brand", "POST", "/v1/webhooks/{webhook_id}:rotate-secret",
         {"overlap_seconds": 86400}),
    Step("A test event", "brand", "POST", "/v1/webhooks/{webhook_id}:test", status=202, keeps={"delivery_id": "id"}),
    Step("What came of it: there was nobody at that address", "brand", "GET", "/v1/webhooks/{webhook_id}/deliveries",
         until=lambda body: body["items"][0]["attempts"]),
    Step("It is sent again", "brand", "POST", "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}:replay", status=202),
    Step("So is all that was missed", "brand", "POST", "/v1/webhooks/{webhook_id}:replay",
         {"since": "2026-11-01T00:00:00Z"}, 202),
    Step("No endpoint any more", "brand", "DELETE", "/v1/webhooks/{webhook_id}", status=204),
]  # fmt: skip
