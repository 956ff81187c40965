"""The Python client against a running service, in both of its forms."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from creatormatch_client import (
    Conflict,
    Forbidden,
    Invalid,
    InvalidWebhook,
    NoAnswer,
    NotFound,
    NotModified,
    PreconditionFailed,
    RateLimited,
    Retries,
    Unauthenticated,
    etag_of,
    headers_of,
    verify_webhook,
)
from service import keys
from tests.builders import Api, brief, creator
from tests.clients.serving import breaking_wire
from tests.hooks import hook

pytestmark = pytest.mark.anyio


def brand_key(api: Api, brand: str) -> str:
    return keys.create_key(api.backends, "brand", brand)


def marketplace_key(api: Api) -> str:
    return keys.create_key(api.backends, "marketplace", None)


class Clock:
    """Sleeps at once, notes for how long, and moves the time of a meter with it."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def __call__(self, seconds: float) -> None:
        self.now(seconds)

    def time(self) -> float:
        return 1_000_000_040.0 + sum(self.slept)  # 40 seconds before the end of a minute


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A brand's id that no other test has."""
    return f"brand-{abs(hash(request.node.name)) % 10**9}"


async def test_what_is_posted_can_be_read_changed_and_deleted(api: Api, url: str, connect: Any, name: str) -> None:
    async with connect(url, brand_key(api, name)) as client:
        made = await client.create_brief(brief(title="Pans"))
        assert made["title"] == "Pans"
        assert headers_of(made)["Location"] == f"/v1/briefs/{made['id']}"
        changed = await client.update_brief(made["id"], {"title": None})
        assert "title" not in changed
        assert (await client.get_brief(made["id"]))["version"] == 2
        assert await client.delete_brief(made["id"]) is None
        with pytest.raises(NotFound, match="404 not_found"):
            await client.get_brief(made["id"])


async def test_lists_are_gone_through_page_by_page(api: Api, url: str, connect: Any, name: str) -> None:
    async with connect(url, brand_key(api, name)) as client:
        made = [(await client.create_brief(brief(title=str(number))))["id"] for number in range(5)]
        page = await client.list_briefs(limit=2)
        assert [item["id"] for item in page["items"]] == made[:2]
        assert [item["id"] async for item in client.iterate_briefs(limit=2)] == made


async def test_a_marketplace_key_acts_for_the_brand_of_the_client_or_of_the_call(
    api: Api, url: str, connect: Any, name: str
) -> None:
    keys.ensure_brand(api.backends, name)
    keys.ensure_brand(api.backends, f"{name}-2")
    async with connect(url, marketplace_key(api), brand=name) as client:
        await client.create_brief(brief())
        assert len((await client.list_briefs())["items"]) == 1
        assert (await client.list_briefs(brand=f"{name}-2"))["items"] == []


async def test_a_document_that_was_read_says_which_version_to_change(
    api: Api, url: str, connect: Any, name: str
) -> None:
    async with connect(url, brand_key(api, name)) as client:
        first = await client.create_brief(brief())
        second = await client.update_brief(first["id"], {"title": "Mine"}, if_match=first)
        with pytest.raises(PreconditionFailed) as refused:
            await client.update_brief(first["id"], {"title": "Too late"}, if_match=first)
        assert refused.value.code == "precondition_failed"
        copied = json.loads(json.dumps(second))
        assert etag_of(copied) == '"2"'
        assert (await client.update_brief(first["id"], {"title": "Ours"}, if_match=copied))["version"] == 3


async def test_what_is_known_already_is_not_sent_again(api: Api, url: str, connect: Any, name: str) -> None:
    async with connect(url, brand_key(api, name)) as client:
        made = await client.create_brief(brief())
        known = await client.get_brief(made["id"])
        assert await client.get_brief(made["id"], if_none_match=known) is known
        with pytest.raises(NotModified):
            await client.get_brief(made["id"], if_none_match=etag_of(known))
        await client.update_brief(made["id"], {"title": "Other"})
        assert (await client.get_brief(made["id"], if_none_match=known))["title"] == "Other"


async def test_every_offence_is_in_the_error(api: Api, url: str, connect: Any, name: str) -> None:
    async with connect(url, brand_key(api, name)) as client:
        with pytest.raises(Invalid) as refused:
            await client.create_brief({"text": "", "txet": "x"})
    error = refused.value
    assert (error.status, error.code) == (422, "invalid_input")
    assert {offence["path"] for offence in error.errors} == {"/text", "/txet"}
    assert error.request_id
    assert "/txet" in str(error)


async def test_each_refusal_has_a_class_of_its_own(api: Api, url: str, connect: Any, name: str) -> None:
    async with connect(url, brand_key(api, name)) as client:
        with pytest.raises(Forbidden):
            await client.put_creator("lena", creator())
        made = await client.create_brief(brief(status="closed"))
        with pytest.raises(Conflict):
            await client.list_matches(made["id"])
        with pytest.raises(Invalid):
            await client.list_briefs(cursor="made-up")
        with pytest.raises(NotFound):
            await client.get_creator("no/body?#")
    async with connect(url, "cm_wrong") as stranger:
        with pytest.raises(Unauthenticated):
            await stranger.list_briefs()


@pytest.mark.parametrize("lost", ["", ".", ".."])
async def test_an_id_that_would_lead_elsewhere_is_not_asked_for(
    api: Api, url: str, connect: Any, name: str, lost: str
) -> None:
    """Without the check the feedback on `..` is the brief itself."""
    made = api.post_brief(api.brand(name))
    async with connect(url, brand_key(api, name)) as client:
        with pytest.raises(ValueError, match="cannot be an id"):
            await client.withdraw_feedback(made["id"], lost)
        assert (await client.get_brief(made["id"]))["version"] == 1


async def test_a_used_up_key_waits_as_long_as_it_is_told_to(api: Api, url: str, connect: Any, name: str,
                                                           monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    clock = Clock()
    monkeypatch.setattr(api.backends.meter, "_now", clock.time)
    made = api.post("/v1/keys", json={"role": "marketplace", "requests_per_minute": 2}).json
    async with connect(url, made["key"], sleep=clock) as client:
        for _ in range(3):
            await client.list_creators()
        assert clock.slept == [40.0]
        await client.list_creators()
    async with connect(url, made["key"], sleep=clock, retries=Retries(longest_wait=59)) as hasty:
        with pytest.raises(RateLimited) as refused:
            await hasty.list_creators()
    assert refused.value.retry_after == 60.0
    assert clock.slept == [40.0]


async def test_a_post_whose_answer_was_lost_is_sent_again_and_carried_out_once(
    api: Api, url: str, connect: Any, name: str
) -> None:
    clock = Clock()
    with breaking_wire(url) as wire:
        async with connect(wire.url, brand_key(api, name), sleep=clock) as client:
            made = await client.create_brief(brief())
            assert headers_of(made)["Idempotency-Replayed"] == "true"
            assert [item["id"] async for item in client.iterate_briefs()] == [made["id"]]
    assert len(clock.slept) == 1
    assert wire.left_to_break == 0


async def test_a_patch_whose_answer_was_lost_is_not_sent_again(api: Api, url: str, connect: Any, name: str) -> None:
    made = api.post_brief(api.brand(name))
    with breaking_wire(url) as wire:
        async with connect(wire.url, brand_key(api, name), sleep=Clock()) as client:
            with pytest.raises(NoAnswer):
                await client.update_brief(made["id"], {"title": "Perhaps"})
            assert (await client.get_brief(made["id"]))["version"] == 2


async def test_a_service_that_is_not_there_is_given_up_after_some_attempts(connect: Any) -> None:
    clock = Clock()
    retries = Retries(attempts=3, draw=lambda: 0.0)
    async with connect("http://127.0.0.1:9", "key", sleep=clock, retries=retries) as client:
        with pytest.raises(NoAnswer, match="GET /v1/briefs"):
            await client.list_briefs()
    assert clock.slept == [0.125, 0.25]


async def test_an_import_is_a_stream_of_lines_with_a_result_each(
    api: Api, url: str, connect: Any, name: str
) -> None:
    good = [{"external_id": f"{name}-{number}", **creator(accounts=None)} for number in range(400)]
    lines = [*good, {"external_id": f"{name}-bad", "name": "No text"}]
    results: list[Any] = []
    async with connect(url, marketplace_key(api)) as client:
        summary = await client.import_creators(iter(lines), on_result=results.append, wait="indexed")
        assert (summary["lines"], summary["created"], summary["failed"]) == (401, 400, 1)
        assert len(results) == 401
        [failed] = [result for result in results if result["status"] == "failed"]
        assert (failed["line"], failed["problems"][0]["path"]) == (401, "/text")
        assert (await client.import_creators(good))["unchanged"] == 400


async def test_an_import_of_a_list_survives_a_lost_answer(api: Api, url: str, connect: Any, name: str) -> None:
    lines = [{"external_id": f"{name}-{number}", **creator(accounts=None)} for number in range(3)]
    with breaking_wire(url) as wire:
        async with connect(wire.url, marketplace_key(api), sleep=Clock()) as client:
            assert (await client.import_creators(lines))["lines"] == 3
    with breaking_wire(url) as wire:
        async with connect(wire.url, marketplace_key(api), sleep=Clock()) as client:
            with pytest.raises(NoAnswer):
                await client.import_creators(iter(lines))


async def test_a_file_is_uploaded_in_parts_and_goes_on_where_it_broke_off(
    api: Api, url: str, connect: Any, name: str, tmp_path: Path
) -> None:
    rows = [f"{name}-{number},Lena {number},Quick dinners from Berlin" for number in range(300)]
    file = tmp_path / "creators.csv"
    file.write_text("\n".join(["external_id,name,text", *rows]) + "\n")
    part_bytes = 4_000
    async with connect(url, marketplace_key(api)) as client:
        begun = await client.create_import({"format": "csv"})
        await client.upload_import_part(begun["id"], 1, file.read_bytes()[:part_bytes])
        seen: list[Any] = []
        done = await client.upload_import(
            file, import_id=begun["id"], on_progress=seen.append, part_bytes=part_bytes, poll_seconds=0.02
        )
        assert (done["state"], done["counts"]["created"], done["counts"]["failed"]) == ("finished", 300, 0)
        uploading = [len(one["parts"]) for one in seen if one["state"] == "uploading"]
        assert uploading == list(range(1, len(done["parts"]) + 1))
        again = await client.upload_import(file, {"format": "csv"}, poll_seconds=0.02)
        assert (again["state"], again["counts"]["unchanged"]) == ("finished", 300)


async def test_files_are_answered_as_text(api: Api, url: str, connect: Any, name: str) -> None:
    async with connect(url) as anybody:
        assert "creatormatch" in await anybody.get_metrics()


async def test_a_delivered_webhook_verifies_and_a_changed_one_does_not(
    api: Api, url: str, connect: Any, name: str
) -> None:
    with hook() as receiver:
        async with connect(url, brand_key(api, name)) as client:
            made = await client.create_webhook({"url": receiver.url})
            await client.send_test_event(made["id"])
            [received] = receiver.wait(1)
    secret = made["secret"]
    assert verify_webhook(received.body, received.headers, secret)["type"] == "webhook.test"
    assert verify_webhook(received.body, received.headers, ["whsec_b2xk", secret])["type"] == "webhook.test"
    wrong = [
        (received.body + b" ", received.headers, secret, time.time()),
        (received.body, received.headers | {"webhook-id": "evt_other"}, secret, time.time()),
        (received.body, received.headers, "whsec_b2xk", time.time()),
        (received.body, received.headers, secret, time.time() + 301),
        (received.body, {"webhook-id": received.id}, secret, time.time()),
        (received.body, received.headers | {"webhook-signature": "v1,not base64"}, secret, time.time()),
    ]
    for body, headers, with_secret, now in wrong:
        with pytest.raises(InvalidWebhook):
            verify_webhook(body, headers, with_secret, now)
