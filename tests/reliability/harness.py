"""A whole creatormatch in real processes that a test may kill, and a model of what it has promised to keep."""

import contextlib
import itertools
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import numpy as np
import orjson
import redis
from sqlalchemy import select

from service import keys
from service.bootstrap import build_backends
from service.config import load_config
from service.embeddings.encoder import encoder_spec, open_encoder
from service.embeddings.text import creator_text
from service.index.generation import current_name
from service.store.engine import Store
from service.store.migrate import migrate
from service.store.tables import creators, vectors

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
PATIENCE_SECONDS = 60.0
BUILDER = "service.generations"
# What the server adds to a document that it gives back.
_ADDED = ("version", "created_at", "updated_at", "embedding", "likely_duplicates", "detected_niches")
_IMPORT = {"Content-Type": "application/x-ndjson"}
_EVERYTHING = {"min": 0, "unknown": "include"}

Document = dict[str, Any]
T = TypeVar("T")


def eventually(what: str, look: Callable[[], T], seconds: float = PATIENCE_SECONDS, pause: float = 0.05) -> T:
    """What `look` finds, once that is true; fails when the time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(pause)
    raise AssertionError(f"in {seconds} s it did not happen: {what}; the last look found {look()!r}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


# --- processes


def processes_of(group: int) -> dict[int, str]:
    """Living processes of a process group with their command lines."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) == group and fields[0] not in "ZX":
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def kill(pid: int) -> bool:
    """SIGKILL; whether there was somebody to kill."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


class Server:
    """The processes of one command, in a group of their own."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], log: Path) -> None:
        self._command, self._environment, self._log = command, environment, log
        self._groups: list[int] = []
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            self._log_start = log.tell()
            self.process = subprocess.Popen(self._command, env=self._environment, cwd=ROOT, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, start_new_session=True)  # fmt: skip
        self._groups.append(self.process.pid)
        return self.process

    @property
    def group(self) -> dict[int, str]:
        return processes_of(self.process.pid)

    @property
    def children(self) -> list[int]:
        """gunicorn's worker processes, or nothing."""
        return [pid for pid, line in self.group.items() if pid != self.process.pid and BUILDER not in line]

    @property
    def builders(self) -> list[int]:
        return [pid for pid, line in self.group.items() if BUILDER in line]

    def kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_master(self) -> None:
        """Only the first process; its children find out by themselves."""
        self.process.kill()
        self.process.wait()

    @property
    def left_behind(self) -> list[int]:
        """Processes of earlier starts that have not gone yet."""
        return [pid for group in self._groups if group != self.process.pid for pid in processes_of(group)]

    def end(self) -> None:
        for group in self._groups:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        self.process.wait()

    def said(self, words: str) -> bool:
        """Whether it has written these words since its last start."""
        return words.encode() in self._log.read_bytes()[self._log_start :]

    @property
    def tail(self) -> str:
        return self._log.read_text(errors="replace")[-3000:]


class KillableRedis:
    """A Redis that can be killed and started again on its port."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self.url = f"redis://{HOST}:{self._port}/0"
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        program = shutil.which("redis-server")
        assert program is not None
        options = ["--bind", HOST, "--port", str(self._port), "--dir", str(self._folder), "--save", ""]
        self.process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, start_new_session=True)
        eventually("Redis answers", self._answers)
        return self.process

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def _answers(self) -> bool:
        try:
            with redis.Redis(HOST, self._port, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


# --- the stack


class Stack:
    """An API server, with PostgreSQL and Redis worker processes too, over one database and data folder."""

    def __init__(self, folder: Path, background: int = 0, app: Sequence[str] = (), **settings: object) -> None:
        """`app`: another application than the usual one, as gunicorn takes it."""
        self.folder = folder
        port = free_port()
        own = {"data": folder / "data", "bind": f"{HOST}:{port}", "encoder": "hash", "lease_seconds": 1,
               "sweep_seconds": 0.5, "threads": 8, "delta_max_rows": 100,
               "requests_per_minute": 10**6} | settings  # fmt: skip
        self.settings = {f"CREATORMATCH_{name.upper()}": str(value) for name, value in own.items()}
        plain = {name: value for name, value in os.environ.items() if not name.startswith("CREATORMATCH_")}
        self.environment = plain | self.settings
        self.store, self.key = self._prepare()
        self.address = f"http://{HOST}:{port}"
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", *app]
        self.server = Server(gunicorn, self.environment, folder / "server.log")
        worker = [sys.executable, "-c", "from service.cli import main; main()", "worker"]
        self.workers = [Server(worker, self.environment, folder / f"worker{n}.log") for n in range(background)]
        self.index_folder = folder / "data" / "index"

    def _prepare(self) -> tuple[Store, str]:
        """A database with a schema, and a marketplace key with a brand to act for."""
        backends = build_backends(load_config(self.settings))
        migrate(backends.store)
        keys.put_brand(backends, "brand", "Brand")
        return backends.store, keys.create_key(backends, "marketplace", None)

    def client(self) -> httpx.Client:
        """A client of its own connections; one a thread."""
        headers = {"Authorization": f"Bearer {self.key}", "Creatormatch-Brand": "brand"}
        return httpx.Client(base_url=self.address, headers=headers, timeout=PATIENCE_SECONDS)

    def wait_ready(self) -> None:
        """Until a server that is not about to die answers; one that found its predecessor's lock is started again,
        as any supervisor would."""
        eventually(f"the server is ready: {self.server.tail}", self._ready)

    def _ready(self) -> bool:
        if self.server.process.poll() is not None:
            self.server.start()
        if self.server.left_behind:
            return False
        try:
            return httpx.get(f"{self.address}/readyz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def status(self, client: httpx.Client) -> Document:
        return answered(client.get("/v1/status"))

    def wait_caught_up(self, client: httpx.Client) -> None:
        """Until nothing waits for a vector and everything committed is visible."""
        eventually(f"the index catches up: {self.server.tail}", lambda: self._caught_up(client))

    def _caught_up(self, client: httpx.Client) -> bool:
        now = self.status(client)
        return now["stale"] == 0 and now["visible_seq"] == now["feed_seq"]

    def stored(self, client: httpx.Client) -> dict[str, Document]:
        """Every stored creator, through the list."""
        pages = _pages(lambda cursor: client.get("/v1/creators", params={"limit": 200} | cursor))
        return {shown["external_id"]: _plain(shown) for shown in pages}

    def matches(self, client: httpx.Client, followers: Document) -> list[str]:
        """Everybody whose followers lie in a range, by the index, page by page."""
        brief = {"text": "anybody at all", "constraints": {"followers": followers}}
        address = f"/v1/briefs/{answered(client.post('/v1/briefs', json=brief), 201)['id']}"
        pages = _pages(lambda cursor: client.get(f"{address}/matches", params={"limit": 200} | cursor))
        found = [match["creator"]["external_id"] for match in pages]
        assert client.delete(address).status_code == 204
        return found

    def exported(self) -> dict[str, Document]:
        """Every stored creator, through the command line."""
        command = [sys.executable, "-c", "from service.cli import main; main()", "export"]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, check=True)
        found = [orjson.loads(line) for line in done.stdout.splitlines()]
        return {document["external_id"]: document for document in found}

    def wrong_vectors(self) -> list[str]:
        """Creators whose stored vector is not that of their stored text."""
        spec = encoder_spec("hash")
        encoder = open_encoder(spec)
        mine = (vectors.c.creator_id == creators.c.id) & (vectors.c.encoder == spec.fingerprint)
        query = select(creators.c.external_id, creators.c.document, vectors.c.vector)
        with self.store.read() as connection:
            rows = connection.execute(query.select_from(creators.outerjoin(vectors, mine))).all()
        texts = [creator_text(orjson.loads(row.document)) for row in rows]
        right = encoder.encode_documents(texts).astype("<f2") if texts else np.empty((0, 0))
        return [row.external_id for row, vector in zip(rows, right, strict=True) if row.vector != vector.tobytes()]

    def kill_worker(self, index: int) -> None:
        """One of the background processes; another takes its place."""
        self.workers[index].kill_group()
        self.workers[index].start()

    def end(self) -> None:
        for server in (self.server, *self.workers):
            server.end()
        self.store.close()


_MERGE = {"Content-Type": "application/merge-patch+json"}


def answered(response: httpx.Response, status: int = 200) -> Document:
    assert response.status_code == status, (response.status_code, response.text)
    document: Document = response.json()
    return document


def _pages(get: Callable[[dict[str, str]], httpx.Response]) -> Iterator[Document]:
    cursor: dict[str, str] = {}
    while True:
        page = answered(get(cursor))
        yield from page["items"]
        if page["next_cursor"] is None:
            return
        cursor = {"cursor": page["next_cursor"]}


def _plain(shown: Document) -> Document:
    return {name: value for name, value in shown.items() if name not in _ADDED}


# --- what is kept


class Model:
    """What each creator may be: one state when it is known, several while an operation is in doubt, None erased."""

    def __init__(self) -> None:
        self._states: dict[str, list[Document | None]] = {}

    def acknowledged(self, external_id: str, state: Document | None) -> None:
        self._states[external_id] = [state]

    def in_doubt(self, external_id: str, state: Document | None) -> None:
        self._states.setdefault(external_id, [None]).append(state)

    def known(self, external_id: str) -> Document | None:
        """The state of a creator about which there is no doubt."""
        (state,) = self._states.get(external_id, [None])
        return state

    def observe(self, found: dict[str, Document]) -> None:
        """What was found must be what may be; from now on it is what is."""
        strangers = found.keys() - self._states.keys()
        assert not strangers, f"nobody stored {sorted(strangers)}"
        for external_id, states in self._states.items():
            state = found.get(external_id)
            assert state in states, f"{external_id} is {state}, and should be one of {states}"
            self._states[external_id] = [state]

    @property
    def present(self) -> dict[str, Document]:
        """Everybody who is stored; only when there is no doubt."""
        known = {external_id: self.known(external_id) for external_id in self._states}
        return {external_id: state for external_id, state in known.items() if state is not None}


_WORDS = [f"word{number}" for number in range(3000)]


@dataclass
class Drafts:
    """Creator documents, no two alike; their follower counts tell them apart in the index."""

    rng: random.Random
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def make(self, external_id: str) -> Document:
        number = next(self.numbers)
        account: Document = {"platform": "instagram", "handle": f"{external_id}.{number}", "followers": number,
                             "engagement_basis": "followers"}  # fmt: skip
        text = " ".join(self.rng.choices(_WORDS, k=12))
        document: Document = {"external_id": external_id, "name": f"Nobody {number}", "text": text,
                              "attributes": {"number": number}}  # fmt: skip
        return document | ({"accounts": [account]} if self.rng.random() < 0.8 else {})


def followers_of(document: Document) -> int | None:
    return document["accounts"][0]["followers"] if "accounts" in document else None


def check_everything(stack: Stack, model: Model, rng: random.Random) -> None:
    """The stored creators are what was promised, and the index comes to say the same by itself."""
    with stack.client() as client:
        model.observe(stack.stored(client))
        present = model.present
        for external_id in rng.sample(sorted(present), min(3, len(present))):
            assert _plain(answered(client.get(f"/v1/creators/{external_id}"))) == present[external_id]
        stack.wait_caught_up(client)
        assert stack.wrong_vectors() == []
        _check_matches(stack, client, present, _EVERYTHING)
        counts = sorted(count for document in present.values() if (count := followers_of(document)) is not None)
        if counts:
            low, high = sorted(rng.choices(counts, k=2))
            _check_matches(stack, client, present, {"min": low, "max": high})


def _check_matches(stack: Stack, client: httpx.Client, present: dict[str, Document], followers: Document) -> None:
    """A match over a range of followers finds exactly whom it should, each once."""
    unknown_too = followers.get("unknown") == "include"

    def wanted(document: Document) -> bool:
        count = followers_of(document)
        return unknown_too if count is None else followers["min"] <= count <= followers.get("max", count)

    right = sorted(external_id for external_id, document in present.items() if wanted(document))

    def look() -> bool:
        # Other serving processes than the one that was asked for its state may be a moment behind.
        return sorted(stack.matches(client, followers)) == right

    eventually(f"matches are the {len(right)} creators of {followers}", look, seconds=10)


@dataclass
class Run:
    """One stack through many kills: the damage that one did would show in any later one."""

    stack: Stack
    model: Model
    drafts: Drafts
    rng: random.Random

    def check(self) -> None:
        check_everything(self.stack, self.model, self.rng)

    def pause(self, seconds: float) -> None:
        """So that a kill falls anywhere."""
        time.sleep(self.rng.uniform(0, seconds))

    def import_held(self, client: httpx.Client, ids: Sequence[str]) -> tuple[threading.Thread, "Held"]:
        """An import that runs, sent up to some line; it cannot end before its body is let go."""
        documents = drafts_of(self.drafts, ids)
        body = Held(documents, after=self.rng.randrange(len(documents) - 1))
        importing = in_background(lambda: import_creators(client, self.model, documents, body))
        assert body.reached.wait(PATIENCE_SECONDS)
        return importing, body

    def builder_caught(self, moment: int) -> list[int]:
        """Wait for a generation's builder to run, to write, or to publish; who that is, if it has not ended."""
        folder, server = self.stack.index_folder, self.stack.server
        if moment == 0:
            eventually("a builder runs", lambda: server.builders, pause=0.01)
            self.pause(0.8)
        elif moment == 1:
            eventually("it writes", lambda: list(folder.glob("building-*")), pause=0.0005)
            self.pause(0.03)
        else:
            eventually("it publishes", lambda: _unpublished(folder), pause=0.0002)
        return server.builders


def _unpublished(folder: Path) -> list[Path]:
    current = current_name(folder)
    return [path for path in folder.glob("gen-*") if path.name != current]


# --- operations


class Held:
    """An import body that says when it is sent up to some line, and holds its last lines back until it is let go."""

    def __init__(self, documents: Sequence[Document], after: int) -> None:
        self._documents, self._after = documents, after
        self.reached, self.let_go = threading.Event(), threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        yield from _lines(self._documents[: self._after])
        self.reached.set()
        yield from _lines(self._documents[self._after : -1])
        self.let_go.wait(PATIENCE_SECONDS)
        yield from _lines(self._documents[-1:])


def import_creators(client: httpx.Client, model: Model, documents: Sequence[Document],
                    body: Iterable[bytes] | None = None) -> bool:  # fmt: skip
    """Import; a line counts only by its result. Whether the whole answer arrived."""
    for document in documents:
        model.in_doubt(document["external_id"], document)
    content = body or _lines(documents)
    try:
        with client.stream("POST", "/v1/creators:import", content=content, headers=_IMPORT) as response:
            assert response.status_code == 200, response.read()
            for line in response.iter_lines():
                result = orjson.loads(line)
                if "line" in result:
                    assert result["status"] in ("created", "updated", "unchanged"), result
                    document = documents[result["line"] - 1]
                    model.acknowledged(document["external_id"], document)
    except httpx.TransportError:
        return False
    return True


def _lines(documents: Sequence[Document]) -> Iterator[bytes]:
    """The body in pieces, as a program sends it that reads from a file."""
    for start in range(0, len(documents), 50):
        yield b"".join(orjson.dumps(document) + b"\n" for document in documents[start : start + 50])


def put(client: httpx.Client, model: Model, document: Document) -> bool:
    external_id = document["external_id"]
    model.in_doubt(external_id, document)
    body = {name: value for name, value in document.items() if name != "external_id"}
    return _settled(model, external_id, document, lambda: client.put(f"/v1/creators/{external_id}", json=body))


def patch(client: httpx.Client, model: Model, before: Document, change: Document) -> bool:
    external_id, after = before["external_id"], before | change
    model.in_doubt(external_id, after)
    address = f"/v1/creators/{external_id}"
    return _settled(model, external_id, after, lambda: client.patch(address, json=change, headers=_MERGE))


def erase(client: httpx.Client, model: Model, external_id: str) -> bool:
    model.in_doubt(external_id, None)
    return _settled(model, external_id, None, lambda: client.delete(f"/v1/creators/{external_id}"))


def _settled(model: Model, external_id: str, state: Document | None, send: Callable[[], httpx.Response]) -> bool:
    """Send; a 2xx is a promise, a connection that broke leaves doubt."""
    try:
        response = send()
    except httpx.TransportError:
        return False
    assert response.is_success, response.text
    model.acknowledged(external_id, state)
    return True


class Editor(threading.Thread):
    """Somebody who edits creators of its own without pause, until a connection breaks or it is told to stop."""

    def __init__(self, stack: Stack, model: Model, drafts: Drafts, mine: Sequence[str], seed: int) -> None:
        super().__init__(daemon=True)
        self._stack, self._model, self._drafts, self._mine = stack, model, drafts, mine
        self._rng = random.Random(seed)
        self._stopping = threading.Event()
        self.error: Exception | None = None
        self.done = 0

    def run(self) -> None:
        try:
            with self._stack.client() as client:
                while not self._stopping.is_set() and self._edit(client):
                    self.done += 1
        except Exception as error:
            self.error = error

    def stop(self) -> None:
        self._stopping.set()
        self.join()
        if self.error is not None:
            raise self.error

    def _edit(self, client: httpx.Client) -> bool:
        external_id = self._rng.choice(self._mine)
        before, draft = self._model.known(external_id), self._drafts.make(external_id)
        choice = self._rng.random()
        if before is None or choice < 0.4:
            return put(client, self._model, draft)
        if choice < 0.6:
            return erase(client, self._model, external_id)
        if choice < 0.7:
            return import_creators(client, self._model, [draft])
        changed = self._rng.choice(("text", "attributes", "accounts"))
        return patch(client, self._model, before, {changed: draft[changed]} if changed in draft else {})


@contextlib.contextmanager
def editors(stack: Stack, model: Model, drafts: Drafts, count: int = 2) -> Iterator[list[Editor]]:
    """Several at once, each with creators of its own; whoever raised in them raises here."""
    ids = {n: [f"edited-{n}-{i}" for i in range(20)] for n in range(count)}
    running = [Editor(stack, model, drafts, ids[n], drafts.rng.randrange(10**9)) for n in range(count)]
    for editor in running:
        editor.start()
    try:
        yield running
    finally:
        for editor in running:
            editor.stop()


def in_background(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def drafts_of(drafts: Drafts, ids: Iterable[str]) -> list[Document]:
    return [drafts.make(external_id) for external_id in ids]
