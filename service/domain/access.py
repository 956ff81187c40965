"""What keys may be used for, and from where."""

# A web origin (RFC 6454) in lower case.
ORIGIN = r"https?://[a-z0-9.-]+(:[0-9]{1,5})?"

# "admin": keys, the audit log, brands, exchange rates, the state of the service.
SCOPES = ("creators:read", "creators:write", "briefs:read", "briefs:write", "matches:read", "plans:read", "plans:write",
          "webhooks:read", "webhooks:write", "admin")  # fmt: skip
# Creators belong to the marketplace.
MARKETPLACE_SCOPES = ("creators:write",)
# All that a publishable key may have. Webhooks name addresses that are no business of a page's visitors.
READING_SCOPES = ("creators:read", "briefs:read", "matches:read", "plans:read")
