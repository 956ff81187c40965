"""API keys, and the log of what was done with them."""

from tests.builders import MERGE_PATCH
from tests.examples.step import Step

STEPS = [
    Step("What the key at hand may do", "brand", "GET", "/v1/access"),
    Step("A key that only reads, shown once", "marketplace", "POST", "/v1/keys",
         {"role": "brand", "brand_id": "acme", "label": "dashboard", "scopes": ["briefs:read", "matches:read"]}, 201,
         keeps={"key_id": "id"}),
    Step("A publishable key for a page", "marketplace", "POST", "/v1/keys",
         {"role": "marketplace", "publishable": True, "scopes": ["creators:read"],
          "origins": ["https://shop.example"]}, 201, headers={"Idempotency-Key": "a-key-for-the-shop"}),
    Step("Keys, without their secrets", "marketplace", "GET", "/v1/keys", items=2),
    Step("One key", "marketplace", "GET", "/v1/keys/{key_id}"),
    Step("Fewer requests a minute", "marketplace", "PATCH", "/v1/keys/{key_id}", {"requests_per_minute": 120},
         content_type=MERGE_PATCH),
    Step("A new secret, an hour before the old one ends", "marketplace", "POST", "/v1/keys/{key_id}:rotate",
         {"overlap_seconds": 3600}),
    Step("A key is revoked", "marketplace", "DELETE", "/v1/keys/{key_id}", status=204),
    Step("Who changed what", "marketplace", "GET", "/v1/audit?limit=2"),
]  # fmt: skip
