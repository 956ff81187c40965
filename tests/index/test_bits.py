"""Sets of rows as packed bits hold exactly the rows that were put in."""

import numpy as np
import pytest

from service.index import bits


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 127, 128, 1_000])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
def test_rows_come_back_in_order(count: int, share: float) -> None:
    mask = np.random.default_rng(count).random(count) < share
    words = bits.packed(mask)
    assert bits.count(words) == np.count_nonzero(mask)
    assert bits.rows_of(words).tolist() == np.flatnonzero(mask).tolist()


def test_an_intersection_holds_who_is_in_both() -> None:
    numbers = np.random.default_rng(1)
    one, other = numbers.random(500) < 0.3, numbers.random(500) < 0.6
    assert bits.rows_of(bits.packed(one) & bits.packed(other)).tolist() == np.flatnonzero(one & other).tolist()
