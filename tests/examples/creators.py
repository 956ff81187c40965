"""Creators: saved, read, changed, listed, compared, erased."""

from tests.builders import MERGE_PATCH, NDJSON, creator, ndjson
from tests.examples.step import Step

_OTHERS = ndjson(
    creator(name="Max Berger", text="Bread and cakes from a home oven in Graz", country="AT", city="Graz",
            accounts=[{"platform": "instagram", "handle": "max.bakes", "followers": 8_300, "engagement_rate_pct": 4.1}],
            refusals=None) | {"external_id": "max-bakes"},
    creator(name="Ines Roth", text="One-pot dinners for busy weekdays", city="Hamburg",
            accounts=[{"platform": "tiktok", "handle": "ines.pots", "followers": 21_000}],
            rate_card={"currency": "EUR", "rates": {"tt_video": "400.00", "ig_reel": "310.00", "ig_story": "90.00"}})
    | {"external_id": "ines-pots"},
    {"external_id": "no-text", "name": "Nobody"},
).decode()  # fmt: skip

STEPS = [
    Step("A creator, visible in matches when the answer comes", "marketplace", "PUT",
         "/v1/creators/lena-vogt?wait=indexed", creator(), 201, keeps={"creator_etag": "header ETag"}),
    Step("Only if nobody has changed it since", "marketplace", "PUT", "/v1/creators/lena-vogt",
         creator(city="Potsdam"), headers={"If-Match": "{creator_etag}"}),
    Step("It is no longer the version that was read", "marketplace", "PUT", "/v1/creators/lena-vogt",
         creator(), 412, headers={"If-Match": "{creator_etag}"}),
    Step("Another price for one deliverable", "marketplace", "PATCH", "/v1/creators/lena-vogt?wait=indexed",
         {"rate_card": {"rates": {"ig_reel": "340.00"}}}, content_type=MERGE_PATCH),
    Step("Several creators, and a line that fails alone", "marketplace", "POST", "/v1/creators:import?wait=indexed",
         _OTHERS, content_type=NDJSON),
    Step("One creator", "brand", "GET", "/v1/creators/lena-vogt", keeps={"creator_etag": "header ETag"}),
    Step("Nothing is sent that is known already", "brand", "GET", "/v1/creators/lena-vogt", status=304,
         headers={"If-None-Match": "{creator_etag}"}),
    Step("Creators of a country", "brand", "GET", "/v1/creators?country=AT&limit=2"),
    Step("Whose handle it is", "brand", "GET", "/v1/creators?handle=@Ines.Pots"),
    Step("All niches with their creators, as a map", "brand", "GET", "/v1/niches", items=1),
    Step("A key of the query string that does not exist", "brand", "GET", "/v1/creators?contry=AT", status=422),
    Step("Creators like one", "brand", "GET", "/v1/creators/lena-vogt/similar?limit=1"),
    Step("Creators like one and unlike another", "brand", "POST", "/v1/creators:similar?limit=1",
         {"creators": [{"external_id": "lena-vogt"}, {"external_id": "max-bakes", "weight": -0.5}],
          "constraints": {"platforms": {"any_of": ["instagram", "tiktok"]}}}),
    Step("Everything that is known of a creator, for itself", "marketplace", "GET", "/v1/creators/lena-vogt/export"),
    Step("No such creator", "brand", "GET", "/v1/creators/nobody", status=404),
]  # fmt: skip

END = [
    Step("A creator is erased", "marketplace", "DELETE", "/v1/creators/max-bakes?wait=indexed", status=204,
         keeps={"receipt": "header Location"}),
    Step("The receipt", "marketplace", "GET", "{receipt}"),
    Step("All receipts", "marketplace", "GET", "/v1/erasures"),
]  # fmt: skip
