"""Every operation of the API, as the application's own routes have it."""

import re

from flask import Flask

# Outside the versioned API: for balancers and scrapers, which add query keys of their own.
OPEN_TO_ALL_QUERIES = {"/healthz", "/readyz", "/metrics"}

OF_PAGES = ("docs.", "console.")  # pages for people are no part of the contract

_EXAMPLES = {"external_id": "lena", "brief_id": "brf_0", "outcome_id": "post-1", "brand_id": "acme", "name": "niches",
             "plan_id": "pln_0", "key_id": "cm_0", "erasure_id": "ers_0", "code": "not_found",
             "webhook_id": "whk_0", "delivery_id": "dlv_0", "import_id": "imp_0", "number": "1"}  # fmt: skip


def operations(app: Flask) -> list[tuple[str, str, str]]:
    """Method, rule, and an address that the rule matches."""
    return [
        (method, rule.rule, re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda found: _EXAMPLES[found[1]], rule.rule))
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith(OF_PAGES)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]
