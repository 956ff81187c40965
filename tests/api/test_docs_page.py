"""The page that shows the contract: in a real browser, without a network, under a strict policy."""

import re
from pathlib import Path

from flask import Response
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import TestResponse

from tests.browser import serving, visit
from tests.builders import Api

# What a hand would do: "Try it out", then "Execute".
_PRESS = """
const hand = setInterval(() => {
  const execute = document.querySelector("button.execute");
  (execute ?? document.querySelector("button.try-out__btn"))?.click();
  if (execute) clearInterval(hand);
}, 50);
"""


def test_a_browser_shows_every_operation_tries_one_out_and_has_nothing_to_complain_of(
    api: Api, tmp_path: Path
) -> None:
    pressed = (_get(api, "/docs/start.js").text + _PRESS).encode()
    hand = DispatcherMiddleware(api.app, {"/docs/start.js": Response(pressed, content_type="text/javascript")})
    with serving(hand) as address:
        seen = visit(f"{address}/docs#/system/getReadiness", tmp_path)
    assert seen.complaints == []
    names = {str(operation["operationId"]) for path in api.contract.spec["paths"].values()
             for operation in path.values() if isinstance(operation, dict)}  # fmt: skip
    assert set(re.findall(r'"opblock-summary-operation-id">([^<]+)<', seen.dom)) == names
    _, _, answered = seen.dom.partition("live-responses-table")
    assert re.search(r'response-col_status">200', answered)
    assert '"ready"' in re.sub("<[^>]+>", "", answered).replace("&quot;", '"')


def test_an_operation_is_shown_with_its_examples_and_errors(api: Api, tmp_path: Path) -> None:
    with serving(api.app) as address:
        seen = visit(f"{address}/docs#/briefs/createBrief", tmp_path)
    assert seen.complaints == []
    text = re.sub("<[^>]+>", "", seen.dom)
    assert "A brief, with every constraint as it will be applied" in text
    assert "Home cooks who show quick dinners with our cast iron pans" in text
    assert "idempotency_key_reused" in text


def test_the_browser_would_complain_of_an_inline_script_under_the_same_policy(api: Api, tmp_path: Path) -> None:
    policy = _get(api, "/docs").headers["Content-Security-Policy"]
    body = "<!doctype html><body><script>document.body.append('ran')</script><img src='http://192.0.2.1/x.png'>"
    with serving(Response(body, content_type="text/html", headers={"Content-Security-Policy": policy})) as address:
        seen = visit(address, tmp_path)
    assert len([complaint for complaint in seen.complaints if "Content Security Policy" in complaint]) >= 2
    assert ">ran" not in seen.dom


def test_the_policy_lets_nothing_from_elsewhere_in(api: Api) -> None:
    response = _get(api, "/docs")
    policy = response.headers["Content-Security-Policy"]
    assert response.mimetype == "text/html"
    assert not re.search("http|unsafe", policy)
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert not re.search("<script>|http|style=", response.text)


def test_the_page_is_public_and_has_no_parts_but_its_own(api: Api) -> None:
    for name in ("swagger-ui.css", "swagger-ui-bundle.js", "start.js", "favicon-32x32.png"):
        assert f"docs/{name}" in _get(api, "/docs").text
        assert _get(api, f"/docs/{name}").status_code == 200
    for name in ("index.html", "__init__.py", "..%2f__init__.py", "nothing"):
        assert _get(api, f"/docs/{name}").status_code == 404


def _get(api: Api, path: str) -> TestResponse:
    return api.client.get(path, buffered=True)
