"""What happens behind the answers: imports, catching up, compaction, opening, and what readers feel of it.

python -m benchmarks.background [--creators N] [--data FOLDER] [--lines N] [--only NAME ...] [--postgres]

Fills a database with N creators (see benchmarks/filling.py; a folder that holds enough is used as it is), then
measures, each beside a baseline of the same run:

- import: rows/s through the use case, beside parsing and inserting the same documents bare;
- import_job: rows/s of a job over parts that were uploaded, beside that use case;
- catch_up: changes to index rows, rows/s, beside reading the changes alone;
- compact: a new generation of everything and a delta of 10,000 rows, seconds and peak memory of the process, and the
  time of a ranking meanwhile, beside idle; and beside writing as many bytes;
- open: seconds until a start serves, beside hashing the same files;
- share: what a second process that serves the same generation adds in memory (Linux).

Everything runs on the default encoder's vectors, but nothing is encoded.
"""

import argparse
import datetime
import hashlib
import io
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from rich.console import Console
from sqlalchemy import func, select, update

from benchmarks.filling import documents, fill
from service import sample
from service.api.import_schemas import load_import
from service.api.importing import CREATORS, read_lines
from service.backends import Backends
from service.bootstrap import build_backends
from service.config import load_config
from service.import_jobs import uploads
from service.import_jobs.running import run_imports
from service.imports import ImportReport, import_creators
from service.index.generation import current_name, open_generation
from service.index.snapshot import LiveIndex, Snapshot
from service.index.wanted import wanted_by_brief
from service.indexing import catch_up, open_live
from service.readings import resolve_now
from service.refresh import _ensure_niches, _in_use, register_encoder
from service.scoring import Asked, Question, rank
from service.serving import Follower
from service.store import creators, encoders, feed
from service.store.engine import Connection
from service.store.migrate import migrate
from service.store.tables import changes
from service.store.tables import creators as creators_table

RESULTS = Path(__file__).parent / "results"
DELTA = 10_000
_PART = 8 * 1024 * 1024
QUESTIONS = 24
Found = dict[str, Any]


def main() -> None:
    options = _options()
    with ExitStack() as stop:
        folder = Path(options.data or stop.enter_context(tempfile.TemporaryDirectory(prefix="cm-background-")))
        url = stop.enter_context(_postgres()) if options.postgres else ""
        backends = opened(folder, url)
        _fill_up(backends, options.creators)
        result: Found = _circumstances(backends)
        for name in options.only or MEASURES:
            result[name] = MEASURES[name](backends, options)
            _tell(name, result[name])
    RESULTS.mkdir(exist_ok=True)
    database = "postgresql" if options.postgres else "sqlite"
    (RESULTS / f"background-{database}-{options.creators}.json").write_text(json.dumps(result, indent=1) + "\n")


def opened(folder: Path, url: str = "") -> Backends:
    """A migrated database that knows the default encoder and its niches' vectors."""
    backends = build_backends(load_config({"CREATORMATCH_DATA": str(folder), "CREATORMATCH_DATABASE_URL": url}))
    migrate(backends.store)
    register_encoder(backends)
    for encoder in _in_use(backends):
        _ensure_niches(backends, encoder)
    return backends


def _fill_up(backends: Backends, count: int) -> None:
    with backends.store.read() as connection:
        missing = count - creators.count(connection)
    if missing > 0:
        started = time.perf_counter()
        fill(backends.store, missing)
        _tell("filled", {"rows": missing, "seconds": round(time.perf_counter() - started, 1)})


# --- import


def measure_import(backends: Backends, options: argparse.Namespace) -> Found:
    made = documents(options.lines, seed=_unused_seed(backends))
    body = b"".join(orjson.dumps(document) + b"\n" for document in made)
    baseline = _bare_insert(body)
    report = ImportReport()
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in import_creators(backends, read_lines(io.BytesIO(body), len(body)), report):
        pass
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    assert report.created == options.lines, report
    return {
        "lines": options.lines,
        "rows_per_s": round(options.lines / wall),
        "rows_per_cpu_s": round(options.lines / cpu),
        "bare_parse_and_insert_rows_per_s": round(baseline),
        "share_of_bare": round(options.lines / wall / baseline, 3),
    }


def measure_import_job(backends: Backends, options: argparse.Namespace) -> Found:
    """As many other lines as a job, beside the streaming import of the same run."""
    beside = measure_import(backends, options)
    body = b"".join(orjson.dumps(one) + b"\n" for one in documents(options.lines, seed=_unused_seed(backends)))
    started = time.perf_counter()
    import_id = uploads.create_import(backends, load_import({"format": "ndjson"})).stored.id
    for number, start in enumerate(range(0, len(body), _PART), 1):
        uploads.put_part(backends, import_id, number, body[start : start + _PART])
    uploads.start_import(backends, import_id, CREATORS)
    uploaded = time.perf_counter() - started
    cpu, wall = time.process_time(), time.perf_counter()
    run_imports(backends, threading.Event(), CREATORS)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    counts = uploads.get_import(backends, import_id).stored.counts
    assert counts["created"] == options.lines, counts
    return {
        "lines": options.lines,
        "upload_s": round(uploaded, 2),
        "rows_per_s": round(options.lines / wall),
        "rows_per_cpu_s": round(options.lines / cpu),
        "streaming_rows_per_s": beside["rows_per_s"],
        "streaming_rows_per_cpu_s": beside["rows_per_cpu_s"],
    }


def _unused_seed(backends: Backends) -> int:
    with backends.store.read() as connection:
        return 1000 + feed.last_seq(connection) % 1_000_000


def _bare_insert(body: bytes) -> float:
    """Rows/s of parsing and storing the same documents in one plain SQLite table, one durable transaction a chunk."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare.sqlite", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE creators (id INTEGER PRIMARY KEY, external_id TEXT UNIQUE, document TEXT)")
        lines, started = body.splitlines(), time.perf_counter()
        for start in range(0, len(lines), 400):
            rows = [(orjson.loads(line)["external_id"], line.decode()) for line in lines[start : start + 400]]
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO creators (external_id, document) VALUES (?, ?)", rows)
            connection.execute("COMMIT")
        seconds = time.perf_counter() - started
        connection.close()
    return len(lines) / seconds


# --- catching up and compaction


def measure_catch_up(backends: Backends, options: argparse.Namespace) -> Found:
    """The last rows of the feed, as after a start with an older generation."""
    with backends.store.read() as connection:
        active = encoders.active(connection)
        first = feed.last_seq(connection) - options.lines
    assert active is not None
    live = open_live(backends.store, Path("/nonexistent"), active.fingerprint)
    assert live is not None
    live.header = live.header.__class__(**{**live.header.__dict__, "seq": max(0, first)})
    started = time.perf_counter()
    with backends.store.read() as connection:
        read = len(feed.read_changes(connection, max(0, first), active.fingerprint, options.lines))
    reading = time.perf_counter() - started
    cpu, wall = time.process_time(), time.perf_counter()
    applied = catch_up(backends.store, live)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"rows": applied, "rows_per_s": round(applied / wall), "rows_per_cpu_s": round(applied / cpu),
            "reading_alone_rows_per_s": round(read / reading)}  # fmt: skip


def measure_compaction(backends: Backends, options: argparse.Namespace) -> Found:
    folder = backends.config.index_folder
    scratch = _build(backends, "--from-scratch") if current_name(folder) is None else None
    backends.store.write(_touch)
    served, built = Serving(backends), list[Found]()
    with served.following():
        idle = served.latencies(options.seconds)
        before = served.generation
        builder = threading.Thread(target=lambda: built.append(_build(backends)))
        builder.start()
        meanwhile = served.latencies_while(builder.is_alive)
        builder.join()
        started = time.perf_counter()
        taking_over = served.latencies_while(lambda: served.generation == before)
        seconds = time.perf_counter() - started
        taking_over += served.latencies(1.0)
        idle += served.latencies(options.seconds)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return (
        built[0]
        | {
            "taken_over_after_s": round(seconds, 1),
            "generation_mib": size >> 20,
            "bytes_a_creator": round(size / served.snapshot.creator_count),
            "write_and_sync_as_many_bytes_s": _write_bytes(folder, size),
            "idle_ms": _percentiles(idle),
            "meanwhile_ms": _percentiles(meanwhile),
            "taking_over_ms": _percentiles(taking_over),
            "p99_ratio": round(float(np.percentile(meanwhile + taking_over, 99) / np.percentile(idle, 99)), 2),
        }
        | ({"from_scratch": scratch} if scratch else {})
    )


def _touch(connection: Connection) -> None:
    """The first creators change places to the feed's end: a delta."""
    ids = list(connection.execute(select(changes.c.creator_id).order_by(changes.c.creator_id).limit(DELTA)).scalars())
    connection.execute(
        update(creators_table).where(creators_table.c.id.in_(ids)).values(version=creators_table.c.version + 1)
    )
    feed.record(connection, ids)


def _build(backends: Backends, *arguments: str) -> Found:
    """As the service does it: in a process of its own. Its own time, and the most memory that it held."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "service.generations", *arguments],
        env=os.environ | backends.config.environment(),
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, f"the build ended with {status}"
    return {"seconds": round(time.perf_counter() - started, 1), "peak_mib": usage.ru_maxrss >> 10,
            "cpu_s": round(usage.ru_utime + usage.ru_stime, 1)}  # fmt: skip


def _write_bytes(folder: Path, size: int) -> float:
    block, started = os.urandom(1 << 24), time.perf_counter()
    path = folder / "bytes"
    with path.open("wb") as file:
        for _ in range(0, size, len(block)):
            file.write(block)
        os.fsync(file.fileno())
    path.unlink()
    return round(time.perf_counter() - started, 1)


class Serving:
    """An index as a serving process holds it, and questions to it."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends
        live = _open(backends)
        catch_up(backends.store, live)
        backends.served.show(live.snapshot)
        self._questions = _questions(backends, self.snapshot)
        for question in self._questions:
            rank(backends, self.snapshot, question)

    @property
    def snapshot(self) -> Snapshot:
        found = self._backends.served.snapshot
        assert found is not None
        return found

    @property
    def generation(self) -> str:
        return self.snapshot.base.name if self.snapshot.base else ""

    @contextmanager
    def following(self) -> Iterator[None]:
        """With the follower, which takes over what is published."""
        follower = Follower(self._backends)
        follower.start()
        try:
            yield
        finally:
            follower.stop()

    def latencies(self, seconds: float) -> list[float]:
        until = time.perf_counter() + seconds
        return self.latencies_while(lambda: time.perf_counter() < until)

    def latencies_while(self, go_on: Callable[[], bool]) -> list[float]:
        """Milliseconds of rankings one after the other, ten milliseconds apart."""
        found: list[float] = []
        while go_on():
            question = self._questions[len(found) % len(self._questions)]
            started = time.perf_counter()
            rank(self._backends, self.snapshot, question)
            found.append((time.perf_counter() - started) * 1000)
            time.sleep(0.01)
        return found


def _questions(backends: Backends, snapshot: Snapshot) -> list[Question]:
    """The sample's briefs, each about an example of a niche."""
    numbers = np.random.default_rng(5)
    found = []
    for document in list(sample.briefs())[:QUESTIONS]:
        brief = resolve_now(backends, {"text": document["text"], **document}).brief
        view = snapshot.examples[[numbers.integers(len(snapshot.examples))]]
        found.append(Question(brief, wanted_by_brief(view, snapshot.examples), Asked(20)))
    return found


# --- starts and processes


def measure_open(backends: Backends, options: argparse.Namespace) -> Found:
    folder = backends.config.index_folder
    name = current_name(folder)
    assert name is not None, "build a generation first"
    started = time.perf_counter()
    open_generation(folder, name)
    verified = time.perf_counter() - started
    started = time.perf_counter()
    _open(backends)
    whole = time.perf_counter() - started
    started = time.perf_counter()
    for path in (folder / name).iterdir():
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256")
    hashing = time.perf_counter() - started
    return {"verify_and_map_s": round(verified, 2), "ready_to_serve_s": round(whole, 2),
            "sha256_alone_s": round(hashing, 2)}  # fmt: skip


def _open(backends: Backends) -> LiveIndex:
    with backends.store.read() as connection:
        active = encoders.active(connection)
    assert active is not None
    live = open_live(backends.store, backends.config.index_folder, active.fingerprint)
    assert live is not None
    assert live.base is not None, "no generation to open"
    return live


def measure_share(backends: Backends, options: argparse.Namespace) -> Found:
    """Two processes that serve the same generation and have answered: memory of the index, in proportion."""
    folder = backends.config.index_folder
    size = sum(path.stat().st_size for path in (folder / (current_name(folder) or "")).iterdir())
    with _served_elsewhere(backends) as first:
        alone = _memory(first, folder)
        with _served_elsewhere(backends) as second:
            both = [_memory(pid, folder) for pid in (first, second)]
    empty = _empty_process(backends)
    added = both[1]["private"] - empty["private"]
    return {
        "index_mib": size >> 20,
        "one_process_pss_mib": alone["pss"] >> 20,
        "two_processes_pss_mib": sum(one["pss"] for one in both) >> 20,
        "index_mapped_pss_mib": [one["mapped"] >> 20 for one in both],
        "private_mib": [one["private"] >> 20 for one in both],
        "private_of_the_program_alone_mib": empty["private"] >> 20,
        "added_for_the_index_mib": added >> 20,
        "share_of_index": round(added / size, 3),
    }


@contextmanager
def _served_elsewhere(backends: Backends) -> Iterator[int]:
    """A process that holds the index and has answered every question."""
    code = (
        "import sys; from pathlib import Path; from benchmarks.background import Serving, opened;"
        "held = Serving(opened(Path(sys.argv[1]), sys.argv[2])); print('ready', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(backends.config.data), _url(backends)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield process.pid


def _url(backends: Backends) -> str:
    return "" if backends.config.is_sqlite else backends.config.database_url


def _memory(pid: int, folder: Path) -> dict[str, int]:
    """Bytes: proportional set size of the whole process and of the files below a folder that it maps; what nobody
    shares. (Proportional sizes move when the kernel takes mapped pages back; what is private stays.)"""
    total = mapped = private = 0
    inside = False
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name == "Pss":
            total += int(rest.split()[0]) * 1024
            mapped += int(rest.split()[0]) * 1024 * inside
        elif name in ("Private_Clean", "Private_Dirty"):
            private += int(rest.split()[0]) * 1024
        elif "-" in name.split(" ")[0]:
            inside = str(folder.absolute()) in line
    return {"pss": total, "mapped": mapped, "private": private}


_EMPTY = (
    "import sys; from pathlib import Path; from benchmarks.background import opened;"
    "held = opened(Path(sys.argv[1]), sys.argv[2]); held.encoders.get(held.encoder_spec).warm();"
    "print('ready', flush=True); sys.stdin.read()"
)


def _empty_process(backends: Backends) -> dict[str, int]:
    """What the program itself takes, its encoder included, without an index."""
    command = [sys.executable, "-c", _EMPTY, str(backends.config.data), _url(backends)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        return _memory(process.pid, Path("/nonexistent"))


# --- the report


Measure = Callable[[Backends, argparse.Namespace], Found]
MEASURES: dict[str, Measure] = {
    "catch_up": measure_catch_up,
    "compact": measure_compaction,
    "open": measure_open,
    "share": measure_share,
    "import": measure_import,
    "import_job": measure_import_job,
}


def _percentiles(values: list[float]) -> Found:
    return (
        {"rankings": len(values)}
        | {f"p{q}": round(float(np.percentile(values, q)), 2) for q in (50, 95, 99)}
        | {"max": round(max(values), 2)}
    )


def _circumstances(backends: Backends) -> Found:
    with backends.store.read() as connection:
        count = connection.execute(select(func.count()).select_from(creators_table)).scalar_one()
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    processor = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {processor}, Python {platform.python_version()}",
        "load_average": round(os.getloadavg()[0], 2),
        "creators": count,
    }


def _tell(name: str, found: Found) -> None:
    Console(width=120).print(f"[bold]{name}[/bold] " + ", ".join(f"{key} {value}" for key, value in found.items()))


@contextmanager
def _postgres() -> Iterator[str]:
    from tests import servers

    with servers.postgres_server() as server:
        yield server.url


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--creators", type=int, default=100_000)
    parser.add_argument("--data", help="a folder to keep; what it holds already counts")
    parser.add_argument("--lines", type=int, default=10_000, help="of the import, and rows to catch up with")
    parser.add_argument("--seconds", type=float, default=10.0, help="of idle rankings before and after")
    parser.add_argument("--only", action="append", choices=MEASURES)
    parser.add_argument("--postgres", action="store_true", help="a private server instead of SQLite")
    return parser.parse_args()


if __name__ == "__main__":
    main()
