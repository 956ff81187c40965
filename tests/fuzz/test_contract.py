"""Schemathesis sends what the OpenAPI document allows and what it forbids: no fault, whatever is sent."""

import logging
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from werkzeug.serving import make_server

from tests.builders import Api, running_api, settings

ROOT = Path(__file__).parents[2]
CONFIG = Path(__file__).with_name("schemathesis.toml")
PHASES = {"marketplace": "examples,coverage,fuzzing,stateful", "brand": "fuzzing,stateful"}


@pytest.mark.slow
@pytest.mark.parametrize("role", PHASES)
def test_no_generated_request_finds_a_fault(
    data: Path, tmp_path: Path, role: str, pytestconfig: pytest.Config, count: Any
) -> None:
    examples, seed = (str(pytestconfig.getoption(name)) for name in ("--fuzz-examples", "--fuzz-seed"))
    with running_api(settings(data, wait_seconds="5", requests_per_minute="0")) as api, _served(api) as address:
        _fill(api)
        key = api.marketplace if role == "marketplace" else api.brand()
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "--no-color", "run",
                   f"{address}/v1/openapi.json", "--phases", PHASES[role], "--max-examples", examples, "--seed", seed,
                   "--report-json-path", str(tmp_path / "report.json")]  # fmt: skip
        if role == "marketplace":
            command += ["--header", "Creatormatch-Brand: acme"]
        fuzz = {"FUZZ_KEY": key["Authorization"].split()[1], "FUZZ_COUNTS": str(tmp_path / "counts.json")}
        ran = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)} | fuzz, capture_output=True,
                             text=True)  # fmt: skip
    report = orjson.loads((tmp_path / "report.json").read_bytes())
    sent = orjson.loads((tmp_path / "counts.json").read_bytes())
    assert (report["failures"], report["errors"], ran.returncode) == ([], [], 0), ran.stdout[-20_000:] + ran.stderr
    phases, answered = Counter(), {label for _, label, status, _ in sent if status < 300}
    for phase, _, _, times in sent:
        phases[phase] += times
    assert report["operations"]["tested"] == report["operations"]["selected"] == len({label for _, label, *_ in sent})
    assert {phase for phase in PHASES[role].split(",") if phase != "examples"} <= {*phases}, phases
    count(f"fuzz cases as {role}, seed {seed}", sum(phases.values()),
          f"{', '.join(f'{phase} {times}' for phase, times in sorted(phases.items()))}; "
          f"{report['operations']['tested']} operations, {len(answered)} of them answered 2xx")  # fmt: skip


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
    assert api.post(f"/v1/briefs/{brief_id}/plans", json={}, headers=api.brand()).status_code == 201
