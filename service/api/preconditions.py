"""ETag, If-Match and If-None-Match: one version after the other, and nothing sent twice that is known already."""

import hashlib
from typing import Any

import orjson
from flask import Response, request

from service.api.context import opened
from service.domain.versions import Expected


def versioned(body: Any, version: int, status: int = 200, **headers: str) -> Response:
    """An answer with its ETag, which names the version and what else is told of the thing; 304 without a body where the
    caller has read exactly this before."""
    data = orjson.dumps(body)
    tag = f'"{version}-{hashlib.blake2b(data, digest_size=6).hexdigest()}"'
    known = request.headers.get("If-None-Match", "") if request.method in ("GET", "HEAD") else ""
    if {tag, "*"} & {*_tags(known)}:
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        response = Response(data, status, content_type="application/json")
    response.headers["ETag"] = tag
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


def expected() -> Expected:
    """What the caller says of the version that it is about to change."""
    match, none = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    must_say = opened().config.require_if_match == "on"
    if match is None:
        return Expected(nothing=none is not None and none.strip() == "*", must_say=must_say)
    if match.strip() == "*":
        return Expected(anything=True)
    return Expected(frozenset(version for tag in _tags(match) if (version := _version(tag)) is not None))


def _tags(header: str) -> list[str]:
    """Weak ones count too: a proxy that compresses makes them of ours, and the version in them is as good."""
    return [tag.strip().removeprefix("W/") for tag in header.split(",")]


def _version(tag: str) -> int | None:
    number = tag.strip('"').partition("-")[0]
    return int(number) if number.isdecimal() and number.isascii() and len(number) < 10 else None
