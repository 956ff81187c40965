"""Briefs: posted, matched, changed, deleted."""

from tests.builders import MERGE_PATCH
from tests.examples.step import Step

_BRIEF = {
    "title": "Winter pans",
    "text": "Home cooks who show quick dinners with our cast iron pans",
    "deliverables": [{"kind": "ig_reel", "quantity": 1}, {"kind": "ig_story", "quantity": 2}],
    "budget": {"currency": "EUR", "per_creator": "600.00"},
    "constraints": {"countries": {"any_of": ["DE", "AT"]}, "audience": [{"country": "DE", "min_share_pct": 30}]},
    "discoverable": True,
}

STEPS = [
    Step("A brief, with every constraint as it will be applied", "brand", "POST", "/v1/briefs", _BRIEF, 201,
         headers={"Idempotency-Key": "winter-pans-1"}, keeps={"brief_id": "id"}),
    Step("Every offence is named, with what was probably meant", "brand", "POST", "/v1/briefs",
         {"text": "", "bugdet": {}, "status": "opne", "constraints": {"countries": {"any_of": ["Germany"]}}}, 422),
    Step("The same Idempotency-Key for another brief", "brand", "POST", "/v1/briefs", {"text": "Other pans"}, 422,
         headers={"Idempotency-Key": "winter-pans-1"}),
    Step("One brief", "brand", "GET", "/v1/briefs/{brief_id}", keeps={"brief_etag": "header ETag"}),
    Step("Another title", "brand", "PATCH", "/v1/briefs/{brief_id}", {"title": "Winter pans, second try"},
         content_type=MERGE_PATCH, headers={"If-Match": "{brief_etag}"}),
    Step("Its matches: ranked, priced, explained", "brand", "GET", "/v1/briefs/{brief_id}/matches?limit=2"),
    Step("The scores of creators that the brand has in mind, with the constraints that they break", "brand", "POST",
         "/v1/briefs/{brief_id}/scores", {"creators": ["lena-vogt", "nobody"]}),
    Step("Which single change of the constraints would add how many creators", "brand", "GET",
         "/v1/briefs/{brief_id}/relaxations"),
    Step("A brief that is not kept; text alone is enough", "brand", "POST", "/v1/match?limit=1",
         {"text": "Quick dinners"}),
    Step("What the text of a brief states, without storing it", "brand", "POST", "/v1/briefs:parse",
         {"text": "We are looking for 5 creators in Germany. 300 EUR per reel, no TikTok."}),
    Step("Open briefs", "brand", "GET", "/v1/briefs?status=open&limit=5"),
    Step("Briefs that suit a creator, of those that may be shown to it", "marketplace", "GET",
         "/v1/creators/lena-vogt/briefs"),
]  # fmt: skip

END = [
    Step("A closed brief is not matched", "brand", "PATCH", "/v1/briefs/{brief_id}", {"status": "closed"},
         content_type=MERGE_PATCH),
    Step("It says so", "brand", "GET", "/v1/briefs/{brief_id}/matches", status=409),
    Step("A brief is deleted", "brand", "DELETE", "/v1/briefs/{brief_id}", status=204),
]  # fmt: skip
