"""What the marketplace keeps: brands, exchange rates, vocabularies, the state of the service."""

from tests.examples.step import Step

STEPS = [
    Step("A brand is created", "marketplace", "PUT", "/v1/brands/pan-makers", {"name": "Pan Makers"}, 201),
    Step("It gets another name", "marketplace", "PUT", "/v1/brands/pan-makers", {"name": "The Pan Makers"}),
    Step("All brands", "marketplace", "GET", "/v1/brands"),
    Step("The whole table of exchange rates", "marketplace", "PUT", "/v1/rates",
         {"as_of": "2026-01-02", "base": "EUR", "rates": {"USD": "1.1720", "GBP": "0.8710"}}),
    Step("The rates that count", "brand", "GET", "/v1/rates"),
    Step("Back to the rates of the configured file", "marketplace", "DELETE", "/v1/rates", status=204),
    Step("What price estimates are corrected by", "brand", "GET", "/v1/price-calibration"),
    Step("A closed list", "anyone", "GET", "/v1/vocabulary/tiers"),
    Step("How the service stands", "marketplace", "GET", "/v1/status"),
    Step("A brand's key where the marketplace's is needed", "brand", "GET", "/v1/status", status=403),
    Step("Every error code", "anyone", "GET", "/v1/errors", items=2),
    Step("One error code", "anyone", "GET", "/v1/errors/cursor_expired"),
    Step("The process answers", "anyone", "GET", "/healthz"),
    Step("The service can answer", "anyone", "GET", "/readyz"),
    Step("Metrics for Prometheus", "anyone", "GET", "/metrics", lines=3),
    Step("The contract itself", "anyone", "GET", "/v1/openapi.json", only=("openapi", "info")),
]  # fmt: skip
