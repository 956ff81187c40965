"""Dashboard, alerts and documents name the metrics that there are, by labels that they have; every alert says what to
do, and where that is explained."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

from service import metrics
from service.bootstrap import build_backends
from service.config import load_config
from tests.builders import settings

ROOT = Path(__file__).parents[2]
MONITORING = ROOT / "monitoring"
_OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
# What Prometheus adds of its own.
_TARGET_LABELS = {"job", "instance", "le"}


def _metrics() -> dict[str, set[str]]:
    """Labels by the name of each series: of histograms without their endings."""
    found: dict[str, set[str]] = {}
    for metric in vars(metrics).values():
        if isinstance(metric, MetricWrapperBase):
            ending = "_total" if metric._type == "counter" else ""
            found[metric._name + ending] = set(metric._labelnames)
    labels = metrics.SHARED_LABELS
    return found | {name: {labels[name]} if name in labels else set() for name in metrics.SHARED}


METRICS = _metrics()
_HISTOGRAMS = {metric._name for metric in vars(metrics).values() if isinstance(metric, Histogram)}


def _alerts() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"]
    return list(group["rules"])


def _panels() -> Iterator[Mapping[str, Any]]:
    yield from json.loads((MONITORING / "grafana.json").read_text())["panels"]


def _expressions() -> dict[str, str]:
    """By where they stand."""
    alerts = {alert["alert"]: alert["expr"] for alert in _alerts()}
    panels = {f"{panel['id']} {panel['title']} {target['refId']}": target["expr"]
              for panel in _panels() for target in panel.get("targets", ())}  # fmt: skip
    return alerts | panels


EXPRESSIONS = _expressions()


def test_every_metric_is_of_the_registry_that_is_scraped() -> None:
    registered = {name for names in metrics.REGISTRY._collector_to_names.values() for name in names}
    assert METRICS.keys() - set(metrics.SHARED) <= registered


def test_every_metric_is_documented_with_its_labels_and_no_other_is() -> None:
    section = _OPERATIONS.partition("\n## Metrics\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(creatormatch_\w+)(?:\{([\w,]+)\})?` \|", section, re.MULTILINE)
    assert {name: {*labels.split(",")} - {""} for name, labels in rows} == METRICS
    assert set(metrics.STEPS) == _listed(section, "Steps")


def test_every_cache_that_is_counted_is_documented(data: Path) -> None:
    backends = build_backends(load_config(settings(data)))
    backends.store.close()
    assert set(backends.caches) == _listed(_OPERATIONS, "Caches")


def _listed(text: str, what: str) -> set[str]:
    """The names in the entry of a list that begins with a bold word."""
    return set(re.findall(r"`(\w+)`", text.partition(f"- **{what}**")[2].partition("\n- ")[0]))


def test_gauges_say_what_several_processes_make_of_them() -> None:
    modes = {metric._name: metric._multiprocess_mode for metric in vars(metrics).values() if isinstance(metric, Gauge)}
    assert all(mode.startswith("live") for mode in modes.values()), modes


@pytest.mark.parametrize("where", EXPRESSIONS)
def test_expressions_name_metrics_and_labels_that_there_are(where: str) -> None:
    expression = EXPRESSIONS[where]
    named = re.findall(r"(creatormatch_\w+)(?:\{([^}]*)\})?", expression)
    assert named or "up{" in expression
    labels: set[str] = set()
    for series, inside in named:
        name = re.sub("_(bucket|sum|count)$", "", series)
        assert name in METRICS
        if name != series:
            assert name in _HISTOGRAMS, "only they have buckets, sums and counts"
        matched = set(re.findall(r"(\w+)\s*[=!]~?", inside))
        assert matched <= METRICS[name] | _TARGET_LABELS
        labels |= METRICS[name]
    grouped = re.findall(r"(?:by|on|ignoring|group_left)\s*\(([^)]*)\)", expression)
    assert {label.strip() for group in grouped for label in group.split(",")} - {""} <= labels | _TARGET_LABELS


def test_every_metric_is_shown_on_the_dashboard() -> None:
    shown = {re.sub("_(bucket|sum|count)$", "", name) for expression in EXPRESSIONS.values()
             for name in re.findall(r"creatormatch_\w+", expression)}  # fmt: skip
    assert METRICS.keys() <= shown


def test_panels_have_places_of_their_own() -> None:
    panels = list(_panels())
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}  # fmt: skip
        assert place["x"] + place["w"] <= 24
        assert not taken & cells, panel["title"]
        taken |= cells


@pytest.mark.parametrize("alert", _alerts(), ids=lambda alert: alert["alert"])
def test_an_alert_says_what_is_wrong_what_to_do_and_where_to_read(alert: dict[str, Any]) -> None:
    notes, heading = alert["annotations"], alert["alert"]
    assert alert["labels"]["severity"] in ("page", "ticket")
    assert notes["summary"]
    assert notes["description"].endswith(".")
    assert notes["runbook_url"] == f"docs/operations.md#{heading.lower()}"
    section = _OPERATIONS.partition(f"\n### {heading}\n")[2].partition("\n#")[0]
    assert len(section.split()) > 10, f"docs/operations.md has no section {heading}"


def test_the_document_has_no_section_of_an_alert_that_is_gone() -> None:
    assert set(re.findall(r"^### (Creatormatch\w+)$", _OPERATIONS, re.MULTILINE)) == {a["alert"] for a in _alerts()}


def test_prometheus_reads_rules_and_expressions_and_the_rules_do_what_they_say(tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool (Debian: prometheus) is not installed")
    filled = [one.replace("$__rate_interval", "1m").replace("$instance", ".*") for one in EXPRESSIONS.values()]
    rules = [{"record": f"checked:{number}", "expr": one} for number, one in enumerate(filled)]
    file = tmp_path / "expressions.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "expressions", "rules": rules}]}))
    for arguments in (["check", "config", "prometheus.yml"], ["check", "rules", str(file)],
                      ["test", "rules", "alerts_test.yml"]):  # fmt: skip
        result = subprocess.run([promtool, *arguments], cwd=MONITORING, capture_output=True, text=True)
        assert result.returncode == 0, result.stdout + result.stderr
