"""What tests are made of: documents that are right unless a test says otherwise, and a whole service in one process."""

import copy
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service import catalog, keys
from service.app import create_app
from service.backends import Backends, EncoderShelf
from service.bootstrap import build_backends
from service.config import load_config
from service.embeddings.encoder import Encoder, EncoderSpec, open_encoder
from service.refresh import refresh, register_encoder
from service.serving import Follower
from service.store.migrate import migrate
from service.watching import Watcher
from tests.contract import Contract
from workers.consumer import Workers

Document = dict[str, Any]
Headers = Mapping[str, str]

NDJSON = "application/x-ndjson"
MERGE_PATCH = "application/merge-patch+json"

_CREATOR: Document = {
    "name": "Lena Vogt",
    "text": "Quick dinners from a small kitchen in Berlin",
    "languages": ["de", "en"],
    "country": "DE",
    "city": "Berlin",
    "niches": ["food_cooking"],
    "accounts": [
        {"platform": "instagram", "handle": "lena.cooks", "followers": 12_400, "engagement_rate_pct": 3.4},
    ],
    "audience": {"countries": {"DE": 61.5, "AT": 12.0}, "genders": {"female": 71.0, "male": 29.0}},
    "rate_card": {"currency": "EUR", "rates": {"ig_reel": "350.00", "ig_story": "120.00"}},
    "sponsored": {"posts": 12},
    "availability": {"from": "2026-10-01", "to": "2027-03-31"},
    "refusals": ["gambling"],
}
_BRIEF: Document = {"text": "Home cooks who show quick dinners with our pans"}


def creator(**changes: Any) -> Document:
    """A creator document with everything known; None takes a key out."""
    return _changed(_CREATOR, changes)


def brief(**changes: Any) -> Document:
    """A brief document that every `creator()` matches; None takes a key out."""
    return _changed(_BRIEF, changes)


def account(platform: str = "instagram", **changes: Any) -> Document:
    return _changed({"platform": platform, "handle": "lena.cooks", "followers": 12_400}, changes)


def ndjson(*lines: Any) -> bytes:
    """Lines as an import takes them; bytes go in as they are."""
    return b"".join((line if isinstance(line, bytes) else orjson.dumps(line)) + b"\n" for line in lines)


def lines_of(response: TestResponse) -> list[Document]:
    """The results of an import."""
    return [orjson.loads(line) for line in response.data.splitlines()]


def offences(response: TestResponse) -> list[tuple[str, str]]:
    """Where and why a request was refused."""
    return [(problem["path"], problem["code"]) for problem in response.json["errors"]]


def external_ids(answer: Document) -> list[str]:
    """Whom an answer with matches holds, in its order."""
    return [match["creator"]["external_id"] for match in answer["items"]]


def settings(data: Path, **more: str) -> dict[str, str]:
    """Environment of a small and quick service in a folder of its own."""
    return {
        "CREATORMATCH_DATA": str(data),
        "CREATORMATCH_ENCODER": "hash",
        "CREATORMATCH_POLL_SECONDS": "0.02",
        **{f"CREATORMATCH_{name.upper()}": value for name, value in more.items()},
    }


def prepare(environment: Mapping[str, str]) -> None:
    """A database at the current schema whose encoder is active: what a first start leaves."""
    backends = build_backends(load_config(environment))
    migrate(backends.store)
    register_encoder(backends)
    refresh(backends)
    backends.store.close()


class Api:
    """A running service and its public API. Every answer is held to the OpenAPI document."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.backends: Backends = app.extensions["creatormatch"]
        self.contract = Contract(app)
        self.client: FlaskClient = app.test_client()
        self.marketplace: Headers = self.headers("marketplace")
        self._brands: dict[str, Headers] = {}

    def headers(self, role: keys.Role, brand: str | None = None) -> dict[str, str]:
        """Headers with a new key."""
        return {"Authorization": f"Bearer {keys.create_key(self.backends, role, brand)}"}

    def brand(self, slug: str = "acme") -> Headers:
        """Headers with a key of the brand."""
        if slug not in self._brands:
            self._brands[slug] = self.headers("brand", slug)
        return self._brands[slug]

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        """One request, as the marketplace unless headers say otherwise."""
        options.setdefault("headers", self.marketplace)
        if "query" in options:
            query = options.pop("query")
            as_written = isinstance(query, str)
            options["query_string"] = query if as_written else {key: _in_query(one) for key, one in query.items()}
        response = self.client.open(path, method=method, buffered=True, **options)
        self.contract.check(method, path, response)
        return response

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def post(self, path: str, **options: Any) -> TestResponse:
        return self.call("POST", path, **options)

    def put(self, path: str, **options: Any) -> TestResponse:
        return self.call("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> TestResponse:
        return self.call("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.call("DELETE", path, **options)

    def put_creator(self, external_id: str, **changes: Any) -> Document:
        """Save a creator; the answer."""
        response = self.put(f"/v1/creators/{external_id}", json=creator(**changes))
        assert response.status_code in (200, 201), response.text
        return response.json

    def put_creators(self, **changes: Mapping[str, Any]) -> None:
        """Several creators by id, visible in matches when this returns."""
        lines = [creator(**change) | {"external_id": external_id} for external_id, change in changes.items()]
        response = self.import_lines(*lines, query={"wait": "indexed"})
        assert response.headers["Creatormatch-Indexed"] == "true", response.text
        assert lines_of(response)[-1]["summary"]["failed"] == 0, response.text

    def import_lines(self, *lines: Any, **options: Any) -> TestResponse:
        data = options.pop("data", None) or ndjson(*lines)
        return self.post("/v1/creators:import", data=data, content_type=NDJSON, **options)

    def wait_indexed(self) -> None:
        """Until everything written so far is visible in matches."""
        assert catalog.wait_all_indexed(self.backends), "the index did not catch up"

    def post_brief(self, headers: Headers | None = None, **changes: Any) -> Document:
        response = self.post("/v1/briefs", json=brief(**changes), headers=headers or self.brand())
        assert response.status_code == 201, response.text
        return response.json

    def matches(self, brief_id: str, **query: Any) -> Document:
        """A page of a brief's matches, as the brand acme."""
        response = self.get(f"/v1/briefs/{brief_id}/matches", query=query, headers=self.brand())
        assert response.status_code == 200, response.text
        return response.json

    def match(self, query: Mapping[str, Any] | None = None, **changes: Any) -> Document:
        """Matches of a brief that is not stored."""
        response = self.post("/v1/match", json=brief(**changes), query=query or {}, headers=self.brand())
        assert response.status_code == 200, response.text
        return response.json

    def matched(self, **changes: Any) -> list[str]:
        """Who matches a brief, by id in alphabetical order."""
        return sorted(external_ids(self.match({"limit": 200}, **changes)))


class _NoBuilds(Follower):
    """Generations are built by processes of their own, which most tests neither need nor should wait for."""

    def _build_is_due(self) -> bool:
        return False


@contextmanager
def running_api(
    environment: Mapping[str, str], encoder: Callable[[EncoderSpec], Encoder] = open_encoder
) -> Iterator[Api]:
    """Follower, background jobs and application over a prepared database, stopped in order."""
    backends = replace(build_backends(load_config(environment)), encoders=EncoderShelf(encoder))
    register_encoder(backends)
    follower, watcher, workers = _NoBuilds(backends), Watcher(backends), Workers(backends)
    follower.start()
    watcher.start()
    workers.start()
    try:
        yield Api(create_app(backends))
    finally:
        workers.stop()
        watcher.stop()
        follower.stop()
        for thread in threading.enumerate():
            if thread.name == "note-key":  # begun by a request, and waited for by nobody
                thread.join(5)
        backends.store.close()


def _in_query(value: Any) -> Any:
    """As clients write it, whose booleans are JSON's."""
    return str(value).lower() if isinstance(value, bool) else value


def _changed(document: Document, changes: Mapping[str, Any]) -> Document:
    changed = copy.deepcopy(document) | changes
    return {key: value for key, value in changed.items() if value is not None}
