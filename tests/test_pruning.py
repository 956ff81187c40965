"""Rough scores are near the exact ones, so that nobody who belongs to the best is left out."""

import datetime
import random

import numpy as np
import pytest

from service.bootstrap import load_rates
from service.domain.brief import PRESETS, read_brief
from service.index.snapshot import LiveIndex
from service.judging import Ground, judge
from service.pruning import tables_of, worth_a_look
from service.ranking import blend
from service.ranking.components import NAMES
from service.scoring import usd_by_code
from tests.index import crowd
from tests.property import chance

CREATORS = crowd.creators(seed=21, count=400)
RATES = load_rates("")
TODAY = datetime.date(2026, 3, 1)
NOBODY = np.zeros(crowd.DIMENSION, dtype=np.float32)  # it has a fit of 0 with everybody
# What tables know nothing of: who has any of it is always looked at exactly.
UNKNOWN_TO_TABLES = [NAMES.index(name) for name in ("fit", "history", "reliability")]


@pytest.mark.parametrize("in_base", [True, False])
def test_tabulated_attributes_are_within_a_hundredth_of_the_formulas(
    in_base: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = crowd.rows_of(CREATORS)
    live = LiveIndex(crowd.header(1), crowd.EXAMPLES)
    if in_base:
        live = LiveIndex(crowd.header(1), crowd.EXAMPLES, crowd.base_of(tmp_path_factory.mktemp("index"), rows))
    else:
        live.apply(rows, [], 1)
    selection, checked = live.snapshot.select(())[0], set()
    people = {int(i): CREATORS[int(i)] for i in selection.ids}
    for seed in range(60):
        rng = random.Random(seed)
        weights = {name: rng.random() for name in PRESETS["value"]}
        brief = read_brief(chance.brief(rng, []) | {"preferences": {"weights": weights}}, RATES)
        judged = judge(brief, people, np.zeros(len(people)), Ground(RATES, TODAY))
        exact = blend.contributions(judged.values, judged.weights)
        exact[:, UNKNOWN_TO_TABLES] = 0.0
        tables = tables_of(brief, judged.weights, 0.4, TODAY.toordinal(), usd_by_code(RATES))
        rough = selection.rough_scores(NOBODY, tables, brief.order)
        assert np.abs(rough - exact.sum(axis=1)).max() < 0.01
        checked.add((brief.platforms is None, bool(brief.audience_wishes), bool(brief.deliverables)))
    assert len(checked) >= 5


def test_the_best_rough_scores_are_looked_at_and_equal_ones_together() -> None:
    rough = np.random.default_rng(1).random(50_000).astype(np.float32)
    found = worth_a_look(rough, 20)
    assert set(np.argsort(-rough)[:600].tolist()) <= set(found.tolist())
    assert len(found) < 1_000
    assert worth_a_look(rough[:500], 20).tolist() == list(range(500))
    same = np.zeros(50_000, dtype=np.float32)
    same[40_000] = 1.0
    found = worth_a_look(same, 20)
    assert found[-1] == 40_000
    assert found[:-1].tolist() == list(range(len(found) - 1))  # the longest registered of the others
    assert 600 <= len(found) <= 2_401
