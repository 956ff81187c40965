"""From the shortlist to the report: feedback, plans, outcomes."""

from tests.builders import MERGE_PATCH, NDJSON, ndjson
from tests.examples.step import Step

_OUTCOME = {
    "creator": "lena-vogt", "kind": "ig_reel", "published_at": "2026-11-20", "reach": 9_100, "impressions": 11_800,
    "engagements": 430, "spend": "340.00", "currency": "EUR", "on_time": True, "disclosure_seen": True,
}  # fmt: skip
_PLAN = {
    "name": "First round", "budget": {"currency": "EUR", "total": "1000.00"}, "frontier": False,
    "mixes": [{"name": "reel", "deliverables": [{"kind": "ig_reel"}]}],
}  # fmt: skip

STEPS = [
    Step("A creator is shortlisted", "brand", "PUT", "/v1/briefs/{brief_id}/feedback/max-bakes",
         {"verdict": "shortlisted"}, 201),
    Step("What the brand thinks now", "brand", "PUT", "/v1/briefs/{brief_id}/feedback/max-bakes",
         {"verdict": "rejected", "reason": "too_expensive"}),
    Step("All feedback on a brief", "brand", "GET", "/v1/briefs/{brief_id}/feedback"),
    Step("Feedback is withdrawn", "brand", "DELETE", "/v1/briefs/{brief_id}/feedback/max-bakes", status=204),
    Step("The best set of creators for a budget", "brand", "POST", "/v1/briefs/{brief_id}/plans", _PLAN, 201,
         keeps={"plan_id": "id"}),
    Step("Plans of a brief", "brand", "GET", "/v1/briefs/{brief_id}/plans"),
    Step("Less money", "brand", "PATCH", "/v1/plans/{plan_id}", {"budget": {"total": "700.00"}},
         content_type=MERGE_PATCH),
    Step("A plan as it was first", "brand", "GET", "/v1/plans/{plan_id}?version=1"),
    Step("Everybody in it is hired", "brand", "POST", "/v1/plans/{plan_id}:accept"),
    Step("A plan for a spreadsheet", "brand", "GET", "/v1/plans/{plan_id}/export?format=csv"),
    Step("What a piece of work brought", "brand", "PUT", "/v1/briefs/{brief_id}/outcomes/post-1", _OUTCOME, 201),
    Step("A later count", "brand", "PUT", "/v1/briefs/{brief_id}/outcomes/post-1",
         _OUTCOME | {"reach": 9_800, "impressions": 12_900}),
    Step("Outcomes, one a line", "brand", "POST", "/v1/briefs/{brief_id}/outcomes:import",
         ndjson({"outcome_id": "post-2", "creator": "lena-vogt", "reach": 4_000},
                {"outcome_id": "post-3", "creator": "nobody"}).decode(), content_type=NDJSON),
    Step("Outcomes of a brief", "brand", "GET", "/v1/briefs/{brief_id}/outcomes"),
    Step("One outcome", "brand", "GET", "/v1/briefs/{brief_id}/outcomes/post-1"),
    Step("What the brief brought for its money", "brand", "GET", "/v1/briefs/{brief_id}/report"),
    Step("An outcome is removed", "brand", "DELETE", "/v1/briefs/{brief_id}/outcomes/post-2", status=204),
]  # fmt: skip

END = [
    Step("A plan is deleted", "brand", "DELETE", "/v1/plans/{plan_id}", status=204),
]
