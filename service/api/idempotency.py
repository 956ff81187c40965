"""The header Idempotency-Key: a write that is sent again is carried out once, and answered as the first time."""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable
from typing import BinaryIO, TypeVar, cast

from flask import Response, request

from service.api.auth import BRAND_HEADER, access
from service.api.context import backends, before_writing
from service.api.parsing import read_body
from service.backends import Backends
from service.errors import Conflict, CreatormatchError, Gone, Invalid, Problem
from service.store import idempotency
from service.store.engine import Connection
from service.store.idempotency import Claim, Earlier

T = TypeVar("T")

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
# Of an answer; all others belong to the request at hand.
_KEPT_HEADERS = ("Content-Type", "ETag", "Location")
_MOST_KEPT_BYTES = 1024 * 1024
_PIECE_BYTES = 64 * 1024


def once(
    write: Callable[[Backends], T], present: Callable[[T], Response], keep: Callable[[T], Response] | None = None
) -> Response:
    """Carry out a write and answer it; under an Idempotency-Key only once.

    `write` writes to its backends' store exactly once and returns what that write returned. `present` makes the answer
    of it, inside the transaction, so that the answer is kept if and only if the write is. `keep` makes the answer that
    is kept, where that is another one (a secret is shown once). Raises Conflict while the same request is being carried
    out, Invalid when the key was used for another one. Nothing is kept of a request that failed.
    """
    if (claim := _claim()) is None:
        return present(write(backends()))
    before_writing()
    if (earlier := _take(claim, _fingerprint(read_body(request)))) is not None:
        return _replayed(earlier)
    shown: list[Response] = []

    def also(connection: Connection, result: T) -> None:
        if result is None:  # nothing came of it; the use case says why
            return
        shown[:] = [present(result)]
        kept = keep(result) if keep else shown[0]
        headers = {name: kept.headers[name] for name in _KEPT_HEADERS if name in kept.headers}
        if not idempotency.finish(connection, claim, kept.status_code, headers, kept.get_data(as_text=True)):
            raise _in_flight()

    try:
        write(backends().with_store(backends().store.joined(also)))
    except BaseException:
        backends().store.bare.write(lambda c: idempotency.release(c, claim))
        raise
    return shown[0]


def once_in_parts(carry_out: Callable[[BinaryIO], BinaryIO], most_bytes: int) -> BinaryIO | Response:
    """The results of an import of the request's body; or what it was answered before under its Idempotency-Key.

    An import is many transactions, and repeating one does no harm: if it breaks off, the next request with the key does
    it again. Of results beyond a mebibyte, and of those that may name who was erased meanwhile, the last line alone is
    kept, their summary.
    """
    if (claim := _claim()) is None:
        return carry_out(cast(BinaryIO, request.stream))
    body = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_MOST_KEPT_BYTES))  # noqa: SIM115 - closed below
    try:
        if (earlier := _take(claim, _fingerprint(_spool(body, most_bytes)))) is not None:
            return _replayed(earlier)
        results = carry_out(body)
        kept, headers = _worth_keeping(results), {"Content-Type": "application/x-ndjson"}
        summary = kept.splitlines(keepends=True)[-1]

        def finish(connection: Connection) -> bool:
            body = summary if idempotency.erased_since(connection, claim) else kept
            return idempotency.finish(connection, claim, 200, headers, body)

        backends().store.bare.write(finish)
        return results
    except BaseException:
        backends().store.bare.write(lambda c: idempotency.release(c, claim))
        raise
    finally:
        body.close()


def _spool(body: BinaryIO, most_bytes: int) -> bytes:
    """Read the request's body into a file; its SHA-256. What is beyond the limit is refused by whoever reads it."""
    digest, left = hashlib.sha256(), most_bytes + 1
    while left > 0 and (piece := request.stream.read(min(_PIECE_BYTES, left))):
        digest.update(piece)
        body.write(piece)
        left -= len(piece)
    body.seek(0)
    return digest.digest()


def _worth_keeping(results: BinaryIO) -> str:
    results.seek(0)
    found = results.read(_MOST_KEPT_BYTES + 1)
    if len(found) > _MOST_KEPT_BYTES:
        results.seek(-_PIECE_BYTES, os.SEEK_END)
        found = results.read().splitlines(keepends=True)[-1]
    results.seek(0)
    return found.decode()


def _claim() -> Claim | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    key = key[1:-1] if len(key) > 1 and key[0] == key[-1] == '"' else key  # a string of RFC 9651 is in quotes
    if not 1 <= len(key) <= 255 or not key.isascii() or not key.isprintable():
        allowed = "must be 1 to 255 printable ASCII characters"
        raise Invalid(f"{HEADER} {allowed}", (Problem(f"header/{HEADER}", allowed),))
    own = access().brand_id
    return Claim("marketplace" if own is None else f"brand:{own}", key, secrets.token_hex(16))


def _take(claim: Claim, fingerprint: bytes) -> Earlier | None:
    """None: it is ours. Otherwise what it was used for."""
    earlier = backends().store.bare.write(lambda c: idempotency.claim(c, claim, fingerprint))
    if earlier is not None and earlier.request_sha256 != fingerprint:
        message = "was used for another request within the last 24 hours"
        where = Problem(f"header/{HEADER}", message)
        raise Invalid(f"this {HEADER} {message}", (where,), code="idempotency_key_reused")
    if earlier is not None and earlier.status is None:
        raise _in_flight()
    return earlier


def _fingerprint(body: bytes) -> bytes:
    parts = (request.method, request.full_path, request.headers.get(BRAND_HEADER, ""), request.mimetype)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace") + b"\0" + body).digest()


def _replayed(earlier: Earlier) -> Response:
    if earlier.body is None:
        raise Gone("the request was carried out, but its answer named a creator who is erased", code="answer_erased")
    response = Response(earlier.body, earlier.status, headers=dict(earlier.headers))
    response.headers[REPLAYED] = "true"
    return response


def _in_flight() -> CreatormatchError:
    return Conflict(f"the first request with this {HEADER} is being carried out", code="idempotency_in_flight")
