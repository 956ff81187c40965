"""Sends requests: headers, time limits, retries, errors."""

import time
from collections.abc import Callable, Iterator
from typing import Any, Self, TypeVar

import httpx

from creatormatch_client.documents import as_document
from creatormatch_client.errors import CreatormatchError, NoAnswer, NotModified, error_of
from creatormatch_client.lines import ImportSummary, OnResult, read_result
from creatormatch_client.requests import Request
from creatormatch_client.retries import Retries, retry_after

T = TypeVar("T")

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
# An import is answered after its whole body has been saved.
_IMPORT_TIMEOUT = httpx.Timeout(30.0, connect=5.0, read=3600.0)


class Transport:
    """A connection pool to one service under one key. Use it in a `with` block, or close it."""

    def __init__(
        self,
        base_url: str,
        key: str | None = None,
        *,
        brand: str | None = None,
        timeout: httpx.Timeout | float = TIMEOUT,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """`brand`: whom a marketplace key acts for, unless a call names another. Timeouts are in seconds.

        `transport` is httpx's, for proxies or certificates of your own.
        """
        headers = {"Accept": "application/json", "User-Agent": "creatormatch-client"}
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        if brand is not None:
            headers["Creatormatch-Brand"] = brand
        self._http = httpx.Client(base_url=base_url, headers=headers, timeout=timeout, transport=transport)
        self._retries, self._sleep = retries or Retries(), sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _json(self, request: Request) -> Any:
        """The answer's JSON; where `if_none_match` is a document that still stands, that document."""
        try:
            response = self._repeated(request, self._once)
        except NotModified:
            if request.if_none_match is None or isinstance(request.if_none_match, str):
                raise
            return request.if_none_match
        return as_document(response.json(), response.headers)

    def _text(self, request: Request) -> str:
        response = self._repeated(request, self._once)
        return response.text

    def _nothing(self, request: Request) -> None:
        self._repeated(request, self._once)

    def _import(self, request: Request, on_result: OnResult | None) -> ImportSummary:
        """Send lines; hand on the result of each as it is read; the summary."""

        def once(request: Request) -> ImportSummary:
            built = self._built(request, _IMPORT_TIMEOUT)
            response = self._http.send(built, stream=True)
            summary = None
            try:
                _raise_for(response)
                for line in response.iter_lines():
                    summary = read_result(line, on_result)
            finally:
                response.close()
            if summary is None:
                raise httpx.RemoteProtocolError("the results ended before their summary")
            return summary

        return self._repeated(request, once)

    def _items(self, request: Request) -> Iterator[Any]:
        """The items of a list, page after page."""
        cursor: str | None = None
        while True:
            page = self._json(request.page(cursor))
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _once(self, request: Request) -> httpx.Response:
        response = self._http.send(self._built(request))
        _raise_for(response)
        return response

    def _repeated(self, request: Request, once: Callable[[Request], T]) -> T:
        """Send it until there is an answer or no hope."""
        attempt = 1
        while True:
            failed: CreatormatchError
            try:
                return once(request)
            except httpx.TransportError as error:
                failed = NoAnswer(f"{request.method} {request.path}: {str(error) or type(error).__name__}")
                failed.__cause__ = error
            except CreatormatchError as error:
                failed = error
            pause = self._retries.pause(failed, attempt, request.repeatable)
            if pause is None or not request.is_whole_again:
                raise failed
            self._sleep(pause)
            attempt += 1

    def _built(self, request: Request, timeout: httpx.Timeout | None = None) -> httpx.Request:
        return self._http.build_request(
            request.method,
            request.path,
            params=request.params,
            headers=request.headers,
            content=_body(request),
            timeout=timeout or self._http.timeout,
        )


def _body(request: Request) -> bytes | Iterator[bytes] | None:
    body = request.body
    return body if body is None or isinstance(body, bytes) else _each(body)


def _each(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from pieces


def _raise_for(response: httpx.Response) -> None:
    if not response.is_success:
        response.read()
        raise error_of(response, retry_after(response.headers))
