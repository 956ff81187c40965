"""Whole HTTP requests for the matches of stored briefs, beside a constant body of the same size from the same server.

python -m benchmarks.http [--mode embedded|distributed] [--creators N] [--seconds S]

Starts real processes over a database filled for the purpose (distributed: PostgreSQL, Redis, two API processes and a
worker). Peak: wrk with as many connections as asks for them. p99 at 70 % of peak: requests at that constant rate, each
timed from the moment it was due. Everything shares the machine's cores: server, load and, if they are on, edits.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.filling import fill
from benchmarks.measuring import machine
from benchmarks.open_loop import open_loop
from service import sample
from service.bootstrap import build_backends
from service.config import load_config
from service.generations import build
from service.refresh import refresh, register_encoder
from service.store.migrate import migrate
from tests import servers
from tests.reliability.harness import HOST, Stack, answered

RESULTS = Path(__file__).parent / "results"
SHARE_OF_PEAK = 0.7
EDITS_PER_SECOND = 30.0
CONNECTIONS = 8
_BRIEFS = 6
_PAIRS = 7
_APP = ("benchmarks.constant:wsgi()",)
_TICKS = os.sysconf("SC_CLK_TCK")

Result = dict[str, Any]


def main() -> None:
    options = _options()
    for mode in options.mode or ("embedded", "distributed"):
        result = measure(mode, options.creators, options.seconds)
        _show(result)
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"http-{mode}.json").write_text(json.dumps(result, indent=1) + "\n")


def measure(mode: str, creators: int, seconds: float) -> Result:
    with _running(mode, creators) as stack, stack.client() as client:
        paths = [f"/v1/briefs/{brief}/matches?limit=20" for brief in _posted(client)]
        bodies = [len(client.get(path).raise_for_status().content) for path in paths for _ in range(2)]
        matches = Load(stack, "20 matches of stored briefs", paths, seconds)
        constant = Load(stack, "constant body", [f"/constant/{sum(bodies) // len(bodies)}"], seconds)
        bare = Load(stack, "20 matches, without access", [f"/bare{path}" for path in paths], seconds)
        figures = []
        for load in (constant, matches, constant, matches):  # twice in turn: the machine is not the same all the time
            load.peak()
        access = _cost(matches, bare)
        for load in (constant, matches):
            figures.append(load.best | {"at_70_pct": load.at_rate(SHARE_OF_PEAK * load.best["requests_per_second"])})
        with _edits(client, creators) as edited:
            during = Load(stack, f"20 matches, {EDITS_PER_SECOND:g} edits a second wanted", paths, seconds)
            figures.append(during.peak() | {"edits_per_second": edited})
    figures.append(bare.best)
    floor, found = figures[0], figures[1]
    return {
        "mode": mode,
        "creators": creators,
        **machine(),
        "body_bytes": sum(bodies) // len(bodies),
        "connections": CONNECTIONS,
        "throughput_pct_of_constant": _percent(found["requests_per_second"], floor["requests_per_second"]),
        "cpu_pct_of_constant": _percent(floor["server_cpu_ms"], found["server_cpu_ms"]),
        **access,
        "figures": figures,
    }


@dataclass
class Load:
    """One kind of request and what was measured of it."""

    stack: Stack
    name: str
    paths: Sequence[str]
    seconds: float

    def __post_init__(self) -> None:
        self.best: Result = {"requests_per_second": 0.0}

    def peak(self) -> Result:
        """As many as it takes; the better of several runs is kept."""
        before = _cpu_seconds(self.stack)
        found = self._wrk()
        assert not found["failed"], found
        cpu = 1000 * (_cpu_seconds(self.stack) - before) / found["requests"]
        figures = {"of": self.name, "requests_per_second": round(found["requests"] / found["seconds"], 1),
                   "server_cpu_ms": round(cpu, 3)}  # fmt: skip
        figures |= {name: found[name] for name in ("p50_ms", "p95_ms", "p99_ms")}
        self.best = max(self.best, figures, key=lambda one: float(one["requests_per_second"]))
        return figures

    def _wrk(self) -> Result:
        program = shutil.which("wrk")
        assert program is not None, "wrk is not on PATH; Debian's package is wrk"
        script = Path(__file__).parent / "load.lua"
        command = [program, "-t1", f"-c{CONNECTIONS}", f"-d{self.seconds:g}s", "-s", str(script), self.stack.address,
                   "--", self.stack.key, "brand", *self.paths]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found: Result = json.loads(done.stdout.splitlines()[-1])
        return found

    def at_rate(self, rate: float) -> Result:
        headers = {"Authorization": f"Bearer {self.stack.key}", "Creatormatch-Brand": "brand"}
        port = int(self.stack.address.rpartition(":")[2])
        took = asyncio.run(open_loop(HOST, port, self.paths, headers, rate, self.seconds))
        percentiles = {f"p{q}_ms": round(1000 * float(np.percentile(took, q)), 2) for q in (50, 95, 99)}
        return {"requests_per_second": round(rate, 1), **percentiles}


@contextmanager
def _edits(client: httpx.Client, creators: int) -> Iterator[Result]:
    """Creators changed one after the other until the block ends; how many a second there were."""
    listed = answered(client.get("/v1/creators", params={"limit": 200}))["items"]
    ids, random_of = [shown["external_id"] for shown in listed], random.Random(7)
    stopping, found, began, count = threading.Event(), {}, time.perf_counter(), 0

    def work() -> None:
        nonlocal count
        merge = {"Content-Type": "application/merge-patch+json"}
        while not stopping.wait(max(0.0, began + count / EDITS_PER_SECOND - time.perf_counter())):
            change = {"attributes": {"seen": count}}
            answered(client.patch(f"/v1/creators/{random_of.choice(ids)}", json=change, headers=merge))
            count += 1

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        stopping.set()
        thread.join()
        found["asked"], found["done"] = EDITS_PER_SECOND, round(count / (time.perf_counter() - began), 1)


def _posted(client: httpx.Client) -> list[str]:
    """Some of the sample briefs, stored."""
    return [str(answered(client.post("/v1/briefs", json=brief), 201)["id"]) for brief in sample.briefs()[:_BRIEFS]]


def _cost(matches: Load, bare: Load) -> Result:
    """What access takes, from pairs of runs one after the other, the first of which is now this and now that."""
    turns = [(matches, bare), (bare, matches)]
    runs = [{load.name: load.peak() for load in turns[number % 2]} for number in range(_PAIRS)]
    pairs = [(run[matches.name], run[bare.name]) for run in runs]
    shares = [_percent(without["requests_per_second"] - having["requests_per_second"], without["requests_per_second"])
              for having, without in pairs]  # fmt: skip
    cpu = [1000 * (having["server_cpu_ms"] - without["server_cpu_ms"]) for having, without in pairs]
    return {
        "access_pct_of_throughput": statistics.median(shares),
        "access_pct_of_each_pair": shares,
        "access_cpu_us": round(statistics.median(cpu)),
    }


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 1)


def _cpu_seconds(stack: Stack) -> float:
    """Of the serving processes so far."""
    total = 0
    for pid in stack.server.group:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / _TICKS


# --- the processes


@contextmanager
def _running(mode: str, creators: int) -> Iterator[Stack]:
    """A stack over a filled database, with the settings that a user gets, and the hash encoder: none is asked for."""
    usual: dict[str, object] = {"lease_seconds": 60, "sweep_seconds": 5, "delta_max_rows": 2000, "encoder": "hash",
                                "requests_per_minute": 10**9}  # fmt: skip
    with ExitStack() as stop:
        folder = Path(stop.enter_context(tempfile.TemporaryDirectory(prefix="cm-http-")))
        background = 0
        if mode == "distributed":
            postgres = stop.enter_context(servers.postgres_server())
            usual |= {"database_url": postgres.url, "redis_url": stop.enter_context(servers.redis_server())}
            usual["workers"], background = 2, 1
        _fill(usual | {"data": folder / "data"}, creators)
        stack = Stack(folder, background, _APP, **usual)
        stop.callback(stack.end)
        stack.wait_ready()
        with stack.client() as client:
            stack.wait_caught_up(client)
        yield stack


def _fill(settings: dict[str, object], creators: int) -> None:
    config = load_config({f"CREATORMATCH_{name.upper()}": str(value) for name, value in settings.items()})
    backends = build_backends(config)
    migrate(backends.store)
    register_encoder(backends)
    refresh(backends)
    fill(backends.store, creators)
    build(config, backends.store)
    backends.store.close()


# --- the report


def _show(result: Result) -> None:
    names = ("request", "requests/s", "server CPU ms", "p50 ms", "p95 ms", "p99 ms")
    table = Table(*names, title=f"HTTP, {result['mode']}")
    for one in result["figures"]:
        names = ("of", "requests_per_second", "server_cpu_ms", "p50_ms", "p95_ms", "p99_ms")
        table.add_row(*(str(one[name]) for name in names))
        if half := one.get("at_70_pct"):
            steady = (half[f"p{q}_ms"] for q in (50, 95, 99))
            table.add_row("  at 70 % of its peak", str(half["requests_per_second"]), "", *map(str, steady))
    console = Console(width=120)
    console.print(table)
    for name, value in result.items():
        if name != "figures":
            console.print(f"{name.replace('_', ' ')}: {value}", highlight=False)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", action="append", choices=["embedded", "distributed"], help="both when not given")
    parser.add_argument("--creators", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement")
    return parser.parse_args()


if __name__ == "__main__":
    main()
