"""Schemathesis sends what the OpenAPI document allows and what it forbids: no fault, whatever is sent."""

import logging
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from werkzeug.serving import make_server

from service import keys
from tests.builders import Api, running_api, settings

ROOT = Path(__file__).parents[2]
CONFIG = Path(__file__).with_name("schemathesis.toml")
# Role, phases; requests and operations that answered one of them with 2xx: what there is now, and it may grow. Apart,
# so that two processes share them.
RUNS: list[tuple[keys.Role, str, int, int]] = [
    ("marketplace", "coverage", 12_000, 45),
    ("marketplace", "examples,fuzzing,stateful", 700, 50),
    ("brand", "fuzzing,stateful", 600, 20),
]


@pytest.mark.slow
@pytest.mark.usefixtures("nothing_leaves")
@pytest.mark.parametrize(("role", "phases", "least", "least_answered"), RUNS)
def test_no_generated_request_finds_a_fault(
    data: Path, tmp_path: Path, role: keys.Role, phases: str, least: int, least_answered: int,
    pytestconfig: pytest.Config, count: Callable[..., None],
) -> None:  # fmt: skip
    seed = pytestconfig.getoption("--fuzz-seed")
    with running_api(settings(data, wait_seconds="5", requests_per_minute="0")) as api, _served(api) as address:
        _fill(api)
        generation = ["--seed", str(seed), "--max-examples", str(pytestconfig.getoption("--fuzz-examples"))]
        report, sent, said = _fuzz(api, address, role, phases, generation, tmp_path)
    assert (report["failures"], report["errors"], report["exit_code"]) == ([], [], 0), said
    times_of: Counter[str] = Counter()
    for phase, _, _, times in sent:
        times_of[phase] += times
    tried, answered = {label for _, label, *_ in sent}, {label for _, label, status, _ in sent if status < 300}
    assert report["operations"]["tested"] == report["operations"]["selected"] == len(tried)
    assert {*phases.split(",")} <= {*times_of}
    assert sum(times_of.values()) >= least, times_of
    assert len(answered) >= least_answered, answered
    by_phase = ", ".join(f"{phase} {times}" for phase, times in sorted(times_of.items()))
    count(f"fuzz cases as {role}", sum(times_of.values()),
          f"seed {seed}: {by_phase}; {len(tried)} operations, {len(answered)} answered 2xx")  # fmt: skip


def _fuzz(
    api: Api, address: str, role: keys.Role, phases: str, generation: list[str], folder: Path
) -> tuple[dict[str, Any], list[tuple[str, str, int, int]], str]:
    """What Schemathesis reports; how often which phase got which status of which operation; what it printed."""
    key = api.marketplace if role == "marketplace" else api.brand()
    brand = ["--header", "Creatormatch-Brand: acme"] if role == "marketplace" else []
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "--no-color", "run",
               f"{address}/v1/openapi.json", "--phases", phases, *generation, *brand,
               "--report-json-path", str(folder / "report.json")]  # fmt: skip
    environment = {"PYTHONPATH": str(ROOT), "FUZZ_COUNTS": str(folder / "counts.json"),
                   "FUZZ_KEY": key["Authorization"].split()[1]}  # fmt: skip
    ran = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True)
    report, sent = (orjson.loads((folder / name).read_bytes()) for name in ("report.json", "counts.json"))
    return report, sent, ran.stdout[-20_000:] + ran.stderr


@contextmanager
def _served(api: Api) -> Iterator[str]:
    """The application on a port of this process."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, api.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _fill(api: Api) -> None:
    """Something to find, match and plan with."""
    api.put_creators(**{f"creator-{number}": {"name": f"Creator {number}"} for number in range(20)})
    brief_id = api.post_brief(deliverables=[{"kind": "ig_reel"}], budget={"currency": "EUR", "total": "5000"})["id"]
    plan = api.post(f"/v1/briefs/{brief_id}/plans", json={}, headers=api.brand())
    hired = api.put(f"/v1/briefs/{brief_id}/feedback/creator-1", json={"verdict": "hired"}, headers=api.brand())
    work = api.put(f"/v1/briefs/{brief_id}/outcomes/post-1", json={"creator": "creator-1"}, headers=api.brand())
    assert [answer.status_code for answer in (plan, hired, work)] == [201, 201, 201]
