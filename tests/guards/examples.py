"""The main flow as requests with their answers: `python -m tests.guards.examples` writes api_spec/examples/."""

import tempfile
from pathlib import Path
from typing import Any

import orjson

from tests.builders import Api, creator, prepare, running_api, settings

FILE = Path(__file__).parents[2] / "api_spec" / "examples" / "main_flow.json"

_BRIEF = {
    "title": "Winter pans",
    "text": "Home cooks who show quick dinners with our cast iron pans",
    "deliverables": [{"kind": "ig_reel", "quantity": 1}, {"kind": "ig_story", "quantity": 2}],
    "budget": {"currency": "EUR", "per_creator": "600.00"},
    "constraints": {"countries": {"any_of": ["DE", "AT"]}, "audience": [{"country": "DE", "min_share_pct": 30}]},
}
# BRIEF_ID is the id in the answer to the brief that was posted.
REQUESTS: list[dict[str, Any]] = [
    {"title": "A creator, visible in matches when the answer comes", "role": "marketplace", "method": "PUT",
     "path": "/v1/creators/lena-vogt?wait=indexed", "body": creator()},
    {"title": "Another price for one deliverable", "role": "marketplace", "method": "PATCH",
     "path": "/v1/creators/lena-vogt?wait=indexed", "body": {"rate_card": {"rates": {"ig_reel": "340.00"}}}},
    {"title": "A brief, with every constraint as it will be applied", "role": "brand", "method": "POST",
     "path": "/v1/briefs", "body": _BRIEF},
    {"title": "Its matches: ranked, priced, explained", "role": "brand", "method": "GET",
     "path": "/v1/briefs/BRIEF_ID/matches?limit=10"},
    {"title": "The score of creators that the brand has in mind, with the constraints that they break", "role": "brand",
     "method": "POST", "path": "/v1/briefs/BRIEF_ID/scores", "body": {"creators": ["lena-vogt", "nobody"]}},
    {"title": "Which single change of the constraints would add how many creators", "role": "brand", "method": "GET",
     "path": "/v1/briefs/BRIEF_ID/relaxations"},
    {"title": "What the brand says of a creator", "role": "brand", "method": "PUT",
     "path": "/v1/briefs/BRIEF_ID/feedback/lena-vogt", "body": {"verdict": "rejected", "reason": "too_expensive"}},
    {"title": "A brief that is not kept; text alone is enough", "role": "brand", "method": "POST",
     "path": "/v1/match?limit=1", "body": {"text": "Quick dinners"}},
    {"title": "What the text of a brief states, without storing it", "role": "brand", "method": "POST",
     "path": "/v1/briefs:parse",
     "body": {"text": "We are looking for 5 creators in Germany. 300 EUR per reel, no TikTok."}},
    {"title": "Every offence is named", "role": "brand", "method": "POST", "path": "/v1/briefs",
     "body": {"text": "", "bugdet": {}, "constraints": {"countries": {"any_of": ["Germany"]}}}},
]  # fmt: skip


def played(api: Api) -> list[dict[str, Any]]:
    """The requests, made one after the other, with status and answer."""
    found, brief_id = [], ""
    for request in REQUESTS:
        headers = api.marketplace if request["role"] == "marketplace" else api.brand()
        path = request["path"].replace("BRIEF_ID", brief_id)
        response = api.call(request["method"], path, json=request.get("body"), headers=headers)
        found.append(request | {"status": response.status_code, "answer": response.json})
        brief_id = response.json.get("id", brief_id)
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = settings(Path(folder))
        prepare(environment)
        with running_api(environment) as api:
            FILE.write_bytes(orjson.dumps(played(api), option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
