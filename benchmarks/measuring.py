"""Times as percentiles, memory as the kernel counts it, and the machine that both are from."""

import datetime
import json
import os
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

Figures = dict[str, Any]
WARM = 3


def timed(calls: Sequence[Callable[[], object]], warm: Sequence[Callable[[], object]] | None = None) -> Figures:
    """Milliseconds of calls after warm-up (by the first of them, or by others where a call is remembered): p50, p95 and
    p99 of the time that passed, p50 of the work of all threads."""
    for call in calls[:WARM] if warm is None else warm:
        call()
    passed, worked = [], []
    for call in calls:
        wall, own = time.perf_counter(), time.process_time()
        call()
        passed.append(time.perf_counter() - wall)
        worked.append(time.process_time() - own)
    figures = {f"p{q}_ms": _ms(passed, q) for q in (50, 95, 99)}
    return figures | {"cpu_p50_ms": _ms(worked, 50), "calls": len(passed)}


def _ms(seconds: Sequence[float], percentile: int) -> float:
    return round(1000 * float(np.percentile(seconds, percentile)), 3)


def machine() -> Figures:
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "processor": _processor(),
        "python": platform.python_version(),
        "load_average": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def write(path: Path | None, results: Iterable[Figures]) -> None:
    """As JSON, where a file was named."""
    if path is not None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(list(results), indent=1) + "\n")


def resident_bytes() -> int:
    """Of this process, what it shares included."""
    return _sum_of("/proc/self/smaps_rollup", "Rss")


def anonymous_bytes() -> int:
    """Of this process, backed by no file; proportional set size."""
    return _sum_of("/proc/self/smaps_rollup", "Pss_Anon")


def mapped_bytes(folder: Path) -> int:
    """Of this process, of files below a folder: what several processes map counts in each with its share
    (proportional set size)."""
    total, inside = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        fields = line.split()
        if not fields[0].endswith(":"):  # the head of a mapping: address, permissions, offset, device, inode, path
            inside = len(fields) > 5 and fields[5].startswith(str(folder))
        elif inside and fields[0] == "Pss:":
            total += 1024 * int(fields[1])
    return total


def _sum_of(path: str, prefix: str) -> int:
    lines = Path(path).read_text().splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith(prefix))


def exponent(sizes: Sequence[int], times: Sequence[float]) -> float:
    """b of time ~ size^b by least squares of the logarithms."""
    return round(float(np.polyfit(np.log(sizes), np.log(times), 1)[0]), 3)
