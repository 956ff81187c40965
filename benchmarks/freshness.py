"""How long a change takes to show in matches while an import runs.

python -m benchmarks.freshness [--mode embedded|distributed] [--edits N] [--data FOLDER] [--changes N]

Starts real processes (distributed: PostgreSQL, Redis, one API and one worker process), loads the sample creators, and
keeps an import of more of them running. With --data the embedded service starts on a folder that benchmarks/filling.py
filled (and writes to it); with --changes so many of the creators there change every minute, in place of the import:
half of the changes are prices, a quarter dates, a quarter bios. Each edit is timed from the arrival of its 2xx to the
arrival of the first matches that show it.
"""

import argparse
import datetime
import itertools
import json
import os
import platform
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import orjson
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from service import sample
from service.store.tables import creators
from tests import servers
from tests.reliability.harness import Stack, answered, eventually

POLL_SECONDS = 0.01
LOST_SECONDS = 60.0
TARGETS = {"price": 0.5, "availability": 0.5, "bio": 2.0}
RESULTS = Path(__file__).parent / "results"
_MERGE = {"Content-Type": "application/merge-patch+json"}
_CITY = "Freshford"
_ENCODER = "all-MiniLM-L6-v2"
_CAMPAIGN = {"from": "2026-12-01", "to": "2026-12-20"}
_LIMIT = "300.00"
_CHANGERS = 4  # clients
_WARM_UP_SECONDS = 10.0  # the encoder is loaded when the first bio changes
# Each creator that is measured turns from one of its two subjects to the other and back.
_SUBJECTS = (
    ("restoring wooden sailing boats", "keeping axolotls and aquarium plants"),
    ("sourdough bread and old grain varieties", "long distance night trains across Europe"),
    ("mechanical keyboards and soldering", "raising alpacas and spinning their wool"),
    ("bouldering in sandstone forests", "restaurant reviews for people with coeliac disease"),
    ("medieval calligraphy with quill and ink", "competitive table tennis training"),
    ("beekeeping on city rooftops", "vintage synthesizers and tape music"),
    ("wheelchair travel and accessible hotels", "nail art with tiny landscapes"),
    ("astrophotography from dark valleys", "budget meals for students"),
    ("toddler play ideas from cardboard", "freediving and underwater photography"),
    ("kendo and Japanese swordsmithing", "personal finance for freelancers"),
)


def main() -> None:
    options = _options()
    if options.data:
        modes, suffix = ["embedded"], "-filled"
    else:
        modes, suffix = options.mode or ["embedded", "distributed"], ""
    for mode in modes:
        result = measure(mode, options)
        _show(result)
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"freshness-{mode}{suffix}.json").write_text(json.dumps(result, indent=1) + "\n")


def measure(mode: str, options: argparse.Namespace) -> dict[str, Any]:
    bodies = [] if options.changes else _bodies(options.lines)
    with _running(mode, options.data) as stack, stack.client() as client:
        if not options.data:
            _import(client, b"".join(orjson.dumps(creator) + b"\n" for creator in sample.creators()))
        _import(client, b"".join(orjson.dumps(_probe(n)) + b"\n" for n in range(len(_SUBJECTS))))
        eventually("the sample is embedded", lambda: _is_fresh(client), seconds=600)
        probes = Probes(client)
        load = _changes_running(stack, options.changes) if options.changes else _import_running(stack, bodies)
        with load as done:
            started = time.perf_counter()
            seconds = {kind: [] for kind in TARGETS}
            for turn in range(options.edits):
                for kind, edit in probes.edits.items():
                    seconds[kind].append(edit(turn))
            status = answered(client.get("/v1/status"))
            done["seconds"] = round(time.perf_counter() - started)
    return _result(mode, seconds, status, done)


class Probes:
    """Creators whose edits are timed, and the briefs that each edit changes the answer to."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        count = len(_SUBJECTS)
        self._priced = [self._brief({"cities": _city(n), "excluded_creators": []}, priced=True) for n in range(count)]
        self._dated = [self._brief({"cities": _city(n), "availability": _CAMPAIGN}) for n in range(count)]
        self._about = [[self._brief({}, text) for text in pair] for pair in _SUBJECTS]
        self.edits: dict[str, Callable[[int], float]] = {
            "price": self._price, "availability": self._availability, "bio": self._bio}  # fmt: skip

    def _brief(self, constraints: dict[str, Any], text: str = "anything", priced: bool = False) -> str:
        """A stored brief over the probes, with its vector made."""
        everybody = {"followers": {"min": 0, "unknown": "include"}, "countries": {"any_of": ["IS"]}}
        brief: dict[str, Any] = {"text": text, "constraints": everybody | constraints,
                                 "preferences": {"weights": {"fit": 1.0}}}  # fmt: skip
        if priced:
            brief |= {"deliverables": [{"kind": "ig_reel"}], "budget": {"currency": "EUR", "per_creator": _LIMIT}}
        brief_id = str(answered(self._client.post("/v1/briefs", json=brief), 201)["id"])
        self._first(brief_id)
        return brief_id

    def _price(self, turn: int) -> float:
        """A price falls below the limit."""
        probe = turn % len(_SUBJECTS)
        return self._appears(probe, self._priced[probe], {"rate_card": _card("350.00")}, {"rate_card": _card("250.00")})

    def _availability(self, turn: int) -> float:
        """A creator becomes free for the campaign."""
        probe = turn % len(_SUBJECTS)
        free, taken = {"from": "2026-11-01", "to": "2027-01-31"}, {"from": "2026-12-10", "to": "2027-01-31"}
        return self._appears(probe, self._dated[probe], {"availability": taken}, {"availability": free})

    def _bio(self, turn: int) -> float:
        """A bio turns to another subject, and its creator is the first for that subject."""
        probe, side = turn % len(_SUBJECTS), (turn // len(_SUBJECTS) + 1) % 2
        brief = self._about[probe][side]
        return self._timed(probe, {"text": _bio(probe, side)}, lambda: self._first(brief) == _id(probe))

    def _appears(self, probe: int, brief: str, out: dict[str, Any], into: dict[str, Any]) -> float:
        self._patch(probe, out | {"attributes": {"note": "out"}}, wait=True)
        assert self._first(brief) is None
        return self._timed(probe, into, lambda: self._first(brief) == _id(probe))

    def _timed(self, probe: int, change: dict[str, Any], shows: Callable[[], bool]) -> float:
        assert not shows()
        self._patch(probe, change)
        started = time.perf_counter()
        while not shows():
            assert time.perf_counter() - started < LOST_SECONDS, f"{change} never showed"
            time.sleep(POLL_SECONDS)
        return time.perf_counter() - started

    def _patch(self, probe: int, change: dict[str, Any], wait: bool = False) -> None:
        query = {"wait": "indexed"} if wait else {}
        answered(self._client.patch(f"/v1/creators/{_id(probe)}", json=change, headers=_MERGE, params=query))

    def _first(self, brief: str) -> str | None:
        items = answered(self._client.get(f"/v1/briefs/{brief}/matches", params={"limit": 1}))["items"]
        return str(items[0]["creator"]["external_id"]) if items else None


def _id(probe: int) -> str:
    return f"probe-{probe}"


def _city(probe: int) -> dict[str, list[str]]:
    return {"any_of": [f"{_CITY} {probe}"]}


def _card(rate: str) -> dict[str, Any]:
    return {"currency": "EUR", "rates": {"ig_reel": rate}}


def _bio(probe: int, side: int) -> str:
    return f"All about {_SUBJECTS[probe][side]}. New posts every week."


def _probe(number: int) -> dict[str, Any]:
    return {"external_id": _id(number), "name": f"Probe {number}", "text": _bio(number, 0), "country": "IS",
            "city": f"{_CITY} {number}"}  # fmt: skip


# --- the load


def _bodies(lines: int) -> list[bytes]:
    """Imports of creators unlike one another, made beforehand: making them would slow what is measured."""
    bodies = []
    for number in range(3):
        found = sample.creators(count=lines, seed=100 + number)
        # Nobody of them in the probes' country, where the answers are looked for.
        kept = [creator | {"external_id": f"import-{number}-{n}", "country": "DE"} for n, creator in enumerate(found)]
        bodies.append(b"".join(orjson.dumps(creator) + b"\n" for creator in kept))
    return bodies


@contextmanager
def _import_running(stack: Stack, bodies: list[bytes]) -> Iterator[dict[str, int]]:
    """One import after the other until the block ends; counts their lines."""
    stopping, counted, errors = threading.Event(), {"lines": 0}, []

    def pieces(body: bytes) -> Iterator[bytes]:
        for line in body.splitlines(keepends=True):
            if stopping.is_set():
                return
            counted["lines"] += 1
            yield line

    def work() -> None:
        try:
            with stack.client() as client:
                for body in itertools.cycle(bodies):
                    if stopping.is_set():
                        return
                    _import(client, pieces(body))
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    time.sleep(1.0)
    try:
        yield counted
    finally:
        stopping.set()
        thread.join()
    if errors:
        raise errors[0]


@contextmanager
def _changes_running(stack: Stack, per_minute: int) -> Iterator[dict[str, int]]:
    """So many creators of the crowd change every minute until the block ends, by requests evenly spread."""
    stopping, counted, errors = threading.Event(), {"changes": 0}, []
    ids = _crowd(stack)

    def work(number: int) -> None:
        rng, done, started = random.Random(number), 0, time.perf_counter()
        try:
            with stack.client() as client:
                while not stopping.is_set():
                    change = orjson.dumps(_change(rng))
                    answered(client.patch(f"/v1/creators/{rng.choice(ids)}", content=change, headers=_MERGE))
                    done += 1
                    counted["changes"] += 1
                    stopping.wait(max(0.0, started + done * 60 * _CHANGERS / per_minute - time.perf_counter()))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(_CHANGERS)]
    for thread in threads:
        thread.start()
    time.sleep(_WARM_UP_SECONDS)
    try:
        yield counted
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
    if errors:
        raise errors[0]


def _crowd(stack: Stack) -> list[str]:
    """Some of those who are no probes."""
    chosen = select(creators.c.external_id).where(creators.c.external_id.startswith("crowd-")).limit(100_000)
    with stack.store.read() as connection:
        return list(connection.execute(chosen).scalars())


def _change(rng: random.Random) -> dict[str, Any]:
    kind = rng.choice(["price", "price", "availability", "bio"])
    if kind == "price":
        return {"rate_card": _card(f"{rng.randint(50, 900)}.00") | {"not_offered": None}}
    if kind == "availability":
        return {"availability": {"from": f"2026-{rng.randint(10, 12)}-01", "to": "2027-03-31"}}
    return {"text": _bio(rng.randrange(len(_SUBJECTS)), rng.randrange(2)) + f" Part {rng.randrange(10**6)}."}


def _import(client: httpx.Client, body: bytes | Iterator[bytes]) -> None:
    answer = client.post("/v1/creators:import", content=body, headers={"Content-Type": "application/x-ndjson"},
                         timeout=600)  # fmt: skip
    summary = json.loads(answer.raise_for_status().text.splitlines()[-1])["summary"]
    assert not summary["failed"], summary


def _is_fresh(client: httpx.Client) -> bool:
    status = answered(client.get("/v1/status"))
    return bool(status["indexed"] == status["creators"] and status["visible_seq"] == status["feed_seq"])


# --- the processes


@contextmanager
def _running(mode: str, data: str | None) -> Iterator[Stack]:
    """A stack with the settings that a user gets, and the real encoder; on a filled folder where there is one."""
    usual = {"encoder": _ENCODER, "lease_seconds": 60, "sweep_seconds": 5, "delta_max_rows": 2000}
    with ExitStack() as stop:
        folder = Path(stop.enter_context(tempfile.TemporaryDirectory(prefix="cm-fresh-")))
        if data:
            (folder / "data").symlink_to(Path(data).absolute())
        if mode == "embedded":
            stack = Stack(folder, **usual)
        else:
            postgres = stop.enter_context(servers.postgres_server())
            redis_url = stop.enter_context(servers.redis_server())
            stack = Stack(folder, background=1, database_url=postgres.url, redis_url=redis_url, **usual)
        stop.callback(stack.end)
        eventually("the server is ready", stack._ready, seconds=600)
        yield stack


# --- the report


def _result(mode: str, seconds: dict[str, list[float]], status: dict[str, Any], load: dict[str, int]) -> Any:
    figures = {
        kind: {
            "edits": len(values),
            **{f"p{q}_s": round(float(np.percentile(values, q)), 3) for q in (50, 95, 99)},
            "max_s": round(max(values), 3),
            "target_p99_s": TARGETS[kind],
        }
        for kind, values in seconds.items()
    }
    return {
        "mode": mode,
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {_processor()}, Python {platform.python_version()}",
        "load_average": round(os.getloadavg()[0], 2),
        "encoder": _ENCODER,
        "creators_at_the_end": status["creators"],
        "waiting_for_a_vector_at_the_end": status["stale"],
        "load_meanwhile": load,
        "figures": figures,
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _show(result: dict[str, Any]) -> None:
    about = {name: value for name, value in result.items() if name != "figures"}
    table = Table("edit", "edits", "p50 s", "p95 s", "p99 s", "max s", "target p99 s", title="Freshness")
    for kind, figures in result["figures"].items():
        table.add_row(kind, *(str(value) for value in figures.values()))
    console = Console(width=110)
    console.print(table)
    for name, value in about.items():
        console.print(f"{name.replace('_', ' ')}: {value}", highlight=False)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode", action="append", choices=["embedded", "distributed"], help="both when not given")
    parser.add_argument("--edits", type=int, default=100, help="of each kind")
    parser.add_argument("--lines", type=int, default=4000, help="of each import")
    parser.add_argument("--data", help="a filled folder to start on; it is written to")
    parser.add_argument("--changes", type=int, help="of creators a minute, in place of the import; needs --data")
    return parser.parse_args()


if __name__ == "__main__":
    main()
