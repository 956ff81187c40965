"""Reading on the development set: its 60 briefs with gold constraints, its briefs without, and creators' bios."""

import contextlib
import datetime
import importlib.util
import io
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from service.briefing.gold import flat
from service.briefing.reader import read
from tests.briefing.reading_tables import TODAY

EVAL = Path(__file__).parents[3] / "shared" / "eval"
BIOS = 500

pytestmark = pytest.mark.skipif(not EVAL.is_dir(), reason="the development set (../shared/eval) is not here")


def test_constraints_reach_the_required_f1(tmp_path: Path) -> None:
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text("\n".join(json.dumps(_prediction(row)) for row in _rows("constraints.jsonl")), "utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        _scorer().score_constraints(predicted)
    print(printed.getvalue())
    f1 = {line.split()[0]: float(line.split()[-1]) for line in printed.getvalue().splitlines()[1:]}
    assert f1["micro"] >= 0.95
    assert min(f1.values()) >= 0.85


def test_briefs_that_state_nothing_yield_nothing() -> None:
    silent = [row for row in _rows("constraints.jsonl") if not row["gold"] and not row["tolerated"]]
    assert [flat(read(row["text"], TODAY)) for row in silent] == [{}] * len(silent)


def test_bios_read_as_briefs_yield_next_to_nothing() -> None:
    bios = _rows("creators.jsonl")
    sample = bios[:: len(bios) // BIOS][:BIOS]
    misread = [row["id"] for row in sample if read(row["text"], TODAY)]
    assert len(misread) <= BIOS // 100, misread


def _prediction(row: dict[str, Any]) -> dict[str, Any]:
    readings = read(row["text"], datetime.date.fromisoformat(row["today"]))
    return {"id": row["id"], "pred": flat(readings, row["text"])}


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EVAL / name).read_text("utf-8").splitlines()]


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("eval_score", EVAL / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
