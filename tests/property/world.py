"""A service without servers: one database, one index, driven step by step by a test."""

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson

from service import briefs, catalog, feedback, generations, imports, matching, outcomes
from service.api.creator_schemas import load_creator
from service.backends import Backends, EncoderShelf
from service.bootstrap import build_backends
from service.config import Config, load_config
from service.embeddings.encoder import Encoder, EncoderSpec, open_encoder
from service.imports import ImportReport, Tally
from service.index.snapshot import LiveIndex
from service.indexing import catch_up, open_live
from service.lines import Line
from service.refresh import refresh, register_encoder
from service.scoring import Asked
from service.store import encoders
from service.store.brands import put_brand
from service.store.briefs import StoredBrief
from service.store.migrate import migrate
from tests.property import reference

Document = dict[str, Any]
OpenEncoder = Callable[[EncoderSpec], Encoder]

NOW = datetime.datetime(2026, 11, 3, 12, tzinfo=datetime.UTC)


def config_for(data: Path, database_url: str = "", **settings: str) -> Config:
    return load_config(environment_for(data, database_url, **settings))


def environment_for(data: Path, database_url: str = "", **settings: str) -> dict[str, str]:
    values = {"data": str(data), "database_url": database_url, "encoder": "hash", "refresh_batch": "200"} | settings
    return {f"CREATORMATCH_{name.upper()}": value for name, value in values.items()}


class World:
    """Writes go through the use cases; `follow` shows them, `build` and `restart` change what they are read from."""

    def __init__(self, config: Config, open_one: OpenEncoder = open_encoder) -> None:
        self.config, self.open_one = config, open_one
        self.backends = _open(config, open_one)
        migrate(self.backends.store)
        register_encoder(self.backends)
        self.brand_id = self.brand("alice")
        self.live: LiveIndex | None = None

    def put(self, external_id: str, document: Document) -> None:
        catalog.save_creator(self.backends, external_id, document)

    def patch(self, external_id: str, patch: Document) -> None:
        catalog.patch_creator(self.backends, external_id, patch, load_creator)

    def erase(self, external_id: str) -> None:
        catalog.erase_creator(self.backends, external_id)

    def import_all(self, documents: Mapping[str, Document]) -> None:
        lines = [Line(i, external_id, document) for i, (external_id, document) in enumerate(documents.items(), 1)]
        list(imports.import_creators(self.backends, lines, ImportReport()))

    @property
    def active_encoder(self) -> str:
        with self.backends.store.read() as connection:
            active = encoders.active(connection)
        assert active is not None
        return active.fingerprint

    def brand(self, slug: str) -> int:
        """The id of a brand, new or not."""
        return self.backends.store.write(lambda c: put_brand(c, slug, slug))[0].id

    def judge(self, brand_id: int, brief_id: str, external_id: str, verdict: str, reason: str | None) -> None:
        feedback.give(self.backends, brand_id, brief_id, external_id, {"verdict": verdict, "reason": reason})

    def record(self, brand_id: int, brief_id: str, brought: list[Document]) -> None:
        lines = [Line(i, f"o{i}", document) for i, document in enumerate(brought, 1)]
        list(outcomes.import_outcomes(self.backends, brand_id, brief_id, lines, Tally()))

    def follow(self) -> None:
        """Embed what waits and show every change."""
        self.refresh()
        self.show()

    def show(self) -> None:
        """Show every change, with the vectors that there are."""
        if self.live is None:
            self.live = open_live(self.backends.store, self.config.index_folder, self.active_encoder)
        assert self.live is not None
        catch_up(self.backends.store, self.live)
        self.backends.served.show(self.live.snapshot)

    def build(self) -> str:
        """Publish a generation and go on from it."""
        name = generations.build(self.config, self.backends.store)
        assert name is not None
        self.live = None
        self.follow()
        return name

    def refresh(self) -> None:
        refresh(self.backends)

    def restart(self) -> None:
        self.restart_unserved()
        self.follow()

    def restart_unserved(self) -> None:
        """A new process on the same data, before it reads its index."""
        self.backends.store.close()
        self.backends, self.live = _open(self.config, self.open_one), None
        register_encoder(self.backends)

    def close(self) -> None:
        self.backends.store.close()

    def ranking(
        self, brief: Document, sort: matching.Sort = "score", limit: int = 100, brand_id: int | None = None
    ) -> tuple[Document, list[Document]]:
        """First answer and the matches of all pages."""
        stored = briefs.post_brief(self.backends, brand_id or self.brand_id, brief)
        answer = page = self.page(stored, Asked(limit, sort))
        matches = list(page["items"])
        while page["next_cursor"]:
            page = self.page(stored, Asked(limit), page["next_cursor"])
            matches += page["items"]
        return answer, matches

    def page(self, stored: StoredBrief, asked: Asked, cursor: str | None = None) -> Document:
        """A page of a stored brief's matches as it is answered: the first, or the cursor's."""
        now, seq = briefs.get_brief_and_seq(self.backends, stored.brand_id, stored.id)
        if cursor is None:
            return _as_answered(matching.match_brief(self.backends, now, seq, asked))
        return _as_answered(matching.next_page(self.backends, now, seq, cursor, asked))

    def match_once(self, brief: Document, asked: Asked) -> Document:
        return _as_answered(matching.match_once(self.backends, brief, asked))

    def query_vectors(self, brief: Document, encoder: str | None = None) -> reference.Vector:
        with self.backends.store.read() as connection:
            specs = {e.fingerprint: EncoderSpec(**e.spec) for e in encoders.all_encoders(connection)}
        spec = specs[encoder or self.active_encoder]
        return self.backends.encoders.get(spec).encode_queries(reference.views_of(brief)).astype(float)

    def expected(
        self, brief: Document, sort: str = "score", encoder: str | None = None, known: reference.Known | None = None
    ) -> list[reference.Expected]:
        tables = reference.read_tables(self.backends, encoder)
        return reference.expected_ranking(tables, brief, self.query_vectors(brief, encoder), sort, known)


def _open(config: Config, open_one: OpenEncoder) -> Backends:
    return dataclasses.replace(build_backends(config), encoders=EncoderShelf(open_one), now=lambda: NOW)


def _as_answered(found: Document) -> Document:
    answered: Document = orjson.loads(orjson.dumps(found))
    return answered
