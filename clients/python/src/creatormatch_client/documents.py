"""Answers: plain dictionaries that remember the headers they came with."""

from collections.abc import Mapping
from typing import Any

import httpx


class Document(dict[str, Any]):
    """A JSON object of an answer."""

    headers: httpx.Headers = httpx.Headers()


def as_document(body: Any, headers: httpx.Headers) -> Any:
    """The body of an answer; objects remember their headers."""
    if not isinstance(body, dict):
        return body
    document = Document(body)
    document.headers = headers
    return document


def headers_of(answer: Mapping[str, object]) -> httpx.Headers:
    """The headers that an answer came with, such as Creatormatch-Indexed; none for a dictionary of another origin."""
    return answer.headers if isinstance(answer, Document) else httpx.Headers()


def etag_of(answer: Mapping[str, object]) -> str:
    """The ETag of an answer; of a copy, or of an item of a list, the version that it holds.

    Raises ValueError for what has neither.
    """
    if "ETag" in (headers := headers_of(answer)):
        return str(headers["ETag"])
    if "version" in answer:
        return f'"{answer["version"]}"'
    raise ValueError("this has neither an ETag nor a version")
