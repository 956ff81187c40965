"""Matching on real text: a part of the development set, through the public API with the real encoder.

Small enough for every run: all briefs, every creator that is relevant to a brief of the rarer niches, and others up
to a thousand. The figure for the whole set is in docs/quality.md; `python -m benchmarks.quality` measures it.
"""

import importlib.util
import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from tests.builders import Api, prepare, running_api, settings

EVAL = Path(__file__).parents[3] / "shared" / "eval"
POOL = 1000
RARE = 30  # relevant creators: of such a niche the pool holds them all

pytestmark = pytest.mark.skipif(not EVAL.is_dir(), reason="the development set (../shared/eval) is not here")


def test_briefs_find_creators_of_their_niche(tmp_path: Path) -> None:
    environment = settings(tmp_path / "data", encoder="all-MiniLM-L6-v2", ranking_depth="1000", wait_seconds="300",
                           refresh_batch="64")  # fmt: skip
    prepare(environment)
    pool, grades = _pool(), _grades()
    with running_api(environment) as api:
        answer = api.import_lines(*pool, query={"wait": "indexed"})
        assert answer.headers["Creatormatch-Indexed"] == "true"
        scores = [_ndcg(api, brief, grades[brief["id"]], pool) for brief in _rows("briefs.jsonl")]
    by_niche = defaultdict(list)
    for brief, score in zip(_rows("briefs.jsonl"), scores, strict=True):
        by_niche[brief["niche"]].append(score)
    macro = sum(sum(found) / len(found) for found in by_niche.values()) / len(by_niche)
    print(f"nDCG@10, macro by niche, of {len(pool)} creators: {macro:.3f}")
    assert macro >= 0.75


def _ndcg(api: Api, brief: dict[str, str], grades: dict[str, int], pool: list[dict[str, str]]) -> float:
    # The set's creators have neither accounts nor places: what the prose asks of them would leave nobody.
    asked = {"text": brief["text"], "ignore_readings": ["*"]}
    found = api.match({"limit": 200}, **asked, deliverables=None, budget=None, constraints=None)
    ranking = {match["creator"]["external_id"]: match["score"] for match in found["items"]}
    here = {creator["external_id"] for creator in pool}
    relevant = {creator: grade for creator, grade in grades.items() if creator in here}
    unjudged = _unjudged().get(brief["id"], set())
    return float(_scorer().measure(ranking, relevant, unjudged)[0])


def _pool() -> list[dict[str, str]]:
    grades = _grades()
    rare = {creator for judged in grades.values() if len(judged) <= RARE for creator in judged}
    rows = sorted(_rows("creators.jsonl"), key=lambda row: row["id"] not in rare)
    spread = rows[: len(rare)] + rows[len(rare) :: (len(rows) - len(rare)) // (POOL - len(rare))]
    return [{"external_id": row["id"], "name": row["name"], "text": row["text"]} for row in spread[:POOL]]


@cache
def _grades() -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (EVAL / "qrels.tsv").read_text().splitlines():
        brief, _, creator, grade = line.split("\t")
        grades[brief][creator] = int(grade)
    return grades


@cache
def _unjudged() -> dict[str, set[str]]:
    unjudged: dict[str, set[str]] = defaultdict(set)
    for line in (EVAL / "unjudged.tsv").read_text().splitlines():
        brief, creator = line.split("\t")
        unjudged[brief].add(creator)
    return unjudged


def _rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (EVAL / name).read_text().splitlines()]


@cache
def _scorer() -> ModuleType:
    """The set's own scorer."""
    spec = importlib.util.spec_from_file_location("score", EVAL / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
