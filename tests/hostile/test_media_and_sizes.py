"""Bodies in other wrappings and sizes than those that are read."""

import gzip
import io
from typing import Any

import orjson
import pytest

from service.api.parsing import MAX_BODY_BYTES
from tests.builders import Api, creator
from tests.hostile.targets import json_targets, targets

pytestmark = pytest.mark.usefixtures("nothing_leaves")

CHUNKED = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
# 64 MiB of zeros in 64 KiB, and a zstd frame that claims 512 MiB.
BOMBS = {"gzip": gzip.compress(bytes(64 * 1024 * 1024)), "zstd": bytes.fromhex("28b52ffd a0 00000020".replace(" ", "")),
         "br": b"\x81\x3f", "deflate": b"x\x9c", "identity, gzip": b"{}", "x": b"{}"}  # fmt: skip


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "a", None])
def test_other_media_are_refused(api: Api, media: str | None) -> None:
    for target in json_targets(api):
        body = orjson.dumps(creator())
        response = api.call(target.method, target.path, data=body, content_type=media, headers=target.headers)
        assert (response.status_code, response.json["code"]) == (415, "unsupported_media_type"), str(target)


@pytest.mark.parametrize("coding", BOMBS)
def test_no_body_is_unpacked(api: Api, coding: str) -> None:
    for target in targets(api):
        response = api.call(target.method, target.path, data=BOMBS[coding], content_type=target.media,
                            headers={**target.headers, "Content-Encoding": coding})  # fmt: skip
        assert (response.status_code, response.json["code"]) == (415, "unsupported_media_type"), str(target)


def test_bodies_that_are_too_large_are_refused_whether_they_say_so_or_not(api: Api) -> None:
    large = orjson.dumps(creator(text="x" * MAX_BODY_BYTES))
    for target in json_targets(api):
        chunked = {"input_stream": io.BytesIO(large), "environ_overrides": CHUNKED}
        ways: tuple[dict[str, Any], ...] = ({"data": large}, chunked)
        for way in ways:
            response = api.call(target.method, target.path, content_type=target.media, headers=target.headers, **way)
            assert (response.status_code, response.json["code"]) == (413, "too_large"), (str(target), [*way])


def test_a_body_that_does_not_tell_its_length_is_read(api: Api) -> None:
    response = api.put("/v1/creators/lena", input_stream=io.BytesIO(orjson.dumps(creator())),
                       content_type="application/json; charset=utf-8", environ_overrides=CHUNKED)  # fmt: skip
    assert response.status_code == 201
