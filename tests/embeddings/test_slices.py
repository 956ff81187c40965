"""Texts that are encoded together: every one once, little padding, bounded work."""

from hypothesis import given
from hypothesis import strategies as st

from service.embeddings.slices import slices


@given(st.lists(st.integers(1, 256), max_size=80), st.integers(1, 600))
def test_slices_hold_every_text_once_within_the_budget(lengths: list[int], budget: int) -> None:
    found = list(slices(lengths, budget))
    assert sorted(place for part in found for place in part) == list(range(len(lengths)))
    for part in found:
        assert len(part) == 1 or len(part) * max(lengths[place] for place in part) <= budget


def test_a_long_text_does_not_have_short_ones_padded_to_its_length() -> None:
    assert list(slices([10, 200, 12, 9], 2000)) == [[3, 0, 2], [1]]
