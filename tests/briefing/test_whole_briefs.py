"""Whole briefs in six languages, each with everything that it states; `whole_briefs.jsonl` has text and record."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.briefing.gold import flat
from service.briefing.reader import read
from tests.briefing.reading_tables import TODAY

ROWS = [json.loads(line) for line in Path(__file__).with_name("whole_briefs.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_it_reads_the_whole_brief(row: dict[str, Any]) -> None:
    assert flat(read(row["text"], TODAY), row["text"]) == row["states"]
