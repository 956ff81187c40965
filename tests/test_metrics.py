"""What is measured where, and that one answer speaks for every process of a host."""

import os
import re
import runpy
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from prometheus_client.multiprocess import mark_process_dead

from service import metrics
from service.bootstrap import build_backends
from service.config import load_config
from service.errors import ConfigError
from service.health import ENDED
from service.http_server import metric_files
from service.metrics import Shared
from tests.builders import Api, running_api, settings
from workers import scraping
from workers.single import Single

ROOT = Path(__file__).parents[1]


def value(series: str, text: str | None = None) -> float:
    """Of one series, as it is shown; 0 where it is not."""
    shown = metrics.render().decode() if text is None else text
    found = re.search(rf"^{re.escape(series)} (\S+)$", shown, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_a_match_is_timed_step_by_step_and_a_kept_one_takes_no_step(api: Api) -> None:
    def counts() -> dict[str, float]:
        return {step: value(f'creatormatch_step_seconds_count{{step="{step}"}}') for step in metrics.STEPS}

    api.put_creators(lena={}, tom={})
    brief = api.post_brief(text="Home cooks who show quick dinners, 8 creators in Germany")
    before = counts()
    api.matches(brief["id"])
    after = counts()
    taken = {step for step in metrics.STEPS if after[step] > before[step]}
    assert taken >= {"encode", "select", "search", "score", "present"}
    pages = value('creatormatch_cache_requests_total{cache="page",result="hit"}', api.get("/metrics").text)
    api.matches(brief["id"])
    assert counts()["present"] == after["present"]
    shown = api.get("/metrics").text
    assert value('creatormatch_cache_requests_total{cache="page",result="hit"}', shown) == pages + 1


def test_a_key_that_asks_too_often_is_counted(data: Path) -> None:
    before = value("creatormatch_rate_limited_total")
    with running_api(settings(data, requests_per_minute="2")) as api:
        answers = [api.get("/v1/creators").status_code for _ in range(5)]
    refused = answers.count(429)  # the minute may end in between
    assert refused
    assert value("creatormatch_rate_limited_total") == before + refused


def test_a_run_of_a_job_is_counted_and_timed() -> None:
    def fail() -> None:
        raise ValueError("not today")

    def runs(result: str) -> float:
        return value(f'creatormatch_job_runs_total{{name="made_up_here",result="{result}"}}')

    Single("made_up_here", lambda: None)()
    Single("made_up_here", fail)()
    assert (runs("ok"), runs("failed")) == (1, 1)
    assert value('creatormatch_job_seconds_count{name="made_up_here"}') == 2


def test_numbers_that_nobody_measures_any_more_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Shared()
    assert list(shared.collect()) == []
    shared.show({("creatormatch_creators", ""): 5, ("creatormatch_creators_stale", "edit"): 2})
    found = {sample.name: (sample.labels, sample.value) for family in shared.collect() for sample in family.samples}
    assert found == {"creatormatch_creators": ({}, 5), "creatormatch_creators_stale": ({"urgency": "edit"}, 2)}
    monkeypatch.setattr(metrics, "_GOOD_SECONDS", 0.0)
    assert list(shared.collect()) == []


_COUNT = """
import sys
from service import metrics
metrics.note_process()
metrics.plans_total.labels("optimal").inc(int(sys.argv[1]))
metrics.feed_lag_seconds.set(int(sys.argv[1]))
metrics.creators_indexed.set(int(sys.argv[1]))
metrics.shared.show({("creatormatch_creators", ""): 7})
print(metrics.render().decode())
print("pid", __import__("os").getpid())
"""


def test_one_answer_is_of_all_processes_that_live_and_counts_those_that_ended(tmp_path: Path) -> None:
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    def count(number: int) -> str:
        command = [sys.executable, "-c", _COUNT, str(number)]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout

    first, second = count(2), count(3)
    assert value('creatormatch_plans_total{status="optimal"}', first) == 2
    assert value('creatormatch_plans_total{status="optimal"}', second) == 5
    assert value("creatormatch_feed_lag_seconds", second) == 3, "the worst counts"
    assert value("creatormatch_creators_indexed", second) == 2
    assert value("creatormatch_processes", second) == 2
    assert value("creatormatch_creators", second) == 7, "what all processes measure alike is not added up"
    _mark_dead(int(first.split("pid ")[1]), tmp_path)
    third = count(4)
    assert value('creatormatch_plans_total{status="optimal"}', third) == 9, "what was counted stays"
    assert value("creatormatch_creators_indexed", third) == 3, "how things stood with who ended does not"
    assert value("creatormatch_processes", third) == 2


@pytest.fixture
def own_environment() -> Iterator[None]:
    with mock.patch.dict(os.environ):
        yield


def _configured(folder: str) -> None:
    """gunicorn's settings, read while the environment names a folder."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    runpy.run_path(str(ROOT / "gunicorn.conf.py"))


@pytest.mark.usefixtures("own_environment")
def test_a_reload_keeps_the_folder_of_its_own_master_and_a_start_takes_no_other(tmp_path: Path) -> None:
    _configured(str(tmp_path))
    assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ
    mine = str(tmp_path / f"creatormatch-metrics-{os.getpid()}-made")
    _configured(mine)
    assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == mine


@pytest.mark.usefixtures("own_environment")
def test_what_masters_that_were_killed_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, lives, odd = (tmp_path / f"creatormatch-metrics-{name}" for name in (f"{ended.pid}-a", "1-b", "of-others"))
    for folder in (left, lives, odd):
        folder.mkdir()
    metric_files.make(str(tmp_path))
    made = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    assert {*tmp_path.iterdir()} == {lives, odd, made}


def _mark_dead(pid: int, folder: Path) -> None:
    """As the master does when a process of it ended."""
    mark_process_dead(pid, str(folder))


def test_a_worker_answers_scrapes_and_probes_where_it_is_told_to(data: Path) -> None:
    backends = build_backends(load_config(settings(data)))
    server = scraping.serve(backends, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.server_port}"

    def get(path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(address + path, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    try:
        assert "creatormatch_embedded_total" in get("/metrics")[1]
        assert get("/healthz") == (200, '{"status": "alive", "checks": {}}')
        backends.health.watch("jobs", lambda: ENDED)
        assert get("/healthz")[0] == 503
        assert get("/v1/status")[0] == 404
    finally:
        server.shutdown()
        server.server_close()
        backends.store.close()


@pytest.mark.parametrize("wrong", ["9100", "host", "host:0", "host:70000", ":9100"])
def test_where_a_worker_answers_is_an_address_with_a_port(wrong: str) -> None:
    with pytest.raises(ConfigError, match="CREATORMATCH_WORKER_METRICS_BIND"):
        load_config({"CREATORMATCH_WORKER_METRICS_BIND": wrong})
