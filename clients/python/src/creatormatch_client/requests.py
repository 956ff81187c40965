"""One request as the operations describe it: what is sent, and whether it may be sent twice."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from creatormatch_client.documents import etag_of

# What If-Match and If-None-Match take: an ETag, "*", or the document that was read.
Version = str | Mapping[str, object]
# A line of an import.
Line = Mapping[str, object]

_PIECE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Request:
    """`document` is sent as JSON, `lines` as NDJSON, `content` as it is; at most one of them is given."""

    method: str
    path: str
    query: Mapping[str, object] | None = None
    brand: str | None = None
    idempotency_key: str | None = None
    if_match: Version | None = None
    if_none_match: Version | None = None
    document: Mapping[str, Any] | None = None
    lines: Iterable[Line] | None = None
    content: bytes | None = None
    media: str = "application/json"

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice has the effect of sending it once.

        POST operations either change nothing or carry an Idempotency-Key. A PATCH could come after somebody else's,
        and a change of one version would refuse itself the second time.
        """
        if self.method == "PATCH" or not self.is_whole_again:
            return False
        return self.method in ("GET", "POST") or (self.if_match is None and self.if_none_match is None)

    @property
    def is_whole_again(self) -> bool:
        """Whether the next attempt would send all of it. Lines that can be gone through only once are gone by then,
        even where the service says that it has done nothing: it would be sent what is left of them.
        """
        return iter(self.lines or ()) is not self.lines

    @property
    def params(self) -> dict[str, str]:
        return {name: _in_query(value) for name, value in (self.query or {}).items() if value is not None}

    @property
    def headers(self) -> dict[str, str]:
        said = {
            "Creatormatch-Brand": self.brand,
            "Idempotency-Key": self.idempotency_key,
            "If-Match": _tag(self.if_match),
            "If-None-Match": _tag(self.if_none_match),
            "Content-Type": self.media if self._has_body else None,
        }
        return {name: value for name, value in said.items() if value is not None}

    @property
    def body(self) -> bytes | Iterator[bytes] | None:
        """A new one for each attempt."""
        if self.lines is not None:
            return _pieces(self.lines)
        if self.document is not None:
            return json.dumps(self.document, ensure_ascii=False, allow_nan=False).encode()
        return self.content

    def page(self, cursor: str | None) -> "Request":
        """The same for the page after a cursor."""
        return replace(self, query={**(self.query or {}), "cursor": cursor})

    @property
    def _has_body(self) -> bool:
        return (self.document, self.lines, self.content) != (None, None, None)


def new_key() -> str:
    """An Idempotency-Key that nobody has used."""
    return secrets.token_urlsafe(18)


def path(template: str, *values: object) -> str:
    """A path with its values in the places of `{}`, each escaped.

    Raises ValueError for those that would lead elsewhere: to `x/..` is to `x`, and to nothing is to a list.
    """
    for value in values:
        if str(value) in ("", ".", ".."):
            raise ValueError(f"{value!r} cannot be an id in a path")
    return template.format(*(quote(str(value), safe="") for value in values))


def _pieces(lines: Iterable[Line]) -> Iterator[bytes]:
    piece = bytearray()
    for line in lines:
        piece += json.dumps(line, ensure_ascii=False, allow_nan=False).encode() + b"\n"
        if len(piece) >= _PIECE_BYTES:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def _tag(version: Version | None) -> str | None:
    return version if version is None or isinstance(version, str) else etag_of(version)


def _in_query(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
