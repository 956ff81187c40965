"""Half-precision numbers read without numpy are the same numbers."""

import numpy as np

from service.index.halves import products, singles

# Every finite one: zeros, subnormals, the largest.
EVERY = np.arange(2**16, dtype=np.uint16).view(np.float16)
EVERY = EVERY[np.isfinite(EVERY)].reshape(-1, 16)
ROWS = np.arange(len(EVERY))[::-1].copy()


def test_every_finite_number_is_read_exactly() -> None:
    assert np.array_equal(singles(EVERY, ROWS), EVERY[ROWS].astype(np.float32))


def test_products_are_exact_to_the_last_digits() -> None:
    halves = np.random.default_rng(2).standard_normal((50, 448)).astype(np.float16)
    query = np.random.default_rng(3).standard_normal(448)
    rows = np.array([49, 0, 7])
    assert np.allclose(products(halves, rows, query), halves[rows].astype(np.float64) @ query, rtol=0, atol=1e-12)
