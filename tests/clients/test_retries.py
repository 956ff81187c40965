"""When the Python client sends a request again, and after how long."""

import httpx
import pytest

from creatormatch_client import Client, RateLimited
from creatormatch_client.errors import CreatormatchError, NoAnswer, error_of
from creatormatch_client.requests import Request
from creatormatch_client.retries import Retries, retry_after

RETRIES = Retries(draw=lambda: 1.0)


def refusal(status: int, code: str = "", **headers: str) -> CreatormatchError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = httpx.Response(status, json={"code": code}, headers=named)
    return error_of(response, retry_after(response.headers))


@pytest.mark.parametrize(
    ("failed", "repeatable", "pause"),
    [
        (refusal(429, Retry_After="7"), False, 7.0),
        (refusal(429, RateLimit='"requests";r=0;t=9'), False, 9.0),
        (refusal(429, RateLimit='"requests";r=3;t=9'), False, 0.25),
        (refusal(429, Retry_After="66"), True, None),
        (refusal(503, Retry_After="1"), True, 1.0),
        (refusal(503, Retry_After="1"), False, None),
        (refusal(502), True, 0.25),
        (refusal(409, "idempotency_in_flight"), True, 0.25),
        (refusal(409, "brief_closed"), True, None),
        (refusal(500), True, None),
        (refusal(404), True, None),
        (NoAnswer(), True, 0.25),
        (NoAnswer(), False, None),
    ],
)
def test_what_may_pass_is_tried_again(failed: CreatormatchError, repeatable: bool, pause: float | None) -> None:
    assert RETRIES.pause(failed, 1, repeatable) == pause


def test_pauses_double_and_end() -> None:
    assert [RETRIES.pause(NoAnswer(), attempt, True) for attempt in (1, 2, 3, 4)] == [0.25, 0.5, 1.0, None]


@pytest.mark.parametrize(
    ("request_", "repeatable"),
    [
        (Request("GET", "/", if_none_match='"1"'), True),
        (Request("POST", "/", idempotency_key="k", if_match='"1"'), True),
        (Request("PUT", "/"), True),
        (Request("PUT", "/", if_match='"1"'), False),
        (Request("DELETE", "/", if_match={"version": 1}), False),
        (Request("PATCH", "/"), False),
        (Request("POST", "/", lines=[{}]), True),
        (Request("POST", "/", lines=iter([{}])), False),
    ],
)
def test_only_what_has_one_effect_is_sent_twice(request_: Request, repeatable: bool) -> None:
    assert request_.repeatable is repeatable


def test_lines_that_were_gone_through_are_not_sent_again_without_them() -> None:
    """Even after 429, which says that nothing was done: of an iterator nothing is left for the second attempt."""
    sent: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.read())
        if len(sent) == 1:
            return httpx.Response(429, headers={"Retry-After": "0"}, json={"code": "rate_limited"})
        return httpx.Response(200, json={"summary": {"lines": sent[-1].count(b"\n")}})

    with Client("http://x.example", transport=httpx.MockTransport(answer), sleep=lambda _: None) as client:
        with pytest.raises(RateLimited):
            client.import_creators(iter([{"external_id": "a"}]))
        assert len(sent) == 1
        sent.clear()
        assert client.import_creators([{"external_id": "a"}])["lines"] == 1


@pytest.mark.parametrize("errors", [[{"code": 1000, "title": "x"}], ["x"], 7, {"path": 1}, None])
def test_an_answer_of_a_proxy_whose_errors_have_another_form_is_an_error_like_any_other(errors: object) -> None:
    failed = error_of(httpx.Response(502, json={"errors": errors}), None)
    assert (failed.status, failed.errors) == (502, [])
    assert RETRIES.pause(failed, 1, True) == 0.25
