"""Files of the evaluation commands: real text as it comes, and what is no row named by file and line."""

import pytest

from service.errors import Invalid
from service.evaluating import read_rows


def test_half_a_character_in_real_text_is_replaced() -> None:
    (row,) = read_rows([b'{"id": "a", "text": "cook \\ud83c\\udf73 and \\ud83c bake", "name": null}'], "rows")
    assert row["text"] == "cook \N{COOKING} and ? bake"


@pytest.mark.parametrize(
    "line", [b"[]", b"{", b'{"id": 1, "text": "a"}', b'{"id": "a"}', b'{"id": "a", "text": "a", "name": 5}']
)
def test_what_is_no_row_is_named_by_file_and_line(line: bytes) -> None:
    with pytest.raises(Invalid, match=r"rows\.jsonl:2"):
        read_rows([b"\n", line], "rows.jsonl")
